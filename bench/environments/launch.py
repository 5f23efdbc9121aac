"""A pool of workers among the environments of this machine, of which workers know nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.environments import installed
from bench.environments.commands import expand
from bench.workers import surroundings
from bench.workers.pool import Pool

if TYPE_CHECKING:
    from pathlib import Path

    from bench.workers.limits import Limits


def pool(limits: Limits, slots: int, folder: Path) -> Pool:
    """Return a pool of ``slots`` workers with a fresh scratch folder.

    User modules and files of commands are looked for in ``folder``.
    """
    return Pool(limits, slots, surroundings.make(folder, python=installed.python_of, command=expand))
