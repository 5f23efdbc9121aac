"""The nouns of a verdict: thresholds, what became of each metric, pages that broke, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.model import SCHEMA, Outcome

if TYPE_CHECKING:
    from typing import Any

TOLERANCE = 1e-4  # extractors are deterministic: two runs of one version agree to the last digit, so any larger drop is a change
BROKEN = 0.3  # a page that loses more of its headline metric than this counts as broken


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far one metric may move for the worse: by ``limit`` in the metric's unit, or as a share where ``relative``.

    ``where`` restricts the pages: facet (``type lang site kind page``) -> value. ``adapter`` "" means every one.
    """

    metric: str
    limit: float
    relative: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    protocol: str = ""
    adapter: str = ""

    def __str__(self) -> str:
        """Return the threshold as it is typed."""
        facets = ",".join(f"{key}={value}" for key, value in sorted(self.where.items()))
        scope = f"[{facets}]" if facets else ""
        amount = f"{self.limit * 100:g}%" if self.relative else f"{self.limit:g}"
        sign = "+" if self.metric in TIMES else "-"
        return f"{self.metric}{scope}:{sign}{amount}"


TIMES = frozenset({"p50_ms", "p95_ms", "peak_mb"})  # stored costs: comparable on one machine only, lower is better


@dataclass(frozen=True, slots=True)
class Judgement:
    """One adapter's metric against its floor. ``change`` is now minus floor; ``low`` and ``high`` its paired 95 % interval.

    ``failing`` says whether the gate fails on it; a judgement that was only watched can be regressed without failing.
    """

    corpus: str
    track: str
    adapter: str
    protocol: str
    metric: str
    scope: str
    floor: float
    value: float
    change: float
    low: float
    high: float
    pages: int
    outcome: Outcome
    failing: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page that worked and now fails, or lost more than :data:`BROKEN` of its headline metric."""

    corpus: str
    adapter: str
    page_id: str
    protocol: str
    before: float
    after: float
    status_before: str
    status_after: str
    title: str = ""
    url: str = ""
    diff: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: every judgement, every broken page, and one outcome."""

    outcome: Outcome
    judgements: tuple[Judgement, ...]
    broken: tuple[BrokenPage, ...]
    notes: tuple[str, ...] = ()
    baseline: Mapping[str, Any] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    rule: str = "floor"
    schema: int = SCHEMA

    @property
    def exit_code(self) -> int:
        """0 fine, 1 regressed, 2 cannot judge."""
        return {Outcome.REGRESSED: 1, Outcome.INCOMPARABLE: 2}.get(self.outcome, 0)

    @property
    def summary(self) -> str:
        """The last line: outcome first, then what it rests on."""
        failed = sum(judgement.failing and judgement.outcome is Outcome.REGRESSED for judgement in self.judgements)
        better = sum(judgement.outcome is Outcome.IMPROVED for judgement in self.judgements)
        parts = [f"{len(self.judgements)} judged", f"{failed} regressed", f"{better} improved", f"{len(self.broken)} broken pages"]
        return f"boilerbench gate: {self.outcome.value}: " + ", ".join(parts)
