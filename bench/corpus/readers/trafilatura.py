"""Trafilatura's own evaluation set: segments that must and must not be in the output, no full text.

Source: https://github.com/adbar/trafilatura, ``tests/evaldata.json`` (or the literal dict of ``evaldata.py``, parsed, never run) with
pages in ``tests/cache`` and ``tests/eval``. Where both hold a file, the one in ``cache`` counts, as in the source.
"""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import objects, strings
from bench.corpus.source.archive import Source
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page

NAME = "trafilatura"
_FOLDERS = ("cache", "eval")
_LITERAL_LIMIT = 1 << 24  # bytes of Python that are parsed; the published file has 0.5 MB


def recognises(source: Source) -> bool:
    """Whether the evaluation data lies beside a folder of pages."""
    return _data_name(source) is not None


def read(source: Source, name: str) -> Corpus:
    """Read all documents; ids are file names without ending, and a missing page is an error."""
    data = source.only("evaldata.json") or source.only("evaldata.py")
    if data is None:
        raise CorpusError(f"{source.label} has no evaldata.json", "trafilatura's folder tests/")
    root = data.rpartition("/")[0] + "/" if "/" in data else ""
    documents = _documents(source.read(data), f"{source.label}/{data}")
    held = dict(source.members(lambda name: name.startswith(tuple(f"{root}{folder}/" for folder in _FOLDERS))))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for url, entry in sorted(documents.items()):
        page = _page(url, entry, name, held, root, source.label)
        if page.id in gold:
            raise CorpusError(f"{source.label}/{data} names the page {page.id} twice", "each page once")
        pages.append(page)
        gold[page.id] = Gold(page.id, None, strings(entry.get("with")), strings(entry.get("without")))
    left_out = {"pages that no document names": _unnamed(held, documents), "pages in eval/ that cache/ has too": len(held) - len(pages)}
    left_out["pages in eval/ that cache/ has too"] -= left_out["pages that no document names"]
    citation = "Barbaresi, Trafilatura, ACL 2021 (demo)"
    return assemble(name, pages, gold, licence="Apache-2.0", citation=citation, source=source.label, left_out=left_out)


def _unnamed(held: Iterable[str], documents: Mapping[str, Mapping[str, Any]]) -> int:
    """Count the pages whose file no document names."""
    named = {str(entry.get("file", "")) for entry in documents.values()}
    return sum(member.rpartition("/")[2] not in named for member in held)


def _data_name(source: Source) -> str | None:
    has_pages = any(f"{folder}/" in name for folder in _FOLDERS for name in source.names)
    return (source.find("evaldata.json") or source.find("evaldata.py")) if has_pages else None


def _documents(content: bytes, where: str) -> dict[str, dict[str, Any]]:
    """Return URL -> entry from JSON, or from the largest literal dict that a Python file assigns."""
    if not where.endswith(".py"):
        return objects(content, where)
    if len(content) > _LITERAL_LIMIT:
        raise CorpusError(f"{where} is too large to parse", f"at most {_LITERAL_LIMIT:,} bytes")
    try:
        tree = ast.parse(content)
        values = [node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)]
        table: dict[str, dict[str, Any]] = ast.literal_eval(max(values, key=lambda value: len(value.keys)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise CorpusError(f"{where} holds no literal dict: {problem}", "EVAL_PAGES = {url: {...}}") from problem
    if len(table) < max(len(value.keys) for value in values):
        raise CorpusError(f"{where} names an address twice", "each address once")
    for url, entry in table.items():
        if not (isinstance(url, str) and isinstance(entry, dict)):
            raise CorpusError(f"{where}: {url!r} is no address with a dict", "EVAL_PAGES = {url: {...}}")
    return table


def _page(url: str, entry: dict[str, Any], corpus: str, held: dict[str, bytes], root: str, label: str) -> Page:
    file = str(entry.get("file", ""))
    content = held.get(f"{root}cache/{file}", held.get(f"{root}eval/{file}"))
    if content is None:
        raise CorpusError(f"{label} has no page {file!r} for {url}", "a file in tests/cache or tests/eval")
    stem = file.removesuffix(".html").removesuffix(".htm")
    return Page(stem, corpus, content, url=url, site=site_of(url), type="article", title=str(entry.get("title") or ""))
