"""The least that keeps adapters apart: ``python -m tests.benchmarks.costs.isolated FOLDER ADAPTERS``.

A process for each library imports it and forks a worker for each adapter; pages go in and texts come out over pipes. There are no limits,
no clocks, no sandbox, no scores, no tables and no report.
"""

from __future__ import annotations

import sys
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.benchmarks.costs.bare import pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

_FORK = get_context("fork")


def run(folder: str, adapters: str) -> int:
    """Run every adapter on every page, one after another; return how long the texts are together, in characters."""
    from bench.adapters.selection import known

    held, libraries = [page.encode() for page in pages(folder)], dict[str, list[str]]()
    for name in adapters.split(","):
        libraries.setdefault(known()[name].target.partition(":")[0], []).append(name)
    return sum(_ask(module, names, held) for module, names in libraries.items())


def _ask(module: str, names: Sequence[str], held: Sequence[bytes]) -> int:
    """Have the adapters of one library answer every page."""
    wires = [_FORK.Pipe() for _ in names]
    library = _FORK.Process(target=_import, args=(module, names, [theirs for _, theirs in wires]))
    library.start()
    length = 0
    for ours, _ in wires:
        for page in held:
            ours.send_bytes(page)
            length += len(ours.recv_bytes().decode())
        ours.send_bytes(b"")
    library.join()
    return length


def _import(module: str, names: Sequence[str], wires: Sequence[Connection]) -> None:
    """Import a library as a fork server does, and fork a worker for each adapter."""
    from bench.workers.fork_server import load

    load(module)
    workers = [_FORK.Process(target=_answer, args=pair) for pair in zip(names, wires, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _answer(name: str, wire: Connection) -> None:
    """Answer pages until an empty one comes."""
    from bench.adapters.selection import known
    from bench.registry import resolve

    adapter = known()[name]
    function = resolve(adapter.target)
    while page := wire.recv_bytes():
        try:
            text = function(page if adapter.accepts == "bytes" else page.decode(), **adapter.settings) or ""
        except Exception:  # noqa: BLE001 - it goes on, whatever an extractor raises
            text = ""
        wire.send_bytes(text.encode())


if __name__ == "__main__":
    print(run(*sys.argv[1:]))
