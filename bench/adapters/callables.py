"""Functions given to :func:`bench.run` as adapters: named as workers, which are other processes, import them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from bench.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Callable

_EXPECTED = "a name, or a function of a module that takes a page and returns its text"


def named(adapter: str | Callable[..., str]) -> str:
    """Return ``module:function`` for a function, a name as it is; raises AdapterError for anything else."""
    if isinstance(adapter, str):
        return adapter
    shown = str(getattr(adapter, "__qualname__", "") or repr(adapter))[:80]
    if why := _unfit(adapter, shown):
        raise AdapterError(f"{shown} is no adapter: {why}", _EXPECTED, "move it into a file, say mine.py, and pass 'mine:extract'")
    return f"{getattr(adapter, '__module__', '')}:{shown}"


_GIVES = (  # what is called, and gives no text
    (inspect.isclass, "a class gives an object, not text"),
    (inspect.iscoroutinefunction, "it is asynchronous, and gives a coroutine, not text"),
    (inspect.isasyncgenfunction, "it is asynchronous, and gives a generator, not text"),
    (inspect.isgeneratorfunction, "it gives a generator, not text"),
)


def _unfit(adapter: object, shown: str) -> str:
    """Return why no worker can call an object as an adapter, "" where one can."""
    if why := next((why for is_such, why in _GIVES if is_such(adapter)), ""):
        return why
    if not inspect.isfunction(adapter) and not inspect.isbuiltin(adapter):
        return f"it is an object of type {type(adapter).__name__}"
    if "<" in shown:
        return "it stands inside another function, and workers import it by name"
    is_main = getattr(adapter, "__module__", "") == "__main__"
    return "it stands in the script or notebook that runs, and workers import it from a module" if is_main else ""
