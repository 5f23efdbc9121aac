r"""Number the ``\w+`` tokens of texts by a gold's vocabulary, exactly and without making a string of each token (numpy only).

Texts are read together, as one array of UTF-16 units (or bytes, for Latin-1 letters). Word characters come from a table of the
regular-expression engine's own judgement; a token is read as 64-bit pieces, the last one padded with zeros (no word character is NUL). A
hash of the pieces finds the one gold token it can be, and comparing the pieces proves that it is. Rare texts (tokens over 64 letters,
letters beyond the Basic Multilingual Plane) are numbered through a dictionary of strings instead, with the same result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Keys = NDArray[np.uint64]

TOKEN = re.compile(r"\w+")
ASTRAL_WORD = re.compile(r"[^\W\u0000-\uffff]")
UNITS = 1 << 16
PIECE = 8  # bytes
LATIN = 255  # the last letter that one byte holds
PADDING = "\0" * 8  # no word character; after the last token there is a whole piece to read
_NONE = np.empty(0, np.int64)
LONGEST = 64  # units of a token read as pieces; longer ones (not words of any language) go through strings
CONTEXTUAL = "\u0130\u03a3"  # the only characters whose lower case is longer, or depends on what follows
ROOM = 8  # slots a key in a finder: 1 in 16 keys is displaced in a round
RADIX = 0x9E3779B97F4A7C15  # odd multipliers with well spread bits
STEP = 0xB0B2A6B0B4C2F3A6


@dataclass(frozen=True, slots=True, eq=False)
class Finder:
    """Distinct 64-bit keys by position: a few rounds of slots, each holding the keys that no later key displaced."""

    keys: Keys
    slots: tuple[Longs, ...]
    shift: np.uint64

    @classmethod
    def of(cls, keys: Keys) -> Finder:
        """Place distinct keys in slots; every round places at least one."""
        bits = max(4, (len(keys) * ROOM).bit_length())
        shift, left = np.uint64(64 - bits), np.arange(len(keys))
        slots: list[Longs] = []
        while len(left) or not slots:
            table = np.zeros(1 << bits, np.int64)
            at = _mixed(keys[left], len(slots)) >> shift
            table[at] = left
            slots.append(table)
            left = left[table[at] != left]
        return cls(keys, tuple(slots), shift)

    def find(self, keys: Keys) -> Longs:
        """Return each key's position among the finder's keys, -1 where it is none of them. Needs one key at least."""
        at = self.slots[0].take((_mixed(keys, 0) >> self.shift).view(np.int64))
        found = np.where(self.keys.take(at) == keys, at, -1)
        for turn in range(1, len(self.slots)):
            left = (found < 0).nonzero()[0]
            if not len(left):
                break
            others = keys.take(left)
            at = self.slots[turn].take((_mixed(others, turn) >> self.shift).view(np.int64))
            found[left] = np.where(self.keys.take(at) == others, at, -1)
        return found


def _mixed(keys: Keys, turn: int) -> Keys:
    """Return keys times an odd constant of this round: the high bits depend on all bits."""
    return keys * np.uint64((RADIX + turn * STEP) & 0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The distinct tokens of a gold text, numbered by first occurrence; ``ids`` are its tokens by number, ``size`` how many numbers.

    ``unit`` is the bytes of a unit: 1 where all of gold's letters are Latin-1 (twice as many in a piece), else 2. ``finder`` is None where
    gold is a rare text or two distinct tokens share a hash: then ``text`` (lower-cased where ``fold``) is read as strings.
    ``pieces[r]`` is the r-th piece of each distinct token, 0 where it has none.
    """

    text: str
    fold: bool
    ids: Longs
    size: int
    unit: int
    lengths: Longs
    pieces: tuple[Keys, ...]
    finder: Finder | None

    @classmethod
    def of(cls, text: str, *, fold: bool = False) -> Vocabulary:
        """Read a gold text; ``fold`` lower-cases it first."""
        lowered = text.lower() if fold else text
        read = _tokens([lowered], fold=False, unit=1) or _tokens([lowered], fold=False, unit=2)
        if read is None or not len(read.hashes):
            return cls._plain(lowered, fold)
        _, first, place = np.unique(read.hashes, return_index=True, return_inverse=True)
        order = first.argsort()
        first, rank = first[order], np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        pieces = tuple(_spread(at, piece, len(place))[first] for at, piece in read.pieces)
        found = cls(lowered, fold, rank[place], len(first), read.unit, read.lengths[first], pieces, Finder.of(read.hashes[first]))
        return found if found.proves(read, found.ids) else cls._plain(lowered, fold)

    @classmethod
    def _plain(cls, lowered: str, fold: bool) -> Vocabulary:
        """Read a gold text as strings."""
        numbers = _numbers(lowered)
        ids = np.array([numbers[token] for token in TOKEN.findall(lowered)], np.int64)
        return cls(lowered, fold, ids, len(numbers), 2, np.empty(0, np.int64), (), None)

    def number(self, text: str) -> Longs:
        """Return the tokens of ``text`` by number, -1 for one that gold does not have: shape (tokens,)."""
        return self.number_all([text])[0]

    def number_all(self, texts: Sequence[str]) -> tuple[Longs, Longs]:
        """Return the tokens of texts by number, one text after another, and how many each has: shapes (tokens,) and (texts,).

        The texts are read as one: a few passes over much are several times as fast as many over little.
        """
        if self.fold and any(char in text for text in texts for char in CONTEXTUAL):
            texts = [text.lower() for text in texts]
        read = None if self.finder is None else _tokens(texts, fold=self.fold, unit=self.unit, foreign=True)
        if read is not None and self.finder is not None:
            ids = self.finder.find(read.hashes)
            ids[read.foreign] = -1
            if self.proves(read, ids):
                return ids, read.counts
        single = [self._number_plainly(text) for text in texts] if len(texts) == 1 else [self.number(text) for text in texts]
        return np.concatenate(single), np.array([len(found) for found in single])

    def _number_plainly(self, text: str) -> Longs:
        """Return the tokens of a text by number through strings."""
        number = _numbers(self.text).get
        return np.array([number(token, -1) for token in TOKEN.findall(text.lower() if self.fold else text)], np.int64)

    def proves(self, read: Tokens, ids: Longs) -> bool:
        """Whether every token that was found has the length and the pieces of the gold token it was found as."""
        missed = ids < 0
        if not ((self.lengths.take(ids) == read.lengths) | missed).all():
            return False
        for known, (at, piece) in zip(self.pieces, read.pieces, strict=False):
            mine, absent = (ids, missed) if at is None else (ids.take(at), missed.take(at))
            if not ((known.take(mine) == piece) | absent).all():
                return False
        return True


def tally(numbers: Longs, owners: Longs, texts: int, size: int) -> Longs:
    """Count numbers from 0 to ``size`` (-1 is none of them) for each text that owns them: shape (texts, size)."""
    return np.bincount(owners * (size + 1) + numbers + 1, minlength=texts * (size + 1)).reshape(texts, size + 1)[:, 1:]


def _numbers(lowered: str) -> dict[str, int]:
    """Return the distinct tokens of a text, numbered by first occurrence."""
    return {token: number for number, token in enumerate(dict.fromkeys(TOKEN.findall(lowered)))}


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Tokens of texts: how many each text has, lengths in units, a hash each; pieces as (which tokens have an r-th one; None = all, these).

    ``foreign`` lists tokens with a letter that the unit cannot hold: their hash means nothing.
    """

    unit: int
    counts: Longs
    lengths: Longs
    hashes: Keys
    pieces: tuple[tuple[Longs | None, Keys], ...]
    foreign: Longs


def _tokens(texts: Sequence[str], *, fold: bool, unit: int, foreign: bool = False) -> Tokens | None:
    """Read the tokens of texts as pieces; None for a rare text, or letters beyond the unit where ``foreign`` ones are not allowed."""
    joined = "\n".join([*texts, PADDING])
    encoded = joined.encode("utf-16-le", "surrogatepass")
    plain = len(encoded) == 2 * len(joined)
    units = np.frombuffer(encoded, np.uint16)
    if not plain and _has_astral_word(units):
        return None
    if fold:
        units = _lower_table().take(units, mode="wrap")
    mask = _word_table().take(units, mode="wrap")
    starts, lengths = _bounds(mask)
    if len(lengths) and lengths.max() > LONGEST:
        return None
    outside = _NONE
    if unit == 1:
        wide = (mask & (units > LATIN)).nonzero()[0]
        if len(wide):
            if not foreign:
                return None
            outside = starts.searchsorted(wide, side="right") - 1
        units = units.astype(np.uint8)
    windows = np.ndarray((len(units) * unit - PIECE) // unit + 1, np.uint64, units.data, strides=(unit,))
    hashes, pieces = _read(windows.copy(), starts, lengths, PIECE // unit)  # the copy is aligned: faster to take from
    ends = np.cumsum([(len(text) if plain else len(text.encode("utf-16-le", "surrogatepass")) // 2) + 1 for text in texts])
    return Tokens(unit, np.diff(starts.searchsorted(ends), prepend=0), lengths, hashes, pieces, outside)


def _has_astral_word(units: NDArray[np.uint16]) -> bool:
    """Whether there is a word character beyond the Basic Multilingual Plane (or stray halves that would make one)."""
    halves = units[(units & 0xF800) == 0xD800]
    return ASTRAL_WORD.search(halves.tobytes().decode("utf-16-le", "surrogatepass")) is not None


def _bounds(mask: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """Return where tokens start and how long they are; the mask ends in False."""
    changes = (mask[1:] != mask[:-1]).nonzero()[0] + 1
    if mask[0]:
        changes = np.concatenate([[0], changes])
    starts = changes[::2]
    return starts, changes[1::2] - starts


def _read(windows: Keys, starts: Longs, lengths: Longs, units: int) -> tuple[Keys, tuple[tuple[Longs | None, Keys], ...]]:
    """Read every token piece by piece, ``units`` units each: hashes and pieces."""
    kept = _kept(units)
    piece = windows.take(starts) & kept.take(lengths, mode="clip")
    hashes = piece * np.uint64(RADIX)
    pieces: list[tuple[Longs | None, Keys]] = [(None, piece)]
    at, done = (lengths > units).nonzero()[0], units
    while len(at):
        longer, mixed = lengths.take(at), hashes.take(at)
        piece = windows.take(starts.take(at) + done) & kept.take(longer - done, mode="clip")
        hashes[at] = (mixed ^ (mixed >> np.uint64(29)) ^ piece) * np.uint64(RADIX)
        pieces.append((at, piece))
        done += units
        at = at[longer > done]
    return hashes, tuple(pieces)


def _spread(at: Longs | None, piece: Keys, count: int) -> Keys:
    """Return pieces laid out for all tokens, 0 for those without."""
    if at is None:
        return piece
    laid = np.zeros(count, np.uint64)
    laid[at] = piece
    return laid


@lru_cache(maxsize=2)
def _kept(units: int) -> Keys:
    """Return masks that keep the first 0, 1, ... ``units`` units of a piece."""
    return np.array([(1 << 64 // units * count) - 1 for count in range(units + 1)], np.uint64)


@lru_cache(maxsize=1)
def _plane() -> str:
    """Return the code points of the Basic Multilingual Plane in order; surrogates are spaces, as no single one is a character."""
    return "".join(map(chr, range(0xD800))) + " " * 0x800 + "".join(map(chr, range(0xE000, UNITS)))


@lru_cache(maxsize=1)
def _word_table() -> NDArray[np.bool_]:
    """Return which units ``re`` counts as word characters."""
    table = np.zeros(UNITS, np.bool_)
    for match in TOKEN.finditer(_plane()):
        table[match.start() : match.end()] = True
    return table


@lru_cache(maxsize=1)
def _lower_table() -> NDArray[np.uint16]:
    """Return each unit's lower case, but for the contextual ones; surrogates become spaces."""
    plain = _plane()
    for char in CONTEXTUAL:
        plain = plain.replace(char, " ")
    return np.frombuffer(plain.lower().encode("utf-16-le"), np.uint16)
