"""Text from pages is harmless in each medium it reaches."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import tomllib
import unicodedata
from types import MappingProxyType
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import escaping

HOSTILE = "=+-@|`<>&\"'\\{}$#%_^~[]()!*:/.\n\r\t\x00\x1b\x9b\u202e\u2066\u2028\u200b\u200d\ufeff\ud800\uffff"
SPECIAL = st.sampled_from([*HOSTILE, "::", "##[", "@a"])
TEXT = st.lists(SPECIAL | st.text(max_size=4), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("function", "text", "expected"),
    [
        (escaping.terminal, "a\x1b[31mb\u202ec\nd", "a\\x1b[31mb\\u202ec d"),
        (escaping.terminal, "می‌خواهم", "می‌خواهم"),
        (escaping.log, "::error::x", ": :error::x"),
        (escaping.log, "  ::set-env name=A::x", "  : :set-env name=A::x"),
        (escaping.log, "a ##[group]b", "a # #[group]b"),
        (escaping.github, "50%: a,b\nc", "50%25: a,b c"),
        (escaping.markdown, "a|b `c` <img src=x>", "a\\|b \\`c\\` &lt;img src=x&gt;"),
        (escaping.markdown, "http://x.test @me", "http\\://x.test @\u200bme"),
        (escaping.markdown, "1. - x", "1\\. - x"),
        (escaping.code, "a`b|c", "aˋb¦c"),
        (escaping.csv, "=HYPERLINK(1)", "'=HYPERLINK(1)"),
        (escaping.csv, "\t@SUM(A1)", "' @SUM(A1)"),
        (escaping.csv, "plain - text", "plain - text"),
        (escaping.latex, r"50% \input{x}_", r"50\% \textbackslash{}input\{x\}\_"),
        (escaping.visible, "a\x00<b>\ud800", "a\u2400<b>\ufffd"),
        (escaping.visible, "a\u202eb\x1bc\nd", "a⟦←⟧b\u241bc\nd"),
        (escaping.visible, "مرحبا 世界\n", "مرحبا 世界\n"),
        (escaping.link, "javascript:alert(1)", ""),
        (escaping.link, "https://a.test/x?y=1", "https://a.test/x?y=1"),
        (escaping.link, 'https://a.test/" onload="x', ""),
    ],
)
def test_cases(function, text, expected):
    assert function(text) == expected


def test_a_limit_cuts_with_an_ellipsis():
    assert escaping.terminal("x" * 1_000_000, 5) == "xxxx…"
    assert escaping.terminal("xxxxx", 5) == "xxxxx"


@settings(deadline=None)
@given(TEXT)
def test_one_line_media_hold_no_control(text):
    for function in (escaping.terminal, escaping.log, escaping.github, escaping.code, escaping.csv, escaping.latex):
        safe = function(text)
        assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or char in "\u200c\u200d" for char in safe)


@settings(deadline=None)
@given(TEXT)
def test_a_log_line_is_never_a_command(text):
    assert not escaping.log(text).lstrip().startswith("::")
    assert "##[" not in escaping.log(text)


@settings(deadline=None)
@given(TEXT)
def test_a_markdown_cell_stays_one_cell_of_words(text):
    safe = escaping.markdown(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[|`*_\[\]]", re.sub(r"\\.", "", safe))
    assert "<" not in safe
    assert "\n" not in safe
    assert not re.search(r"@\w", safe)


@settings(deadline=None)
@given(TEXT)
def test_a_csv_field_is_no_formula_and_reads_back(text):
    safe = escaping.csv(text)
    assert not re.match(r"\s*[=+\-@]", safe)
    file = io.StringIO()
    csv.writer(file).writerow([safe, "x"])
    assert next(csv.reader(io.StringIO(file.getvalue()))) == [safe, "x"]


@settings(deadline=None)
@given(TEXT)
def test_xml_can_hold_what_is_visible(text):
    element = ET.Element("a", b=escaping.visible(text))
    element.text = escaping.visible(text)
    parsed = ET.fromstring(ET.tostring(element, encoding="unicode"))
    assert parsed.get("b") == escaping.visible(text)
    assert (parsed.text or "") == escaping.visible(text).replace("\r\n", "\n").replace("\r", "\n")


def test_json_gets_null_for_what_is_no_number():
    value = {1: math.nan, "a": (math.inf, -math.inf, 0.5, 0), "b": [{"c": None}], "d": "NaN", "e": True}
    assert escaping.json(value) == {"1": None, "a": [None, None, 0.5, 0], "b": [{"c": None}], "d": "NaN", "e": True}
    assert escaping.json(MappingProxyType({"a": math.nan})) == {"a": None}


@settings(deadline=None)
@given(TEXT)
def test_latex_has_no_live_character(text):
    bare = re.sub(r"\\text\w+\{\}|\\[{}$&#%_]|\{-\}", "", escaping.latex(text))
    assert not re.search(r"[\\{}$&#%_^~]", bare)


def test_no_character_is_let_through_because_others_can_be_seen():
    for point in range(0x110000):
        char = chr(point)
        assert (escaping.visible(f"a{char}\nb") == f"a{char}\nb") is (escaping._UNSEEN.search(char) is None), hex(point)


@given(st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.floats(allow_nan=False), st.lists(st.text(), max_size=3)))
def test_toml_reads_what_was_written_back(value: object) -> None:
    written = escaping.toml(value)
    assert "\n" not in written
    assert tomllib.loads(f"a = {written}\n[b.{escaping.toml(str(value))}]\n") == {"a": value, "b": {str(value): {}}}


def test_toml_holds_tables_dates_and_no_lone_surrogates() -> None:
    assert tomllib.loads(f"a = {escaping.toml({'x y': [1, 'b']})}")["a"] == {"x y": [1, "b"]}
    assert tomllib.loads(f"a = {escaping.toml('d' + chr(0xD83C) + chr(0xDF89) + chr(0xD800))}")["a"] == "d🎉\ufffd"
    assert tomllib.loads(f"a = {escaping.toml(dt.date(2026, 1, 2))}")["a"] == dt.date(2026, 1, 2)
    assert "\u202e" not in escaping.toml("a\u202eb")
