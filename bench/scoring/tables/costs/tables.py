"""Costs of a run's adapters on one corpus and track: means over answers, time and money for a million pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isnan, nan
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.scoring.tables.costs.answers import AnswerCost

CORE_HOUR = 0.05  # US dollars: the order of what clouds ask on demand for an hour of a virtual core; a setting, for nobody's bill is this
PAGES = 1_000_000  # that hours and money are for


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """What the answers of one adapter cost, each figure a mean over pages; NaN where there is none to take it over.

    ``pages`` answered (an empty answer counts), ``failed`` left out of every figure; ``with_gold`` those of ``pages`` behind ``wasted``;
    ``timed`` those behind ``cpu_ms``. ``hours`` of one core and ``money`` in US dollars are for a million pages.
    """

    adapter: str
    floor: bool
    pages: int
    failed: int
    tokens: float
    characters: float
    with_gold: int
    wasted: float
    recall: float
    timed: int
    cpu_ms: float
    hours: float
    money: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The lines of one corpus and track, the highest recall first; ``price`` is in US dollars for an hour of one core."""

    corpus: str
    track: str
    tokenizer: str
    unit: str
    price: float
    lines: tuple[CostLine, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said under the table: what was counted, the formula, what was left out."""
        counted = f"{self.unit.capitalize()} are counted by {self.tokenizer}."
        wasted = (
            f"Wasted: {self.unit} of an answer beyond those of its gold, optional blocks included; recall: the share of gold's required "
            f"{self.unit} that are there. Both whatever the order."
        )
        formula = (
            f"Hours of one core for a million pages = mean CPU seconds of a page x 1,000,000 / 3,600; "
            f"US$ = hours x {self.price:g} (the price of a core-hour is a setting: --price)."
        )
        failed = ", ".join(f"{line.failed:,} of {line.adapter}" for line in self.lines if line.failed)
        untimed = ", ".join(f"{line.pages - line.timed:,} of {line.adapter}" for line in self.lines if line.timed < line.pages)
        left = [f"Left out, for they failed: {failed} pages."] if failed else []
        unknown = [f"Left out of time and money, for their CPU time is not known: {untimed} pages."] if untimed else []
        return (counted, wasted, formula, *left, *unknown)

    def as_data(self) -> dict[str, Any]:
        """Return the table as plain data for JSON."""
        return {**asdict(self), "notes": self.notes}


def costs(corpus: str, track: str, lines: Sequence[CostLine], about: Mapping[str, Any]) -> Costs:
    """Return the table of some lines; ``about`` holds its ``tokenizer``, ``unit`` and ``price``."""
    ordered = sorted(lines, key=lambda line: (isnan(line.recall), -line.recall if not isnan(line.recall) else 0.0, line.adapter))
    return Costs(corpus=corpus, track=track, lines=tuple(ordered), **about)


def cost_line(adapter: str, answers: Sequence[AnswerCost], failed: int, price: float, *, floor: bool = False) -> CostLine:
    """Return the line of one adapter from its answers; ``failed`` counts the pages without one."""
    wasted = [one.wasted for one in answers if not isnan(one.wasted)]
    timed = [one.cpu_ns for one in answers if one.cpu_ns]
    seconds = _mean(timed) / 1e9
    hours = seconds * PAGES / 3600
    return CostLine(
        adapter=adapter,
        floor=floor,
        pages=len(answers),
        failed=failed,
        tokens=_mean([one.tokens for one in answers]),
        characters=_mean([one.characters for one in answers]),
        with_gold=len(wasted),
        wasted=_mean(wasted),
        recall=_mean([one.recall for one in answers if not isnan(one.recall)]),
        timed=len(timed),
        cpu_ms=seconds * 1e3,
        hours=hours,
        money=hours * price,
    )


def _mean(values: Sequence[float]) -> float:
    """Return the mean, NaN of nothing."""
    return fmean(values) if values else nan
