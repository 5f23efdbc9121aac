"""Protocol ``blocks``: whole blocks right or wrong, weighted by words, as dragnet counts them.

Dragnet and Kohlschuetter label the blocks of a page. A scorer sees no page, so the blocks here are the lines of the output, all of them
returned, and the lines of the gold. An output line is content when more than a tenth of its tokens lie on a longest common subsequence
with the gold, and a gold line was found when more than a tenth of its tokens do. Blocks that are neither returned nor wanted (true
negatives) are not seen: accuracy is over the blocks that are. Of equally long subsequences, ``lcs.blocks`` says which is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import pooled
from bench.scoring.protocols.steps import Step, runs
from bench.scoring.text import lcs

SHARE = 0.1  # of a block's tokens, above which it counts as content: dragnet's threshold
SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _BlocksGold:
    """Gold as a code, one character for each token, and how many tokens each of its lines has."""

    known: Mapping[str, str]
    code: str
    sizes: tuple[int, ...]


def tokenise(text: str) -> tuple[list[str], tuple[int, ...]]:
    r"""Return the tokens of a text, split on ``[\W_]+``, and how many each line has that has any."""
    lines = [[token for token in SEPARATORS.split(line) if token] for line in text.splitlines()]
    return [token for line in lines for token in line], tuple(len(line) for line in lines if line)


def prepare(gold: Gold) -> _BlocksGold:
    """Split gold into lines and tokens."""
    tokens, sizes = tokenise(gold.text)
    known = lcs.alphabet(tokens)
    return _BlocksGold(known, lcs.codes(tokens, known), sizes)


def row(gold: _BlocksGold, text: str) -> tuple[float, ...]:
    """Score one output: tokens of lines that are content (tp) or not (fp), of gold lines missed (fn)."""
    tokens, sizes = tokenise(text)
    kept = [place for place, token in enumerate(tokens) if token in gold.known]
    pairs = lcs.pairs(gold.code, lcs.codes(tokens, gold.known))
    content = labelled([kept[j] for _, j in pairs], sizes)
    kept_gold = labelled([i for i, _ in pairs], gold.sizes)
    return float(content), float(len(tokens) - content), float(len(gold.code) - kept_gold)


def labelled(matched: Sequence[int], sizes: Sequence[int]) -> int:
    """Return how many tokens the blocks have of which more than :data:`SHARE` is matched."""
    per_block = np.diff(np.searchsorted(matched, [0, *accumulate(sizes)]))
    weights = np.asarray(sizes, np.int64)
    return int(weights[per_block > SHARE * weights].sum())


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map sums to f1, precision, recall, accuracy: 0 where a denominator is 0, NaN without any token."""
    tp, fp, fn = (np.asarray(totals[..., i], float) for i in range(3))
    return np.where((tp + fp + fn > 0)[..., None], pooled(tp, fp, fn), np.nan)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the common subsequence of tokens, from which blocks are labelled."""
    return runs(tokenise(gold.text)[0], tokenise(text)[0])


SCORER = Scorer(
    name="blocks",
    columns=("tp", "fp", "fn"),
    metrics=("f1", "precision", "recall", "accuracy"),
    rules=Rules(
        source="dragnet (Peters and Lecocq, WWW 2013) after Kohlschuetter et al., WSDM 2010; on lines instead of the page's own blocks",
        tokens=r"split on [\W_]+, case kept; a block is a line with tokens",
        empty="an empty gold or output adds nothing to what both have; a corpus without tokens is undefined",
        failed="as an empty output: all its gold lines are missed",
        averaging="token counts pooled over all pages",
    ),
    prepare=prepare,
    row=row,
    parts=lambda rows: np.asarray(rows, float),
    finish=finish,
    explain=explain,
)
