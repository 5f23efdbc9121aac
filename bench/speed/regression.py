"""The speed gate: two versions of an extractor, measured in turn in this very job.

Each runs in its own environment and processes.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from bench.errors import AdapterError, GateError
from bench.model import SCHEMA, Estimate, Outcome, Status
from bench.speed.decision import Rule, decide
from bench.speed.interpreter import interpreter
from bench.speed.noise import spread
from bench.speed.sample import items, sample
from bench.speed.subject import Subject
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.model import Adapter, Corpus
    from bench.speed.sample import Item
    from bench.speed.subject import Sample

_LEAST = 4  # pages
_KEPT = 8  # pages, whatever they cost: of four, one that a burst of other work hits moves the mean of a pair by a per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedPlan:
    """How to measure: at most ``pages`` pages, ``rounds`` in each process.

    A page's cost is its minimum over the rounds; ``budget_s`` are CPU seconds for each side.
    """

    pages: int = 16
    rounds: int = 2
    budget_s: float = 30.0
    seed: int = 0
    rule: Rule = field(default_factory=Rule)
    limits: Limits = field(default_factory=Limits)
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One version as it was measured: adapter, version, interpreter, CPU seconds spent on it.

    The interpreter is "" for a foreign worker.
    """

    adapter: str
    version: str
    python: str
    cpu_s: float = 0.0
    package: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedVerdict:
    """What the speed gate says of one adapter.

    ``ratio`` is CPU time after over before (1.03: slower by 3 %), ``n`` its pairs of processes. ``slowest`` are the pages with the
    largest ratios, ``left_out`` maps pages that did not end well on both sides to "before/after" statuses, ``noise`` is the
    relative spread (90 % range over median) of a fixed loop run between the pages.
    """

    corpus: str
    digest: str
    before: Side
    after: Side
    outcome: Outcome
    ratio: Estimate
    pages: tuple[str, ...]
    slowest: tuple[tuple[str, float], ...]
    left_out: Mapping[str, str]
    noise: float
    pairs: tuple[float, ...]
    unit: str = "cpu"
    schema: int = SCHEMA

    @property
    def exit_code(self) -> int:
        """0 fine, 1 slower, 2 cannot judge."""
        return self.outcome.exit_code

    @property
    def summary(self) -> str:
        """The last line: outcome first, then what it rests on."""
        sides = f"{self.after.adapter} {self.after.version} against {self.before.version}".replace("  ", " ")
        change = f"{self.unit} {percent(self.ratio)}"
        rests = f"{len(self.pages)} pages" + (f", {self.ratio.n} pairs of processes" if self.pairs else "")
        return f"boilerbench gate --speed: {self.outcome.value}: {sides}: {change} over {rests}{self._advice}"

    @property
    def _advice(self) -> str:
        """What to do where times cannot be judged, "" where they can."""
        if self.outcome is not Outcome.INCOMPARABLE or not self.pairs:
            return ""
        again = f"boilerbench gate --instructions --against {self.after.package or 'PACKAGE'}@{self.before.version or 'VERSION'}"
        return f"; this machine is too noisy: the interval must lie within {Rule().threshold:.0%}; try again on a quieter one, or: {again}"


def percent(ratio: Estimate) -> str:
    """Return a ratio and its interval as changes in per cent: "+3.1 % [+1.2, +5.0]"."""
    value, low, high = (100 * (figure - 1) for figure in (ratio.value, ratio.low, ratio.high))
    return f"{value:+.1f} % [{low:+.1f}, {high:+.1f}]"


def gate(
    before: Adapter, after: Adapter, corpus: Corpus, plan: SpeedPlan | None = None, *, say: Callable[[str], None] = lambda _: None
) -> SpeedVerdict:
    """Measure both adapters until the rule is settled or the budget is spent.

    Raises GateError where too few pages end well on both sides.
    """
    made = plan or SpeedPlan()
    pythons = tuple(interpreter(adapter, say) for adapter in (before, after))
    measurement = _Measurement((before, after), (pythons[0], pythons[1]), made)
    measurement.probe(corpus)
    for number, look in enumerate(made.rule.looks):
        if number and not measurement.affords(look):
            break
        while len(measurement.logs) < look:
            measurement.run_pair()
        following = made.rule.looks[number + 1 : number + 2]
        last = not following or not measurement.affords(following[0])
        decision = decide(measurement.logs, made.rule, last=last)
        say(f"{len(measurement.logs)} pairs of processes: {percent(decision.ratio)}")
        if decision.settled:
            break
    return measurement.verdict(corpus, decision.outcome, decision.ratio)


def versions_against(against: str, adapters: Sequence[str] = (), own: Mapping[str, Adapter] | None = None) -> list[tuple[Adapter, Adapter]]:
    """Return (before, after) of each adapter to compare with ``against`` (``PACKAGE@VERSION``).

    Without ``adapters`` the one called PACKAGE is taken, or else the first of that package. Raises AdapterError where ``against`` is no
    version, or an adapter is of another package.
    """
    from bench.adapters.selection import known, select

    package, at, version = against.rpartition("@")
    if not at or not package or not version:
        raise AdapterError(f"--against {against!r} names no version", "PACKAGE@VERSION", "--against trafilatura@2.3.0")
    adapters_known = known(own)
    named = [name for name, adapter in adapters_known.items() if package in {name, adapter.package}]
    wanted = select(tuple(adapters) or tuple(named[:1]) or (package,), own)
    if package in adapters_known:
        package = adapters_known[package].package
    for adapter in wanted:
        if adapter.package != package:
            what = f"{adapter.name} is an adapter of {adapter.package or 'no package'}"
            raise AdapterError(what, f"an adapter of {package}", "boilerbench list")
    return [(replace(adapter, name=f"{adapter.name}@{version}", env=f"{package}@{version}"), adapter) for adapter in wanted]


def _probed(subject: Subject, item: Item) -> Sample:
    """Return what a page's second call costs.

    The first of a process can take many times as long, and would leave pages out.
    """
    first = subject.measure(item.header, item.body)
    return subject.measure(item.header, item.body) if first.status is Status.OK else first


class _Measurement:
    """Two sides under way: the pages both work on, what each pair of processes said, what was spent."""

    def __init__(self, adapters: tuple[Adapter, Adapter], pythons: tuple[str, str], plan: SpeedPlan) -> None:
        """Start with nothing measured."""
        self.adapters, self.pythons, self.plan = adapters, pythons, plan
        self.logs: list[float] = []
        self.left_out: dict[str, str] = {}
        self.versions = ["", ""]
        self._spent = [0.0, 0.0]
        self._pages: list[tuple[Item, Item]] = []
        self._loop: list[int] = []
        self._ratios: dict[str, list[float]] = {}
        self._pair_s = 0.0

    def probe(self, corpus: Corpus) -> None:
        """Choose the pages: those that end well on both sides.

        There are as many as the budget lets every planned pair run.
        """
        drawn = sample(corpus.pages, self.adapters, self.plan.pages, self.plan.seed)
        offered = list(zip(items(drawn, self.adapters[0]), items(drawn, self.adapters[1]), strict=True))
        with ExitStack() as stack:
            subjects = self._start(stack, seed=0)
            starting = max(subject.cpu_s() for subject in subjects)
            columns = zip(*offered, strict=True)
            samples = [[_probed(each, item) for item in column] for each, column in zip(subjects, columns, strict=True)]
            self._add_spent(subjects)
        room = (self.plan.budget_s - max(self._spent)) / self.plan.rule.looks[-1] - starting
        for pair, before, after in zip(offered, *samples, strict=True):
            cost = max(before.cpu_ns or before.wall_ns, after.cpu_ns or after.wall_ns) / 1e9 * self.plan.rounds
            if not before.status is after.status is Status.OK:
                self.left_out[pair[0].page_id] = f"{before.status.value}/{after.status.value}"
            elif len(self._pages) < _KEPT or room >= cost:
                self._pages.append(pair)
                room -= cost
        if len(self._pages) < _LEAST:
            failed = ", ".join(f"{page} {status}" for page, status in sorted(self.left_out.items())[:3])
            what = f"only {len(self._pages)} pages end well on both sides ({failed})"
            raise GateError(what, f"at least {_LEAST}", "another --corpus, or other settings")

    def _start(self, stack: ExitStack, seed: int) -> list[Subject]:
        """Start one process for each side under one hash seed and wait until both are ready."""
        plan = self.plan
        subjects = [
            stack.enter_context(Subject(adapter, python, seed=seed, limits=plan.limits, path=plan.path))
            for adapter, python in zip(self.adapters, self.pythons, strict=True)
        ]
        for place, subject in enumerate(subjects):
            self.versions[place] = str(subject.greet().get("version", ""))
        return subjects

    def _add_spent(self, subjects: Sequence[Subject]) -> None:
        """Add what processes that are about to end have spent."""
        for place, subject in enumerate(subjects):
            self._spent[place] += subject.cpu_s()

    def affords(self, look: int) -> bool:
        """Return whether the budget is enough for ``look`` pairs."""
        return max(self._spent) + self._pair_s * (look - len(self.logs)) <= self.plan.budget_s

    def run_pair(self) -> None:
        """Run one pair of fresh processes over all pages and rounds and keep its log ratio.

        The two take the pages in turn.
        """
        number, before = len(self.logs), max(self._spent)
        lowest = [[math.inf, math.inf] for _ in self._pages]
        with ExitStack() as stack:
            subjects = self._start(stack, seed=self.plan.seed + number + 1)
            for turn in range(self.plan.rounds):
                for at, pair in enumerate(self._pages):
                    for side in (0, 1) if (turn + at + number) % 2 else (1, 0):
                        lowest[at][side] = min(lowest[at][side], self._cost(subjects[side], pair[side]))
                self._loop += filter(None, (subject.calibrate() for subject in subjects))
            self._add_spent(subjects)
        self._pair_s = max(self._pair_s, max(self._spent) - before)
        logs = [math.log(after / before) for before, after in lowest]
        for (item, _), log in zip(self._pages, logs, strict=True):
            self._ratios.setdefault(item.page_id, []).append(log)
        self.logs.append(fmean(logs))

    @staticmethod
    def _cost(subject: Subject, item: Item) -> int:
        """Return the CPU time of one call in ns; raises GateError where it fails now.

        Wall time stands in where a foreign worker knows no other.
        """
        sampled = subject.measure(item.header, item.body)
        if sampled.status is not Status.OK:
            what = f"{subject.adapter.name} ended with {sampled.status} on {item.page_id}, which it had done before"
            raise GateError(what, "the same end every time", "boilerbench run, to see what it does")
        return max(sampled.cpu_ns or sampled.wall_ns, 1)

    def verdict(self, corpus: Corpus, outcome: Outcome, ratio: Estimate) -> SpeedVerdict:
        """Return the whole as a verdict."""
        sides = [
            Side(adapter.name, version, python, round(spent, 2), adapter.package)
            for adapter, version, python, spent in zip(self.adapters, self.versions, self.pythons, self._spent, strict=True)
        ]
        pages = {page: math.exp(median(logs)) for page, logs in self._ratios.items()}
        slowest = sorted(pages.items(), key=lambda entry: (-entry[1], entry[0]))[:5]
        return SpeedVerdict(
            corpus=corpus.name,
            digest=corpus.digest,
            before=sides[0],
            after=sides[1],
            outcome=outcome,
            ratio=ratio,
            pages=tuple(item.page_id for item, _ in self._pages),
            slowest=tuple(slowest),
            left_out=dict(sorted(self.left_out.items())),
            noise=spread(self._loop),
            pairs=tuple(self.logs),
        )
