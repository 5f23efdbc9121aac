"""Tests of the word tokeniser: against a second implementation of UAX 29, and of every choice it documents."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from uniseg.wordbreak import words as uniseg_words

from bench.scoring.text import tokens

LATIN = "abzABéÿßµªłƀя09²½__.,:;'’‘·-–—… \n\t\xa0\"()€%"
ALPHABET = LATIN + 'אבש"״קㄅ가각ᄀ고กาเ่ำ๑ខ្ລ१क्ष\u0301\u0308\u00ad\u200d\u200c\u200b\u2060\ufeffα՚،٫۰🙂❤\ufe0f①\u2024'
CJK = "漢字〇々ひらカタカナーｱﾞか\u3099ゝ"
TEXT = st.text(st.sampled_from(sorted(set(ALPHABET))), max_size=40)
MIXED = st.text(st.one_of(st.sampled_from(sorted(set(ALPHABET + CJK))), st.characters(exclude_categories=["Cs", "Cn", "Co"])), max_size=40)


def holds_letter(segment: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in segment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n–—…•🙂 __ ", []),
        ("Don't panic: it’s 3.14, or 1,000.5.", ["Don't", "panic", "it’s", "3.14", "or", "1,000.5"]),
        ("end.Start snake_case _x_ a.b. e.g.", ["end.Start", "snake_case", "_x_", "a.b", "e.g"]),
        ("Ω U.S.A. κόσμε", ["Ω", "U.S.A", "κόσμε"]),
        ("Ждать—нельзя", ["Ждать", "нельзя"]),
        ("漢字とカタカナ", ["漢", "字", "と", "カ", "タ", "カ", "ナ"]),
        ("人々2024年abc字", ["人", "々", "2024", "年", "abc", "字"]),
        ("か\u3099 ｶﾞ", ["が", "ｶﾞ"]),
        ("서울의 봄", ["서울의", "봄"]),
        ("ภาษาไทย", ["ภ", "า", "ษ", "า", "ไ", "ท", "ย"]),
        ("กี่", ["กี่"]),
        ('צה"ל ג\'ירף ג\' "שלום"', ['צה"ל', "ג'ירף", "ג'", "שלום"]),
        ("co\u00adop\u00aderate \ufeffBOM a\u2060b", ["cooperate", "BOM", "ab"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("a\u200d❤", ["a\u200d"]),
        ("Ⓐ Ⓐb m² ①", ["Ⓐb", "m", "²", "①"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("10\u202f000 mot\u202f! a_\u202fb", ["10", "000", "mot", "a_", "b"]),
        ("10\u202f000 ゝ mot\u202f!", ["10", "000", "ゝ", "mot"]),
        ("1:2 a:b 1;2", ["1", "2", "a:b", "1;2"]),
    ],
)
def test_words_of_the_documented_cases(text: str, expected: list[str]) -> None:
    assert tokens.words(text) == expected


@given(TEXT)
@example("א'1")
@example('א\u0301"\u0301ב')
@example("a\u00ad.\u0301b")
@example("1\u0301,\u03012_")
def test_segments_are_those_of_another_implementation_of_uax_29(text: str) -> None:
    assume(not re.search("\u200d[🙂❤]", text))  # WB3c joins emoji, which are no part of a word here
    expected = [segment for segment in uniseg_words(text) if holds_letter(segment)]
    assert [text[start:end] for start, end in tokens.spans(text)] == expected


@given(st.text(st.sampled_from(sorted(set(LATIN))), max_size=40))
def test_the_fast_path_finds_what_the_full_rules_find(text: str) -> None:
    assert tokens._OTHER.search(text) is None
    assert tokens.words(text) == [found for found in tokens._full().findall(text) if holds_letter(found)]


def test_every_character_of_the_fast_path_is_treated_as_by_the_full_rules() -> None:
    listed = [*range(0x2C00), *range(0xABF0, 0xD7B0), *range(0xE000, 0xFFFE), *range(0x1F100, 0x1FB00)]
    characters = [chr(code) for code in listed if tokens._OTHER.search(chr(code)) is None]
    assert len(characters) > 20_000
    fast, full = ([match.group() for match in pattern.finditer(probe(characters))] for pattern in (tokens._LATIN, tokens._full()))
    assert list(filter(holds_letter, fast)) == list(filter(holds_letter, full))


def probe(characters: list[str]) -> str:
    """Put every character between letters, between numbers, between both, at a word's edge and alone, on lines of its own."""
    return "\n".join(f"{char}\na{char}a\n1{char}1\na{char}1\n{char}.{char}\n{char}'{char}" for char in characters)


@given(MIXED)
def test_words_and_spans_agree_and_ascend(text: str) -> None:
    at = tokens.spans(text)
    assert [tokens.words(text[start:end]) for start, end in at] == [[word] for word in tokens.words(text)]
    assert all(holds_letter(text[start:end]) for start, end in at)
    edges = [edge for span in at for edge in span]
    assert edges == sorted(edges)
    assert list(tokens.starts(text)) == [start for start, _ in at]


@given(st.lists((MIXED | st.text(st.sampled_from(sorted(set(LATIN))), max_size=40)).map(lambda text: text.replace("\n", " ")), max_size=5))
def test_words_by_line_are_the_words_of_each_line(lines: list[str]) -> None:
    each = [tokens.words(line) for line in lines]
    expected = [word for found in each for word in [*found, "\n"]][:-1]
    assert tokens.words_by_line(lines) == expected
    text = "\n".join(lines)
    assert tokens.placed_by_line(lines) == (expected, list(tokens.starts(text)))


@given(MIXED)
def test_no_letter_or_number_is_left_out(text: str) -> None:
    covered = {place for start, end in tokens.spans(text) for place in range(start, end)}
    assert all(place in covered for place, char in enumerate(text) if unicodedata.category(char)[0] in "LN")


@given(st.text(st.sampled_from(sorted(set(LATIN + "漢カがéö\u0301"))), max_size=40))
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    assert tokens.words(unicodedata.normalize("NFD", text)) == tokens.words(unicodedata.normalize("NFC", text))


@given(MIXED, MIXED)
def test_a_line_break_never_joins_words(left: str, right: str) -> None:
    assert tokens.words(left + "\n" + right) == tokens.words(left) + tokens.words(right)
