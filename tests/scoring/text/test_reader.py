"""Reading outputs: a gold's reader gives the codes that tokenising the whole text gives, whatever it has read before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.scoring.text import reader, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACE = ["\U0001f600", " sat.", ". ", "\n", "\r\n", " \n", "\u2028", "\x85"]
PIECE = st.sampled_from(["the ", "cat", "e.g. ", "U.S.", "3. 14", "…", "漢字", "か\u3099", "'", "א'", "_", "\u0301", "\u00ad", *SPACE])
TEXT = st.lists(PIECE, max_size=16).map("".join)
ODD = st.text(
    alphabet=st.sampled_from("ab_1 ,.\n\u00df\u00e9\u0130\u03a3\u4e2d\ud800\U0001d54f\U0001f600\u0301\x00\U0010ffff"), max_size=30
)


def reading(gold: str) -> tuple[reader.Reader, list[str]]:
    parts = reader.cut(gold)
    return reader.Reader.of(parts, tokens.words_by_line(parts), tokens.words_by_line)


@given(TEXT)
def test_parts_hold_the_words_of_the_text_and_all_its_characters_but_one_between_each_two(text: str) -> None:
    cut = reader.cut(text)
    assert [word for part in cut for word in tokens.words(part)] == tokens.words(text)
    assert sum(map(len, cut)) + len(cut) - 1 == len(text)
    offset = 0
    for part in cut:
        assert text[offset : offset + len(part)] == part
        offset += len(part) + 1


@given(TEXT, st.lists(TEXT, max_size=4))
def test_codes_are_those_of_all_words_whatever_was_read_before(gold: str, texts: list[str]) -> None:
    reads, own = reading(gold)
    assert "".join(own) == reader.spelled(tokens.words(gold), reads.known)
    assert reader.FOREIGN not in "".join(own)
    for text in [*texts, gold, *texts]:
        cut = reader.cut(text)
        codes = reads.codes(cut)
        assert len(codes) == len(cut)
        assert "".join(codes) == reads.code(text) == reader.spelled(tokens.words(text), reads.known)
        assert [len(code) for code in codes] == [len(tokens.words(part)) for part in cut]


@given(ODD | st.text(max_size=30), st.lists(ODD | st.text(max_size=30), max_size=4))
@example("a\ud835", ["\ud835 a", "\udd4f\U0001d54f"])
@example("a.b. 3.14\U0001f600c", ["a\U0001f600b..c", " 3.14 \U0001f600\ud835", "\ud835.\udd4f\U0001f600.a"])
def test_runs_of_word_characters_are_those_of_re(gold: str, texts: list[str]) -> None:
    reads, code = reader.by_runs(gold)
    known = dict(zip(re.findall(r"\w+", gold), code, strict=True))
    assert len(set(known.values())) == len(known)
    for text in [*texts, *texts, gold]:
        assert reads.code(text) == "".join(known.get(token, reader.FOREIGN) for token in re.findall(r"\w+", text))
        assert reader.count_runs(text) == len(re.findall(r"\w+", text))


@pytest.mark.parametrize("fold", [False, True])
def test_every_character_divides_words_as_re_does(fold: bool) -> None:
    text = "".join(f"x{chr(point)}y " for point in range(0x20000))
    text = text.lower() if fold else text
    _, code = reader.by_runs(text)
    numbers = {token: number for number, token in enumerate(dict.fromkeys(re.findall(r"\w+", text)))}
    places = {char: number for number, char in enumerate(dict.fromkeys(code))}
    assert [places[char] for char in code] == [numbers[token] for token in re.findall(r"\w+", text)]
    assert reader.count_runs(text) == len(code)
    in_plane = "".join(char for char in text if ord(char) < 0x10000)
    assert reader.count_runs(in_plane) == len(re.findall(r"\w+", in_plane))


def test_parts_of_the_gold_and_parts_read_before_are_not_tokenised_again() -> None:
    asked: list[str] = []

    def words(lines: Sequence[str]) -> list[str]:
        asked.extend(lines)
        return list(lines)

    reads = reader.Reader({"a b": "\2\3"}, {"a": "\2", "b": "\3", "\n": reader.END}, words, reader.cut)
    assert reads.codes([" a b ", "", "x", "x"]) == ["\2\3", "", reader.FOREIGN, reader.FOREIGN]
    assert reads.codes(["x", "a b"]) == [reader.FOREIGN, "\2\3"]
    assert asked == ["x"]


def test_memory_is_bounded_and_white_space_is_not_remembered() -> None:
    reads, _ = reading("a b")
    for number in range(reader.ROOM // 4):
        assert reads.codes([f" {number}"]) == [reader.FOREIGN]
    assert reader.ROOM - 6 < sum(map(len, reads._numbers)) <= reader.ROOM + len("a b")
    assert len(reads._codes) == len(reads._numbers) < reader.ROOM


def test_what_was_being_read_when_an_error_struck_is_read_again() -> None:
    broken = [MemoryError("no room")]

    def words(lines: Sequence[str]) -> list[str]:
        if broken:
            raise broken.pop()
        return tokens.words_by_line(lines)

    reads = reader.Reader({"a": "\2"}, {"a": "\2", "\n": reader.END}, words, reader.cut)
    with pytest.raises(MemoryError):
        reads.code("a x a. b")
    assert reads.codes(["a", "y a", "a x a.", "b"]) == ["\2", "\0\2", "\2\0\2", "\0"]
    assert reads.code("y a\na x a. b") == "\0\2\2\0\2\0"


def test_memory_is_bounded() -> None:
    reads, _ = reading("a b")
    long = "x" * (reader.ROOM + 1)
    numbers = [str(number) for number in range(reader.ROOM)]
    for part in [long, *numbers, long]:
        assert reads.codes([part]) == [reader.FOREIGN]
    assert reader.ROOM - 6 < sum(map(len, reads._numbers)) <= reader.ROOM + len("a b")
    assert long not in reads._numbers
