"""Protocol ``aligned``, our own and the default: words of the output and of the gold, aligned in order, with optional gold neutral.

The words (``bench.scoring.tokens``) of all blocks of a gold, optional ones too, are aligned with those of the output so that the most
required words are matched and then the most optional ones (``bench.scoring.neutral``). Optional words count for neither side: they
are no part of what is asked for, and output words matched to them are taken off the output. With r required words, n output
words, m required and o optional words matched:

    precision = m / (n - o)        recall = m / r        f1 = harmonic mean

Adding an optional block to a gold can never lower anyone's score: m stays, and o can only grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from bench.model import Rules, Scorer
from bench.scoring import lcs, neutral, tokens
from bench.scoring.means import averaged, paged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.model import Gold

FOREIGN = "\U0010ffff"  # the code of a word that gold lacks: the last character there is, which no gold word has
COLUMNS = ("f1", "precision", "recall", "matched", "required", "output", "optional_matched", "optional")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gold as the alignment wants it: a character a word (``known``), a flag a word (``optional``: 1 or 0), required words apart."""

    known: Mapping[str, str]
    code: str
    optional: bytes
    required: str


def prepare(gold: Gold) -> Prepared:
    """Tokenise the blocks of a gold; what comes out serves every output. Blocks are separate: no word spans two."""
    found = [(tokens.words(block.text), block.optional) for block in gold.blocks or ()]
    words = [word for block, _ in found for word in block]
    optional = b"".join((b"\x01" if free else b"\x00") * len(block) for block, free in found)
    known = lcs.alphabet(words)
    required = lcs.codes([word for block, free in found if not free for word in block], known)
    return Prepared(known, lcs.codes(words, known), optional, required)


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Score one output: the values of :data:`COLUMNS`, counts in words."""
    words = tokens.words(text)
    matched, free = neutral.counts(prepared.code, prepared.optional, prepared.required, lcs.codes(words, prepared.known))
    required = len(prepared.required)
    figures = measures(matched, len(words) - free, required)
    return (*figures, float(matched), float(required), float(len(words)), float(free), float(len(prepared.code) - required))


def runs(prepared: Prepared, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the alignment as ascending runs ``(first gold word, first output word, words)``; its counts are those of :func:`row`."""
    if len(prepared.code) * len(words) <= lcs.TABLE_BITS:
        code = "".join(map(prepared.known.get, words, repeat(FOREIGN)))
        return neutral.blocks(prepared.code, prepared.optional, prepared.required, code)
    kept = [place for place, word in enumerate(words) if word in prepared.known]
    found = neutral.blocks(prepared.code, prepared.optional, prepared.required, lcs.codes(words, prepared.known))
    return lcs.merge([(i + step, kept[j + step]) for i, j, size in found for step in range(size)])


def measures(matched: int, output: int, required: int) -> tuple[float, float, float]:
    """Return F1, precision and recall of counts of words; with no words on either side all are 1, with none on one side all are 0."""
    if not output or not required:
        perfect = float(output == required)
        return perfect, perfect, perfect
    return 2 * matched / (output + required), matched / output, matched / required


SCORER = Scorer(
    name="aligned",
    version=1,
    columns=COLUMNS,
    metrics=("f1", "precision", "recall"),
    headline="f1",
    rules=Rules(
        source="boilerbench",
        tokens="words by Unicode word boundaries (UAX 29), Han, Hiragana and Katakana by character, NFC, case kept; no punctuation",
        empty="no required words and no output words beyond optional ones: 1, 1, 1; only one of them without: 0, 0, 0",
        failed="as an empty output",
        averaging="mean over pages of P, of R and of F1",
    ),
    prepare=prepare,
    row=row,
    parts=paged(3),
    finish=averaged,
    variant=tokens.VARIANT,
)
