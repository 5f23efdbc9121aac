"""MinerU-HTML: a language model says which blocks of a page are content; its files lie in the folder ``weights``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def extract(page: str, weights: str) -> str:
    """Return the main part as HTML, for the adapter's ``output = "html"``.

    Its fall-back to trafilatura is off. Raises the error of the library's own where the model's answer cannot be used.
    """
    (case,) = _extractor(weights).process(page)
    if case.error is not None:
        raise case.error
    return str(case.main_html or "")


@lru_cache(maxsize=1)
def _extractor(weights: str) -> Any:
    from mineru_html.api import MinerUHTMLConfig
    from mineru_html.implementations.transformers_api import MinerUHTML_Transformers

    config = MinerUHTMLConfig(prompt_version="short_compact", response_format="compact", use_fall_back="empty")
    return MinerUHTML_Transformers(weights, config, model_init_kwargs={"device_map": "cpu"})
