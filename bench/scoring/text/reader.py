"""Read outputs as characters of a gold's alphabet, and tokenise no part of a page twice.

A part is a line or a sentence. No word spans two, so a part has the same words wherever it stands, and what the gold or an earlier
output held is looked up instead of being tokenised again for each extractor. Of 20 rows for article-extraction-benchmark
(4a3bc97), parts of the gold are 0.74 of the characters and parts of earlier outputs 0.14.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice, repeat
from typing import Self

from bench.scoring.text import lcs

FOREIGN = "\U0010ffff"  # the code of a word that gold lacks: the last character there is, which no gold word has
END = "\U0010fffe"  # stands between parts: the last but one
REMEMBERED = 4_096  # parts of outputs of one page: 20 rows have 271 on average, 1,218 at most
LONGEST = 1_024  # characters of a part that is remembered: both together bound it by 32 MB a page, four bytes a character of text and code
RUN = re.compile(r"\w+")
_RUN_OR_LINE = re.compile(r"\w+|\n")


class Reader:
    """Reads outputs by the words of one gold, and remembers their parts.

    Extractors return each other's boilerplate. What is remembered changes no result. ``known`` has a character for each distinct word of
    gold.
    """

    __slots__ = ("_codes", "_known", "_room", "_tokenise", "known")

    def __init__(self, codes: Mapping[str, str], known: Mapping[str, str], tokenise: Callable[[Sequence[str]], list[str]]) -> None:
        """Begin with the codes of the gold's own parts, without the white space around them.

        ``tokenise`` returns the words of parts that hold no line feed, with a line feed between those of each two.
        """
        self.known = known
        self._codes = {"": "", **codes}
        self._known = {**known, "\n": END}
        self._room = len(self._codes) + REMEMBERED
        self._tokenise = tokenise

    @classmethod
    def of(cls, parts: Sequence[str], words: Sequence[str], tokenise: Callable[[Sequence[str]], list[str]]) -> tuple[Self, list[str]]:
        """Return a reader by a gold of these parts and the words ``tokenise`` gives, and each part's code."""
        known = lcs.alphabet([word for word in words if word != "\n"])
        codes = spelled(words, {**known, "\n": END}).split(END) if parts else []
        return cls({part.strip(): code for part, code in zip(parts, codes, strict=True)}, known, tokenise), codes

    def codes(self, parts: Iterable[str]) -> list[str]:
        """Return the code of each part: a character for each word, :data:`FOREIGN` for one that gold lacks."""
        bare = list(map(str.strip, parts))
        codes = list(map(self._codes.get, bare))
        strange = [at for at, code in enumerate(codes) if code is None]
        if strange:
            read = self._read(list(dict.fromkeys(bare[at] for at in strange)))
            for at in strange:
                codes[at] = read[bare[at]]
        return codes  # type: ignore[return-value]

    def code(self, text: str) -> str:
        """Return the code of a whole text."""
        return "".join(self.codes(cut(text)))

    def _read(self, parts: Sequence[str]) -> dict[str, str]:
        """Tokenise distinct parts in one go, and remember the short ones while there is room."""
        read = dict(zip(parts, spelled(self._tokenise(parts), self._known).split(END), strict=True))
        short = ((part, code) for part, code in read.items() if len(part) <= LONGEST)
        self._codes.update(islice(short, self._room - len(self._codes)))
        return read


def by_runs(text: str) -> tuple[Reader, str]:
    r"""Return a reader by the ``\w+`` matches of a gold text, and the code of that text."""
    parts = cut(text)
    reader, codes = Reader.of(parts, runs_by_line(parts), runs_by_line)
    return reader, "".join(codes)


def runs_by_line(lines: Sequence[str]) -> list[str]:
    r"""Return every ``\w+`` match of lines, with a line feed between each two lines."""
    return _RUN_OR_LINE.findall("\n".join(lines))


def cut(text: str) -> list[str]:
    """Cut a text at line breaks and after what looks like a sentence, without one character between."""
    return text.replace(". ", ".\n").split("\n")


def spelled(words: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the code of these words, one character each: :data:`FOREIGN` where ``known`` has none."""
    return "".join(map(known.get, words, repeat(FOREIGN)))
