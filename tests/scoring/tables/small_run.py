"""A small run whose figures can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.model import Manifest
from bench.scoring import load
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.matrix import Results

QUICK = Sampling(resamples=200)
SITES = ("x", "x", "y", "z", "", "w")


def manifest() -> Manifest:
    """Three corpora of six pages, three adapters of which one is a floor."""
    corpora = tuple(
        {"name": name, "digest": f"{name}digest0123456789", "pages": 6, "oracle": name == "oracle"} for name in ("one", "two", "oracle")
    )
    rows = (
        {"name": "good", "package": "pkg", "version": "1.0", "settings": {"fast": True, "all": 0}},
        {"name": "bad"},
        {"name": "everything", "floor": True},
    )
    return Manifest(id="r", created="2026-01-01T00:00:00Z", version="0", corpora=corpora, adapters=rows, options={}, machine={})


def results() -> Results:
    """Three corpora of six pages: the first four HTML, the last two text; ``bad`` fails on one page, ``everything`` takes no text."""
    pages, extractions, scores = [], [], []
    for corpus in ("one", "two", "oracle"):
        for at, site in enumerate(SITES):
            kind, page = ("html" if at < 4 else "text"), f"p{at}"
            blocks = [{"text": "w " * (at + 1), "optional": False, "role": "paragraph"}]
            pages.append({"corpus": corpus, "page_id": page, "kind": kind, "site": site, "lang": ("pt-BR", "pt", "de", "", "de", "de")[at],
                          "type": ("article", "category", "collection", "forum", "", "")[at], "devices": np.array(["nav"] if at else []),
                          "blocks": blocks})  # fmt: skip
            for name in ("good", "bad", "everything"):
                failed = name == "bad" and at == 1
                skipped = name == "everything" and kind == "text"
                status = "timeout" if failed else "skipped" if skipped else "ok"
                extractions.append({"adapter": name, "corpus": corpus, "page_id": page, "status": status, "text": "w " * 10 * (not failed),
                                    "wall_ns": 0 if skipped else (at + 1) * 10**6, "peak_rss": 5 * 10**6})  # fmt: skip
                if not skipped:
                    hits = {"good": 10.0, "bad": 0.0 if failed else 5.0, "everything": 8.0}[name]
                    scores.append({"adapter": name, "corpus": corpus, "page_id": page, "status": status,
                                   "tp": hits, "fp": 0.0, "fn": 10 - hits, "equal": float(hits == 10)})  # fmt: skip
    return Results(manifest(), load("shingles"), pd.DataFrame(pages), pd.DataFrame(extractions), pd.DataFrame(scores))
