"""Plain lines for a log: what moved, the pages behind it, and one last line with the outcome."""

from bench import escaping
from bench.gate.verdict import Judgement, PageFall, Verdict
from bench.model import Outcome

PAGES = 20  # broken pages printed
FALLEN = 5  # other pages that fell
EXCERPT = 80  # characters of what a page lost
_SIGNS = {"! ": "error", "- ": "lost", "+ ": "added"}  # of the lines of a diff, the most telling first


def render(verdict: Verdict) -> str:
    """Return the verdict as lines; metrics that did not move are counted, not listed."""
    moved = [judgement for judgement in verdict.judgements if judgement.told]
    lines = [line_of(judgement) for judgement in sorted(moved, key=lambda judgement: not judgement.failing)]
    lines += [page_of(page, "broken") for page in verdict.broken[:PAGES]]
    if len(verdict.broken) > PAGES:
        lines.append(f"... and {len(verdict.broken) - PAGES} more broken pages")
    lines += [page_of(page, "fell") for page in verdict.fallen[:FALLEN]]
    notes = () if verdict.outcome is Outcome.INCOMPARABLE else verdict.notes  # there the last line says them
    where = [escaping.log(f"report: {verdict.report}")] if verdict.report else []
    return "\n".join([*lines, *map(escaping.log, notes), *where, escaping.log(verdict.summary)]) + "\n"


def name_of(judgement: Judgement) -> str:
    """Return protocol, metric and restriction to pages: unique within a corpus, track and adapter."""
    where = f"[{judgement.where}]" if judgement.where else ""
    return f"{judgement.protocol}/{judgement.metric}{where}" if judgement.protocol else judgement.metric


def line_of(judgement: Judgement) -> str:
    """Return one judgement on one line: outcome, place, floor, value, change, pages that moved."""
    interval = f" [{judgement.low:+.4f}, {judgement.high:+.4f}]" if judgement.low == judgement.low else ""
    shown = f"; limit {judgement.limit}" if judgement.failing and judgement.limit != "default" else ""
    why = "" if judgement.failing else f" (not gated{': ' if judgement.not_gated else ''}{judgement.not_gated})"
    reason = f"; {judgement.reason}" if judgement.reason else ""
    moved = f"; {judgement.worse} pages worse, {judgement.better} better" if judgement.worse or judgement.better else ""
    change = f"{judgement.floor:.6g} -> {judgement.value:.6g} ({judgement.change:+.6f}{interval}{moved}{reason}{shown})"
    place = f"{judgement.corpus}/{judgement.track} {judgement.adapter} {name_of(judgement)}"
    return escaping.log(f"{judgement.outcome.value}: {place} {change}{why}")


def page_of(page: PageFall, what: str) -> str:
    """Return one page on one line."""
    fall = f"{page.protocol} {page.before:.3f} -> {page.after:.3f}, " if page.protocol else ""
    status = page.status_after if page.status_before == page.status_after else f"{page.status_before} -> {page.status_after}"
    title = f" ({page.title})" if page.title else ""
    said = escaping.log(f"{what}: {page.corpus} {page.adapter} {page.page_id}: {fall}{status}{title}", 300)
    return escaping.log("; ".join(filter(None, [said, excerpt_of(page), page.address])))


def excerpt_of(page: PageFall) -> str:
    """Return a page's error in a few words, else what it lost, else what it gained; "" for none."""
    lines = {line[:2]: line[2:] for line in reversed(page.diff.splitlines())}
    found = next(((word, lines[sign]) for sign, word in _SIGNS.items() if sign in lines), None)
    return f"{found[0]}: {escaping.terminal(found[1], EXCERPT)}" if found else ""
