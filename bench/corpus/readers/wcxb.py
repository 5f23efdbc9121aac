"""The Web Content Extraction Benchmark (WCXB): pages of seven types with main text and snippets.

Source: ``<split>/html/<id>.html.gz`` beside ``<split>/ground-truth/<id>.json``; licence CC-BY-4.0, Murrough Foley 2026.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bench.corpus.readers.assembly import MARKDOWN, assemble, metadata, site_of
from bench.corpus.readers.records import check_pages, json_object, strings, text_blocks
from bench.corpus.source.archive import Source
from bench.corpus.source.spill import Spill, Spilled
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page

NAME = "wcxb"
_HTML = re.compile(r"^(?:(.*)/)?html/([^/]+)\.html\.gz$")
_TRUTH = re.compile(r"^(?:(.*)/)?ground-truth/([^/]+)\.json$")
_BESIDE = re.compile(r"(?:^|/)html/[^/]+$")
_SPLITS = ("dev", "test")


def recognises(source: Source) -> bool:
    """Whether a ground truth a page lies beside gzip-compressed pages."""
    return any(_TRUTH.search(name) for name in source.names) and any(_HTML.search(name) for name in source.names)


def read(source: Source, name: str) -> Corpus:
    """Read every page that has a ground truth, of the splits that are there; ids are ``<split>/<id>``.

    The splits stay apart: the published test half has 139 pages of the development half again, under the same ids. A ground truth without
    ``main_content`` is an empty one, as the source scores it. The page type is the one of the ground truth (``category`` reads as
    ``collection``), the site the domain of ``metadata.json``, else the host.
    """
    stored: dict[str, bytes | Spilled] = {}
    truths: dict[str, dict[str, Any]] = {}
    spill = Spill()
    alone = source.folder if source.folder in _SPLITS else ""  # a split read by itself is known by its folder

    def golds() -> Iterator[tuple[str, Gold]]:
        """Yield the gold of each page; facts and pages are put by."""
        for member, content in source.members(lambda name: bool(_HTML.search(name) or _TRUTH.search(name)), _is_page):
            if match := _HTML.search(member):
                stored[_key(match, alone)] = spill.content(content)
            elif match := _TRUTH.search(member):
                key = _key(match, alone)
                judged, truths[key] = _truth(key, json_object(content, f"{source.label}/{member}"))
                yield key, judged

    gold = spill.gold(golds())
    check_pages(truths, stored, source.label, "html/<id>.html.gz for each")
    domains = _domains(source)
    pages = [_page(key, name, stored[key], facts, domains.get(_bare(key), "")) for key, facts in truths.items()]
    repeated = sum(count > 1 for count in Counter(map(_bare, truths)).values())
    left_out = {
        "pages without a ground truth": len(stored.keys() - truths.keys()),
        "files in html/ that are not .html.gz": sum(bool(_BESIDE.search(member)) for member in source.names) - len(stored),
    }
    citation = "Foley, Web Content Extraction Benchmark, 2026"
    made = assemble(name, pages, gold, source=source.label, left_out=left_out, repeated=repeated, unread=source.gold_only)
    return replace(made, licence="CC-BY-4.0", citation=citation)


def _is_page(name: str) -> bool:
    """Whether a file is a page."""
    return bool(_HTML.search(name))


def _key(match: re.Match[str], alone: str) -> str:
    """Return a page's id, split and name; ``alone`` is the split that is read by itself."""
    split = match[1] or alone
    return f"{split}/{match[2]}" if split else match[2]


def _bare(key: str) -> str:
    """Return an id without its split."""
    return key.rpartition("/")[2]


def _truth(key: str, entry: dict[str, Any]) -> tuple[Gold, dict[str, Any]]:
    """Return gold and facts of one ground truth; the rest is dropped at once to keep memory low."""
    truth = entry.get("ground_truth")
    if not isinstance(truth, dict):
        raise CorpusError(f"ground truth {key} has no ground_truth", "an object of JSON")
    markdown = truth.get("main_content_markdown")  # the source's README does not mention it
    parts = {MARKDOWN: markdown} if isinstance(markdown, str) and markdown.strip() else {}
    parts |= metadata(truth.get("title"), truth.get("author"), truth.get("publish_date"))
    text = str(truth.get("main_content") or "")
    gold = Gold(key, text_blocks(text), strings(truth.get("with")), strings(truth.get("without")), parts)
    label = ((entry.get("_internal") or {}).get("page_type") or {}).get("primary") or truth.get("page_type") or ""
    kind = "collection" if label == "category" else str(label)
    return gold, {"url": str(entry.get("url") or truth.get("url") or ""), "type": kind, "title": str(truth.get("title") or "")}


def _domains(source: Source) -> dict[str, str]:
    """Return page id -> domain from ``metadata.json``, empty where the source has none."""
    if "metadata.json" not in source.names:
        return {}
    where = f"{source.label}/metadata.json"
    files = json_object(source.read("metadata.json"), where).get("files")
    if not isinstance(files, dict):
        raise CorpusError(f"{where} has no files", "an object of JSON")
    return {key: str(entry.get("domain", "")) for key, entry in files.items() if isinstance(entry, dict)}


def _page(key: str, corpus: str, stored: bytes | Spilled, facts: dict[str, Any], domain: str) -> Page:
    """Return one page. The files are stored as UTF-8 whatever they declare inside."""
    site = domain.lower() or site_of(facts["url"])
    return Page(key, corpus, stored, packed=True, url=facts["url"], site=site, encoding="utf-8", type=facts["type"], title=facts["title"])
