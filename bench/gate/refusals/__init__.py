"""Every reason why a corpus of a run cannot be judged, in one list, and what is said beside a verdict.

A rule is a function from a case to errors, each of which says what to type; a remark is one from a case to lines. They stand in files of
their own beside this one, and here in the order in which they are asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.errors import GateError
from bench.gate import estimated
from bench.gate.baseline import Baseline
from bench.gate.refusals import drafts, floors, pages, reused, sides
from bench.gate.snapshot import Snapshot
from bench.gate.thresholds import Terms
from bench.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What is about to be judged: one corpus of a run, what it is held against, and by what terms."""

    folder: RunFolder
    baseline: Baseline
    now: Snapshot
    asked: Terms


RULES: tuple[Callable[[Case], Iterable[GateError]], ...] = (
    sides.other_corpus,
    floors.disagree,
    floors.off_scale,
    floors.too_wide,
    pages.changed,
    sides.never_worked,
    sides.scored_on_one_side,
    reused.unvouched,
    drafts.uncleaned,
)
REMARKS: tuple[Callable[[Case], Iterable[str]], ...] = (
    pages.told,
    sides.unjudged,
    sides.limits,
    reused.how_many,
    drafts.said,
    estimated.said,
)


def refuse(case: Case) -> None:
    """Raise the first error that a rule has; nothing where the case can be judged."""
    for rule in RULES:
        for problem in rule(case):
            raise problem


def remarks(case: Case) -> tuple[str, ...]:
    """Return what is to be said beside the verdict."""
    return tuple(line for remark in REMARKS for line in remark(case))
