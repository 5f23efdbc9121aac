"""Read what a run folder does not hold: a page's own markup, and the regions its text stands in."""

import base64
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bench.corpus import load
from bench.corpus.structure.regions import BOILERPLATE, regions
from bench.corpus.text.decode import decode
from bench.errors import BoilerbenchError
from bench.model import Corpus, Gold, Manifest, Page
from bench.report.pages.marking import SHORTEST
from bench.scoring.tables import losses
from bench.scoring.text import tokens

LARGEST = 400_000  # bytes of a compressed source that is still kept in a page
LARGE = 30_000  # bytes from which on scripts, styles and data addresses in it are cut: 70 of 181 news pages, two thirds of all bytes
LONG = 1000  # bytes of a script or style that is cut then
KEPT = 200  # bytes of it that stay
OPENING = re.compile(rb"<(script|style)(?=[\s/>])")
DATA = re.compile(rb"(data:[\w/+.-]{3,60};base64,)[\w+/=]{1000,}", re.IGNORECASE)
Key = tuple[str, str]


class Sources:
    """Pages by (corpus, page id) from the corpora that a manifest names, with the run's digests only.

    A corpus that cannot be read any more (moved, not fetched) gives no sources and no names of regions; the report does without.
    """

    def __init__(self, manifest: Manifest, about: Mapping[Key, Mapping[str, Any]], held: Sequence[Corpus] = ()) -> None:
        """Read the corpora that hold the pages of ``about``, but for those ``held`` already."""
        self._pages = {key: page for key, page in _read(manifest, held) if key in about and page.sha256 == about[key]["sha256"]}

    def page(self, key: Key) -> Page | None:
        """Return the page where it is at hand."""
        return self._pages.get(key)

    def packed(self, key: Key) -> str:
        """Return the page's markup as base64 of gzip of UTF-8, "" where it is not at hand or too large.

        Of a large page, what no reader looks at is cut (:func:`shortened`): a report of 181 news pages by 20 rows is 24 MB so, else 28.
        """
        if key not in self._pages:
            return ""
        stored = _utf8(self._pages[key])
        if len(stored) > LARGE:
            stored = gzip.compress(shortened(gzip.decompress(stored)), 6, mtime=0)
        return base64.b64encode(stored).decode() if len(stored) <= LARGEST else ""

    @staticmethod
    def unnamed(text: str) -> str:  # noqa: ARG004 - the signature of a finder
        """Name no region."""
        return ""

    def roles(self, key: Key, gold: Gold) -> Callable[[str], str]:
        """Return a function from some text to the boilerplate region that it stands in, "" for none."""
        page = self._pages.get(key)
        return _finder(page, gold) if page else self.unnamed


def _read(manifest: Manifest, held: Sequence[Corpus]) -> Iterable[tuple[Key, Page]]:
    """Every page of the manifest's corpora that can be read."""
    known = {corpus.name: corpus for corpus in held}
    for name, source in manifest.sources.items():
        with suppress(BoilerbenchError):
            yield from (((name, key), page) for page in (known.get(name) or load(source)).pages for key in page.ids)


def _utf8(page: Page) -> bytes:
    """Return the markup as gzip of UTF-8: as it is stored where that is what it is."""
    content = page.content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return gzip.compress(decode(content, page.encoding, page.kind).encode("utf-8", "replace"), 6, mtime=0)
    return bytes(page.stored) if page.packed else gzip.compress(content, 6, mtime=0)


def shortened(markup: bytes) -> bytes:
    """Return UTF-8 markup with the long insides of scripts, styles and base64 data cut, saying so."""
    lower, parts, kept, read = markup.lower(), [], 0, 0
    for match in OPENING.finditer(lower):
        if match.start() < read:
            continue
        start = lower.find(b">", match.end()) + 1
        read = lower.find(b"</" + match[1], start) if start else -1
        if read < 0:
            break
        if read - start > LONG:
            head = markup[kept : start + KEPT].decode("utf-8", "ignore").encode()
            parts += [head, b" [... %d bytes left out ...] " % (read - start - KEPT)]
            kept = read
    return DATA.sub(rb"\1[... left out ...]", b"".join([*parts, markup[kept:]]))


def _finder(page: Page, gold: Gold) -> Callable[[str], str]:
    """Return a function from text to its passages' commonest class; the page is indexed when first asked."""
    index: dict[tuple[str, ...], str] = {}

    def find(text: str) -> str:
        """Return the role of the region that holds ``text``, "" where none does or it is too short to tell."""
        if len(text) < SHORTEST:
            return ""
        if not index:
            index.update({("",): "", **losses.prepare(gold, [(region.text, region.role) for region in regions(page)]).classes})
        words = tokens.words(text)
        passages = zip(*(words[at:] for at in range(losses.SHINGLE)), strict=False) if len(words) >= losses.SHINGLE else [tuple(words)]
        votes = Counter(name for passage in passages if (name := index.get(passage)))
        name = votes.most_common(1)[0][0] if votes else ""
        return name if name in BOILERPLATE else ""

    return find
