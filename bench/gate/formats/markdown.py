"""Markdown for a job summary: the outcome, what moved, and the worst pages with a short diff; always under one MiB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import escaping
from bench.model import Outcome

if TYPE_CHECKING:
    from bench.gate.verdict import BrokenPage, Judgement, Verdict

LIMIT = 1_000_000  # bytes: what a GitHub job summary takes is 1 MiB
ROWS, PAGES, DIFF = 200, 20, 2000  # judgements, broken pages, characters of a diff
SIGNS = {Outcome.REGRESSED: "❌", Outcome.IMPROVED: "✅", Outcome.UNCHANGED: "➖", Outcome.INCOMPARABLE: "⚠️"}


def render(verdict: Verdict) -> str:
    """Return the summary; rows that did not move are counted, not listed."""
    moved = [judgement for judgement in verdict.judgements if judgement.outcome is not Outcome.UNCHANGED]
    head = [f"## {SIGNS[verdict.outcome]} boilerbench gate: {verdict.outcome.value}", "", escaping.markdown(verdict.summary), ""]
    notes = [f"- {escaping.markdown(note)}" for note in verdict.notes]
    still = len(verdict.judgements) - len(moved)
    text = "\n".join([*head, *notes, *_table(moved), f"{still} judgements unchanged.", "", *_pages(verdict.broken)]) + "\n"
    return text if len(text.encode()) <= LIMIT else "\n".join([*head, *notes, *_table(moved[:ROWS]), ""]) + "\n"


def _table(moved: list[Judgement]) -> list[str]:
    """Return the table of judgements that moved, failing ones first."""
    if not moved:
        return []
    order = sorted(moved, key=lambda judgement: (not judgement.failing, judgement.outcome is not Outcome.REGRESSED, judgement.adapter))
    rows = ["| | corpus | track | adapter | protocol | metric | floor | now | change | 95 % interval |", "|---|---|---|---|---|---|--:|--:|--:|--:|"]
    return [*rows, *(_row(judgement) for judgement in order[:ROWS]), "", *_more(len(order) - ROWS, "judgements")]


def _row(judgement: Judgement) -> str:
    """Return one table row."""
    interval = f"{judgement.low:+.4f} … {judgement.high:+.4f}" if judgement.low == judgement.low else "–"
    names = (judgement.corpus, judgement.track, judgement.adapter, judgement.protocol, judgement.metric)
    sign = SIGNS[judgement.outcome] + ("" if judgement.failing else " watched")
    figures = f"{judgement.floor:.4f} | {judgement.value:.4f} | {judgement.change:+.4f} | {interval}"
    return f"| {sign} | " + " | ".join(escaping.markdown(name) for name in names) + f" | {figures} |"


def _pages(broken: tuple[BrokenPage, ...]) -> list[str]:
    """Return the worst broken pages, each with its diff folded away."""
    if not broken:
        return []
    lines = [f"### {len(broken)} broken pages", "", "| adapter | page | before | after | status |", "|---|---|--:|--:|---|"]
    for page in broken[:PAGES]:
        name = escaping.markdown(page.page_id if not page.title else f"{page.page_id} ({page.title})", 120)
        link = f"[{name}]({page.link})" if page.link else name
        status = f"{page.status_before} → {page.status_after}"
        lines.append(f"| {escaping.markdown(page.adapter)} | {link} | {page.before:.3f} | {page.after:.3f} | {status} |")
    return [*lines, "", *_more(len(broken) - PAGES, "broken pages"), *_diffs(broken)]


def _diffs(broken: tuple[BrokenPage, ...]) -> list[str]:
    """Return the diffs of the worst pages as indented code, which no page text can close."""
    lines: list[str] = []
    for page in broken[:PAGES]:
        if page.diff:
            shown = [escaping.terminal(line) for line in page.diff[:DIFF].splitlines()]
            lines += [f"{escaping.markdown(page.adapter)}, {escaping.markdown(page.page_id)}:", "", *(f"    {line}" for line in shown), ""]
    return lines


def _more(count: int, what: str) -> list[str]:
    """Return the line that says what a limit left out."""
    return [f"… and {count} more {what}.", ""] if count > 0 else []
