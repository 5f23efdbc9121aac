"""WebMainBench: pages with hand-marked content, one JSON object a line, gold as Markdown.

Source: https://github.com/opendatalab/WebMainBench, ``data/*.jsonl``. The published HTML still carries the annotators' marks
(``cc-select`` on every element that is content): that is the answer, so all marks are taken out of the page (see ``unmark``).
"""

import gzip
import re
from collections.abc import Iterator
from typing import Any

from bench.corpus.gold.markdown_gold import blocks
from bench.corpus.readers.assembly import MARKDOWN, assemble, site_of
from bench.corpus.readers.records import json_lines
from bench.corpus.source.archive import Source
from bench.corpus.text.decode import scrub
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page

NAME = "webmainbench"
_GOLD = "groundtruth_content"
_STYLE = re.compile(r"<style id=\"cc-extraStyle\".*?</style>\s*", re.DOTALL)
_WRAPPER = re.compile(r"</?marked-(?:text|tail)\b[^>]*>")
_ATTRIBUTE = re.compile(r"\s(?:cc-select|data-anno-uid)(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")
_EMPTY = re.compile(r"\s(?:style=\"(?:user-select: none;)?\"|class=\"\s*\")")
_CLASS = re.compile(r"\sclass=\"([^\"]*\b(?:mark-selected|cc-unloaded)\b[^\"]*)\"")


def recognises(source: Source) -> bool:
    """Whether there are JSON lines whose first line has this benchmark's gold."""
    return any(_is_ours(source, name) for name in source.names if name.endswith(".jsonl") and "results" not in name.split("/")[:-1])


def read(source: Source, name: str) -> Corpus:
    """Read all lines; with several files, which may share pages, ids start with the file's stem."""
    lines = [file for file in source.names if file.endswith(".jsonl")]
    answers = [file for file in lines if "results" in file.split("/")[:-1]]  # what extractors made of the pages, gold beside it
    files = [file for file in lines if file not in answers and _is_ours(source, file)]
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for file in files:
        prefix = f"{file.rpartition('/')[2].removesuffix('.jsonl')}/" if len(files) > 1 else ""
        for page, judged in _records(source, file, name, prefix):
            pages.append(page)
            gold[page.id] = judged
    left_out = {f"files of JSON lines without {_GOLD}": len(lines) - len(files) - len(answers), "files of results": len(answers)}
    citation = "OpenDataLab, WebMainBench, 2025"
    return assemble(name, pages, gold, licence="Apache-2.0", citation=citation, source=source.label, left_out=left_out)


def unmark(html: str) -> str:
    """Return a page without what the annotation tool added: attributes, classes, wrappers, a style sheet.

    Attributes left empty by that (``class=""``, ``style=""``) go everywhere, for they too would tell content from the rest.
    """
    plain = _WRAPPER.sub("", _STYLE.sub("", html))
    return _EMPTY.sub("", _CLASS.sub(_other_classes, _ATTRIBUTE.sub("", plain)))


def _other_classes(match: re.Match[str]) -> str:
    kept = [word for word in match[1].split() if word not in {"mark-selected", "cc-unloaded"}]
    return f' class="{" ".join(kept)}"' if kept else ""


def _is_ours(source: Source, name: str) -> bool:
    with source.open(name) as stream:
        return f'"{_GOLD}"'.encode() in stream.readline(1 << 26)


def _records(source: Source, file: str, corpus: str, prefix: str) -> Iterator[tuple[Page, Gold]]:
    with source.open(file) as stream:
        for number, entry in json_lines(stream, f"{source.label}/{file}"):
            key, html, truth = entry.get("track_id") or entry.get("id"), entry.get("html"), entry.get(_GOLD)
            if not (isinstance(key, str) and isinstance(html, str) and isinstance(truth, str)):
                raise CorpusError(f"{source.label}/{file}:{number} lacks track_id, html or {_GOLD}", "a record of WebMainBench")
            yield _page(prefix + key, corpus, html, entry), Gold(prefix + key, blocks(truth), parts={"markdown": truth, MARKDOWN: truth})


def _page(key: str, corpus: str, html: str, entry: dict[str, Any]) -> Page:
    url = str(entry.get("url") or "")
    meta = entry.get("meta")
    language = str(entry.get("language") or (meta.get("language") if isinstance(meta, dict) else "") or "")
    stored = gzip.compress(scrub(unmark(html)).encode(), 1, mtime=0)
    return Page(key, corpus, stored, packed=True, url=url, site=site_of(url), encoding="utf-8", lang=language)
