"""A run of a corpus with gold on some pages, drawn at random, of which all scores are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.model import Manifest, Scorer
from bench.scoring import load
from bench.scoring.tables.matrix import Results

NAMES = ("best", "second", "third", "worst", "yardstick")
MEANS = (0.93, 0.92, 0.9, 0.6, 0.3)
PAGES = 150


def truth(seed: int = 1) -> np.ndarray:
    """Return the F1 of every adapter on every page, (adapters, pages)."""
    random = np.random.default_rng(seed)
    hard = random.gamma(2.0, 0.04, PAGES)
    return np.clip(np.array(MEANS)[:, None] - hard * random.uniform(0.5, 1.5, (len(NAMES), PAGES)), 0.0, 1.0)


def run(
    n: int = 30, *, seed: int = 1, trust: float = 0.95, waiting: int = 0, sampling: dict | None = None, gold: str = "cleaned"
) -> Results:
    """Return a run with gold on ``n`` of the pages drawn; ``waiting`` more have none yet.

    ``trust`` is what predictions are worth.
    """
    values, random = truth(seed), np.random.default_rng(seed + 1)
    ids = [f"p{at:03}" for at in range(PAGES)]
    order = [ids[at] for at in random.permutation(PAGES)[: n + waiting]]
    about = {"method": "random", "seed": 0, "n": len(order), "of": PAGES, "drawn": dict.fromkeys(order, len(order) / PAGES)}
    about = about if sampling is None else sampling
    adapters = tuple({"name": name, "package": name, "floor": name == "yardstick"} for name in NAMES)
    corpora = ({"name": "mine", "digest": "d" * 64, "pages": PAGES, **({"sampling": about} if about else {})},)
    manifest = Manifest(id="r", created="2026-01-01T00:00:00Z", version="0", corpora=corpora, adapters=adapters, options={}, machine={})
    states = dict.fromkeys(order[:n], gold)
    pages = pd.DataFrame(
        {"corpus": "mine", "page_id": ids, "kind": "html", "site": "", "gold": [states.get(page, "absent") for page in ids]}
    )
    keys = [(name, page) for name in NAMES for page in ids]
    extractions = pd.DataFrame(
        [{"adapter": a, "corpus": "mine", "page_id": p, "status": "ok", "wall_ns": 10**6, "peak_rss": 0} for a, p in keys]
    )
    scores = pd.DataFrame([
        {"adapter": name, "corpus": "mine", "page_id": page, "status": "ok", **row(scorer(), values[at, ids.index(page)])}
        for at, name in enumerate(NAMES) for page in order[:n]
    ])  # fmt: skip
    predicted = trust * values + (1 - trust) * random.uniform(0.5, 1.0, values.shape)
    estimated = [(name, page, predicted[at, j]) for at, name in enumerate(NAMES[:-1]) for j, page in enumerate(ids)]
    agreement = pd.DataFrame([
        {"adapter": name, "corpus": "mine", "page_id": page, **dict.fromkeys(("f1", "precision", "recall"), value)}
        for name, page, value in estimated
    ])  # fmt: skip
    return Results(manifest, scorer(), pages, extractions, scores, agreement)


def scorer() -> Scorer:
    """Return the protocol that the run is scored by: means over pages."""
    return load("aligned")


def row(protocol: Scorer, value: float) -> dict[str, float]:
    """Return a score row whose F1, precision and recall are ``value``."""
    return {name: value if name in {"f1", "precision", "recall"} else 1.0 for name in protocol.columns}
