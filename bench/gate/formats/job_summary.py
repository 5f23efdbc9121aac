"""Markdown for a job summary: outcome, what moved, the worst pages with a diff; under one MiB."""

from urllib.parse import quote

from bench import escaping
from bench.gate.formats.text import excerpt_of, name_of
from bench.gate.page_diffs import is_download
from bench.gate.verdict import Judgement, PageFall, Verdict
from bench.model import Outcome

LIMIT = 1_000_000  # bytes: what a GitHub job summary takes is 1 MiB
MOVED, PAGES, DIFF, NAME = 200, 20, 2000, 120  # judgements, pages of a kind, characters of a diff, of a name
SIGNS = {Outcome.REGRESSED: "❌", Outcome.IMPROVED: "✅", Outcome.UNCHANGED: "➖", Outcome.INCOMPARABLE: "⚠️"}


def render(verdict: Verdict, limit: int = LIMIT) -> str:
    """Return the summary in at most ``limit`` bytes; metrics that did not move are counted, not listed."""
    head = [f"## {SIGNS[verdict.outcome]} boilerbench gate: {verdict.outcome.value}", "", escaping.markdown(verdict.summary), ""]
    said = () if verdict.outcome is Outcome.INCOMPARABLE else verdict.notes[:PAGES]
    notes = [*(f"- {escaping.markdown(note, 500)}" for note in said), ""]
    notes = [f"[The report of the run]({_target(verdict.report)})", "", *notes] if verdict.report else notes
    moved = [judgement for judgement in verdict.judgements if judgement.told]
    still = [f"{len(verdict.judgements) - len(moved)} metrics did not move.", ""] if verdict.judgements else []
    pages = [*_pages(verdict.broken, "broken pages"), *_pages(verdict.fallen, "pages that fell most without breaking")]
    for parts in ([*notes, *_table(moved, MOVED), *still, *pages], [*_table(moved, PAGES), *still], []):
        text = "\n".join([*head, *parts]).rstrip("\n") + "\n"
        if len(text.encode()) <= limit:
            return text
    return ""


def _table(moved: list[Judgement], limit: int) -> list[str]:
    """Return the table of judgements that moved, failing ones first."""
    if not moved:
        return []
    order = sorted(moved, key=lambda judgement: (not judgement.failing, judgement.outcome is not Outcome.REGRESSED, judgement.adapter))
    head = "| | corpus | track | adapter | metric | floor | now | change | limit | 95 % interval | pages worse, better |"
    lines = [head, "|---|---|---|---|---|--:|--:|--:|---|--:|--:|"]
    return [*lines, *(_line(judgement) for judgement in order[:limit]), "", *_more(len(order) - limit, "metrics that moved")]


def _line(judgement: Judgement) -> str:
    """Return one judgement as a line of the table."""
    interval = f"{judgement.low:+.4f} … {judgement.high:+.4f}" if judgement.low == judgement.low else "–"
    limit = escaping.markdown(judgement.limit or judgement.not_gated, NAME)
    names = (judgement.corpus, judgement.track, judgement.adapter, name_of(judgement))
    sign = SIGNS[judgement.outcome] + ("" if judgement.failing else " not gated")
    figures = f"{judgement.floor:.4f} | {judgement.value:.4f} | {judgement.change:+.4f} | {limit} | {interval}"
    cells = [sign, *(escaping.markdown(name, NAME) for name in names), figures, f"{judgement.worse}, {judgement.better}"]
    return f"| {' | '.join(cells)} |"


def _pages(pages: tuple[PageFall, ...], title: str) -> list[str]:
    """Return the worst pages as a table, then their diffs."""
    if not pages:
        return []
    lines = [f"### {len(pages)} {title}", "", "| adapter | page | before | after | status | what |", "|---|---|--:|--:|---|---|"]
    for page in pages[:PAGES]:
        name = escaping.markdown(page.page_id if not page.title else f"{page.page_id} ({page.title})", NAME)
        link = f"[{name}]({_target(page.address)})" if page.address else name
        status = page.status_after if page.status_before == page.status_after else f"{page.status_before} → {page.status_after}"
        figures = f"{page.before:.3f} | {page.after:.3f}" if page.protocol else "– | –"
        lines.append(f"| {escaping.markdown(page.adapter, NAME)} | {link} | {figures} | {escaping.markdown(status)} | {_excerpt(page)} |")
    return [*lines, "", *_more(len(pages) - PAGES, title), *_diffs(pages)]


def _excerpt(page: PageFall) -> str:
    """Return what a page lost, and which file of a report to download shows it."""
    file = page.link.removeprefix("report/") if is_download(page.address) else ""
    return "; ".join(escaping.markdown(text) for text in (excerpt_of(page), file) if text)


def _target(address: str) -> str:
    """Return an address as the target of a link, which it cannot end."""
    return quote(address, safe=":/?#@&=+,;%~", errors="replace")


def _diffs(pages: tuple[PageFall, ...]) -> list[str]:
    """Return the diffs of the worst pages as indented code, which no page text can close."""
    lines: list[str] = []
    for page in pages[:PAGES]:
        if page.diff:
            shown = [escaping.terminal(line) for line in page.diff[:DIFF].splitlines()]
            title = f"{escaping.markdown(page.adapter, NAME)}, {escaping.markdown(page.page_id, NAME)}:"
            lines += [title, "", *(f"    {line}" for line in shown), ""]
    return lines


def _more(count: int, what: str) -> list[str]:
    """Return the line that says what a limit left out."""
    return [f"… and {count} more {what}.", ""] if count > 0 else []
