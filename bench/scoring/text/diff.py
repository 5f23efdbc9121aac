"""The alignment that protocol ``aligned`` scored, as runs of source text for a page view.

Two texts are cut into runs: ``equal`` (required words on both sides), ``missing`` (required words that the output lacks), ``extra``
(words that the gold lacks) and ``optional`` (optional words, returned or not). Every character of either text lies in exactly one run,
so that both can be rebuilt from it, and the runs count the very words that the row of ``aligned`` counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, Literal

from bench.scoring.protocols import aligned
from bench.scoring.text import reader, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench.model import Gold

Kind = Literal["equal", "missing", "extra", "optional"]


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of one kind, with half-open spans of :attr:`Diff.gold` and :attr:`Diff.text`; an empty one where a side has none.

    A span begins at a word (the first of a text at 0) and ends where the next run begins, so it holds what stands between words.
    ``block`` is the index of the gold block, -1 for extra words; no run crosses a block.
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

    def rebuilt(self) -> tuple[str, str]:
        """Return gold and output put together again from the runs."""
        return (
            "".join(self.gold[run.gold[0] : run.gold[1]] for run in self.runs),
            "".join(self.text[run.text[0] : run.text[1]] for run in self.runs),
        )

    def counts(self) -> dict[str, int]:
        """Count words as the columns of ``aligned`` do: matched, required, output, optional_matched, optional."""
        matched = sum(run.gold_words for run in self.runs if run.kind == "equal")
        return {
            "matched": matched,
            "required": matched + sum(run.gold_words for run in self.runs if run.kind == "missing"),
            "output": sum(run.text_words for run in self.runs),
            "optional_matched": sum(run.text_words for run in self.runs if run.kind == "optional"),
            "optional": sum(run.gold_words for run in self.runs if run.kind == "optional"),
        }

    def edits(self) -> int:
        """Return how many words stand on one side only: the length of the edit script, the least there is where no block is optional.

        With optional blocks it may be longer, and must be: the row counts all the required words that can be matched, then all the
        optional ones, and with the number of matched words the length is settled. A shorter script would match fewer required words
        for more optional ones (so with difflib for 41 of 1,888 outputs of 16 extractors for the embedded corpus's 118 pages).
        """
        return sum(abs(run.gold_words - run.text_words) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What depends on gold alone: its text, where it may be cut, the block of each word, and what ``aligned`` prepares.

    ``edges`` has 0, the offset of each word but the first, and the length of the text; 0 alone where there are no words.
    """

    text: str
    edges: tuple[int, ...]
    blocks: tuple[int, ...]
    scored: aligned.Prepared


def diff(gold: Gold, text: str) -> Diff:
    """Align one output with one gold."""
    return compare(prepare(gold), text)


def prepare(gold: Gold) -> Prepared:
    """Locate the words of a gold once for any number of outputs."""
    pieces = aligned.cut(gold)
    words, starts = tokens.placed_by_line([part for part, _ in pieces])
    blocks: list[int] = []
    end = 0
    for number, block in enumerate(gold.blocks or ()):
        end += len(block.text) + len("\n\n")
        blocks += [number] * (bisect_left(starts, end) - len(blocks))
    edges = (0, *starts[1:], len(gold.text)) if starts else (0,)
    return Prepared(gold.text, edges, tuple(blocks), aligned.assembled(pieces, words))


def compare(prepared: Prepared, text: str) -> Diff:
    """Align one output with a prepared gold."""
    read = reader.cut(text)
    codes = prepared.scored.reader.codes(read)
    code = "".join(codes)
    cut = list(_pieces(prepared, aligned.matches(prepared.scored, code), len(code)))
    places = dict(_places(read, codes, dict.fromkeys(piece[3] for piece in cut if 0 < piece[3] < len(code))))
    places |= {0: 0, len(code): len(text) if code else 0}
    gold_spans = pairwise([*(prepared.edges[piece[1]] for piece in cut), prepared.edges[-1]])
    text_spans = pairwise([*(places[piece[3]] for piece in cut), places[len(code)]])
    found = [
        Run(kind, gold_span, text_span, i_end - i, j_end - j, block)
        for (kind, i, i_end, j, j_end, block), gold_span, text_span in zip(cut, gold_spans, text_spans, strict=True)
    ]
    if not prepared.blocks and prepared.text:
        found.insert(0, Run("missing", (0, len(prepared.text)), (0, 0), 0, 0, 0))
    if not code and text:
        found.append(Run("extra", (len(prepared.text),) * 2, (0, len(text)), 0, 0, -1))
    return Diff(prepared.text, text, tuple(found))


def _places(read: Sequence[str], codes: Sequence[str], words: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield each of these words, given ascending, and where it begins in the text of these parts.

    Words are looked for only in parts that hold one that is asked for, and up to it.
    """
    before = list(accumulate(map(len, codes), initial=0))
    part, edge, starts, done = 0, 0, tokens.starts(read[0]), 0
    for word in words:
        at = bisect_right(before, word) - 1
        if at > part:
            edge += sum(map(len, read[part:at])) + at - part
            part, starts, done = at, tokens.starts(read[at]), 0
        place = word - before[at]
        yield word, edge + next(islice(starts, place - done, None))
        done = place + 1


def _pieces(prepared: Prepared, found: Sequence[tuple[int, int, int]], output: int) -> Iterator[tuple[Kind, int, int, int, int, int]]:
    """Yield ``(kind, first and end gold word, first and end output word, block)`` over both texts."""
    i = j = 0
    for run_i, run_j, size in [*found, (len(prepared.blocks), output, 0)]:
        for kind, start, end, block in _blocks(prepared, i, run_i, "missing"):
            yield kind, start, end, j, j, block
        if j < run_j:
            yield "extra", run_i, run_i, j, run_j, -1
        for kind, start, end, block in _blocks(prepared, run_i, run_i + size, "equal"):
            yield kind, start, end, run_j + start - run_i, run_j + end - run_i, block
        i, j = run_i + size, run_j + size


def _blocks(prepared: Prepared, start: int, end: int, kind: Kind) -> Iterator[tuple[Kind, int, int, int]]:
    """Cut a range of gold words where blocks end, and call the words of optional blocks so."""
    while start < end:
        block = prepared.blocks[start]
        stop = end if prepared.blocks[end - 1] == block else _end(prepared.blocks, start, end)
        yield ("optional" if prepared.scored.optional[start] else kind), start, stop, block
        start = stop


def _end(blocks: Sequence[int], start: int, end: int) -> int:
    """Return where the block of word ``start`` ends, by bisection: blocks ascend."""
    return bisect_right(blocks, blocks[start], start, end)
