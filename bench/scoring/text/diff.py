"""The alignment that protocol ``aligned`` scored, as runs of source text for a page view.

Two texts are cut into runs: ``equal`` (required words on both sides), ``missing`` (required words that the output lacks), ``extra``
(words that the gold lacks) and ``optional`` (optional words, returned or not). Every character of either text lies in exactly one run,
so that both can be rebuilt from it, and the runs count the very words that the row of ``aligned`` counts.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import Literal, NamedTuple

from bench.model import Gold
from bench.scoring.text import alignment, reader, tokens

COARSE = 1 << 30  # words of gold times words of an output: beyond, an exact alignment takes seconds
Kind = Literal["equal", "missing", "extra", "optional"]


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of one kind, and the half-open spans they take of gold and of text.

    A span begins at a word (the first of a text at 0) and ends where the next run begins, so it holds what stands between words; it is
    empty where a side has no word of the run. ``block`` is the index of the gold block, -1 for extra words; no run crosses a block.
    """

    kind: Kind
    gold: tuple[int, int]
    text: tuple[int, int]
    gold_words: int
    text_words: int
    block: int


@dataclass(frozen=True, slots=True)
class Diff:
    """A gold's text, an output, and the runs that make up both, in reading order (missing before extra)."""

    gold: str
    text: str
    runs: tuple[Run, ...]
    coarse: bool = False  # whether equal words may be called missing and extra, as the texts are long

    def rebuilt(self) -> tuple[str, str]:
        """Return gold and output put together again from the runs."""
        return "".join(self.gold[slice(*run.gold)] for run in self.runs), "".join(self.text[slice(*run.text)] for run in self.runs)

    def counts(self) -> dict[str, int]:
        """Count words as the columns of ``aligned`` do, by the names of those columns."""
        gold, text = Counter[str](), Counter[str]()
        for run in self.runs:
            gold[run.kind] += run.gold_words
            text[run.kind] += run.text_words
        counts = (gold["equal"], gold["equal"] + gold["missing"], text.total(), text["optional"], gold["optional"])
        return dict(zip(("matched", "required", "output", "optional_matched", "optional"), counts, strict=True))

    def edits(self) -> int:
        """Return how many words stand on one side only: the length of the edit script.

        It is the least there is where no block is optional. Else a shorter script may exist, which would match fewer required words for
        more optional ones (so with difflib for 41 of 1,888 outputs of 16 extractors for the embedded corpus's 118 pages).
        """
        return sum(abs(run.gold_words - run.text_words) for run in self.runs)


class _Piece(NamedTuple):
    """Words of one kind as half-open ranges of gold words ``i`` and of output words ``j``."""

    kind: Kind
    i: int
    i_end: int
    j: int
    j_end: int
    block: int


@dataclass(frozen=True, slots=True)
class DiffGold:
    """What depends on gold alone: its text, where it may be cut, the block of each word, and the words.

    ``edges`` has 0, the offset of each word but the first, and the length of the text; 0 alone where there are no words.
    """

    text: str
    edges: tuple[int, ...]
    blocks: tuple[int, ...]
    aligned: alignment.AlignedGold


def diff(gold: Gold, text: str) -> Diff:
    """Align one output with one gold."""
    return compare(prepare(gold), text)


def prepare(gold: Gold) -> DiffGold:
    """Locate the words of a gold once for any number of outputs."""
    parts = alignment.parts_of(gold)
    words, starts = tokens.placed_by_line([part for part, _ in parts])
    blocks: list[int] = []
    end = 0
    for number, block in enumerate(gold.blocks or ()):
        end += len(block.text) + len("\n\n")
        blocks += [number] * (bisect_left(starts, end) - len(blocks))
    edges = (0, *starts[1:], len(gold.text)) if starts else (0,)
    return DiffGold(gold.text, edges, tuple(blocks), alignment.assembled(parts, words))


def compare(gold: DiffGold, text: str, *, exact: bool = True) -> Diff:
    """Align one output with a prepared gold; unless it must be ``exact``, long texts coarsely."""
    parts = reader.cut(text)
    codes = gold.aligned.reader.codes(parts)
    code = "".join(codes)
    coarse = not exact and len(gold.blocks) * len(code) > COARSE
    pieces = list(_pieces(gold, alignment.matches(gold.aligned, code, coarse=coarse), len(code)))
    places = dict(_places(parts, codes, dict.fromkeys(piece.j for piece in pieces if 0 < piece.j < len(code))))
    places |= {0: 0, len(code): len(text) if code else 0}
    gold_spans = pairwise([*(gold.edges[piece.i] for piece in pieces), gold.edges[-1]])
    text_spans = pairwise([*(places[piece.j] for piece in pieces), places[len(code)]])
    runs = [
        Run(piece.kind, gold_span, text_span, piece.i_end - piece.i, piece.j_end - piece.j, piece.block)
        for piece, gold_span, text_span in zip(pieces, gold_spans, text_spans, strict=True)
    ]
    if not gold.blocks and gold.text:
        runs.insert(0, Run("missing", (0, len(gold.text)), (0, 0), 0, 0, 0))
    if not code and text:
        runs.append(Run("extra", (len(gold.text),) * 2, (0, len(text)), 0, 0, -1))
    return Diff(gold.text, text, tuple(runs), coarse)


def _places(parts: Sequence[str], codes: Sequence[str], words: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield each of these words, given ascending, and where it begins; other parts are not searched."""
    before = list(accumulate(map(len, codes), initial=0))
    part, edge, starts, done = 0, 0, tokens.starts(parts[0]), 0
    for word in words:
        at = bisect_right(before, word) - 1
        if at > part:
            edge += sum(map(len, parts[part:at])) + at - part
            part, starts, done = at, tokens.starts(parts[at]), 0
        place = word - before[at]
        yield word, edge + next(islice(starts, place - done, None))
        done = place + 1


def _pieces(gold: DiffGold, matches: Sequence[tuple[int, int, int]], output: int) -> Iterator[_Piece]:
    """Yield the pieces of both texts, given the runs that match and how many words the output has."""
    i = j = 0
    for run_i, run_j, size in [*matches, (len(gold.blocks), output, 0)]:
        for kind, start, end, block in _blocks(gold, i, run_i, "missing"):
            yield _Piece(kind, start, end, j, j, block)
        if j < run_j:
            yield _Piece("extra", run_i, run_i, j, run_j, -1)
        for kind, start, end, block in _blocks(gold, run_i, run_i + size, "equal"):
            yield _Piece(kind, start, end, run_j + start - run_i, run_j + end - run_i, block)
        i, j = run_i + size, run_j + size


def _blocks(gold: DiffGold, start: int, end: int, kind: Kind) -> Iterator[tuple[Kind, int, int, int]]:
    """Cut a range of gold words where blocks end, and call the words of optional blocks so."""
    while start < end:
        block = gold.blocks[start]
        stop = end if gold.blocks[end - 1] == block else bisect_right(gold.blocks, block, start, end)  # blocks ascend
        yield ("optional" if gold.aligned.optional[start] else kind), start, stop, block
        start = stop
