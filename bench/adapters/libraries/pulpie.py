"""pulpie: each block of a page is content or not by an encoder, whose files lie in the folder ``weights``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def extract(page: str, weights: str) -> str:
    """Return the blocks that the model keeps as HTML, for the adapter's ``output = "html"``."""
    return str(_extractor(weights).extract(page).html)


@lru_cache(maxsize=1)
def _extractor(weights: str) -> Any:
    from pulpie import Extractor

    return Extractor(model=weights, device="cpu")
