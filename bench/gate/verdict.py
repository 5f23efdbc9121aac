"""The nouns of a verdict: thresholds, what became of each metric, pages that fell, and the whole."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.escaping import html_table
from bench.model import SCHEMA, Outcome

DIGITS = 6  # decimals kept of rows and floors: what a person can review, and finer than one word of one page among thousands
TOLERANCE = 1.5e-6  # of a metric on 0-1: extractors are deterministic, so only the last digit kept may differ, by its rounding
ACCEPT = "boilerbench gate --update --allow-regression"
RULES = ("floor", "significant")
COSTS = ("p50_ms", "p95_ms", "peak_mb")  # stored costs: comparable on one machine only, lower is better


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far one metric may move for the worse."""

    metric: str
    limit: float  # in the metric's unit, or a share of the floor where ``relative``
    relative: bool = False
    where: Mapping[str, str] = field(default_factory=dict)  # which pages: facet (``kind lang page site type``) -> value
    protocol: str = ""  # "" means every one, for adapters too
    adapter: str = ""

    def __str__(self) -> str:
        """Return the threshold as it is typed."""
        facets = ({"adapter": self.adapter} if self.adapter else {}) | dict(self.where)
        scope = "[" + ",".join(f"{key}={value}" for key, value in sorted(facets.items())) + "]" if facets else ""
        amount = f"{self.limit * 100:g}%" if self.relative else f"{self.limit:g}"
        prefix = f"{self.protocol}/" if self.protocol else ""
        return f"{prefix}{self.metric}{scope}:{'+' if self.metric in COSTS else '-'}{amount}"

    def allowed(self, floor: float) -> float:
        """Return how far a metric may move for the worse from its floor, in the metric's unit."""
        return self.limit * abs(floor) if self.relative else self.limit

    def names(self, adapter: str, protocol: str, metric: str) -> bool:
        """Whether this threshold is about a metric of an adapter by a protocol."""
        return self.metric == metric and self.adapter in {"", adapter} and self.protocol in {"", protocol}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One adapter's metric against its floor, over pages of one track."""

    corpus: str
    track: str
    adapter: str
    metric: str
    limit: str  # thresholds as typed; ``default`` and how far, where none names it; "" where it is not gated
    floor: float
    value: float  # now
    change: float  # ``value - floor``
    pages: int
    outcome: Outcome
    failing: bool  # whether it is gated: what is only shown can be regressed without failing
    protocol: str = ""
    where: str = ""  # which pages, such as ``type=forum``; "" = all
    low: float = math.nan  # of the paired 95 % interval of the change, NaN where there is none
    high: float = math.nan
    better: int = 0  # pages whose own value moved
    worse: int = 0
    lower_is_better: bool = False
    reason: str = ""
    not_gated: str = ""  # why it is only shown, where it is

    @property
    def told(self) -> bool:
        """Whether it is listed: it moved, also where that is within its limit, or not gated."""
        return self.outcome is not Outcome.UNCHANGED or bool(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFall:
    """A page on which an adapter does worse, with how it ended on both sides."""

    corpus: str
    adapter: str
    page_id: str
    protocol: str  # "" where only the status says so
    before: float  # its headline by ``protocol`` on 0-1, 1 best for error rates too; NaN where only the status says so
    after: float
    status_before: str
    status_after: str
    title: str = ""
    url: str = ""
    diff: str = ""  # gold against the new output
    link: str = ""  # into the report, from the run's folder
    address: str = ""  # of the same where the report is read; "" where that is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate says: judgements, pages that broke (they always fail) or fell, and one outcome."""

    outcome: Outcome
    judgements: tuple[Judgement, ...] = ()
    broken: tuple[PageFall, ...] = ()
    fallen: tuple[PageFall, ...] = ()
    notes: tuple[str, ...] = ()  # all that an incomparable verdict has: why, and what to type
    baseline: Mapping[str, Any] = field(default_factory=dict)  # by corpus, what made this side
    run: Mapping[str, Any] = field(default_factory=dict)
    rule: str = "floor"
    report: str = ""  # the address of the report where it is read; "" where that is not known
    schema: int = SCHEMA

    @property
    def exit_code(self) -> int:
        """0 fine, 1 regressed, 2 cannot judge."""
        return self.outcome.exit_code

    def _repr_html_(self) -> str:
        """Return the verdict as a notebook shows it: what moved, pages that broke, and the summary above."""
        moved = [
            (one.outcome.value, one.corpus, one.adapter, one.metric, one.where, f"{one.floor:.4f}", f"{one.value:.4f}", one.not_gated)
            for one in self.judgements
            if one.told
        ]
        pages = [("broken", one.corpus, one.adapter, one.page_id, "", one.status_before, one.status_after, "") for one in self.broken]
        return html_table(self.summary, ("outcome", "corpus", "adapter", "metric or page", "where", "before", "now", ""), [*moved, *pages])

    @property
    def summary(self) -> str:
        """The last line: outcome first, then what it rests on."""
        head = f"boilerbench gate: {self.outcome.value}: "
        if self.outcome is Outcome.INCOMPARABLE:
            return head + "; ".join(self.notes)
        judged = [judgement for judgement in self.judgements if judgement.failing]
        failed = sum(judgement.outcome is Outcome.REGRESSED for judgement in judged)
        better = sum(judgement.outcome is Outcome.IMPROVED for judgement in judged)
        parts = f"{len(judged)} judged, {failed} regressed, {better} improved, {len(self.judgements) - len(judged)} not gated"
        count = len(self.broken)
        head += f"{parts}, {count} broken pages"
        if count and not failed:
            how = "the whole improved" if better else "no metric regressed"
            head += f"; {how}, but {count} {'page' if count == 1 else 'pages'} broke: to accept that, {ACCEPT}"
        return head


def outcome_of(judgements: tuple[Judgement, ...], broken: tuple[PageFall, ...]) -> Outcome:
    """Return one outcome of all: regressed before improved before unchanged; what is not gated has no say."""
    outcomes = {judgement.outcome for judgement in judgements if judgement.failing}
    if broken or Outcome.REGRESSED in outcomes:
        return Outcome.REGRESSED
    return Outcome.IMPROVED if Outcome.IMPROVED in outcomes else Outcome.UNCHANGED


def merged(verdicts: tuple[Verdict, ...], notes: tuple[str, ...] = ()) -> Verdict:
    """Return one verdict over several corpora, at least one."""
    judgements = tuple(item for verdict in verdicts for item in verdict.judgements)
    broken = tuple(page for verdict in verdicts for page in verdict.broken)
    return Verdict(
        outcome=outcome_of(judgements, broken),
        judgements=judgements,
        broken=broken,
        fallen=tuple(page for verdict in verdicts for page in verdict.fallen),
        notes=tuple(note for verdict in verdicts for note in verdict.notes) + notes,
        baseline={name: side for verdict in verdicts for name, side in verdict.baseline.items()},
        run={name: side for verdict in verdicts for name, side in verdict.run.items()},
        rule=verdicts[0].rule,
    )
