"""Tests of reading by heart: a gold's reader gives the codes that tokenising the whole text gives, whatever it has read before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bench.scoring.text import reader as parts
from bench.scoring.text import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

SPACE = [" sat.", ". ", "\n", "\r\n", " \n", "\u2028", "\x85"]
PIECE = st.sampled_from(["the ", "cat", "e.g. ", "U.S.", "3. 14", "…", "漢字", "か\u3099", "'", "א'", "_", "\u0301", "\u00ad", *SPACE])
TEXT = st.lists(PIECE, max_size=16).map("".join)


def reader(*gold: str) -> tuple[parts.Reader, dict[str, str]]:
    words = [tokens.words(part) for text in gold for part in parts.cut(text)]
    known = {word: chr(at) for at, word in enumerate(dict.fromkeys(word for found in words for word in found))}
    held = [part.strip() for text in gold for part in parts.cut(text)]
    return parts.Reader({part: parts.spelled(found, known) for part, found in zip(held, words, strict=True)}, known), known


@given(TEXT)
def test_parts_hold_the_words_of_the_text_and_all_its_characters_but_one_between_each_two(text: str) -> None:
    cut = parts.cut(text)
    assert [word for part in cut for word in tokens.words(part)] == tokens.words(text)
    assert sum(map(len, cut)) + len(cut) - 1 == len(text)
    offset = 0
    for part in cut:
        assert text[offset : offset + len(part)] == part
        offset += len(part) + 1


@given(TEXT, st.lists(TEXT, max_size=4))
def test_codes_are_those_of_all_words_whatever_was_read_before(gold: str, texts: list[str]) -> None:
    reads, known = reader(gold)
    for text in [*texts, gold, *texts]:
        cut = parts.cut(text)
        codes = reads.codes(cut)
        assert len(codes) == len(cut)
        assert "".join(codes) == parts.spelled(tokens.words(text), known)
        assert [len(code) for code in codes] == [len(tokens.words(part)) for part in cut]


def test_parts_of_the_gold_and_parts_read_before_are_not_tokenised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def words(lines: Sequence[str]) -> list[str]:
        asked.extend(lines)
        return list(lines)

    monkeypatch.setattr(tokens, "words_by_line", words)
    reads = parts.Reader({"a b": "\0\1"}, {"a": "\0", "b": "\1"})
    assert reads.codes([" a b ", "", "x", "x"]) == ["\0\1", "", parts.FOREIGN, parts.FOREIGN]
    assert reads.codes(["x", "a b"]) == [parts.FOREIGN, "\0\1"]
    assert asked == ["x"]


def test_memory_is_bounded() -> None:
    reads, _ = reader("a b")
    long = "x" * (parts.LONGEST + 1)
    numbers = [str(number) for number in range(parts.REMEMBERED + 10)]
    for _ in range(2):
        assert reads.codes([long, *numbers]) == [parts.FOREIGN] * (len(numbers) + 1)
    assert len(reads._codes) == parts.REMEMBERED + 2
    assert long not in reads._codes
