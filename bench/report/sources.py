"""Fetch what a run folder does not hold, where the corpus is at hand: a page's own markup, and the regions its text stands in."""

from __future__ import annotations

import base64
import gzip
from collections import Counter
from typing import TYPE_CHECKING

from bench.corpus.regions import BOILERPLATE
from bench.errors import BoilerbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from bench.model import Corpus, Gold, Manifest, Page

LARGEST = 400_000  # bytes of a compressed source that is still kept in a page
SHORTEST = 20  # characters of extra text that are looked for: less could stand anywhere
Key = tuple[str, str]


class Sources:
    """Pages by (corpus, page id), read from the corpora that a manifest names and accepted only with the digest of the run.

    A corpus that cannot be read any more (moved, not fetched) gives no sources and no names of regions; the report does without.
    """

    def __init__(self, manifest: Manifest, about: Mapping[Key, Mapping[str, Any]], held: Sequence[Corpus] = ()) -> None:
        """Read the corpora that hold the pages of ``about``, but for those ``held`` already."""
        self._pages = {key: page for key, page in _read(manifest, held) if key in about and page.sha256 == about[key]["sha256"]}

    def packed(self, key: Key) -> str:
        """Return the page's markup as UTF-8, compressed by gzip, as base64; "" where it is not at hand or too large."""
        page = self._pages.get(key)
        if page is None:
            return ""
        stored = _utf8(page)
        return base64.b64encode(stored).decode() if len(stored) <= LARGEST else ""

    @staticmethod
    def unnamed(text: str) -> str:  # noqa: ARG004 - the signature of a finder
        """Name no region."""
        return ""

    def roles(self, key: Key, gold: Gold) -> Callable[[str], str]:
        """Return a function from some text to the boilerplate region of the page that it stands in, "" where there is none."""
        page = self._pages.get(key)
        return _finder(page, gold) if page else self.unnamed


def _read(manifest: Manifest, held: Sequence[Corpus]) -> Iterable[tuple[Key, Page]]:
    """Every page of the manifest's corpora that can be read."""
    from bench.corpus import load

    known = {corpus.name: corpus for corpus in held}
    for corpus in manifest.corpora:
        try:
            found = known.get(str(corpus["name"])) or load(str(corpus.get("source") or corpus["name"]))
        except BoilerbenchError:
            continue
        yield from (((str(corpus["name"]), page.id), page) for page in found.pages)


def _utf8(page: Page) -> bytes:
    """Return the markup as gzip of UTF-8: as it is stored where that is what it is."""
    from bench.corpus.decode import decode

    content = page.content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return gzip.compress(decode(content, page.encoding, page.kind).encode("utf-8", "replace"), 6, mtime=0)
    return page.stored if page.packed else gzip.compress(content, 6, mtime=0)


def _finder(page: Page, gold: Gold) -> Callable[[str], str]:
    """Index the regions of a page as the figures on losses do, when first asked; the most frequent class of a text's passages tells it."""
    from bench.corpus.regions import regions
    from bench.scoring import losses, tokens

    index: dict[tuple[str, ...], str] = {}

    def find(text: str) -> str:
        """Return the role of the region that holds ``text``, "" where none does or the text is too short to tell."""
        if len(text) < SHORTEST:
            return ""
        if not index:
            index.update({("",): "", **losses.prepare(gold, [(region.text, region.role) for region in regions(page)]).classes})
        words = tokens.words(text)
        passages = zip(*(words[at:] for at in range(losses.SHINGLE)), strict=False) if len(words) >= losses.SHINGLE else [tuple(words)]
        votes = Counter(name for passage in passages if (name := index.get(passage)) in BOILERPLATE)
        return votes.most_common(1)[0][0] if votes else ""

    return find
