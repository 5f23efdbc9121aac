"""An adapter that starts well and hangs on its first page."""

from __future__ import annotations

import time


def extract(page: str) -> str:
    """Hang on every page but the one that workers warm up on."""
    if "warm up" not in page:
        time.sleep(60)
    return page
