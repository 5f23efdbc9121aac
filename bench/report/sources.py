"""Fetch what a run folder does not hold, where the corpus is at hand: a page's own markup, and the regions its text stands in."""

from __future__ import annotations

import base64
import gzip
from collections import Counter
from typing import TYPE_CHECKING

from bench.errors import BoilerbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from bench.model import Manifest, Page

LARGEST = 400_000  # bytes of a compressed source that is still kept in a page
SHORTEST = 20  # characters of extra text that are looked for: less could stand anywhere
GRAM = 3  # words by which extra text is found again in the page's regions
Key = tuple[str, str]


class Sources:
    """Pages by (corpus, page id), read from the corpora that a manifest names and accepted only with the digest of the run.

    A corpus that cannot be read any more (moved, not fetched) gives no sources and no names of regions; the report does without.
    """

    def __init__(self, manifest: Manifest, about: Mapping[Key, Mapping[str, Any]]) -> None:
        """Read the corpora that hold the pages of ``about``."""
        self._pages = {key: page for key, page in _read(manifest) if key in about and page.sha256 == about[key]["sha256"]}

    def packed(self, key: Key) -> str:
        """The page's markup as UTF-8, compressed by gzip, as base64; "" where it is not at hand or too large."""
        page = self._pages.get(key)
        if page is None:
            return ""
        stored = _utf8(page)
        return base64.b64encode(stored).decode() if len(stored) <= LARGEST else ""

    @staticmethod
    def unnamed(text: str) -> str:  # noqa: ARG004 - the signature of a finder
        """Name no region."""
        return ""

    def roles(self, key: Key) -> Callable[[str], str]:
        """A function from some text to the boilerplate region of the page that it stands in, "" where there is none."""
        page = self._pages.get(key)
        return _finder(page) if page else self.unnamed


def _read(manifest: Manifest) -> Iterable[tuple[Key, Page]]:
    """Every page of the manifest's corpora that can be read."""
    from bench.corpus import load

    for corpus in manifest.corpora:
        try:
            found = load(str(corpus.get("source") or corpus["name"]))
        except BoilerbenchError:
            continue
        yield from (((str(corpus["name"]), page.id), page) for page in found.pages)


def _utf8(page: Page) -> bytes:
    """The markup as gzip of UTF-8: as it is stored where that is what it is."""
    from bench.corpus.decode import decode

    content = page.content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return gzip.compress(decode(content, page.encoding, page.kind).encode("utf-8", "replace"), 6, mtime=0)
    return page.stored if page.packed else gzip.compress(content, 6, mtime=0)


def _finder(page: Page) -> Callable[[str], str]:
    """Index the regions of a page by their word triples, when first asked."""
    index: dict[tuple[str, ...], str] = {}

    def find(text: str) -> str:
        if len(text) < SHORTEST:
            return ""
        if not index:
            index.update(_index(page))
        votes = Counter(role for gram in _grams(text) if (role := index.get(gram)))
        return votes.most_common(1)[0][0] if votes else ""

    return find


def _index(page: Page) -> dict[tuple[str, ...], str]:
    """Word triples of the page's boilerplate; triples that stand in content too are no evidence."""
    from bench.corpus.regions import BOILERPLATE, regions

    found: dict[tuple[str, ...], str] = {("",): ""}
    content: set[tuple[str, ...]] = set()
    for region in regions(page):
        if region.role in BOILERPLATE:
            for gram in _grams(region.text):
                found.setdefault(gram, region.role)
        else:
            content.update(_grams(region.text))
    return {gram: role for gram, role in found.items() if gram not in content}


def _grams(text: str) -> list[tuple[str, ...]]:
    """Triples of words; a text of one or two words is one gram."""
    words = text.split()
    if len(words) < GRAM:
        return [tuple(words)] if words else []
    return list(zip(words, words[1:], words[2:], strict=False))
