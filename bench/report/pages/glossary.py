"""The glossary: what each word in a table or message means, for the terminal and as a page beside the report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.corpus.source.installed import data_root
from bench.files import whole
from bench.report.drawing import stylesheets
from bench.report.drawing.rendering import markup, render, resource, sealed

FILE = "words.html"  # beside a report's index
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)|[`*]")
_TERM = re.compile(r'\s*("[^"]+"|[^,]+)')  # a term with a comma stands in quotes


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """Words that are explained together, under the heading they stand under."""

    heading: str
    terms: tuple[str, ...]
    meaning: str


def entries() -> tuple[GlossaryEntry, ...]:
    """Return all entries of ``docs/glossary.md``, which the wheel brings, in its order, as plain text."""
    return tuple(_entries((data_root("docs") / "glossary.md").read_text(encoding="utf-8")))


def _entries(text: str) -> Iterator[GlossaryEntry]:
    heading = ""
    for line, following in pairwise(text.splitlines()):
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif following.startswith(": "):
            terms = tuple(term.strip().strip('"') for term in _TERM.findall(line))
            yield GlossaryEntry(heading, terms, _LINK.sub(r"\1", following.removeprefix(": ")))


def write(folder: Path, *, index: bool, name: str = FILE) -> None:
    """Write the glossary as a page into a report's folder, with a link back where it has an ``index``."""
    groups: dict[str, list[GlossaryEntry]] = {}
    for entry in entries():
        groups.setdefault(entry.heading, []).append(entry)
    css, js = markup(stylesheets.sheet("base.css", "report.css")), markup(resource("theme.js"))
    with whole(folder / name) as temporary:
        temporary.write_text(sealed(render(FILE, groups=groups, index=index, css=css, js=js)), encoding="utf-8")
