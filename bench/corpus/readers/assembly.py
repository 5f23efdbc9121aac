"""Pages and gold become a corpus, with a digest of all that can move a score."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from bench.corpus.source.members import gunzip
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page, fingerprint


def assemble(
    name: str,
    pages: Iterable[Page],
    gold: Mapping[str, Gold],
    *,
    licence: str = "",
    citation: str = "",
    source: str = "",
    oracle: bool = False,
) -> Corpus:
    """Return the corpus with pages and gold in order of page id.

    Raises CorpusError for no pages or an id used twice. Packed pages are unpacked once here, so a damaged or monstrous one is met at
    import, not in a worker (ArchiveError).
    """
    ordered = tuple(sorted(pages, key=lambda page: page.id))
    if not ordered:
        raise CorpusError(f"{source or name} holds no pages", "at least one page with its gold")
    for one, two in pairwise(ordered):
        if one.id == two.id:
            raise CorpusError(f"corpus {name} has two pages called {one.id!r}", "ids that are unique in their corpus")
    known = tuple(replace(page, fingerprint=_fingerprint(page)) for page in ordered)
    kept = {page.id: gold[page.id] for page in known if page.id in gold}
    return Corpus(name, digest(known, kept), known, kept, licence=licence, citation=citation, source=source, oracle=oracle)


def _fingerprint(page: Page) -> tuple[int, str]:
    """Unpack a page, within bounds, and return what is to be known of its bytes."""
    return fingerprint(gunzip(page.stored, f"page {page.id}") if page.packed else page.stored)


def digest(pages: Iterable[Page], gold: Mapping[str, Gold]) -> str:
    """Return the SHA-256 over pages in the order given: bytes, parsed gold, what groups or decodes them.

    Packing, file names, archive order and the line ends of gold files do not enter; a page's own bytes do, line ends and all.
    """
    total = hashlib.sha256()
    for page in pages:
        facts = [page.id, page.kind, page.site, page.encoding, page.lang, page.type, page.devices, page.sha256]
        total.update(json.dumps([*facts, _facts(gold.get(page.id))]).encode())
    return total.hexdigest()


def _facts(gold: Gold | None) -> object:
    """Return gold as plain lists: what a scorer can see of it."""
    if gold is None:
        return None
    blocks = None if gold.blocks is None else [[block.text, block.optional, block.role] for block in gold.blocks]
    return [blocks, gold.must_have, gold.must_not, sorted(gold.parts.items())]


def site_of(url: str) -> str:
    """Return the host that pages are clustered by, lower case, no port, no ``www.``; "" for none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")
