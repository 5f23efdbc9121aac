"""Read outputs as characters of a gold's alphabet, and tokenise no part of a page twice.

A part is a line or a sentence. No word spans two, so a part has the same words wherever it stands, and what the gold or an earlier
output held is looked up instead of being tokenised again for each extractor. Of 20 rows for article-extraction-benchmark
(4a3bc97), parts of the gold are 0.74 of the characters and parts of earlier outputs 0.14.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain, count, islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Self

from bench.scoring.text import lcs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

FOREIGN = "\0"  # the code of a word that gold lacks
END = "\1"  # stands between parts, and between their words: no word has it
FIRST = 2  # the first character of a gold's words: a code of low characters is short in memory
LOW = 1 << 12  # distinct words of nearly every gold
ROOM = 1 << 18  # characters of remembered parts: 14 outputs of a page have 11,000 on average
RUN = re.compile(r"\w+")
ASTRAL = re.compile(r"[^\W\x00-\uffff]")  # a word character beyond the Basic Multilingual Plane; emoji are none


class Reader:
    """Reads outputs by the words of one gold, and remembers their parts.

    Extractors return each other's boilerplate. What is remembered changes no result. ``known`` has a character for each distinct word of
    gold, and :data:`END` for what stands between parts.
    """

    __slots__ = ("_codes", "_cut", "_numbers", "_room", "_tokenise", "known")

    def __init__(
        self,
        codes: Mapping[str, str],
        known: Mapping[str, str],
        tokenise: Callable[[Sequence[str]], list[str]],
        cut: Callable[[str], list[str]],
    ) -> None:
        """Begin with the codes of the gold's own parts, without the white space around them.

        ``cut`` returns one part or more of a text, and ``tokenise`` the words of parts that hold no line feed, with a line feed or
        :data:`END` between those of each two.
        """
        self.known = known
        held = {"": "", **codes}
        self._numbers = defaultdict(None, zip(held, count()))  # of each remembered part: where in _codes its code is
        self._codes = list(held.values())
        self._room = ROOM
        self._tokenise = tokenise
        self._cut = cut

    @classmethod
    def of(cls, parts: Sequence[str], words: Sequence[str], tokenise: Callable[[Sequence[str]], list[str]]) -> tuple[Self, list[str]]:
        """Return a reader by a gold of these parts and the words ``tokenise`` gives, and each part's code."""
        known = {**lcs.alphabet(words, FIRST), "\n": END, END: END}
        codes = spelled(words, known).split(END) if parts else []
        return cls(dict(zip(map(str.strip, parts), codes, strict=True)), known, tokenise, cut), codes

    def codes(self, parts: Iterable[str]) -> list[str]:
        """Return the code of each part: a character for each word, :data:`FOREIGN` for one that gold lacks."""
        (numbers,), codes = self._read([parts])
        return [codes[number] for number in numbers[1:]]

    def code(self, text: str) -> str:
        """Return the code of a whole text."""
        return self.code_all([text])[0]

    def code_all(self, texts: Sequence[str]) -> list[str]:
        """Return the code of each text; together is quicker than one by one."""
        numbered, codes = self._read(map(self._cut, texts))
        return ["".join(itemgetter(*numbers)(codes)) for numbers in numbered]

    def _read(self, cuts: Iterable[Iterable[str]]) -> tuple[list[tuple[int, ...]], list[str]]:
        """Return the numbers of each text's parts behind that of an empty one, and the code of each number.

        New parts, without the white space around them, get the next numbers; they are tokenised in one go, and remembered while there is
        room.
        """
        self._numbers.default_factory = count(len(self._numbers)).__next__
        numbered = [itemgetter("", *map(str.strip, parts))(self._numbers) for parts in cuts]  # of two or more: a tuple
        new = [*islice(reversed(self._numbers), len(self._numbers) - len(self._codes))][::-1]
        if not new:
            return numbered, self._codes
        read, size = spelled(self._tokenise(new), self.known).split(END), sum(map(len, new))
        if size <= self._room:
            self._room -= size
            self._codes += read
            return numbered, self._codes
        for part in new:
            del self._numbers[part]
        return numbered, self._codes + read


def by_runs(text: str) -> tuple[Reader, str]:
    r"""Return a reader by the ``\w+`` matches of a gold text, and the code of that text.

    Words are numbered as they come. Parts end at every full stop, which no ``\w+`` match spans.
    """
    parts = _cut_at_stops(text)
    known = defaultdict(chain(_low(), map(chr, count(FIRST + LOW))).__next__, {"\n": END, END: END})
    words = runs_by_line(parts)
    code = "".join(itemgetter(*words)(known)) if words else ""
    known.default_factory = None
    codes = dict(zip(map(str.strip, parts), code.split(END), strict=True))
    return Reader(codes, known, runs_by_line, _cut_at_stops), code.replace(END, "")


@cache
def _low() -> tuple[str, ...]:
    """Return the first characters of a gold's words: made once, they cost a gold a tenth less."""
    return tuple(map(chr, range(FIRST, FIRST + LOW)))


def _cut_at_stops(text: str) -> list[str]:
    """Cut a text at line breaks and full stops: quicker than :func:`cut`, and fewer parts are new."""
    return text.replace(".", "\n").split("\n")


def runs_by_line(lines: Sequence[str]) -> list[str]:
    r"""Return every ``\w+`` match of lines, with :data:`END` between those of each two.

    Lines hold no line feed. With a space in the place of what is no word character, cutting at white space takes a third of the
    time of the regular expression.
    """
    text = " \n ".join(lines)
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * len(text) and ASTRAL.search(text):  # there are characters beyond the Basic Multilingual Plane
        return [word for line in lines for word in (*RUN.findall(line), END)][:-1]
    return _blanked(units).split()


def runs(text: str) -> list[str]:
    r"""Return every ``\w+`` match of a text."""
    units = text.replace("\n", " ").encode("utf-16-le", "surrogatepass")
    return RUN.findall(text) if len(units) > 2 * len(text) and ASTRAL.search(text) else _blanked(units).split()


def count_runs(text: str) -> int:
    r"""Return how many ``\w+`` matches a text has, in a quarter of the time of :func:`runs`."""
    import numpy as np

    units = f" {text}".encode("utf-16-le", "surrogatepass")
    if len(units) > 2 * len(text) + 2 and ASTRAL.search(text):
        return len(RUN.findall(text))
    in_word = _characters(units) > ord(" ")
    return int(np.count_nonzero(in_word[1:] > in_word[:-1]))


def _blanked(units: bytes) -> str:
    """Return a text of the Basic Multilingual Plane, in UTF-16, with spaces for what no word has."""
    return _characters(units).tobytes().decode("utf-16-le", "surrogatepass")


def _characters(units: bytes) -> NDArray[np.uint16]:
    """Return the characters of the same, a space or what is less for what no word has."""
    import numpy as np

    return _spaced().take(np.frombuffer(units, "<u2"), mode="clip")


@cache
def _spaced() -> NDArray[np.uint16]:
    """Return the Basic Multilingual Plane, spaces for what no word has, END for a line feed."""
    import numpy as np

    plane = re.sub(r"[^\w\n]", " ", "".join(map(chr, range(0x10000)))).replace("\n", END)
    return np.frombuffer(plane.encode("utf-16-le"), "<u2")


def cut(text: str) -> list[str]:
    """Cut a text at line breaks and after what looks like a sentence, without one character between."""
    return text.replace(". ", ".\n").split("\n")


def spelled(words: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the code of these words, one character each: :data:`FOREIGN` where ``known`` has none."""
    return "".join(map(known.get, words, repeat(FOREIGN)))
