import io

import pytest

from bench.corpus.readers.records import json_lines, json_object, objects, strings, text_blocks
from bench.errors import CorpusError
from bench.model import Block


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "x is no JSON"),
        (b"[1]", "x holds list"),
        (b"\xff", "x is no JSON"),
        (b"[" * 100_000, "x is no JSON"),
        (b'{"a": 1, "a": 1}', "x names 'a' twice"),
        (b'{"a": [{"b": 1, "c": 2, "b": 3}]}', "x names 'b' twice"),
    ],
)
def test_what_is_no_object_is_named(content, why):
    with pytest.raises(CorpusError, match=why):
        json_object(content, "x")


def test_objects_by_name():
    assert objects(b'{"a": {"b": 1}}', "x") == {"a": {"b": 1}}
    with pytest.raises(CorpusError, match="x: 'a' is no object"):
        objects(b'{"a": 1}', "x")


def test_lines_are_numbered_from_one_and_blank_ones_passed_over():
    assert list(json_lines(io.BytesIO(b'\n{"a": 1}\n  \n{"a": 2}'), "x")) == [(2, {"a": 1}), (4, {"a": 2})]
    with pytest.raises(CorpusError, match="x:1 is no JSON"):
        list(json_lines(io.BytesIO(b"no"), "x"))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        (" \n\n ", ()),
        ("one\ntwo", (Block("one\ntwo"),)),
        ("one\r\n \t\r\n\r\n  two\x00 ", (Block("one"), Block("two"))),
    ],
)
def test_plain_text_as_blocks(text, blocks):
    assert text_blocks(text) == blocks


def test_strings_of_a_list():
    assert strings(["a", " ", 3, "", "b "]) == ("a", "b ")
    assert strings("abc") == strings(None) == ()
