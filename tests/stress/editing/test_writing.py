"""A page that is written again reads as the text that was meant, in whatever encoding it came."""

from __future__ import annotations

import pytest

from bench.corpus.text.decode import decode
from bench.model import Page
from bench.stress.editing.steps import ChangeStep, Edit
from bench.stress.editing.writing import read

MARKED = [ChangeStep(0, (Edit(3, 3, "MARK "),))]


@pytest.mark.parametrize(
    ("content", "outside"),
    [
        ("<p>caf\u00e9</p>".encode(), ""),
        ("<p>caf\u00e9 and more words</p>".encode("latin-1"), "windows-1252"),
        ("<p>caf\u00e9</p>".encode("utf-16"), ""),
        ("<p>caf\u00e9</p>".encode("utf-8-sig"), ""),
        (b"<p>caf\xe9 \xff\xfe \x81</p>", "utf-8"),
        ("<p>\u65e5\u672c</p>".encode("shift_jis"), "shift_jis"),
    ],
)
def test_it_reads_as_the_text_that_was_meant(content: bytes, outside: str) -> None:
    page = Page("a", "c", content, encoding=outside)
    source = read(page)
    assert source is not None
    made = source.written("b", MARKED)
    before = decode(content, outside)
    assert decode(made.content, made.encoding) == before[:3] + "MARK " + before[3:]
    assert (made.id, made.sha256, made.size) == ("b", Page("b", "c", made.content).sha256, len(made.content))


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16-le", "utf-8-sig"])
def test_another_encoding_holds_every_character(encoding: str) -> None:
    source = read(Page("a", "c", "<p>\u65e5 caf\u00e9</p>".encode()))
    assert source is not None
    made = source.written("b", [ChangeStep(0, (Edit(0, 0, f'<meta charset="{encoding.removesuffix("-sig")}">'),), encoding)])
    text = decode(made.content, made.encoding)
    assert "caf\u00e9" in text
    assert ("\u65e5" in text) or ("&#26085;" in text)


@pytest.mark.parametrize("content", [b"", b"<div>" * 5000])
def test_what_cannot_be_parsed_is_not_edited(content: bytes) -> None:
    assert read(Page("a", "c", content)) is None
