"""htmlsift: each line of a page is content or not by a model, whose files lie in the folder ``weights``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def extract(page: str, weights: str, mode: str = "mini") -> str:
    """Return the lines that the model keeps; ``mode``, mini or base, is the model that lies in the folder."""
    return str(_extractor(weights, mode).extract(page))


@lru_cache(maxsize=1)
def _extractor(weights: str, mode: str) -> Any:
    from htmlsift import Extractor

    return Extractor(mode, bundle_dir=weights, threads=1)
