"""Snapshot folders: saved pages in ``fixtures/`` beside what an extractor returned for them in ``expected/``, by the same name.

So Defuddle, html-to-markdown tools and many projects of one library keep their tests: ``fixtures/a.html`` with ``expected/a.md``, ``.html``
or ``.txt``; folders below are kept in ids. An expected output is what the project accepted once: a regression oracle and not truth.
Metadata before Markdown (a fenced block of JSON, as Defuddle writes it, or lines between ``---``) is no content.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from bench.corpus.gold import markdown_gold
from bench.corpus.readers.assembly import MARKDOWN, assemble, site_of
from bench.corpus.readers.records import text_blocks
from bench.corpus.source.archive import Source
from bench.corpus.structure.blocks import html_blocks
from bench.corpus.text.decode import decode, scrub
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Kind, Page

NAME = "snapshots"
_PAGES = ("fixtures", "inputs", "input")
_EXPECTED = ("expected", "outputs", "output")
_PAGE = re.compile(r"\.(?:html?|xhtml)$", re.IGNORECASE)
_ENDINGS = (".md", ".markdown", ".html", ".htm", ".txt")  # the first that is there counts
_JSON = re.compile(r"\A\s*```json\n(\{.*?\n?\})\s*\n```[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_ADDRESS = re.compile(rb"<!--\s*(\{\s*\"url\"[^<>]*\})\s*-->")


def recognises(source: Source) -> bool:
    """Whether a page in one folder has an expected output of its name in the folder beside it."""
    return any(_pairs(source))


def read(source: Source, name: str) -> Corpus:
    """Read every page with an expected output, whose text is gold; what stands alone is counted."""
    left_out: Counter[str] = Counter()
    chosen: dict[str, tuple[str, str]] = {}
    several = len({place for place, _, _, _ in _pairs(source)}) > 1
    for place, stem, page, outputs in _pairs(source):
        key = f"{place}{stem}" if several else stem
        chosen[key] = page, outputs[0]
        left_out["further outputs of a page"] += len(outputs) - 1
    if not chosen:
        raise CorpusError(f"{source.label} has no page with an expected output", "fixtures/NAME.html with expected/NAME.md, .html or .txt")
    left_out.update(_alone(source, {file for pair in chosen.values() for file in pair}))
    held = dict(source.members({file for pair in chosen.values() for file in pair}.__contains__))
    golds = {key: _gold(key, output, held[output]) for key, (_, output) in chosen.items()}
    pages = [_page(key, name, held[page], held[output]) for key, (page, output) in chosen.items()]
    return assemble(name, pages, golds, source=source.label, oracle=True, left_out=left_out)


def _pairs(source: Source) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield the folder of both, the name without ending, the page, and its outputs by preference."""
    known = set(source.names)
    for file in source.names:
        folder, stem = _split(file, _PAGES)
        if stem and _PAGE.search(stem):
            bare = _PAGE.sub("", stem)
            places = [f"{folder}{place}/{bare}{ending}" for place in _EXPECTED for ending in _ENDINGS]
            if outputs := [place for place in places if place in known]:
                yield folder, bare, file, outputs


def _split(file: str, folders: tuple[str, ...]) -> tuple[str, str]:
    """Return what stands before and after a folder of one of these names, "" and "" without one."""
    parts = file.split("/")
    at = next((at for at, part in enumerate(parts[:-1]) if part.lower() in folders), None)
    return ("", "") if at is None else ("".join(f"{part}/" for part in parts[:at]), "/".join(parts[at + 1 :]))


def _alone(source: Source, used: set[str]) -> Counter[str]:
    """Count the pages without an expected output, and the outputs without a page."""
    names = [_PAGE.sub("", _split(file, _PAGES)[1]) for file in used if _split(file, _PAGES)[1]]
    alone: Counter[str] = Counter()
    for file in source.names:
        page, output = _split(file, _PAGES)[1], _split(file, _EXPECTED)[1]
        if page and _PAGE.search(page) and file not in used:
            alone["pages without an expected output"] += 1
        elif output.endswith(_ENDINGS) and output[: output.rindex(".")] not in names:
            alone["outputs without a page"] += 1
    return alone


def _gold(key: str, file: str, content: bytes) -> Gold:
    """Return the words of an expected output; one without a word says that its page has no content."""
    if file.endswith((".html", ".htm")):
        blocks = html_blocks(decode(content, "utf-8"))
        return Gold(key, blocks, blank=not blocks)
    text = scrub(decode(content, "utf-8", Kind.TEXT))
    if file.endswith(".txt"):
        return Gold(key, blocks := text_blocks(text), blank=not blocks)
    markdown = _FRONT.sub("", _JSON.sub("", text.replace("\r\n", "\n"), count=1), count=1).strip("\n")
    parts = {"markdown": markdown, MARKDOWN: markdown} if markdown.strip() else {}
    return Gold(key, blocks := markdown_gold.blocks(markdown), parts=parts, blank=not blocks)


def _page(key: str, corpus: str, content: bytes, output: bytes) -> Page:
    """Return one page, with the address that its first comment names and the title that its output states."""
    address = _ADDRESS.search(content[:4096])
    stated = _JSON.match(decode(output, "utf-8", Kind.TEXT).replace("\r\n", "\n"))
    url = str(_object(address[1].decode("utf-8", "replace")).get("url") or "") if address else ""
    return Page(key, corpus, content, url=url, site=site_of(url), title=str(_object(stated[1]).get("title") or "") if stated else "")


def _object(text: str) -> dict[str, object]:
    """Return an object of JSON, an empty one for anything else: these facts are only shown."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
