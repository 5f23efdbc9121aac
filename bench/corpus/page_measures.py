"""What the pages of a corpus are like: size, depth, shares of markup, links and gold, as quartiles over its HTML pages."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.corpus.gold.presence import squeeze, words
from bench.corpus.structure.blocks import parse_markup
from bench.corpus.structure.passages import passage_texts
from bench.corpus.text.decode import decode
from bench.model import Corpus, Gold, Kind, Page

MEASURES = (
    "bytes", "tags", "depth of elements", "share of scripts and styles", "link density", "classes", "gold words", "gold / page words",
    "optional share of gold", "long boilerplate",
)  # fmt: skip
CARRIES = {  # what a page carries: an XPath of it
    "JSON-LD": "//script[contains(@type, 'ld+json')]",
    "style attributes": "//*[@style]",
    "iframes": "//iframe",
    "og meta": "//meta[starts-with(@property, 'og:')]",
    "inline SVG": "//*[local-name() = 'svg']",
}
COMMENTS = "comments"
LONG = 25  # words of a passage that reads as prose, not as a link or a label
_COMMENT = re.compile("<!--(?!\\[if)")

Quartiles = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class CorpusMeasures:
    """Measures of ``pages`` HTML pages.

    ``quartiles`` are at 25, 50 and 75 %, ``carries`` shares of pages, ``roles`` shares of gold words. Measures that need gold are of
    pages that have it; ``unparsable`` pages are left out.
    """

    pages: int
    unparsable: int
    quartiles: Mapping[str, Quartiles]
    carries: Mapping[str, float]
    roles: Mapping[str, float]


def measured(corpus: Corpus, progress: Callable[[int], None] | None = None) -> CorpusMeasures:
    """Return the measures of a corpus; ``progress`` is told after each page how many are done.

    Depth counts elements, the outermost one too. The share of scripts and styles is of the characters of the source, link density the
    share of a page's words that stand in links. Long boilerplate is the share of the words outside gold that stand in passages of
    :data:`LONG` words or more: prose, which extractors tell from content less easily than lists of links. Words are runs of letters and
    digits, so Chinese and Japanese count few.
    """
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    carried: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    seen = unparsable = 0
    for done, page in enumerate(corpus.pages, 1):
        text = decode(page.content, page.encoding, page.kind) if page.kind is Kind.HTML else ""
        root = parse_markup(text) if text else None
        if root is not None:
            seen += 1
            for name, value in _of_page(page, text, root, corpus.gold.get(page.id)):
                values[name].append(value)
            carried.update(name for name, path in CARRIES.items() if root.xpath(path))
            carried.update([COMMENTS] if _COMMENT.search(text) else [])
            roles.update(_roles(corpus.gold.get(page.id)))
        unparsable += page.kind is Kind.HTML and root is None
        if progress:
            progress(done)
    total = sum(roles.values())
    return CorpusMeasures(
        pages=seen,
        unparsable=unparsable,
        quartiles={name: quartiles(held) for name, held in values.items() if held},
        carries={name: carried[name] / seen for name in (*CARRIES, COMMENTS)} if seen else {},
        roles={name: count / total for name, count in sorted(roles.items(), key=lambda item: (-item[1], item[0]))},
    )


def _of_page(page: Page, text: str, root: Any, gold: Gold | None) -> Iterable[tuple[str, float]]:
    """Yield the measures of one page that can be told."""
    passages = passage_texts(page)
    on_page = sum(len(words(passage)) for passage in passages)
    count, deepest = _depths(root)
    yield "bytes", page.size
    yield "tags", count
    yield "depth of elements", deepest
    yield "share of scripts and styles", sum(len(one.text or "") for one in root.iter("script", "style")) / len(text)
    yield "classes", len({word for value in root.xpath("//@class") for word in value.split()})
    if on_page:
        yield "link density", min(1.0, sum(len(words("".join(one.itertext()))) for one in root.iter("a")) / on_page)
    if gold and gold.blocks:
        by_label = Counter[bool]()
        for block in gold.blocks:
            by_label[block.optional] += len(words(block.text))
        if total := sum(by_label.values()):
            yield "gold words", total
            yield "optional share of gold", by_label[True] / total
            if on_page:
                yield "gold / page words", total / on_page
                yield "long boilerplate", _long_outside(passages, gold)


def _long_outside(passages: Iterable[str], gold: Gold) -> float:
    """Return the share of the words outside gold that stand in long passages, 0 where there are none."""
    held = squeeze("".join(block.text for block in gold.blocks or ()))
    outside = [len(words(passage)) for passage in passages if squeeze(passage) not in held]
    return sum(count for count in outside if count >= LONG) / sum(outside) if outside else 0.0


def _depths(root: Any) -> tuple[int, int]:
    """Return how many elements there are, and how deep the deepest stands."""
    from lxml import etree

    depth = deepest = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        deepest = max(deepest, depth)
    return count, deepest


def _roles(gold: Gold | None) -> Mapping[str, int]:
    """Return how many words of a gold text have each role."""
    counts: Counter[str] = Counter()
    for block in (gold.blocks or ()) if gold else ():
        counts[block.role] += len(words(block.text))
    return counts


def quartiles(values: Sequence[float]) -> Quartiles:
    """Return the quartiles of some values, between two of them by distance (type 7, the usual one)."""
    held = sorted(values)
    return _quantile(held, 0.25), _quantile(held, 0.5), _quantile(held, 0.75)


def _quantile(held: Sequence[float], share: float) -> float:
    place = share * (len(held) - 1)
    below = int(place)
    above = min(below + 1, len(held) - 1)
    return held[below] + (held[above] - held[below]) * (place - below)
