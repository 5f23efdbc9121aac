"""Show how one page's figures came to be, in the terms of the protocol that made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.model import Gold, Scorer
    from bench.scoring.protocols.steps import Step


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's metrics, the row they are made of, and the steps that the row counts.

    Steps follow the text where there is an order; there are none where the protocol does not explain itself.
    """

    protocol: str
    metrics: Mapping[str, float]
    row: Mapping[str, float]
    steps: tuple[Step, ...]


def explain(scorer: Scorer, gold: Gold, text: str) -> Explanation:
    """Explain one page; a protocol without an explanation of its own is explained by its row alone."""
    import numpy as np

    row = scorer.row(scorer.prepare(gold), text)
    figures = scorer.finish(scorer.parts(np.array([row])))[0]
    return Explanation(
        scorer.name,
        dict(zip(scorer.metrics, map(float, figures), strict=True)),
        dict(zip(scorer.columns, row, strict=True)),
        tuple(scorer.explain(gold, text) if scorer.explain else ()),
    )
