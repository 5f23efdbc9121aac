"""Protocols ``paragraph-match`` and ``rouge-lsum-fundus``: how the evaluation of Fundus scores, optional paragraphs in the best way.

An output is held against gold with every choice of its optional blocks (with more than four, against all and against none of them),
and the choice of the highest F1 counts; of equals the one that leaves out least. ``paragraph-match`` compares whole paragraphs as a
multiset; ``rouge-lsum-fundus`` is summary-level ROUGE-L by rouge-score's own tokens and nltk's sentences of its time.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING

from bench.model import Block, Gold, Rules, Scorer
from bench.scoring.protocols import rouge
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.protocols.steps import Step, bag
from bench.scoring.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench.scoring.protocols.rouge import RougeGold

_LIMIT = 4  # optional blocks of which every choice is tried
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_OTHER = re.compile(r"[^a-z0-9]+")
_SOURCE = "fundus-evaluation 0.2.0 (Dallabetta et al., ACL 2024 demonstrations)"
_BEST = f"of all choices of optional blocks (more than {_LIMIT}: all and none) the one of the highest F1"


def references(gold: Gold) -> Iterator[list[str]]:
    """Yield the blocks of gold with each choice of optional ones, those that leave out least first."""
    blocks: Sequence[Block] = gold.blocks or ()
    optional = [at for at, block in enumerate(blocks) if block.optional]
    sizes: Iterable[int] = range(len(optional) + 1) if len(optional) <= _LIMIT else (0, len(optional))
    for left_out in chain.from_iterable(combinations(optional, size) for size in sizes):
        yield [block.text for at, block in enumerate(blocks) if at not in left_out]


def _best(scored: Iterable[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the first row of the highest F1, its first value."""
    return max(scored, key=lambda row: row[0])


def paragraphs(*texts: str) -> Counter[str]:
    """Count the paragraphs of texts, which blank lines divide."""
    return Counter(part for text in texts for part in _BLANK.split(text) if part.strip())


def _prepare_paragraphs(gold: Gold) -> list[Counter[str]]:
    """Count the paragraphs of each reference."""
    return [paragraphs(*reference) for reference in references(gold)]


def _row_paragraphs(prepared: Sequence[Counter[str]], text: str) -> tuple[float, ...]:
    """Score one output: f1, precision, recall; paragraphs in common, of gold, of the output."""
    returned = paragraphs(text.strip())
    return _best(_matched(wanted, returned) for wanted in prepared)


def _matched(wanted: Counter[str], returned: Counter[str]) -> tuple[float, ...]:
    """Hold paragraphs against one reference; 1, 1, 1 where neither side has any."""
    common, gold, output = (wanted & returned).total(), wanted.total(), returned.total()
    if not gold and not output:
        return 1.0, 1.0, 1.0, 0.0, 0.0, 0.0
    if not common:
        return 0.0, 0.0, 0.0, 0.0, float(gold), float(output)
    precision, recall = common / output, common / gold
    f1 = 2 * precision * recall / (precision + recall)  # not 2 c / (g + o): the source's rounding decides between equals
    return f1, precision, recall, float(common), float(gold), float(output)


def _explain_paragraphs(gold: Gold, text: str) -> list[Step]:
    """Return the paragraphs of the reference that counts, with their counts."""
    returned = paragraphs(text.strip())
    wanted = max(_prepare_paragraphs(gold), key=lambda reference: _matched(reference, returned)[0])
    return bag(list(wanted.elements()), list(returned.elements()))


def _split(text: str) -> list[list[str]]:
    """Return a text's sentences, each as runs of lower-cased ASCII letters and digits."""
    return [_OTHER.sub(" ", sentence.lower()).split() for sentence in sentences.split(text, older=True)]


def _prepare_rouge(gold: Gold) -> list[RougeGold]:
    """Split each reference into sentences."""
    return [rouge.prepared(_split("\n\n".join(reference))) for reference in references(gold)]


def _row_rouge(prepared: Sequence[RougeGold], text: str) -> tuple[float, ...]:
    """Score one output: the columns of ``rouge-lsum``, of the reference that counts."""
    split = _split(text)
    return _best(rouge.measured(reference, split) for reference in prepared)


def _explain_rouge(gold: Gold, text: str) -> list[Step]:
    """Return each sentence of the reference that counts and how many of its tokens the output has."""
    split = _split(text)
    chosen = max(references(gold), key=lambda reference: rouge.measured(rouge.prepared(_split("\n\n".join(reference))), split)[0])
    return rouge.sentence_steps(_split("\n\n".join(chosen)), split)


PARAGRAPHS = Scorer(
    name="paragraph-match",
    columns=("f1", "precision", "recall", "common", "gold", "output"),
    metrics=("f1", "precision", "recall"),
    rules=Rules(
        source=_SOURCE,
        tokens=f"whole paragraphs, which blank lines divide, letter by letter; {_BEST}",
        empty="no paragraph in common: 0, 0, 0 (the source has no F1 there); neither side has any: 1, 1, 1",
        failed="as an empty output",
        averaging="mean over pages of P, of R and of F1",
    ),
    prepare=_prepare_paragraphs,
    row=_row_paragraphs,
    parts=paged(3),
    finish=averaged,
    explain=_explain_paragraphs,
)

ROUGE = Scorer(
    name="rouge-lsum-fundus",
    columns=rouge.COLUMNS,
    metrics=("f1", "precision", "recall"),
    rules=Rules(
        source=f"{_SOURCE}: rouge-score 0.1.2, rougeLsum, no stemming",
        tokens=f"runs of a-z and 0-9 of the lower-cased text; {sentences.told(older=True)}; {_BEST}",
        empty="as rouge-lsum",
        failed="as a blank output",
        averaging="mean over pages of P, of R and of F1",
    ),
    prepare=_prepare_rouge,
    row=_row_rouge,
    parts=paged(3),
    finish=averaged,
    variant=sentences.variant(older=True),
    explain=_explain_rouge,
)
