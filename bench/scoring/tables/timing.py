"""Times of pages as a board shows them: percentiles, how many pages were timed, whose clocks are doubted; what is said under it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ENOUGH = 30  # timed pages for a 95th percentile: of fewer it is hardly more than the slowest page
_SHARE = 0.1  # of the timed pages whose claims cannot be, before a clock is doubted
_SURE = 2  # and at least so many, where there are so many


@dataclass(frozen=True, slots=True)
class Times:
    """Percentiles in milliseconds over ``timed`` pages, NaN where undefined; ``doubt`` says why a clock is not believed, or is ""."""

    p50_ms: float
    p95_ms: float
    timed: int
    doubt: str = ""


class Timed(Protocol):
    """What stands on a board."""

    @property
    def adapter(self) -> str:
        """The name."""

    @property
    def tried(self) -> int:
        """The pages it was given."""

    @property
    def timed(self) -> int:
        """The pages of those that were timed."""

    @property
    def doubt(self) -> str:
        """Why its clock is not believed, or ""."""

    @property
    def note(self) -> str:
        """What is to be known of it beside its figures, or ""."""


def times(wall_ns: NDArray[Any], clocks: Sequence[str] = ()) -> Times:
    """Return the times of an adapter from those of its pages, 0 where not timed.

    ``clocks`` is what was said of its clock on each page, "" where nothing.
    """
    wall = np.asarray(wall_ns, float)
    wall = wall[wall > 0] / 1e6
    said = [clock for clock in clocks if clock]
    doubted = len(said) >= max(_SHARE * len(wall), min(_SURE, len(wall)), 1)
    doubt = f"its worker {said[0]}; so or alike on {len(said):,} of {max(len(wall), len(said)):,} pages" if doubted else ""
    if not len(wall):
        return Times(np.nan, np.nan, 0, doubt)
    p95 = float(np.quantile(wall, 0.95)) if len(wall) >= ENOUGH else np.nan
    return Times(float(np.median(wall)), p95, len(wall), doubt)


def marked(text: str, standing: Timed) -> str:
    """Return a time as text, with a star where its clock is not believed."""
    return f"{text}*" if standing.doubt and not isnan(_number(text)) else text


def _number(text: str) -> float:
    """Return the number a text is, NaN where it is none."""
    try:
        return float(text)
    except ValueError:
        return np.nan


def notes(standings: Sequence[Timed]) -> list[str]:
    """Return what is to be said under a board of its adapters and their times, a sentence each."""
    known = [f"{one.adapter}: {one.note}." for one in standings if one.note]
    doubted = [f"* {one.adapter}: {one.doubt}; the harness's own clock stands in there." for one in standings if one.doubt]
    short = [f"{one.tried - one.timed:,} of {one.tried:,} of {one.adapter}" for one in standings if 0 < one.timed < one.tried]
    left = f"Times leave out first calls of workers, which load a library too, that could not be repeated: {', '.join(short)} pages."
    return known + doubted + ([left] if short else [])
