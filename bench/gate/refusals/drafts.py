"""Gold that no person cleaned: refused unless it is allowed, and said beside the verdict where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import GateError
from bench.gate.baseline import UPDATE
from bench.model import GoldState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.gate.refusals import Case

_NAMED = 5  # pages


def uncleaned(case: Case) -> Iterator[GateError]:
    """Yield why neither a run nor a baseline whose gold is a draft, empty or absent is judged by."""
    if case.asked.allow_drafts:
        return
    now, then = case.now.gold, case.baseline.snapshot.gold
    allow = "the same command with --allow-drafts"
    if now.uncleaned:
        bad = {GoldState.DRAFT, GoldState.EMPTY, GoldState.ABSENT}
        pages = [page for page, facet in zip(case.now.pages, case.now.facets, strict=True) if facet["gold"] in bad]
        more = f" and {len(pages) - _NAMED} more" if len(pages) > _NAMED else ""
        what = f"{case.now.corpus}: {now.shortage}: {', '.join(pages[:_NAMED])}{more}"
        hint = f"boilerbench corpus check {case.now.source}, clean what it lists and run again; or {allow}"
        yield GateError(what, "gold that a person cleaned by reading the page", hint)
    if then.uncleaned:
        what = f"the baseline of {case.now.corpus} is of a run in which {then.shortage}"
        yield GateError(what, "floors measured on gold that a person cleaned", f"{UPDATE}, or {allow}")


def said(case: Case) -> Iterator[str]:
    """Yield what a reader must know of the gold on either side where the verdict was given all the same."""
    for side, known in (("the run", case.now.gold), ("the baseline", case.baseline.snapshot.gold)):
        if known.notice:
            yield f"{case.now.corpus}: {side}: {known.notice}"
    if (
        not case.baseline.snapshot.gold.pages and case.baseline.snapshot.digest != case.now.digest
    ):  # where equal, the run's own gold says it
        yield f"{case.now.corpus}: the baseline is of an earlier release and does not say whether its gold was cleaned"
