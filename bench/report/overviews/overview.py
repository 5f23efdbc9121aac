"""The page that overviews share: a title, notes, and sections of one table each, some with a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from bench.escaping import link, visible
from bench.files import whole
from bench.report.drawing.rendering import markup, render, resource, sealed
from bench.report.drawing.stylesheets import sheet
from bench.report.pages import glossary

if TYPE_CHECKING:
    from pathlib import Path

Line = tuple[str, bool, tuple[str, ...]]  # what it is about, whether that is a yardstick, its cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table. Cells may be markup of :func:`linked`; ``is_text``: columns are words, not figures."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    figure: str = ""
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """A page: what it says first, where it is about, what a reader should know, and its tables."""

    title: str
    place: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def page(made: Overview, prefix: str = "") -> str:
    """Return an overview as a self-contained page; ``prefix`` begins the name of the glossary's file."""
    css = markup(sheet("base.css", "report.css", "figure.css", "overview.css"))
    js = markup(resource("theme.js") + resource("report.js") + resource("tools.js"))
    return sealed(render("overview.html", made=made, prefix=prefix, css=css, js=js))


def write(made: Overview, path: Path) -> Path:
    """Write an overview whole, or not at all, and the glossary beside it; return its path.

    Where the name of the page begins with an underscore, which readers of datasets pass over, that of the glossary does too.
    """
    prefix = "_" if path.name.startswith("_") else ""
    glossary.write(path.parent, index=False, name=f"{prefix}{glossary.FILE}")
    with whole(path) as temporary:
        temporary.write_text(page(made, prefix), encoding="utf-8")
    return path


def linked(address: str, text: str) -> Markup:
    """Return a link to a file beside the page."""
    return Markup('<a href="{}">{}</a>').format(quote(address), visible(text))


def away(address: str, text: str) -> Markup:
    """Return a link to a page of the web, as plain text where the address is of another scheme."""
    known = link(address)
    return Markup('<a rel="noreferrer noopener nofollow" href="{}">{}</a>').format(known, visible(text)) if known else escape(visible(text))
