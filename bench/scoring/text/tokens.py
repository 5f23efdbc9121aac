"""Words of a text in any script: the tokeniser of our own protocol (variant ``uax29``).

A word is a segment between the word boundaries of Unicode Standard Annex 29 that holds a letter or a number, with these choices:

- Han, Hiragana and Katakana count by character (UAX 29 leaves the first two so and joins Katakana; a mixed sentence would
  weigh its scripts unlike), each with the marks that follow it. Hangul is left to its spaces.
- Thai, Lao, Khmer, Myanmar and the other scripts without spaces count by character too, each with the marks that attach to it: what UAX 29
  gives without a dictionary. A dictionary's version would move scores and could not be linear in hostile text.
- Punctuation, symbols, emoji and lone marks are not words: extractors differ in them for reasons of layout (bullets, dashes, rules).
  A ZWJ does not join an emoji to a word either (rule WB3c).
- Words compare after NFC and without format controls (``Word_Break=Format``: soft hyphen, word joiner, byte order mark, bidi
  controls): neither is visible, and parsers differ in both. ZWJ and ZWNJ stay, since they change what a reader of Persian or Hindi sees.
- The narrow no-break space is a space, though UAX 29 joins words over it: most extractors write it as a plain one.
- Case, ligatures, full-width forms and kinds of apostrophe are kept: changing them changes the page's text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from typing import Any

VARIANT = "uax29"  # stands in the signature of every protocol that counts these words

# The same rules for lines in Latin, Cyrillic and Hangul with the usual punctuation and symbols: the standard library's engine is six times
# as fast as `regex`.
_SYMBOLS = (
    "\u2000-\u200b\u2010-\u2023\u2025\u2026\u2028\u2029\u202f-\u203e\u2041-\u2043\u2045-\u2053\u20a0-\u20bf\u2116\u2117\u2122"
    "\u2190-\u23ff\u2500-\u2775\u2794-\u27bf\u2b00-\u2bff\ue000-\uf8ff\ufffc\ufffd\U0001f1e6-\U0001f1ff\U0001f300-\U0001f3fa"
    "\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_OTHER = re.compile(f"[^\x00-\xac\xae-\xb7\xb9-\u0240\u0400-\u0481\u048a-\u052f\uac00-\ud7a3{_SYMBOLS}]")
_LETTER = "A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\u0240\u0400-\u0481\u048a-\u052f\uac00-\ud7a3"
_LATIN = re.compile(
    rf"[{_LETTER}0-9_]++(?:[:.,;'\xb7\u2018\u2019]"
    rf"(?:(?<=[{_LETTER}][:.'\xb7\u2018\u2019])(?=[{_LETTER}])|(?<=[0-9][.,;'\u2018\u2019])(?=[0-9]))"
    rf"[{_LETTER}0-9_]++)*+|[\xb2\xb3\xb9\xbc-\xbe]"
)
_LATIN_LINES = re.compile(f"{_LATIN.pattern}|\n")
_LATIN_LINES_SPLIT = re.compile(f"({_LATIN.pattern}|\n)")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, as they compare. Linear in the text's length."""
    if _OTHER.search(text) is None:
        return _plain(_LATIN.findall(text), text)
    lines = text.splitlines()  # a line break parts words, so that one foreign name in a menu does not slow a whole page
    return [word for word in words_by_line(lines) if word != "\n"]


def _plain(segments: list[str], text: str) -> list[str]:
    """Leave out segments of nothing but underscores."""
    return [word for word in segments if word[0] != "_" or word.strip("_")] if "_" in text else segments


def words_by_line(lines: Sequence[str]) -> list[str]:
    """Return the words of lines that hold no line feed, with a line feed between each two lines."""
    text = "\n".join(lines)
    if _OTHER.search(text) is None:
        return _plain(_LATIN_LINES.findall(text), text)
    listed: list[str] = []
    done = 0
    for at in [*(at for at, line in enumerate(lines) if _OTHER.search(line)), len(lines)]:
        if done < at:
            text = "\n".join([*lines[done:at], ""])
            listed += _plain(_LATIN_LINES.findall(text), text)
        if at < len(lines):
            listed += filter(None, _compared(lines[at], _full().findall(lines[at])))
            listed.append("\n")
        done = at + 1
    return listed[:-1]


def placed_by_line(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words as :func:`words_by_line` does, and where each of them begins.

    Places are in the lines joined by line feeds; the line feeds among the words have none.
    """
    text = "\n".join(lines)
    if "_" in text or _OTHER.search(text) is not None:
        edges = accumulate((len(line) + 1 for line in lines), initial=0)
        return words_by_line(lines), [edge + start for edge, line in zip(edges, lines, strict=False) for start in starts(line)]
    pieces = _LATIN_LINES_SPLIT.split(text)
    listed = pieces[1::2]
    places = islice(accumulate(map(len, pieces)), 0, None, 2)
    return listed, [place for place, word in zip(places, listed, strict=False) if word != "\n"]


def starts(text: str) -> Iterator[int]:
    """Yield where the words of :func:`words` begin, reading no further than it is asked for."""
    return (match.start() for match in _matches(text))


def spans(text: str) -> list[tuple[int, int]]:
    """Return where each word of :func:`words` stands: half-open, ascending offsets into ``text``."""
    return [match.span() for match in _matches(text)]


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text as matches of either engine."""
    if _OTHER.search(text) is not None:
        letter = _tests()[0]
        return (match for match in _full().finditer(text) if letter(match.group()))
    if "_" in text:
        return (match for match in _LATIN.finditer(text) if match.group().strip("_"))
    return _LATIN.finditer(text)


def _compared(text: str, segments: list[str]) -> list[str]:
    """Return what each segment of ``text`` compares as, "" for what is no word."""
    letter, format_ = _tests()
    same = unicodedata.is_normalized("NFC", text) and format_.search(text) is None
    if same and all(word[0].isalnum() or letter(word) for word in segments):
        return segments
    forms = {word: unicodedata.normalize("NFC", format_.sub("", word)) if letter(word) else "" for word in set(segments)}
    return [forms[word] for word in segments]


@lru_cache(maxsize=1)
def _tests() -> tuple[Any, Any]:
    """Compile the search for a letter or number, and for a format control."""
    import regex

    return regex.compile(r"[\p{L}\p{N}]").search, regex.compile(r"\p{WB=Format}")


@lru_cache(maxsize=1)
def _full() -> Any:
    """Compile the rules WB4-WB13b of UAX 29 as one pattern without backtracking (possessive throughout)."""
    import regex

    return regex.compile("".join(_rules()), regex.V1)


def _rules() -> Iterator[str]:
    """Yield the alternatives: a run of letters, numbers and connectors; else a single character."""
    alone = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
    marks = r"[\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]*+"
    letter = rf"[[\p{{WB=ALetter}}\p{{WB=Hebrew_Letter}}]--{alone}]"
    in_word = r"[\p{WB=MidLetter}\p{WB=MidNumLet}\p{WB=Single_Quote}]"
    in_number = r"[\p{WB=MidNum}\p{WB=MidNumLet}\p{WB=Single_Quote}]"
    hebrew = r"\p{WB=Hebrew_Letter}"
    yield "(?:"
    yield rf"{hebrew}{marks}(?:\p{{WB=Double_Quote}}{marks}(?={hebrew})|{in_word}{marks}(?={letter}))?+|"
    yield rf"{letter}{marks}(?:{in_word}{marks}(?={letter}))?+|"
    yield rf"\p{{WB=Numeric}}{marks}(?:{in_number}{marks}(?=\p{{WB=Numeric}}))?+|"
    yield rf"[\p{{WB=ExtendNumLet}}--\u202f]{marks}"
    yield rf")++(?:'(?<={hebrew}{marks}'){marks})?+"
    yield rf"|[\p{{L}}\p{{N}}\p{{WB=Katakana}}]{marks}"
