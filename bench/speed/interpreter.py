"""The interpreter that a measured adapter runs in, installed where its version is not there yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.environments import envs

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.model import Adapter


def interpreter(adapter: Adapter, say: Callable[[str], None] = lambda _: None) -> str:
    """Return the Python of an adapter, "" for a foreign worker.

    Raises AdapterError where its environment cannot be made.
    """
    if adapter.command:
        return ""
    if not adapter.env:
        return sys.executable
    return (envs.find(adapter.env) or envs.create(adapter.env, say=say)).python
