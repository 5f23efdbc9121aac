"""Adapters for tests of speed: they work, fail, hang or die as their page says."""

from __future__ import annotations

import os
import sys
import time


def work(page: str) -> str:
    """Do what the first word of the page says; otherwise return the page."""
    word = page.split(maxsplit=1)[0]
    if word == "hang":
        time.sleep(60)
    if word == "die":
        os._exit(7)
    if word == "raise":
        raise ValueError(page)
    return "" if word == "blank" else page


def seed(page: str) -> str:
    """Return the hash seed this process runs under."""
    return os.environ["PYTHONHASHSEED"] + page[:0]


def chatty(page: str) -> str:
    """Print, then return the page."""
    print("this is no frame" * 10_000, flush=True)
    sys.stderr.write("nor this\n" * 10_000)
    return page
