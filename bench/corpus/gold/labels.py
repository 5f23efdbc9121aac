"""Standoff gold: line labels for pages that may not be copied, checked against the page by SHA-256."""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import TYPE_CHECKING, Any

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.native import data_root
from bench.corpus.text.decode import decode
from bench.corpus.text.textdump import bullet_text
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Kind, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_RANGE = re.compile(r"^([1-9][0-9]*)(?:-([1-9][0-9]*))?$")
_KEYS = {"file", "sha256", "keep", "optional", "url", "lang", "type", "encoding"}


def dumps(pages: Path | None = None) -> Corpus:
    """Read the built-in corpus ``dumps``: labels from the package, pages from ``pages`` or ``seeds/dumps`` of a checkout."""
    return read(data_root("gold") / "dumps" / "labels.toml", pages or data_root("seeds") / "dumps", "dumps")


def read(labels: Path, pages: Path, name: str) -> Corpus:
    """Return the corpus of the pages that ``labels`` names, found in the folder ``pages``; raises CorpusError with what to type."""
    try:
        table = tomllib.loads(labels.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CorpusError(f"{labels} cannot be read: {problem}", "a file of line labels") from problem
    found = [_read_page(stem, name, table[stem], pages, f"{labels}, [{stem}]") for stem in sorted(table)]
    return assemble(name, [page for page, _ in found], {gold.page_id: gold for _, gold in found}, source=name)


def _read_page(stem: str, corpus: str, entry: Mapping[str, Any], folder: Path, where: str) -> tuple[Page, Gold]:
    if not isinstance(entry, dict) or not {"file", "sha256", "keep"} <= set(entry) <= _KEYS:
        raise CorpusError(f"{where} is incomplete or has an unknown key", f"file, sha256, keep and any of {', '.join(sorted(_KEYS))}")
    content = _content(folder, str(entry["file"]), str(entry["sha256"]))
    url = str(entry.get("url", ""))
    lang, kind_of_page, encoding = (str(entry.get(key, "")) for key in ("lang", "type", "encoding"))
    page = Page(stem, corpus, content, Kind.TEXT, url=url, site=site_of(url), encoding=encoding, lang=lang, type=kind_of_page)
    lines = decode(content, page.encoding, Kind.TEXT).splitlines()
    return page, Gold(stem, blocks(lines, entry["keep"], entry.get("optional", ()), where))


def _content(folder: Path, file: str, sha256: str) -> bytes:
    """Return a page's bytes if they are the ones that were labelled."""
    path = folder / file
    if not path.is_file():
        raise CorpusError(f"there is no page {path}", f"the text dump {file}, which is not ours to copy", "give its folder: --pages DIR")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CorpusError(f"{path} is not the page that was labelled", f"bytes with SHA-256 {sha256}", "give another folder: --pages DIR")
    return content


def blocks(lines: Sequence[str], keep: Sequence[str], optional: Sequence[str], where: str = "labels") -> tuple[Block, ...]:
    """Return the gold of labelled lines in page order: a block a line, runs of bullets one list block; blank lines give none.

    ``keep`` and ``optional`` hold line numbers from 1 and inclusive ranges (``"3-21"``). Raises CorpusError for ranges that
    overlap or lie beyond the page.
    """
    marks: dict[int, bool] = {}
    for spans, mark in ((keep, False), (optional, True)):
        for number in numbers(spans, where):
            if number in marks or number > len(lines):
                why = "labelled twice" if number in marks else f"beyond the page's {len(lines)} lines"
                raise CorpusError(f"{where}: line {number} is {why}", "each line of the page at most once")
            marks[number] = mark
    return _blocks(lines, marks)


def numbers(spans: Sequence[str], where: str) -> list[int]:
    """Return the line numbers that ``spans`` name, in the order given."""
    found: list[int] = []
    for span in spans:
        match = _RANGE.match(str(span))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first or last > 10_000_000:
            raise CorpusError(f"{where}: {span!r} is no range of lines", 'a line or a range, such as "7" or "3-21"')
        found.extend(range(first, last + 1))
    return found


def _blocks(lines: Sequence[str], marks: Mapping[int, bool]) -> tuple[Block, ...]:
    found: list[Block] = []
    last_bullet = 0
    for number in sorted(marks):
        line, optional = lines[number - 1], marks[number]
        item = bullet_text(line)
        if item is not None and found and last_bullet == number - 1 and found[-1].optional == optional:
            found[-1] = Block(f"{found[-1].text}\n{item}", optional, "list")
        elif line.strip():
            found.append(Block(item or line.strip(), optional, "list" if item else "paragraph"))
        last_bullet = number if item is not None else last_bullet
    return tuple(found)
