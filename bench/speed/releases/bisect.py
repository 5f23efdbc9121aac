"""Find the release in which a figure moved, in logarithmically many steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import AdapterError, GateError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Bisection:
    """Where a figure moved.

    ``first_bad`` is the first release on the bad side, ``last_good`` the one before that could be measured.

    ``measured`` holds (release, figure) in the order measured, ``skipped`` (release, why) those that could not be, ``unknown`` those of
    them that lie between the two.
    """

    last_good: str
    first_bad: str
    measured: tuple[tuple[str, float], ...]
    skipped: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...] = ()


def bisect(
    versions: Sequence[str], measure: Callable[[str], float], least: float = 0.0, say: Callable[[str], None] = lambda _: None
) -> Bisection:
    """Return where between ``versions[0]`` (good) and ``versions[-1]`` (bad) the figure moved.

    A release is bad where its figure is nearer to the bad end's than to the good one's. A release whose ``measure`` raises AdapterError is
    skipped for a neighbour. Raises GateError where the ends differ by ``least`` or less: there is nothing to find.
    """
    if len(versions) < 2:
        raise GateError("good and bad are the same release", "two releases", "boilerbench bisect PACKAGE --good OLD --bad NEW")
    search = _Search(versions, measure, say)
    good, bad = search.figure(0), search.figure(len(versions) - 1)
    if good is None or bad is None:
        raise AdapterError(f"{versions[0 if good is None else -1]} cannot be measured: {search.skipped[-1][1]}", "two ends that work")
    if abs(good - bad) <= least:
        raise GateError(f"{versions[0]} ({good:.6g}) and {versions[-1]} ({bad:.6g}) do not differ", "ends that differ", "another --metric")
    low, high = search.narrow(good, bad)
    return Bisection(versions[low], versions[high], tuple(search.measured), tuple(search.skipped), tuple(versions[low + 1 : high]))


class _Search:
    """What has been measured so far."""

    def __init__(self, versions: Sequence[str], measure: Callable[[str], float], say: Callable[[str], None]) -> None:
        """Start with nothing."""
        self._versions, self._measure, self._say = versions, measure, say
        self.measured: list[tuple[str, float]] = []
        self.skipped: list[tuple[str, str]] = []

    def figure(self, at: int) -> float | None:
        """Measure one release; None where it cannot be."""
        version = self._versions[at]
        try:
            value = self._measure(version)
        except AdapterError as problem:
            self.skipped.append((version, problem.what))
            self._say(f"{version}: skipped, {problem.what}")
            return None
        self.measured.append((version, value))
        self._say(f"{version}: {value:.6g}")
        return value

    def narrow(self, good: float, bad: float) -> tuple[int, int]:
        """Return the places of the last good and the first bad release."""
        low, high, skipped = 0, len(self._versions) - 1, set[int]()
        while True:
            open_ = [at for at in range(low + 1, high) if at not in skipped]
            if not open_:
                return low, high
            at = min(open_, key=lambda place: abs(place - (low + high) / 2))
            value = self.figure(at)
            if value is None:
                skipped.add(at)
            elif abs(value - bad) < abs(value - good):
                high = at
            else:
                low = at
