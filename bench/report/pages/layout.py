"""Lay out the page of one page dump: every extractor's output against gold, as the default protocol aligned and scored it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.report.pages.difference import Marked, marked
from bench.report.pages.sources import Sources
from bench.report.rendering import fixed, markup, render, resource, sealed
from bench.report.styles import pickers, sheet
from bench.scoring.text import diff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from markupsafe import Markup

    from bench.model import Gold

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
METRICS = ("f1", "precision", "recall")


@dataclass(frozen=True, slots=True)
class Entry:
    """One extractor on the page: its number in the table, how it ended, its figures, and the pane that shows it (None: nothing to show)."""

    at: int
    name: str
    status: str
    error: str
    stderr: str
    figures: tuple[str, ...]
    counts: Mapping[str, int]
    millis: str
    pane: int | None
    floor: bool


@dataclass(frozen=True, slots=True)
class Pane:
    """One distinct output: the extractors that returned it (numbers and names), its marked text, its map."""

    members: tuple[int, ...]
    names: tuple[str, ...]
    body: Markup
    marked: Marked


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands among the pages written: its file, its neighbours' files ("" at the ends), and its number of how many."""

    file: str
    before: str
    after: str
    number: int
    total: int


def page(
    about: Mapping[str, Any], gold: Gold, place: Place, outputs: Sequence[Mapping[str, Any]], role: Callable[[str], str], source: str
) -> str:
    """Return the page as text.

    ``about`` is its row of pages.parquet, ``outputs`` a mapping an adapter in the board's order: ``name status text error stderr wall_ns
    floor`` and ``row``, the scored columns and metrics of the default protocol (None where not scored). ``role`` names the region of extra
    text, ``source`` is the page's own markup as base64 of gzip, "" where it is not at hand.
    """
    panes, of = _panes(gold, outputs, role)
    entries = [_entry(at, output, panes, of.get(at)) for at, output in enumerate(outputs)]
    left, right = _first_choice(entries)
    return sealed(
        render(
            "page.html",
            about=about,
            title=about.get("title") or next((block.text for block in gold.blocks or () if block.role == "heading"), ""),
            gold=gold,
            place=place,
            entries=entries,
            panes=panes,
            left=left,
            right=right,
            source=source,
            metrics=METRICS,
            direction=direction(str(about.get("lang") or "")),
            segments=_segments(gold, outputs),
            css=markup(sheet("base.css", "page.css") + pickers(len(entries))),
            js=markup(resource("theme.js") + resource("page.js")),
        )
    )


def direction(lang: str) -> str:
    """Value of ``dir`` for a BCP 47 tag; ``auto`` where the language is unknown."""
    if not lang:
        return "auto"
    tag = lang.lower()
    return "rtl" if tag.split("-")[0] in RIGHT_TO_LEFT or tag in RIGHT_TO_LEFT else "ltr"


def _panes(gold: Gold, outputs: Sequence[Mapping[str, Any]], role: Callable[[str], str]) -> tuple[list[Pane], dict[int, int]]:
    """One pane a distinct output text, and the pane of each output; pages without gold blocks show every word as it came."""
    members: dict[str, list[int]] = {}
    for at, output in enumerate(outputs):
        if output["status"] == "ok" or output["text"]:
            members.setdefault(output["text"], []).append(at)
    prepared, roles = diff.prepare(gold), [block.role for block in gold.blocks or ()]
    panes: list[Pane] = []
    of: dict[int, int] = {}
    for text, found in members.items():
        named = role if any(not outputs[at]["floor"] for at in found) else Sources.unnamed  # a yardstick returns all of a page
        shown = marked(diff.compare(prepared, text), named, roles)
        of |= dict.fromkeys(found, len(panes))
        panes.append(Pane(tuple(found), tuple(str(outputs[at]["name"]) for at in found), markup(shown.body), shown))
    return panes, of


def _entry(at: int, output: Mapping[str, Any], panes: Sequence[Pane], pane: int | None) -> Entry:
    """One line of the table: figures from the scored row, counts from it too, or from the diff where the protocol was not run."""
    row = output["row"]
    counted = row or (panes[pane].marked.counts if pane is not None else None)
    counts = _counts(counted) if counted else {}
    figures = tuple(fixed(float(row[name])) if row else "–" for name in METRICS)
    millis = f"{output['wall_ns'] / 1e6:.1f}"
    return Entry(
        at,
        str(output["name"]),
        str(output["status"]),
        str(output["error"]),
        str(output["stderr"]),
        figures,
        counts,
        millis,
        pane,
        bool(output["floor"]),
    )


def _counts(row: Mapping[str, float]) -> dict[str, int]:
    """Words matched, missing and extra from the scored columns."""
    matched, free = int(row["matched"]), int(row["optional_matched"])
    return {"matched": matched, "missing": int(row["required"]) - matched, "extra": int(row["output"]) - free - matched, "optional": free}


def _first_choice(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return what stands side by side at first: the leading extractor with a text, and the contender that does worst here."""
    shown = [entry for entry in entries if entry.pane is not None]
    contenders = [entry for entry in shown if not entry.floor] or shown
    if not contenders:
        return 0, 0
    worst = min(contenders[1:] or contenders, key=lambda entry: (entry.figures[0], entry.at))
    return contenders[0].at, worst.at


def _segments(gold: Gold, outputs: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """Must-have segments with the extractors that lack them, must-not segments with those that return them."""
    texts = [(str(output["name"]), " ".join(str(output["text"]).split())) for output in outputs if output["status"] == "ok"]
    wanted = [("must have", s, [n for n, t in texts if " ".join(s.split()) not in t]) for s in gold.must_have]
    return wanted + [("must not have", s, [n for n, t in texts if " ".join(s.split()) in t]) for s in gold.must_not]
