"""How workers are launched among this machine's environments: interpreters and commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.source.installed import data_root
from bench.environments import envs, installed, trees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.model import Adapter
    from bench.workers.limits import Limits
    from bench.workers.pool import Pool

_STREAM = 32 << 20  # bytes of pages of a stream that are kept as workers get them
_SEALED = ("seeds", "gold", "reports")


def pool(limits: Limits, slots: int, folder: Path, *, retime: bool = True, sealed: Iterable[Path] = (), stream: bool = False) -> Pool:
    """Return a pool of ``slots`` workers; user modules and files of commands lie in ``folder``.

    They read neither ``sealed`` folders nor pages and gold that come with us or lie in ``folder`` under these names.
    Of a ``stream`` little is kept: few pages as workers get them, and no result until its worker ends.
    """
    from bench.workers import surroundings
    from bench.workers.payloads import BOUND
    from bench.workers.pool import Pool

    kept = [*sealed, *map(data_root, _SEALED[:2]), *(folder.resolve() / name for name in _SEALED)]
    around = surroundings.make(folder, python=installed.python_of, command=expand, sealed=kept, cached=_STREAM if stream else BOUND)
    return Pool(limits, slots, around, retime=retime, stream=stream)


def expand(adapter: Adapter, folder: Path) -> tuple[str, ...]:
    """Return the command of a foreign worker, which starts in a folder of its own.

    ``{python}`` is the Python we run in, ``{engine}`` the folder of ``boot.py`` and the bridge, ``{env}`` that of the adapter's
    environment, ``{settings}`` the adapter's settings as JSON. An argument that is a file in ``folder``, beside the configuration,
    becomes absolute; the program itself only if it is written as a path.
    """
    settings = json.dumps(dict(adapter.settings), sort_keys=True)
    places = {"{python}": sys.executable, "{engine}": str(Path(__file__).resolve().parent.parent / "workers"), "{settings}": settings}
    if adapter.env:
        places["{env}"] = str(envs.root() / adapter.env)
    return tuple(_located(_filled(argument, places), folder, first=not place) for place, argument in enumerate(adapter.command))


def _filled(argument: str, places: dict[str, str]) -> str:
    """Return an argument with its placeholders filled in."""
    for name, value in places.items():
        argument = argument.replace(name, value)
    return argument


def _located(argument: str, folder: Path, *, first: bool) -> str:
    """Return an argument, absolute where it names a file in ``folder``."""
    looks_like_a_file = "/" in argument or not first
    return str(folder.resolve() / argument) if looks_like_a_file and argument and trees.is_file(folder / argument) else argument
