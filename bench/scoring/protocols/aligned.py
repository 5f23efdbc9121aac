"""Protocol ``aligned``, our own and the default: words of the output and of the gold, aligned in order, with optional gold neutral.

The words (``bench.scoring.text.tokens``) of all blocks of a gold, optional ones too, are aligned with those of the output so that the most
required words are matched and then the most optional ones (``bench.scoring.text.neutral``). Optional words count for neither side: they
are no part of what is asked for, and output words matched to them are taken off the output. With r required words, n output
words, m required and o optional words matched:

    precision = m / (n - o)        recall = m / r        f1 = harmonic mean

Adding an optional block to a gold can never lower anyone's score: m stays, and o can only grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.model import Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.text import lcs, neutral, tokens
from bench.scoring.text import reader as parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.model import Gold

COLUMNS = ("f1", "precision", "recall", "matched", "required", "output", "optional_matched", "optional")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A gold as the alignment wants it: a character a word (``known``), a flag a word (``optional``: 1 or 0), required words apart.

    ``reader`` reads outputs.
    """

    known: Mapping[str, str]
    reader: parts.Reader
    code: str
    optional: bytes
    required: str


def prepare(gold: Gold) -> Prepared:
    """Tokenise the blocks of a gold; what comes out serves every output. Blocks are separate: no word spans two."""
    pieces = cut(gold)
    return assembled(pieces, tokens.words_by_line([part for part, _ in pieces]))


def cut(gold: Gold) -> list[tuple[str, bool]]:
    """Return the parts of all blocks, and whether each is optional; an empty one after each block, for the blank line there."""
    return [(part, block.optional) for block in gold.blocks or () for part in (*parts.cut(block.text), "")]


def assembled(pieces: Sequence[tuple[str, bool]], words: Sequence[str]) -> Prepared:
    """Prepare a gold from its parts (:func:`cut`) and their words, a line feed between those of each two."""
    known = lcs.alphabet([word for word in words if word != "\n"])
    codes = parts.spelled(words, {**known, "\n": parts.END}).split(parts.END) if pieces else []
    read = [(part, optional, code) for (part, optional), code in zip(pieces, codes, strict=True)]
    return Prepared(
        known,
        parts.Reader({part.strip(): code for part, _, code in read}, known),
        "".join(codes),
        b"".join((b"\x01" if optional else b"\x00") * len(code) for _, optional, code in read),
        "".join(code for _, optional, code in read if not optional),
    )


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Score one output: the values of :data:`COLUMNS`, counts in words."""
    code = "".join(prepared.reader.codes(parts.cut(text)))
    matched, free = neutral.counts(prepared.code, prepared.optional, prepared.required, code.replace(parts.FOREIGN, ""))
    required = len(prepared.required)
    figures = measures(matched, len(code) - free, required)
    return (*figures, float(matched), float(required), float(len(code)), float(free), float(len(prepared.code) - required))


def runs(prepared: Prepared, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the alignment as ascending runs ``(first gold word, first output word, words)``; its counts are those of :func:`row`."""
    return matches(prepared, parts.spelled(words, prepared.known))


def matches(prepared: Prepared, code: str) -> list[tuple[int, int, int]]:
    """Return the same, given the code of the output's words (:class:`bench.scoring.text.reader.Reader`)."""
    if len(prepared.code) * len(code) <= lcs.TABLE_BITS:
        return neutral.blocks(prepared.code, prepared.optional, prepared.required, code)
    kept = [place for place, char in enumerate(code) if char != parts.FOREIGN]
    found = neutral.blocks(prepared.code, prepared.optional, prepared.required, code.replace(parts.FOREIGN, ""))
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
