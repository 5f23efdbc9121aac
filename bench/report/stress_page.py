"""Write the robustness board as a page of its own, or as Markdown: a figure and a table for each change."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from bench.escaping import code
from bench.escaping import markdown as in_markdown
from bench.files import whole
from bench.report.drawing import palette
from bench.report.drawing.rendering import fixed, markup, metric, render, resource, sealed
from bench.report.drawing.stylesheets import sheet
from bench.report.figures import dose
from bench.report.pages import glossary
from bench.scoring.tables import INTERVAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markupsafe import Markup

    from bench.store.run_folder import RunFolder
    from bench.stress.board import ChangeBoard, Estimates, StressBoard

SUMMARY = ("adapter", "unchanged", INTERVAL, "mean fall", INTERVAL, "falls most by", "fall", INTERVAL)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change as the template shows it."""

    name: str
    about: str
    counts: str
    figure: Markup
    heads: tuple[str, ...]
    lines: list[list[str]]


def write(board: StressBoard, folder: RunFolder) -> Path:
    """Write ``report/stress.html`` in a run's folder and return its path."""
    path = folder.path / "report" / "stress.html"
    packages = {str(one["name"]): str(one.get("package") or one["name"]) for one in folder.manifest().adapters}
    glossary.write(path.parent, index=(path.parent / "index.html").exists())
    with whole(path) as temporary:
        temporary.write_text(page(board, packages), encoding="utf-8")
    return path


def page(board: StressBoard, packages: dict[str, str]) -> str:
    """Return the board as a self-contained page; adapters of one of ``packages`` share a colour."""
    names = sorted(board.adapters)
    series = palette.series(names, {name: packages.get(name, name) for name in names}, set(board.floors))
    views = [
        ChangeView(one.name, one.about, counts(one), dose.draw(board, one, series, f"d{at}"), heads(one), lines(board, one))
        for at, one in enumerate(board.changes)
    ]
    return sealed(
        render(
            "stress.html",
            board=board,
            intro=introduction(board, board.corpus),
            heads=SUMMARY,
            summary=summary(board),
            views=views,
            css=markup(sheet("base.css", "report.css", "figure.css")),
            js=markup(resource("theme.js") + resource("report.js")),
        )
    )


def introduction(board: StressBoard, corpus: str) -> str:
    """Say what the figures are and what they rest on; ``corpus`` is its name, escaped as the place asks."""
    highest = f"{board.changes[0].doses[-1].dose:g}"
    dumps = f"; {board.dumps:,} text dumps have no markup to change and are left out" if board.dumps else ""
    return (
        f"{metric(board.metric)} of {board.protocol} on {board.pages:,} HTML pages of {corpus} ({board.clusters:,} sites){dumps}. "
        f"Each change leaves the content alone: a page on which a line of its gold would no longer stand, in order, is left out and "
        f"counted. A fall is how much worse the changed pages are than the same pages unchanged (above 0 is worse); the mean fall is over "
        f"{len(board.changes)} changes at dose {highest}. Intervals are 95 % each, by sites resampled together, "
        "and not adjusted for their number."
    )


def counts(one: ChangeBoard) -> str:
    """Say what happened to the pages at the highest dose."""
    words = {"changed": "changed", "nothing to change": "with nothing to change", "unparsable": "that cannot be parsed, left as they are",
             "gold would break": "left out, for a line of their gold would not stand there any more"}  # fmt: skip
    told = [f"{one.why[key]:,} {text}" for key, text in words.items() if one.why.get(key)]
    return f"Pages at dose {one.doses[-1].dose:g}: {', '.join(told)}."


def heads(one: ChangeBoard) -> tuple[str, ...]:
    """Return the heads of :func:`lines`."""
    return ("adapter", "0", *(f"{step.dose:g}" for step in one.doses), "fall", INTERVAL)


def lines(board: StressBoard, one: ChangeBoard) -> list[list[str]]:
    """Return the table of one change, best adapter first; the fall is at the highest dose."""
    return [
        [name, shown(board, board.plain[name].value), *(shown(board, step.figures[name].value) for step in one.doses),
         *fall(board, one.doses[-1].falls, name)]
        for name in board.adapters
    ]  # fmt: skip


def summary(board: StressBoard) -> list[list[str]]:
    """Return the table over all changes, with :data:`SUMMARY` as its heads."""
    made = []
    for name in board.adapters:
        change, most = board.worst(name)
        plain = board.plain[name]
        worst = fall(board, {name: most}, name)
        bounds = _interval(shown(board, plain.low), shown(board, plain.high), plain.low)
        made.append([name, shown(board, plain.value), bounds, *fall(board, board.mean_falls, name), change, *worst])
    return made


def shown(board: StressBoard, value: float) -> str:
    """Return a figure with its digits."""
    return fixed(value, 1 if board.percent else 3)


def fall(board: StressBoard, falls: Estimates, name: str) -> list[str]:
    """Return the fall of an adapter and its interval as text; above 0 is worse."""
    one = falls[name]
    value, low, high = (_signless(shown(board, bound)) for bound in (one.value, one.low, one.high))
    return [value, _interval(low, high, one.low)]


def _signless(text: str) -> str:
    """Return a printed figure without the sign of a zero, else with the minus that print uses."""
    return text.replace("-", "\u2212" if text.strip("-0.") else "")


def _interval(low: str, high: str, bound: float) -> str:
    return "–" if isnan(bound) else f"{low} to {high}"


def markdown(board: StressBoard) -> str:
    """Return the board as GitHub Markdown tables."""
    parts = [f"### Robustness, {in_markdown(board.corpus)} ({board.pages} pages)", introduction(board, in_markdown(board.corpus))]
    parts.append(_markdown_table(SUMMARY, summary(board)))
    for one in board.changes:
        parts += [f"#### {one.name}", f"{one.about}. {counts(one)}", _markdown_table(heads(one), lines(board, one))]
    return "\n\n".join((*parts, f"`{code(board.signature)}`")) + "\n"


def _markdown_table(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    rows = [columns, [":--", *("--:" for _ in columns[1:])], *([in_markdown(line[0]), *line[1:]] for line in cells)]
    return "\n".join(f"| {' | '.join(line)} |" for line in rows)
