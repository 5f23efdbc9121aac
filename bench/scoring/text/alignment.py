"""Gold read once for any number of alignments with outputs, required words before optional ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.scoring.text import lcs, neutral, tokens
from bench.scoring.text.reader import FOREIGN, Reader, cut, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Gold


@dataclass(frozen=True, slots=True)
class AlignedGold:
    """A gold as alignments want it: a character and a flag for each word, and the required words apart.

    ``optional`` has one byte for each word, 1 or 0. ``reader`` reads outputs.
    """

    reader: Reader
    code: str
    optional: bytes
    required: str


def prepare(gold: Gold) -> AlignedGold:
    """Tokenise the blocks of a gold, which no word spans; what comes out serves every output."""
    parts = parts_of(gold)
    return assembled(parts, tokens.words_by_line([part for part, _ in parts]))


def parts_of(gold: Gold) -> list[tuple[str, bool]]:
    """Return the parts of all blocks, and whether each is optional.

    An empty part follows each block, for the blank line there.
    """
    return [(part, block.optional) for block in gold.blocks or () for part in (*cut(block.text), "")]


def assembled(parts: Sequence[tuple[str, bool]], words: Sequence[str]) -> AlignedGold:
    """Prepare a gold from its parts and their words, a line feed between those of each two parts."""
    reader, codes = Reader.of([part for part, _ in parts], words, tokens.words_by_line)
    flagged = [(code, optional) for code, (_, optional) in zip(codes, parts, strict=True)]
    return AlignedGold(
        reader,
        "".join(codes),
        b"".join((b"\x01" if optional else b"\x00") * len(code) for code, optional in flagged),
        "".join(code for code, optional in flagged if not optional),
    )


def runs(gold: AlignedGold, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the alignment with an output of these words as ascending runs.

    A run is ``(first gold word, first output word, words)``; they count what the row of protocol ``aligned`` counts.
    """
    return matches(gold, spelled(words, gold.reader.known))


def matches(gold: AlignedGold, code: str) -> list[tuple[int, int, int]]:
    """Return the same, given the code of the output's words (:class:`bench.scoring.text.reader.Reader`)."""
    if len(gold.code) * len(code) <= lcs.TABLE_BITS:
        return neutral.blocks(gold.code, gold.optional, gold.required, code)
    kept = [place for place, char in enumerate(code) if char != FOREIGN]
    blocks = neutral.blocks(gold.code, gold.optional, gold.required, code.replace(FOREIGN, ""))
    return lcs.merge([(i + step, kept[j + step]) for i, j, size in blocks for step in range(size)])
