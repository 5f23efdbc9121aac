"""Gold read once for any number of alignments with outputs, required words before optional ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.model import Gold
from bench.scoring.text import lcs, neutral, tokens
from bench.scoring.text.reader import FOREIGN, Reader, cut, spelled


@dataclass(frozen=True, slots=True)
class AlignedGold:
    """Gold: for each word a character and a byte (1 if optional); the required words; a reader of outputs."""

    reader: Reader
    code: str
    optional: bytes
    required: str


def prepare(gold: Gold) -> AlignedGold:
    """Tokenise the blocks of a gold, which no word spans; what comes out serves every output."""
    parts = parts_of(gold)
    return assembled(parts, tokens.words_by_line([part for part, _ in parts]))


def parts_of(gold: Gold) -> list[tuple[str, bool]]:
    """Return the parts of all blocks, an empty one after each, and whether each is optional."""
    return [(part, block.optional) for block in gold.blocks or () for part in (*cut(block.text), "")]


def assembled(parts: Sequence[tuple[str, bool]], words: Sequence[str]) -> AlignedGold:
    """Prepare a gold from its parts and their words, a line feed between those of each two parts."""
    reader, codes = Reader.of([part for part, _ in parts], words, tokens.words_by_line)
    optional = b"".join(bytes([free]) * len(code) for code, (_, free) in zip(codes, parts, strict=True))
    return AlignedGold(reader, "".join(codes), optional, "".join(code for code, (_, free) in zip(codes, parts, strict=True) if not free))


def runs(gold: AlignedGold, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the alignment with an output as ascending runs ``(gold word, output word, words)``."""
    return matches(gold, spelled(words, gold.reader.known))


def matches(gold: AlignedGold, code: str, *, coarse: bool = False) -> list[tuple[int, int, int]]:
    """Return the same, given the code of the output's words (:class:`bench.scoring.text.reader.Reader`).

    A ``coarse`` one is near-linear in time, and may match fewer words.
    """
    if coarse:
        return lcs.anchored(gold.code, code)
    if len(gold.code) * len(code) <= lcs.TABLE_BITS:
        return neutral.blocks(gold.code, gold.optional, gold.required, code)
    kept = [place for place, char in enumerate(code) if char != FOREIGN]
    blocks = neutral.blocks(gold.code, gold.optional, gold.required, code.replace(FOREIGN, ""))
    return lcs.merge([(i + step, kept[j + step]) for i, j, size in blocks for step in range(size)])
