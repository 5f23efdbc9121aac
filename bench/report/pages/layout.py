"""Lay out the page of one page dump: every output against gold, as the default protocol aligned it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from markupsafe import Markup

from bench.model import Gold, GoldState
from bench.report.drawing.rendering import fixed, markup, render, resource, sealed
from bench.report.drawing.stylesheets import pickers, sheet
from bench.report.pages import trees
from bench.report.pages.marking import Marked, marked
from bench.report.pages.saved_page import OutlinedPage
from bench.report.pages.sources import Sources
from bench.scoring.text import diff

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
METRICS = ("f1", "precision", "recall")
LONGEST = 2_000_000  # characters of an output that are shown: a browser does little with more


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterLine:
    """One adapter on the page: its number, how it ended, its figures, the number of its pane if any."""

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
    """One distinct output: the extractors that returned it (numbers and names), its marked text, its map, what is outlined."""

    members: tuple[int, ...]
    names: tuple[str, ...]
    body: Markup
    marked: Marked
    outlined: str = ""


@dataclass(frozen=True, slots=True)
class OwnMarkup:
    """What is shown of the page's own markup: ``role`` names the region of extra text, ``source`` is base64 of gzip, "" for none.

    ``saved`` is the page made safe to look at, which stands in ``file`` beside the page; None where it is not shown.
    """

    role: Callable[[str], str]
    source: str = ""
    saved: OutlinedPage | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands among those written: its neighbours' files ("" at the ends), its number."""

    before: str
    after: str
    number: int
    total: int


def page(about: Mapping[str, Any], gold: Gold, place: Place, outputs: Sequence[Mapping[str, Any]], own: OwnMarkup) -> str:
    """Return the page as text.

    ``about`` is what pages.parquet says of it, ``outputs`` one mapping for each adapter in the board's order: ``name status text error
    stderr wall_ns floor`` and ``row``, the scored columns and metrics of the default protocol (None where not scored).
    """
    panes, of = _panes(gold, outputs, own)
    lines = [_line(at, output, panes, of.get(at)) for at, output in enumerate(outputs)]
    left, right = _first_choice(lines)
    return sealed(
        render(
            "page.html",
            about=about,
            title=about.get("title") or next((block.text for block in gold.blocks or () if block.role == "heading"), ""),
            gold=gold,
            without_gold=about.get("gold") == GoldState.ABSENT,
            place=place,
            lines=lines,
            panes=panes,
            left=left,
            right=right,
            shown=of.get(left, 0),
            own=own,
            found="" if not own.saved or isnan(own.saved.found) else f"{own.saved.found:.0%}",
            metrics=tuple(f"est_{name}" for name in METRICS) if about.get("gold") == GoldState.ABSENT else METRICS,
            direction=direction(str(about.get("lang") or "")),
            segments=_segments(gold, outputs),
            trees=trees.diffs(gold, outputs),
            css=markup(sheet("base.css", "page.css") + pickers(len(lines))),
            js=markup(resource("theme.js") + resource("page.js")),
        ),
        frames=own.saved is not None,
    )


def direction(lang: str) -> str:
    """Value of ``dir`` for a BCP 47 tag; ``auto`` where the language is unknown."""
    if not lang:
        return "auto"
    tag = lang.lower()
    return "rtl" if tag.split("-")[0] in RIGHT_TO_LEFT or tag in RIGHT_TO_LEFT else "ltr"


def distinct(outputs: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Return each distinct text with the numbers of its outputs; failures without text have none."""
    members: dict[str, list[int]] = {}
    for at, output in enumerate(outputs):
        if output["status"] == "ok" or output["text"]:
            members.setdefault(str(output["text"]), []).append(at)
    return members


def _panes(gold: Gold, outputs: Sequence[Mapping[str, Any]], own: OwnMarkup) -> tuple[list[Pane], dict[int, int]]:
    """Return one pane for each distinct text, and the pane of each output."""
    members = distinct(outputs)
    prepared, roles = diff.prepare(gold), [block.role for block in gold.blocks or ()]
    panes: list[Pane] = []
    for text, numbers in members.items():
        named = own.role if any(not outputs[at]["floor"] for at in numbers) else Sources.unnamed  # a yardstick returns all of a page
        shown = marked(diff.compare(prepared, text[:LONGEST], exact=False), named, roles)
        if len(text) > LONGEST:
            shown = replace(shown, note=f"Only the first {LONGEST:,} of {len(text):,} characters are shown. {shown.note}".rstrip())
        names = tuple(str(outputs[at]["name"]) for at in numbers)
        panes.append(Pane(tuple(numbers), names, markup(shown.body), shown, _outlined(own.saved, len(panes))))
    return panes, {at: pane for pane, numbers in enumerate(members.values()) for at in numbers}


def _outlined(saved: OutlinedPage | None, pane: int) -> str:
    """Say how many blocks of the saved page are outlined for a pane."""
    if saved is None:
        return ""
    missed, added = saved.counts[pane]
    return f"Outlined on the page: {missed} block{'s' * (missed != 1)} missed, {added} added."


def _line(at: int, output: Mapping[str, Any], panes: Sequence[Pane], pane: int | None) -> AdapterLine:
    """Return one line of the table: figures and counts of the score row, else the counts of the diff."""
    row = output["row"]
    counted = row if row and "matched" in row else panes[pane].marked.counts if pane is not None else None  # estimates count no words
    return AdapterLine(
        at=at,
        name=str(output["name"]),
        status=str(output["status"]),
        error=str(output["error"]),
        stderr=str(output["stderr"]),
        figures=tuple(fixed(float(row[name])) if row else "–" for name in METRICS),
        counts=_counts(counted) if counted else {},
        millis=f"{output['wall_ns'] / 1e6:.1f}{'*' if output.get('clock') else ''}" if output["wall_ns"] else "–",
        pane=pane,
        floor=bool(output["floor"]),
    )


def _counts(row: Mapping[str, float]) -> dict[str, int]:
    """Words matched, missing and extra from the scored columns."""
    matched, free = int(row["matched"]), int(row["optional_matched"])
    return {"matched": matched, "missing": int(row["required"]) - matched, "extra": int(row["output"]) - free - matched, "optional": free}


def _first_choice(lines: Sequence[AdapterLine]) -> tuple[int, int]:
    """Return what stands side by side at first: the leader, and the contender that does worst here."""
    shown = [line for line in lines if line.pane is not None]
    contenders = [line for line in shown if not line.floor] or shown
    if not contenders:
        return 0, 0
    worst = min(contenders[1:] or contenders, key=lambda line: (line.figures[0], line.at))
    return contenders[0].at, worst.at


def _segments(gold: Gold, outputs: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """Return must-have segments with the adapters that lack them, must-not with those that return them."""
    texts = [(str(output["name"]), " ".join(str(output["text"]).split())) for output in outputs if output["status"] == "ok"]
    wanted = [("must have", s, [n for n, t in texts if " ".join(s.split()) not in t]) for s in gold.must_have]
    return wanted + [("must not have", s, [n for n, t in texts if " ".join(s.split()) in t]) for s in gold.must_not]
