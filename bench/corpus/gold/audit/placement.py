"""Where the lines of a gold text stand on their page: letter for letter, in the order of the page."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bench.corpus.structure.passages import Passage
from bench.model import Block, Gold

_OCCURRENCES = 60  # of one line on a page that are looked at; a cell such as "0" may stand there a thousand times
_DIVIDER = re.compile(r"(?:^| )\|(?: |$)")  # between cells; the first or last may be empty
_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One line of a gold block, or one cell of a table's: what must stand on the page unbroken."""

    block: int  # its block's number in the gold
    row: int  # the line of the block that it is or stands in
    text: str
    key: str  # its visible characters


@dataclass(frozen=True)
class PageText:
    """The visible characters of a page, with the passage that each belongs to."""

    passages: tuple[Passage, ...]

    @cached_property
    def _read(self) -> tuple[str, list[int], bytearray]:
        """Return the characters, where each passage begins among them, and which begin a word."""
        keys: list[str] = []
        starts: list[int] = []
        edges = bytearray()
        at = 0
        for passage in self.passages:
            starts.append(at)
            key = visible(passage.text)
            marks = bytearray(len(key))
            keys.append(key)
            seen = 0
            for word in unicodedata.normalize("NFC", passage.text).split():
                if seen < len(marks):
                    marks[seen] = 1
                seen += len(visible(word))
            edges += marks
            at += len(key)
        return "".join(keys), starts, edges

    @property
    def key(self) -> str:
        """The characters."""
        return self._read[0]

    @property
    def starts(self) -> list[int]:
        """Where each passage begins among the characters."""
        return self._read[1]

    def span(self, start: int, end: int) -> range:
        """Return the numbers of the passages that the characters from ``start`` to ``end`` belong to."""
        return range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))

    def bounds(self, number: int) -> tuple[int, int]:
        """Return where a passage begins and ends among the characters."""
        starts = self.starts
        return starts[number], starts[number + 1] if number + 1 < len(starts) else len(self.key)

    def source(self, number: int, start: int, end: int) -> str:
        """Return a part of a passage as it is written, from the character ``start`` to ``end``."""
        at, _ = self.bounds(number)
        written: list[str] = []
        for character in unicodedata.normalize("NFC", self.passages[number].text):
            if start <= at < end:
                written.append(character)
            at += len(visible(character))
        return "".join(written).strip()

    def occurrences(self, key: str) -> list[int]:
        """Return where ``key`` stands as whole words; within words where it stands nowhere else."""
        text, _, _ = self._read
        inside: list[int] = []
        whole: list[int] = []
        at = text.find(key)
        while at >= 0 and len(whole) < _OCCURRENCES and len(inside) < 20 * _OCCURRENCES:
            (whole if self._is_edge(at) and self._is_edge(at + len(key)) else inside).append(at)
            at = text.find(key, at + 1)
        return whole or inside[:_OCCURRENCES] if len(key) > 3 else whole

    def _is_edge(self, at: int) -> bool:
        """Whether a word may begin or end at a character."""
        text, _, edges = self._read
        return at in {0, len(text)} or bool(edges[at]) or not (_in_word(text[at - 1]) and _in_word(text[at]))


@dataclass(frozen=True, slots=True)
class Placement:
    """A gold text held against its page."""

    page: PageText
    blocks: tuple[Block, ...]
    lines: tuple[GoldLine, ...]
    found: tuple[tuple[int, ...], ...]  # for each line, where it stands on the page
    placed: tuple[int, ...]  # for each line, where it stands in the order of the gold; -1 for none

    def passages_of(self, line: int) -> range:
        """Return the numbers of the passages that a placed line covers."""
        start = self.placed[line]
        return self.page.span(start, start + len(self.lines[line].key))

    def claims(self) -> dict[int, list[int]]:
        """Return the lines placed on each passage, by the passage's number."""
        claimed: dict[int, list[int]] = {}
        for number in range(len(self.lines)):
            if self.placed[number] >= 0:
                for passage in self.passages_of(number):
                    claimed.setdefault(passage, []).append(number)
        return claimed


def visible(text: str) -> str:
    """Return the characters of a text that a browser shows: composed, no white space or format ones."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(composed.split()) if composed.isascii() else "".join(c for c in composed if unicodedata.category(c) not in _INVISIBLE)


def place(gold: Gold, passages: Sequence[Passage]) -> Placement:
    """Return where the lines of ``gold`` stand among the passages of its page.

    Lines are placed in the order of the gold so that as many characters as can be stand in that order on the page; of several places that
    do, the one that is a passage of its own, of the block's role, in content and near what follows it.
    """
    page = PageText(tuple(passages))
    lines = tuple(_lines(gold.blocks or ()))
    found = tuple(tuple(page.occurrences(line.key)) for line in lines)
    chain = _chain(lines, found)
    return Placement(page, gold.blocks or (), lines, found, tuple(_settled(page, gold.blocks or (), lines, found, chain)))


def _lines(blocks: Sequence[Block]) -> Iterator[GoldLine]:
    for number, block in enumerate(blocks):
        for row, line in enumerate(block.text.split("\n")):
            for cell in _DIVIDER.split(line):
                if key := visible(cell):
                    yield GoldLine(number, row, cell.strip(), key)


def _chain(lines: Sequence[GoldLine], found: Sequence[Sequence[int]]) -> list[int]:
    """Return a place for each line, -1 for none, so that as many characters as can be are in order."""
    ends: list[int] = [0]  # ascending, and so are the weights: the best chain that ends there or before
    weights: list[int] = [0]
    nodes: list[tuple[int, int, int]] = [(-1, -1, -1)]  # line, place, node before
    at_end: list[int] = [0]
    for number, line in enumerate(lines):
        size = len(line.key)
        made: list[tuple[int, int, int]] = []
        for start in found[number]:
            best = bisect_right(ends, start) - 1
            made.append((start + size, weights[best] + size, len(nodes)))
            nodes.append((number, start, at_end[best]))
        for end, weight, node in made:
            at = bisect_left(ends, end)
            if weights[bisect_right(ends, end) - 1] >= weight:
                continue
            stop = at
            while stop < len(ends) and weights[stop] <= weight:
                stop += 1
            ends[at:stop], weights[at:stop], at_end[at:stop] = [end], [weight], [node]
    places = [-1] * len(lines)
    node = at_end[-1]
    while node > 0:
        number, start, node = nodes[node]
        places[number] = start
    return places


def _settled(
    page: PageText, blocks: Sequence[Block], lines: Sequence[GoldLine], found: Sequence[Sequence[int]], chain: list[int]
) -> list[int]:
    """Return the chain with each line at its likeliest place between its neighbours."""
    places = list(chain)
    placed = [number for number, place in enumerate(chain) if place >= 0]
    for at in range(len(placed) - 1, -1, -1):
        number = placed[at]
        line, previous = lines[number], placed[at - 1] if at else -1
        least = places[previous] + len(lines[previous].key) if at else 0
        most = places[placed[at + 1]] if at + 1 < len(placed) else len(page.key)
        fitting = [start for start in found[number] if least <= start and start + len(line.key) <= most]
        near = most if at + 1 < len(placed) else least
        places[number] = max(fitting, key=lambda start: _likely(page, blocks[line.block], start, len(line.key), near))
    return places


def _likely(page: PageText, block: Block, start: int, size: int, near: int) -> tuple[int, int]:
    span = page.span(start, start + size)
    passage = page.passages[span[0]]
    whole = page.bounds(span[0])[0] == start and page.bounds(span[-1])[1] == start + size
    return whole + (passage.role == block.role) + passage.shown + 2 * (not passage.region), -abs(start - near)


def _in_word(character: str) -> bool:
    """Whether a character is a letter or digit of a script that is written with spaces."""
    return character.isalnum() and not "\u0e00" <= character <= "\u0eff" and not "\u2e80" <= character <= "\ud7ff"
