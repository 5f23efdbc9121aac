"""Read outputs as characters of a gold's alphabet: by heart where they return parts read before, word by word elsewhere.

A part is a line or a sentence. No word spans two, so a part has the same words wherever it stands, and what the gold or an earlier
output held is looked up instead of being tokenised again for each extractor. Of 20 rows for article-extraction-benchmark
(4a3bc97), parts of the gold are 0.74 of the characters and parts of earlier outputs 0.14.
"""

from __future__ import annotations

from itertools import islice, repeat
from typing import TYPE_CHECKING

from bench.scoring.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FOREIGN = "\U0010ffff"  # the code of a word that gold lacks: the last character there is, which no gold word has
END = "\U0010fffe"  # stands between parts: the last but one
REMEMBERED = 4_096  # parts of outputs of one page: 20 rows have 271 on average, 1,218 at most
LONGEST = 1_024  # characters of a part that is remembered: both together bound it by 32 MB a page, four bytes a character of text and code


class Reader:
    """Reads outputs by one gold, and remembers their parts, for extractors return each other's boilerplate. Memory changes no result."""

    __slots__ = ("_codes", "_known", "_room")

    def __init__(self, codes: Mapping[str, str], known: Mapping[str, str]) -> None:
        """Begin with the codes of the gold's own parts, without the white space around them, and a character for each of its words."""
        self._codes = {"": "", **codes}
        self._known = {**known, "\n": END}
        self._room = len(self._codes) + REMEMBERED

    def codes(self, parts: Iterable[str]) -> list[str]:
        """Return the code of each part: a character a word, :data:`FOREIGN` for one that gold lacks. Linear in the length of the parts."""
        bare = list(map(str.strip, parts))
        found = list(map(self._codes.get, bare))
        strange = [at for at, code in enumerate(found) if code is None]
        if strange:
            read = self._read(list(dict.fromkeys(bare[at] for at in strange)))
            for at in strange:
                found[at] = read[bare[at]]
        return found  # type: ignore[return-value]

    def _read(self, parts: Sequence[str]) -> dict[str, str]:
        """Tokenise distinct parts in one go, and remember the short ones while there is room."""
        read = dict(zip(parts, spelled(tokens.words_by_line(parts), self._known).split(END), strict=True))
        short = ((part, code) for part, code in read.items() if len(part) <= LONGEST)
        self._codes.update(islice(short, self._room - len(self._codes)))
        return read


def cut(text: str) -> list[str]:
    """Cut a text at line breaks and after what looks like a sentence, leaving out one character each time. No word spans two parts."""
    return text.replace(". ", ".\n").split("\n")


def spelled(words: Iterable[str], known: Mapping[str, str]) -> str:
    """Return the code of these words, one character each: :data:`FOREIGN` where ``known`` has none."""
    return "".join(map(known.get, words, repeat(FOREIGN)))
