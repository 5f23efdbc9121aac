"""Estimates without gold as a protocol of their own: what families of extractors agree on, page by page.

Its rows come from a whole run (:mod:`bench.scoring.statistics.agreement`), never from one text, so nothing can be scored by it. Its metrics
have names of their own, so that no table takes an estimate for a score.
"""

from typing import Any

from bench.errors import ProtocolError
from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.statistics.agreement import VERSION

NAME = "agreement"
COLUMNS = ("f1", "precision", "recall")  # of stored estimates


def _refused(_gold: Gold) -> Any:
    """Refuse to score: there is no gold that an estimate could be made from."""
    raise ProtocolError(f"{NAME} is no protocol: estimates without gold come from a whole run", "a protocol", "boilerbench protocols")


SCORER = Scorer(
    name=NAME,
    columns=COLUMNS,
    metrics=tuple(f"est_{name}" for name in COLUMNS),
    rules=Rules(
        source="Dawid and Skene, Applied Statistics 28, 1979, over the shingles that families of extractors share",
        tokens="distinct word 4-grams of words by Unicode Standard Annex 29",
        empty="where the other families return nothing, nothing is right",
        failed="no text",
        averaging="mean over pages",
    ),
    prepare=_refused,
    row=lambda prepared, _text: prepared,
    parts=paged(len(COLUMNS)),
    finish=averaged,
    version=VERSION,
    headline="est_f1",
)
