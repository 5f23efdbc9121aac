"""Files that are no WARC files are named as what they are."""

from __future__ import annotations

import io

import pytest

from bench.corpus.warc.records import records
from bench.errors import CorpusError


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"filedesc://x.arc 0.0.0.0 20050614070144 text/plain 77\n", "an ARC file"),
        (b"PK\x03\x04\x14\x00archive/a.warc.gz", "a ZIP archive, as WACZ files are"),
        (b" CDX N b a m s\ncom,example)/ 2024", "a CDX index"),
        (b"com,example)/a 20240101000000 http://e.example/ text/html", "a CDX index"),
        (b'{"urlkey": "com,example)/"}', "a CDX index"),
        (b"\n<!DOCTYPE html><p>", "a page by itself"),
        (b"%PDF-1.7", "a PDF"),
        (b"anything", "damaged, or no WARC file: it begins with b'anything'"),
    ],
)
def test_another_format_is_named(content: bytes, words: str) -> None:
    with pytest.raises(CorpusError) as caught:
        list(records(io.BytesIO(content), "x.warc"))
    assert str(caught.value).startswith(f"x.warc is {words}")


def test_nothing_is_no_other_format() -> None:
    assert list(records(io.BytesIO(b""), "x.warc")) == []
