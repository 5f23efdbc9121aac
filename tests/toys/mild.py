"""Adapters that behave: for tests of resuming, reuse, state and order."""

from __future__ import annotations

import os
import re
import time

_SEEN: set[str] = set()


def slow(page: str, *, seconds: float = 0.004) -> str:
    """Return capitals after a while."""
    time.sleep(seconds)
    return page.upper()


def forgetful(page: str) -> str:
    """Return a page the first time it is seen, nothing afterwards."""
    if page in _SEEN:
        return ""
    _SEEN.add(page)
    return page


def ordered(page: str, *, history: list[int] | None = None) -> str:
    """Return how many pages came before."""
    _SEEN.add(str(len(_SEEN)))
    return str(len(_SEEN))


def capitals(page: str) -> str:
    """Return capitals."""
    return page.upper()


def raw(page: bytes) -> str:
    """Return what bytes came."""
    return repr(page)


def absent(page: str) -> str:
    """Need a library that nobody has."""
    import no_such_library_anywhere

    return str(no_such_library_anywhere)


_HOARD: list[bytearray] = []


def leaky(page: str, *, size: int = 1 << 20) -> str:
    """Keep a megabyte a page."""
    _HOARD.append(bytearray(b"x" * size))
    return page.upper()


def process(page: str) -> str:
    """Return which process this is; leave a child behind where the page says so."""
    if page.startswith("leave") and os.fork() == 0:
        time.sleep(600)
    return str(os.getpid())


def by_class(page: str) -> str:
    """Return the paragraphs of one class: an extractor written for one site."""
    return "\n\n".join(re.findall(r'<p class="?story"?>(.*?)</p>', page, re.DOTALL))


def paragraphs(page: str) -> str:
    """Return all paragraphs, whatever their class."""
    return "\n\n".join(re.sub(r"<[^>]*>", "", text) for text in re.findall(r"<p\b[^>]*>(.*?)</p>", page, re.DOTALL))
