"""One gold text held against its page: every finding of its lines, its gaps, its roles and its labels."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bench.corpus.gold.audit import devices, intrusions, roles, voters, wording
from bench.corpus.gold.audit.finding import AuditFinding, Severity, short
from bench.corpus.gold.audit.gaps import Gap, Kept, gaps
from bench.corpus.gold.audit.placement import Placement, place
from bench.corpus.structure.passages import passages
from bench.model import Gold, Page

_SHOWN = 5  # findings of one code on one page that are listed; the rest are counted


def against_page(
    page: Page, gold: Gold, outputs: Mapping[str, str], *, with_roles: bool = True
) -> tuple[list[AuditFinding], tuple[devices.LabelledBlock, ...]]:
    """Return what is wrong with ``gold`` by its page, and how its blocks are labelled there.

    ``outputs`` are texts of extractors for the page, by adapter; none is fine. ``with_roles``: whether the corpus says
    roles at all. No code has more than :data:`_SHOWN` findings, and one that
    counts the rest.
    """
    placement = place(gold, passages(page))
    if not placement.page.passages or not placement.lines:
        return [], ()
    blocks = devices.labelled(placement)
    made = [*_wording(gold, placement), *_content(gold, placement, outputs), *(_roles(gold, placement) if with_roles else ())]
    made += [odd_label(gold, block, why) for block, why in devices.odd_on_page(blocks)]
    return _capped(made), blocks


def odd_label(gold: Gold, block: int, why: str) -> AuditFinding:
    """Return the finding of a block that is labelled unlike its device elsewhere."""
    now = "optional" if (gold.blocks or ())[block].optional else "required"
    detail = f"{now}, but {why}: {short((gold.blocks or ())[block].text)}"
    return AuditFinding(
        Severity.NOTE, "labelled-both-ways", gold.page_id, detail, _where(gold, block), "one label, or a rule that tells them apart"
    )


def _wording(gold: Gold, placement: Placement) -> Iterator[AuditFinding]:
    for line, nearest in wording.misquoted(placement):
        expected = f"the page's words: {short(nearest)}" if nearest else "words that stand on the page"
        where = _where(gold, line.block, line.row)
        yield AuditFinding(Severity.WARNING, "not-verbatim", gold.page_id, short(line.text), where, expected)
    for line, before in wording.misplaced(placement):
        expected = f"the order of the page, where it follows: {short(before)}" if before else "the order of the page, where it comes first"
        where = _where(gold, line.block, line.row)
        yield AuditFinding(Severity.WARNING, "out-of-order", gold.page_id, short(line.text), where, expected)
    for block, first in wording.repeated(placement):
        text, expected = placement.blocks[block].text, f"once, as in {_where(gold, first) or f'block {first + 1}'}"
        yield AuditFinding(Severity.WARNING, "repeated", gold.page_id, short(text), _where(gold, block), expected)


def _content(gold: Gold, placement: Placement, outputs: Mapping[str, str]) -> Iterator[AuditFinding]:
    kept = Kept(placement)
    missing = gaps(kept)
    for run in _joined(missing):
        block = placement.lines[run[0].before].block if run[0].before >= 0 else 0
        detail = f"{short(run[0].text)} ({run[0].why})" + (f" and {len(run) - 1} more after it" if len(run) > 1 else "")
        where, expected = _where(gold, block), "in the gold after this block, or not content"
        yield AuditFinding(Severity.WARNING, "left-out", gold.page_id, detail, where, expected)
    told = {placement.lines[line].block: (placement.lines[line].text, why) for line, why in intrusions.intrusions(kept)}
    votes = voters.votes(outputs)
    for block, why in voters.dropped_by_all(kept, votes):
        told.setdefault(block, (placement.blocks[block].text, why))
    for block, (text, why) in sorted(told.items()):
        where, expected = _where(gold, block), "not in the gold, or optional"
        yield AuditFinding(Severity.WARNING, "boilerplate-kept", gold.page_id, f"{short(text)} ({why})", where, expected)
    known = {gap.passage for gap in missing}
    for passage, why in voters.kept_by_all(kept, votes):
        if passage not in known:
            detail = f"{short(placement.page.passages[passage].text)} ({why})"
            yield AuditFinding(Severity.WARNING, "left-out", gold.page_id, detail, gold.file, "in the gold, or not content")


def _roles(gold: Gold, placement: Placement) -> Iterator[AuditFinding]:
    for block, what, expected in roles.wrong_roles(placement):
        detail = f"{what}: {short(placement.blocks[block].text)}"
        yield AuditFinding(Severity.WARNING, "role", gold.page_id, detail, _where(gold, block), expected)
    for block, row, what, expected in roles.typed_marks(placement):
        detail = f"{what}: {short(placement.blocks[block].text)}"
        yield AuditFinding(Severity.WARNING, "typed-marks", gold.page_id, detail, _where(gold, block, row), expected)


def _joined(missing: Iterable[Gap]) -> Iterator[list[Gap]]:
    """Yield gaps after the same line of the gold together."""
    for _, run in groupby(missing, key=lambda gap: gap.before):
        yield list(run)


def _capped(findings: Iterable[AuditFinding]) -> list[AuditFinding]:
    """Return findings with no more of a code than are read."""
    by_code: dict[str, list[AuditFinding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    kept: list[AuditFinding] = []
    for code, held in by_code.items():
        kept += held[:_SHOWN]
        if rest := held[_SHOWN:]:
            kept.append(AuditFinding(rest[0].severity, code, rest[0].page_id, f"and {len(rest):,} more on this page", rest[0].where))
    return kept


def _where(gold: Gold, block: int, row: int = 0) -> str:
    """Return file and line of a block, "" where its gold is no file of its own."""
    return f"{gold.file}:{gold.lines[block] + row}" if gold.file and block < len(gold.lines) else ""
