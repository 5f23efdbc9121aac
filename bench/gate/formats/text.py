"""Plain lines for a log: what regressed or improved, the broken pages, and one last line with the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import escaping
from bench.model import Outcome

if TYPE_CHECKING:
    from bench.gate.verdict import BrokenPage, Judgement, Verdict

PAGES = 20  # broken pages printed


def render(verdict: Verdict) -> str:
    """Return the verdict as lines; unchanged metrics are counted, not listed."""
    moved = [judgement for judgement in verdict.judgements if judgement.outcome is not Outcome.UNCHANGED]
    lines = [line_of(judgement) for judgement in moved]
    lines += [page_of(page) for page in verdict.broken[:PAGES]]
    if len(verdict.broken) > PAGES:
        lines.append(f"... and {len(verdict.broken) - PAGES} more broken pages")
    return "\n".join([*lines, *map(escaping.log, verdict.notes), verdict.summary]) + "\n"


def line_of(judgement: Judgement) -> str:
    """Return one judgement on one line: where, floor, value, change with its interval, outcome."""
    where = f"{judgement.corpus}/{judgement.track} {judgement.adapter} {judgement.protocol} {judgement.metric}"
    interval = f" [{judgement.low:+.4f}, {judgement.high:+.4f}]" if judgement.low == judgement.low else ""
    watched = "" if judgement.failing else " (watched)"
    reason = f"; {judgement.reason}" if judgement.reason else ""
    change = f"{judgement.floor:.4f} -> {judgement.value:.4f} ({judgement.change:+.4f}{interval})"
    return escaping.log(f"{judgement.outcome.value}: {where} {change}{watched}{reason}")


def page_of(page: BrokenPage) -> str:
    """Return one broken page on one line."""
    fall = f"{page.protocol} {page.before:.3f} -> {page.after:.3f}, " if page.protocol else ""
    status = f"{page.status_before} -> {page.status_after}"
    title = f" ({page.title})" if page.title else ""
    return escaping.log(f"broken: {page.corpus} {page.adapter} {page.page_id}{title}: {fall}{status}", 300)
