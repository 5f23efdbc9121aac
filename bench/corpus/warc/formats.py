"""What a file is that holds no WARC records, told by its first bytes."""

from __future__ import annotations

import re

from bench.errors import CorpusError

_OTHERS = (
    (re.compile(rb"filedesc://"), "an ARC file, the format before WARC", "convert it to WARC first"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive, as WACZ files are", "unzip it: the WARC files of a WACZ lie in archive/"),
    (
        re.compile(rb" CDX[ \r\n]|\S+\)\S* \d{14} |\{\"(?:urlkey|url)\""),
        "a CDX index, which says where pages are and holds none",
        "name the WARC files",
    ),
    (re.compile(rb"(?i:<!doctype|<html|<\?xml)"), "a page by itself", "put it into a folder and name that: --corpus FOLDER"),
    (re.compile(rb"%PDF-"), "a PDF", ""),
)
_EXPECTED = "a WARC or WET file, plain or compressed"
_RECORD = re.compile(rb"WARC/\d\.\d")


def refuse_others(first: bytes, name: str) -> None:
    """Raise CorpusError where a file that begins with these bytes, unpacked, is of another format."""
    for pattern, what, hint in _OTHERS:
        if pattern.match(first) or pattern.match(first.lstrip()):
            raise CorpusError(f"{name} is {what}", _EXPECTED, hint)


def refuse_strangers(first: bytes, name: str) -> None:
    """Raise CorpusError for a file without a record that does not even begin as a WARC file does."""
    if first.strip() and not _RECORD.search(first):
        raise CorpusError(f"{name} is damaged, or no WARC file: it begins with {first.lstrip()[:16]!r}", _EXPECTED, "fetch it again")
