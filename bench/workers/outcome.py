"""From what a worker said, or failed to say, to the one extraction of a page, its time held against the parent's clock."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bench.corpus.text.decode import decode
from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import guard, wire
from bench.workers.isolation import processes
from bench.workers.limits import MB, Limits

_OVER, _OVER_S = 1.05, 0.002  # a claim may be this much over the parent's time: clocks that tick in milliseconds
_UNDER, _UNDER_S = 1.25, 0.020  # and this much under what passed at least: reading, decoding, collecting garbage

SILENT = 5.0  # seconds

T = TypeVar("T")


def settle(
    page: Page, adapter: Adapter, header: Mapping[str, Any], body: bytes, stderr: str, elapsed: float, *, least: float = 0.0, seen: int = 0
) -> Extraction:
    """Return the extraction of a result frame; raises WireError where the frame says what cannot be.

    ``elapsed`` and ``least`` are seconds, as :func:`judged` takes them. Whatever else came of it, a page on which the worker reached for a
    network, by its own account or as the kernel has ``seen`` it, has that status unless memory ran out.
    """
    said = wire.status(header)
    try:
        text = body.decode("utf-8") if said == "ok" else ""
    except UnicodeDecodeError as problem:
        raise WireError(f"text that is not UTF-8 at byte {problem.start:,}", "UTF-8") from None
    is_blank = said == "error" and not decode(page.content, page.encoding, page.kind).strip()  # libraries refuse a page of white space
    status = Status.EMPTY if is_blank or (said == "ok" and not text.strip()) else Status(said)
    why = "" if is_blank else wire.text(header, "error")
    wall, doubt = judged(header, elapsed, least)
    cpu, peak, tries = (wire.count(header, name) for name in ("cpu_ns", "peak_rss", "network"))
    tries += seen
    if tries and status is not Status.MEMORY:
        status, why = Status.NETWORK, wire.one_line(f"{attempts(tries)}{f'; {why}' if why else ''}")
    kept = text if status is Status.OK else ""
    return Extraction(
        page.corpus, page.id, adapter.name, status, text=kept, error=why, wall_ns=wall, cpu_ns=cpu, peak_rss=peak, stderr=stderr,
        network=tries, clock=doubt,
    )  # fmt: skip


def attempts(number: int) -> str:
    """Say how often a network was reached for."""
    return f"{number:,} attempt{'s' * (number != 1)} to reach a network, refused"


@dataclass(frozen=True, slots=True)
class Held:
    """What came of one of a worker's first pages in ``elapsed`` seconds, until it is asked for again, for its time alone.

    A worker's very first call is ``loading`` what its page needs.
    """

    page: Page
    extraction: Extraction
    elapsed: float
    loading: bool

    def once(self) -> Extraction:
        """Return the extraction where it was not timed again: without the times of a first call."""
        return replace(self.extraction, wall_ns=0, cpu_ns=0) if self.loading else self.extraction

    def retimed(self, again: Extraction) -> Extraction:
        """Return the extraction with the times of the page ``again``, as ``once`` where that ended otherwise."""
        if again.status is not self.extraction.status:
            return self.once()
        return replace(self.extraction, wall_ns=again.wall_ns, cpu_ns=again.cpu_ns, clock=again.clock)


def gave_up(page: Page, adapter: Adapter, status: Status, reason: str, *, stderr: str = "", elapsed: float = 0.0) -> Extraction:
    """Return the extraction of a page that got no answer."""
    return Extraction(page.corpus, page.id, adapter.name, status, error=wire.one_line(reason), wall_ns=int(elapsed * 1e9), stderr=stderr)


def gave_up_all(pages: deque[Page], adapter: Adapter, status: Status, reason: str) -> Iterator[Extraction]:
    """Take every page of an adapter that cannot work, and yield how each ended."""
    while pages:
        yield gave_up(pages.popleft(), adapter, status, reason)


def is_doubtful(adapter: Adapter, elapsed: float) -> bool:
    """Whether a worker without a hello for ``elapsed`` seconds may be a filter that waits for input."""
    return bool(adapter.command) and elapsed > SILENT


def is_a_filter(stdin: int, reason: str) -> bool:
    """Whether a worker that said no hello is plainly a filter: it ended once its input was closed (-1)."""
    return stdin < 0 and (reason == guard.ending(0) or reason.startswith("WireError"))


def never_started(adapter: Adapter, reason: str, printed: str) -> str:
    """Return why no worker of an adapter said hello; a foreign one may be a filter."""
    what = f"the worker did not start: {reason} {printed}".strip()
    if adapter.command and (reason == guard.ending(0) or reason.startswith("WireError")):
        return f"it said no hello, so it is no worker ({reason}). If it reads a page and prints text: filter = [...], not command = [...]"
    return what


def broke(problem: WireError) -> tuple[Status, str]:
    """Return status and reason for a worker that broke the wire."""
    return Status.ERROR, f"WireError: {problem.what}; expected {problem.expected}" if problem.expected else f"WireError: {problem.what}"


def is_worn(limits: Limits, pages: int, extraction: Extraction, header: Mapping[str, Any]) -> bool:
    """Whether a worker is to be replaced: out of memory, with children left behind, old, or large."""
    spent = extraction.status is Status.MEMORY or bool(header.get("children"))
    large = 0 < limits.recycle_mb * MB < wire.count(header, "rss")
    return spent or large or 0 < limits.recycle_pages <= pages


def judged(header: Mapping[str, Any], elapsed: float, least: float) -> tuple[int, str]:
    """Return the time of a page in ns, and why it is not what its worker claims, "" where it is.

    ``elapsed`` are the seconds from sending the page to reading the answer, ``least`` those that it took for certain. The parent's clock
    stands in where a worker makes no claim, which is no fault, or one that cannot be.
    """
    claim, beside = header.get("wall_ns"), wire.count(header, "beside_ns") / 1e9
    whole, certain = int(elapsed * 1e9), int((least - beside) * 1e9)
    if claim is None:
        return whole, ""
    if not wire.is_count(claim):
        return whole, f"claims wall_ns {wire.shown(claim)}"
    if claim > elapsed * _OVER * 1e9 + _OVER_S * 1e9:
        return whole, f"claims {claim / 1e6:,.2f} ms where {elapsed * 1e3:,.2f} ms passed"
    if certain > claim * _UNDER + _UNDER_S * 1e9:
        return certain, f"claims {claim / 1e6:,.2f} ms where at least {certain / 1e6:,.2f} ms passed"
    return claim or whole, ""


class Delay:
    """How long a process was ready to run but had no processor, read through a descriptor opened once: a look costs microseconds.

    Of a ``family`` that of the process's descendants is added.
    """

    def __init__(self, pid: int, *, family: bool = False) -> None:
        """Open what ``/proc`` offers."""
        self._pid, self._family, self._file = pid, family, -1
        with suppress(OSError):
            self._file = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def seconds(self) -> float:
        """Return the seconds so far; 0 where that is unknown, or the process has gone."""
        try:
            own = int(os.pread(self._file, 100, 0).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0
        return own + sum(map(_waited, processes.descendants(self._pid))) if self._family else own

    def close(self) -> None:
        """Close the descriptor."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1


def _waited(pid: int) -> float:
    """Return the seconds of one look."""
    with closing(Delay(pid)) as delay:
        return delay.seconds()


class Silence:
    """Until when nothing had come for certain.

    An answer is read late where the parent was busy or had no processor.
    """

    def __init__(self) -> None:
        """Start now."""
        self.until = self._looked = time.monotonic()
        self._delay = Delay(os.getpid())

    def close(self) -> None:
        """Close what is read."""
        self._delay.close()

    def wait(self, ready: Callable[[float], T], patience: float) -> T:
        """Return what ``ready(seconds)`` gives once something came, or ``patience`` seconds are over."""
        began = time.monotonic()
        if came := ready(0):  # it was there already: since the look before, at the earliest
            self.until, self._looked = self._looked, began
            return came
        delay = self._delay.seconds()
        came = ready(patience)
        self.until = self._looked = max(began, time.monotonic() - max(self._delay.seconds() - delay, 0.0))
        return came
