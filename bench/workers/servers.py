"""The nurseries of a pool: one for each home, started when the first worker is wanted, started anew when it died."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.workers import surroundings
from bench.workers.fork_client import Home, Nest, home

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.model import Adapter
    from bench.workers.surroundings import Surroundings

_TRIES = 2  # starts before a nursery is given up; the second imports nothing, so that the worker shows what is wrong


class Nests:
    """The nurseries alive."""

    def __init__(self, around: Surroundings) -> None:
        """Note what is needed; nothing is started yet."""
        self._around = around
        self._alive: dict[Home, Nest] = {}
        self._failures: Counter[Home] = Counter()
        self._serial = itertools.count(1)

    def of(self, adapter: Adapter, watch: Callable[[Nest], object]) -> Nest:
        """Return the nursery of a row, starting it if need be; ``watch`` is told of a new one."""
        where = home(adapter, self._around.python(adapter.env))
        if where not in self._alive:
            module = "" if self._failures[where] else where.module
            self._alive[where] = Nest(where, module, self._around.scratch / str(next(self._serial)), [str(self._around.folder)])
            watch(self._alive[where])
        return self._alive[where]

    def lose(self, nest: Nest) -> bool:
        """Take the death of a nursery; whether it is worth starting another for the workers that waited for it."""
        nest.close()
        del self._alive[nest.where]
        self._failures[nest.where] += not nest.ready
        return not nest.ready and self._failures[nest.where] < _TRIES

    def stop_late(self, patience: float) -> None:
        """Kill those that have been importing for more than ``patience`` seconds."""
        for nest in self._alive.values():
            if not nest.ready and time.monotonic() - nest.born > patience:
                nest.stop()

    def close(self) -> None:
        """Have all of them bury their workers and end; wait for that."""
        for nest in self._alive.values():
            nest.close()
        for nest in self._alive.values():
            nest.wait()
        self._alive.clear()
        surroundings.remove(self._around.scratch, self._around.lock)  # nurseries clear up after themselves, unless they were killed
