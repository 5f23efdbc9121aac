"""What of a gold text can be found on its page, and how alike two texts are: the measures behind the audit."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from bench.corpus.structure.blocks import parse_markup
from bench.corpus.text.decode import decode
from bench.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bench.model import Block, Page

WINDOW = 5  # words: long enough that a match is no accident, short enough to pass over an ad within a paragraph
SKETCH = 128  # smallest hashes kept of a text; the error of the estimated Jaccard index is about 1/sqrt(128) = 0.09
_COMMON = 64  # a hash in more pages than this says nothing about two of them
_WORD = re.compile(r"\w+")
_NOT_WORD = re.compile(r"[\W_]+")
_UNSEEN = ("script", "style", "template", "svg")


def page_text(page: Page) -> str:
    """Return all text a reader could see on the page, hidden twins and image descriptions included, scripts and styles not."""
    text = decode(page.content, page.encoding, page.kind)
    root = None if page.kind is Kind.TEXT else parse_markup(text)
    if root is None:
        return text
    from lxml import etree

    described = [str(value) for value in root.xpath("//@alt | //@title | //@placeholder | //@aria-label | //@value | //@content")]
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return "".join(root.itertext()) + "\n" + "\n".join(described)


def squeeze(text: str) -> str:
    """Return the letters and digits of ``text`` alone, case folded: spacing, punctuation and inline markup no longer matter."""
    return _NOT_WORD.sub("", text).casefold()


def words(text: str) -> list[str]:
    """Return the words of ``text``, case folded: a coarse measure for the audit, never a score."""
    return _WORD.findall(text.casefold())


def found_share(blocks: Iterable[Block], squeezed_page: str) -> tuple[float, str]:
    """Return the share of gold in ``squeezed_page``, weighted by letters, and the first words that are missing ("" for none).

    A block counts whole where it stands on the page as it is, else by windows of :data:`WINDOW` words (of each cell or item).
    """
    total = present = 0
    missing = ""
    for block in blocks:
        size = len(squeeze(block.text))
        share, first = _block_share(block, squeezed_page)
        total += size
        present += round(size * share)
        missing = missing or first
    return (present / total if total else 1.0), missing


def _block_share(block: Block, squeezed_page: str) -> tuple[float, str]:
    if squeeze(block.text) in squeezed_page:
        return 1.0, ""
    units = re.split(r" \| |\n", block.text) if block.role in {"table", "list"} else [block.text]
    runs = [" ".join(run) for unit in units for run in windows(_WORD.findall(unit))]
    absent = [run for run in runs if squeeze(run) not in squeezed_page]
    return 1 - len(absent) / max(len(runs), 1), absent[0] if absent else ""


def windows(found: Sequence[str], size: int = WINDOW) -> Iterator[Sequence[str]]:
    """Yield all runs of ``size`` words, or the text itself where it is shorter (nothing where it is empty)."""
    if found and len(found) < size:
        yield found
    for start in range(len(found) - size + 1):
        yield found[start : start + size]


def sketch(text: str) -> frozenset[int]:
    """Return the bottom-k sketch of a text's word windows (Broder 1997), 128 hashes of CRC-32."""
    hashes = {zlib.crc32(" ".join(run).encode()) for run in windows(words(text))}
    return frozenset(sorted(hashes)[:SKETCH])


def alike(sketches: Mapping[str, frozenset[int]], threshold: float) -> list[tuple[float, str, str]]:
    """Return ``(similarity, one, other)`` of all pairs whose estimated Jaccard index reaches ``threshold``, most alike first."""
    holders: dict[int, list[str]] = {}
    for key in sorted(sketches):
        for value in sketches[key]:
            holders.setdefault(value, []).append(key)
    pairs = {(one, two) for keys in holders.values() if len(keys) <= _COMMON for i, one in enumerate(keys) for two in keys[i + 1 :]}
    scored = ((jaccard(sketches[one], sketches[two]), one, two) for one, two in pairs)
    return sorted((item for item in scored if item[0] >= threshold), key=lambda item: (-item[0], item[1:]))


def jaccard(one: frozenset[int], two: frozenset[int]) -> float:
    """Estimate the Jaccard index of two sketched texts: the share of the smallest hashes of both that both have."""
    union = sorted(one | two)[:SKETCH]
    return sum(value in one and value in two for value in union) / len(union) if union else 0.0


def overlap(one: Mapping[str, int], two: Mapping[str, int]) -> float:
    """Return the F1 of two bags of words, given as counts; two empty bags are equal (1.0)."""
    total = sum(one.values()) + sum(two.values())
    common = sum(min(count, two.get(word, 0)) for word, count in one.items())
    return 2 * common / total if total else 1.0
