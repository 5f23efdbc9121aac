"""Show how one page's figures came to be, in the terms of the protocol that made them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.model import Gold, Scorer
from bench.scoring.protocols.steps import Step


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's metrics, the row they are made of, and the steps that the row counts, in order of the text."""

    protocol: str
    metrics: Mapping[str, float]
    row: Mapping[str, float]
    steps: tuple[Step, ...]


def explain(scorer: Scorer, gold: Gold, text: str) -> Explanation:
    """Explain one page; a protocol without an explanation of its own is explained by its row alone."""
    row = scorer.row(scorer.prepare(gold), text)
    figures = scorer.finish(scorer.parts(np.array([row])))[0]
    metrics = dict(zip(scorer.metrics, map(float, figures), strict=True))
    steps = tuple(scorer.explain(gold, text) if scorer.explain else ())
    return Explanation(scorer.name, metrics, dict(zip(scorer.columns, row, strict=True)), steps)
