"""How an extractor's pages ended in two runs: counts by status, and the paired change of the share without text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer, Status
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.tables.page_rules import ABSENT, no_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.statistics.resampling import Sampling

_SHARE = Scorer(  # the share of pages without text, as statistics take any figure
    name="statuses",
    columns=("without_text",),
    metrics=("without_text",),
    rules=Rules("", "", "", "", ""),
    prepare=lambda gold: gold,
    row=lambda _, text: (float(not text),),
    parts=paged(1),
    finish=averaged,
    headline="without_text",
    lower_is_better=("without_text",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """How one adapter's pages ended before and after, on pages that are the same in both runs.

    ``before`` and ``after`` count by status (``absent``: no result is stored), ``changes`` count what became of a status, such as
    ``ok -> timeout``. ``stopped`` pages had text and have none now (failed or empty), ``recovered`` the other way round. ``share`` is the
    paired comparison of the share of pages without text, 0 to 1, after minus before, over pages tried in both.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    changes: Mapping[str, int]
    stopped: int
    recovered: int
    share: PairComparison

    @property
    def without_text(self) -> tuple[int, int]:
        """Pages that failed or came out empty, before and after."""
        before, after = (
            sum(count for status, count in side.items() if no_text(np.array([status]))[0]) for side in (self.before, self.after)
        )
        return before, after


def status_change(was: NDArray[np.str_], is_now: NDArray[np.str_], groups: NDArray[np.int64], sampling: Sampling) -> StatusChange:
    """Compare the statuses of one adapter on the same pages.

    ``was``, ``is_now`` and ``groups``, the clusters of the pages, have shape (pages,).
    """
    moves = Counter(f"{before} -> {after}" for before, after in zip(was.tolist(), is_now.tolist(), strict=True) if before != after)
    statuses = np.stack([is_now, was])
    without = np.where(np.isin(statuses, (ABSENT, Status.SKIPPED.value)), np.nan, no_text(statuses))
    scored = ScoredPages(scorer=_SHARE, names=("after", "before"), rows=without[..., None], groups=groups, sampling=sampling)
    return StatusChange(
        before=dict(sorted(Counter(was.tolist()).items())),
        after=dict(sorted(Counter(is_now.tolist()).items())),
        changes=dict(sorted(moves.items())),
        stopped=int(((was == Status.OK.value) & no_text(is_now)).sum()),
        recovered=int(((is_now == Status.OK.value) & no_text(was)).sum()),
        share=pairs(scored)[0],
    )
