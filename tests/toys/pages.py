"""Tiny corpora and adapters for tests of the engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench.engine.plan import Options
from bench.model import Adapter, Block, Corpus, Gold, Kind, Page
from bench.workers.isolation.processes import descendants
from bench.workers.limits import MB, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ANY = (Kind.HTML, Kind.TEXT)


class Counter:
    """A progress that says nothing and counts rows."""

    def __init__(self) -> None:
        self.rows = 0

    def begin(self, *_: object) -> None:
        return

    def end(self, *_: object) -> None:
        return

    def extracted(self, _: object) -> None:
        self.rows += 1


def corpus(texts: Sequence[str], name: str = "tiny") -> Corpus:
    """Return a corpus of text pages whose gold is the page in capitals."""
    pages = tuple(Page(f"p{number:04}", name, text.encode(), Kind.TEXT) for number, text in enumerate(texts))
    gold = {page.id: Gold(page.id, (Block(text.upper()),)) for page, text in zip(pages, texts, strict=True)}
    return Corpus(name, f"digest-of-{name}-{len(texts)}", pages, gold)


def hostile(name: str = "hostile", **settings: object) -> Adapter:
    return Adapter(name, "hostile:act", settings=settings, kinds=ANY)


def user(target: str, name: str = "user", **settings: object) -> Adapter:
    return Adapter(name, target, settings=settings, kinds=ANY)


def options(**changes: object) -> Options:
    """Short deadlines, small memory; user modules are those of this folder."""
    limits = Limits(**{"deadline_s": 3.0, "start_s": 20.0, "memory_mb": 160, "output_mb": 4, **changes})
    return Options(limits=limits, workers=2, resamples=100, folder=HERE)


def order(folder: Path) -> dict[str, object]:
    """Return the opening order of a fork server without a module; user modules are those of a folder."""
    return {"module": "", "path": [str(folder)], "reads": (), "memory": 512 * MB, "private": (), "sealed": ()}


def processes() -> set[int]:
    """Return every process that descends from this one, however deep."""
    return descendants(os.getpid())


def is_fork_server(pid: int) -> bool:
    """Whether a process is alive and one of our fork servers, or a worker that one of them forked."""
    try:
        return b"boot.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
