"""Protocol ``segments``: trafilatura's segments that must and must not be in the output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer
from bench.scoring.protocols.means import ratio
from bench.scoring.protocols.steps import Step

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold

_SPACE = re.compile(r"\s+")

_Segments = tuple[tuple[str, ...], tuple[str, ...]]


def norm(text: str) -> str:
    """Return text with runs of white space as one space, stripped."""
    return _SPACE.sub(" ", text).strip()


def prepare(gold: Gold) -> _Segments:
    """Return both lists of segments as they are compared."""
    return tuple(map(norm, gold.must_have)), tuple(map(norm, gold.must_not))


def row(prepared: _Segments, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn, tn of one document."""
    have, must_not = prepared
    plain = norm(text)
    tp, fp = (sum(segment in plain for segment in listed) if plain else 0 for listed in prepared)
    return float(tp), float(fp), float(len(have) - tp), float(len(must_not) - fp)


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the counts themselves: they are summed over documents."""
    return np.asarray(rows, float)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed counts to f1, precision, recall, accuracy; 0 where a denominator is 0."""
    tp, fp, fn, tn = (totals[..., i] for i in range(4))
    accuracy = ratio(tp + tn, tp + fp + fn + tn, 0.0)
    return np.stack([ratio(2 * tp, 2 * tp + fp + fn, 0.0), ratio(tp, tp + fp, 0.0), ratio(tp, tp + fn, 0.0), accuracy], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return each segment and whether it was found."""
    plain = norm(text)

    def held(segment: str) -> bool:
        """Tell whether the output has a segment."""
        return bool(plain) and norm(segment) in plain

    have = [Step("tp" if held(segment) else "fn", segment, 1, int(held(segment))) for segment in gold.must_have]
    return have + [Step("fp" if held(segment) else "tn", segment, 0, int(held(segment))) for segment in gold.must_not]


SCORER = Scorer(
    name="segments",
    version=1,
    columns=("tp", "fp", "fn", "tn"),
    metrics=("f1", "precision", "recall", "accuracy"),
    headline="f1",
    rules=Rules(
        source="adbar/trafilatura, tests/evaluate.py",
        tokens="segments as substrings after runs of white space became one space; case kept",
        empty="an empty output contains no segment; a ratio without a denominator is 0",
        failed="contains no segment: tp = fp = 0",
        averaging="counts are summed over documents (micro)",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
    needs="segments",
    explain=explain,
)
