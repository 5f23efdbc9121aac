"""The parent's clock held against a worker's: what a page took at least, and which claims cannot be."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.workers import guard, wire

if TYPE_CHECKING:
    from collections.abc import Mapping

_OVER, _OVER_S = 1.05, 0.002  # a claim may be this much over the parent's time: clocks that tick in milliseconds
_UNDER, _UNDER_S = 1.25, 0.020  # and this much under what passed at least: reading, decoding, collecting garbage
_BLINK = 1e-4  # seconds: a wait this short found its answer there already


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
        return whole, f"claims wall_ns {str(claim)[:40]!r}"
    if claim > elapsed * _OVER * 1e9 + _OVER_S * 1e9:
        return whole, f"claims {claim / 1e6:,.2f} ms where {elapsed * 1e3:,.2f} ms passed"
    if certain > claim * _UNDER + _UNDER_S * 1e9:
        return certain, f"claims {claim / 1e6:,.2f} ms where at least {certain / 1e6:,.2f} ms passed"
    return claim or whole, ""


def waited(pid: int, *, family: bool = False) -> float:
    """Return the seconds a process was ready to run but had no processor; 0 where unknown.

    For a ``family`` those of its descendants are added.
    """
    try:
        own = int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
    return own + sum(waited(child, family=True) for child in guard.children(pid)) if family else own


class Silence:
    """Until when nothing had come for certain.

    An answer is read late where the parent was busy or had no processor.
    """

    def __init__(self) -> None:
        """Start now."""
        self.until = self._looked = time.monotonic()
        self._began, self._waited = self._looked, 0.0

    def begin(self) -> None:
        """Take note that the parent begins to wait for its workers."""
        self._began, self._waited = time.monotonic(), waited(os.getpid())

    def end(self) -> None:
        """Take note that something came, or the wait is over."""
        now = time.monotonic()
        if now - self._began > _BLINK:
            self.until = max(self._began, now - max(waited(os.getpid()) - self._waited, 0.0))
        else:  # it was there already: since the wait before, at the earliest
            self.until = self._looked
        self._looked = now
