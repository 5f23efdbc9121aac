"""The built-in corpus ``dumps``: pages that may not be copied, labelled by line, checked by SHA-256."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.corpus.gold.labels import blocks
from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.source.installed import data_root
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Kind, Page

_KEYS = {"file", "sha256", "keep", "optional", "url", "lang", "type", "encoding"}


def dumps(pages: Path | None = None) -> Corpus:
    """Read the built-in corpus, its pages from ``pages``, else from ``seeds/dumps`` of a checkout."""
    return read(data_root("gold") / "dumps" / "labels.toml", pages or data_root("seeds") / "dumps", "dumps")


def read(labels: Path, pages: Path, name: str) -> Corpus:
    """Return the pages that ``labels`` names; raises CorpusError for one missing or another."""
    try:
        table = tomllib.loads(labels.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CorpusError(f"{labels} cannot be read: {problem}", "a file of line labels") from problem
    labelled = [_read_page(stem, name, table[stem], pages, f"{labels}, [{stem}]") for stem in sorted(table)]
    return assemble(name, [page for page, _ in labelled], {gold.page_id: gold for _, gold in labelled}, source=name)


def _read_page(stem: str, corpus: str, entry: Mapping[str, Any], folder: Path, where: str) -> tuple[Page, Gold]:
    if not isinstance(entry, dict) or not {"file", "sha256", "keep"} <= set(entry) <= _KEYS:
        raise CorpusError(f"{where} is incomplete or has an unknown key", f"file, sha256, keep and any of {', '.join(sorted(_KEYS))}")
    content = _content(folder, str(entry["file"]), str(entry["sha256"]))
    facts: dict[str, Any] = {key: str(entry.get(key, "")) for key in ("url", "lang", "type", "encoding")}
    page = Page(stem, corpus, content, Kind.TEXT, site=site_of(facts["url"]), **facts)
    lines = decode(content, page.encoding, Kind.TEXT).splitlines()
    kept = blocks(lines, entry["keep"], entry.get("optional", ()), where)
    return page, Gold(stem, kept, blank=not kept)  # a person labelled no line of it


def _content(folder: Path, file: str, sha256: str) -> bytes:
    """Return a page's bytes if they are the ones that were labelled."""
    path = folder / file
    if not path.is_file():
        raise CorpusError(f"there is no page {path}", f"the text dump {file}, which is not ours to copy", "give its folder: --pages DIR")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CorpusError(f"{path} is not the page that was labelled", f"bytes with SHA-256 {sha256}", "give another folder: --pages DIR")
    return content
