"""Protocol ``segments``: trafilatura's segments that must and must not be in the output."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import pooled
from bench.scoring.protocols.steps import Step

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
    plain = norm(text)
    tp, fp = (sum(segment in plain for segment in listed) if plain else 0 for listed in prepared)
    return float(tp), float(fp), float(len(prepared[0]) - tp), float(len(prepared[1]) - fp)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed counts to f1, precision, recall, accuracy; 0 where a denominator is 0."""
    return pooled(*(totals[..., i] for i in range(4)))


def explain(gold: Gold, text: str) -> list[Step]:
    """Return each segment and whether it was found."""
    plain = norm(text)
    held = {segment: bool(plain) and norm(segment) in plain for segment in (*gold.must_have, *gold.must_not)}
    have = [Step("tp" if held[segment] else "fn", segment, 1, int(held[segment])) for segment in gold.must_have]
    return have + [Step("fp" if held[segment] else "tn", segment, 0, int(held[segment])) for segment in gold.must_not]


SCORER = Scorer(
    name="segments",
    columns=("tp", "fp", "fn", "tn"),
    metrics=("f1", "precision", "recall", "accuracy"),
    rules=Rules(
        source="adbar/trafilatura, tests/evaluate.py",
        tokens="segments as substrings after runs of white space became one space; case kept",
        empty="an empty output contains no segment; a ratio without a denominator is 0",
        failed="contains no segment: tp = fp = 0",
        averaging="counts are summed over documents (micro)",
    ),
    prepare=prepare,
    row=row,
    parts=lambda rows: np.asarray(rows, float),
    finish=finish,
    needs="segments",
    explain=explain,
)
