"""Changes to the elements around the content."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bench.stress.editing.markup import CONTAINERS, MatchedElement
from bench.stress.editing.source import PageSource
from bench.stress.editing.steps import ChangeStep, Edit

_SEMANTIC = frozenset((
    "article", "main", "section", "header", "footer", "nav", "aside", "figure", "figcaption", "address", "hgroup", "search",
))  # fmt: skip
_WRAPPED = frozenset(("p", "div", "section", "article", "ul", "ol", "table", "figure", "blockquote", "h1", "h2", "h3"))
_LAZY = frozenset(("img", "iframe", "figure", "picture", "section", "article", "ul", "table", "p"))
_SPANNED = frozenset(("p", "li", "td", "th", "dd", "dt", "blockquote", "figcaption", "h1", "h2", "h3", "h4"))
_CUT = re.compile(r"(?<=[.!?;,])(?=\s)")


def semantic_tags(source: PageSource) -> Iterator[ChangeStep]:
    """Turn semantic elements (article, main, nav, aside, footer ...) into div elements."""
    for one in source.markup.elements:
        if one.name in _SEMANTIC and one.editable:
            start, end, size = one.opening.start + 1, one.closing.start + 2, len(one.name)
            yield ChangeStep(source.level(), (Edit(start, start + size, "div"), Edit(end, end + size, "div")))


def wrappers(source: PageSource) -> Iterator[ChangeStep]:
    """Put one to three div elements around blocks, as page builders do."""
    for one in source.markup.elements:
        if one.name in _WRAPPED and one.parent in CONTAINERS and one.editable:
            level, depth = source.level(), source.draw.randint(1, 3)
            yield _around(one, level, "".join(f'<div class="{source.name()}">' for _ in range(depth)), "</div>" * depth)


def lazy_wrappers(source: PageSource) -> Iterator[ChangeStep]:
    """Put elements that load late around images and blocks, with a script beside them."""
    for one in source.markup.elements:
        if one.name in _LAZY and one.parent in CONTAINERS and one.editable:
            level, number = source.level(), source.draw.randint(100, 99999)
            kind = source.draw.choice(("lazy-render", "lazyload-wrapper", "data-hydrate", "deferred", "visible-on-scroll"))
            opening = f'<div class="{kind}" data-lazy="true" data-island="{number}" style="min-height:{number % 400}px">'
            yield _around(one, level, opening, f"<script>window.__lazy&&window.__lazy({number})</script></div>")


def spans(source: PageSource) -> Iterator[ChangeStep]:
    """Put span elements around the clauses of paragraphs, list items, cells and headings."""
    markup, opened = source.markup, list[str]()
    for token in markup.tokens:
        if token.kind == "start":
            opened = [*opened[-1:], token.name]
        elif token.kind == "end":
            opened = []  # text after an inline element is left as it is
        elif token.kind == "text" and token.editable and opened[-1:] and opened[-1] in _SPANNED:
            text = markup.text[token.start : token.end]
            if text.strip():
                cuts = [token.start, *(token.start + cut.start() for cut in _CUT.finditer(text)), token.end]
                pieces = [(a, b) for a, b in pairwise(cuts) if markup.text[a:b].strip()]
                level, name = source.level(), source.name()
                edits = [(Edit(a, a, f'<span class="{name}">'), Edit(b, b, "</span>", closes=True)) for a, b in pieces]
                yield ChangeStep(level, tuple(edit for pair in edits for edit in pair))


def _around(one: MatchedElement, level: float, opening: str, closing: str) -> ChangeStep:
    """Return the step that puts markup around an element."""
    start, end = one.opening.start, one.closing.end
    return ChangeStep(level, (Edit(start, start, opening), Edit(end, end, closing, closes=True)))
