"""A Markdown text as the tree that CommonMark makes of it: headings, list items, table rows, code, links, words.

Parsed by markdown-it-py with tables; HTML inside the Markdown is text that nobody sees, but for tables, which are read as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIANT = "parse:markdown-it+tables"
PARTS = ("words", "headings", "levels", "items", "rows", "code", "links")
_WORD = re.compile(r"\w+")
_HOST = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?]*")
_TAG = re.compile(r"<[^<>]*>|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownTree:
    """What a Markdown text holds, each part in order; texts have one space between words.

    ``levels`` are headings with their level, ``rows`` the cells of table rows, ``links`` text and target.
    """

    words: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    levels: list[tuple[str, int]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # of text, as a reader sees them
    outline: list[tuple[str, str]] = field(default_factory=list)  # all but words and links in order: what it is, its text


@cache
def _parser() -> Any:
    """Return the parser."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")


def parse(markdown: str) -> MarkdownTree:
    """Return the tree of a Markdown text; every text has one."""
    tree = MarkdownTree()
    _Walk(tree).over(_parser().parse(markdown.replace("\0", "")))
    tree.words.extend(_WORD.findall("\n".join(tree.lines).lower()))
    return tree


def plain(markdown: str) -> str:
    """Return what a reader of Markdown sees: a line for each paragraph, item, table row; code as it is."""
    return "\n".join(parse(markdown).lines)


def target(address: str) -> str:
    """Return a link's target as it is compared: without scheme, host and fragment."""
    bare = address.partition("#")[0].strip()
    return _HOST.sub("", bare).rstrip("/")


class _Walk:
    """A walk over the parser's tokens: list items may hold one another, the rest does not."""

    def __init__(self, tree: MarkdownTree) -> None:
        """Start outside of everything."""
        self._tree = tree
        self._items: list[list[str]] = []  # of the items that are open, the texts of their own
        self._places: list[int] = []  # where in the outline they stand
        self._level = 0  # of the heading that is open
        self._cells: list[str] | None = None

    def over(self, tokens: Sequence[Any]) -> None:
        """Take in all tokens."""
        for token in tokens:
            getattr(self, f"_{token.type}", self._other)(token)

    def _other(self, token: Any) -> None:
        """Pass over what is no part."""

    def _heading_open(self, token: Any) -> None:
        self._level = int(token.tag[1:])

    def _heading_close(self, _: Any) -> None:
        self._level = 0

    def _list_item_open(self, _: Any) -> None:
        self._items.append([])
        self._places.append(len(self._tree.outline))
        self._tree.outline.append((f"item {len(self._items)}", ""))

    def _list_item_close(self, _: Any) -> None:
        text, depth, place = " ".join(self._items.pop()), len(self._items) + 1, self._places.pop()
        self._tree.outline[place] = (f"item {depth}", text)
        if text:
            self._tree.items.append(text)

    def _tr_open(self, _: Any) -> None:
        self._cells = []

    def _tr_close(self, _: Any) -> None:
        if self._cells and any(self._cells):
            self._tree.rows.append(tuple(self._cells))
            self._tree.outline.append(("row", " | ".join(self._cells)))
            self._tree.lines.append(" | ".join(self._cells))
        self._cells = None

    def _inline(self, token: Any) -> None:
        text = _joined("".join(_texts(token.children or (), self._tree.links)))
        if self._cells is not None:
            self._cells.append(text)
            return
        if not text:
            return
        self._tree.lines.append(text)
        if self._level:
            self._tree.headings.append(text)
            self._tree.levels.append((text, self._level))
            self._tree.outline.append((f"heading {self._level}", text))
        elif self._items:
            self._items[-1].append(text)

    def _fence(self, token: Any) -> None:
        if token.content.strip():
            self._tree.code.append("\n".join(line.rstrip() for line in token.content.strip("\n").split("\n")))
            self._tree.lines.append(self._tree.code[-1])
            self._tree.outline.append(("code", self._tree.code[-1]))

    _code_block = _fence

    def _html_block(self, token: Any) -> None:
        if text := _joined(_TAG.sub(" ", token.content)):
            self._tree.lines.append(text)


def _texts(children: Sequence[Any], links: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the pieces of a line as a reader sees them, and note its links."""
    opened: list[tuple[str, list[str]]] = []
    for child in children:
        text = ""
        if child.type in {"text", "code_inline"}:
            text = child.content
        elif child.type in {"softbreak", "hardbreak"}:
            text = " "
        elif child.type == "link_open":
            opened.append((str(child.attrs.get("href", "")), []))
        elif child.type == "link_close" and opened:
            address, pieces = opened.pop()
            if shown := _joined("".join(pieces)):
                links.append((shown, target(address)))
        for _, pieces in opened:
            pieces.append(text)
        yield text


def _joined(text: str) -> str:
    """Return text with one space between words."""
    return " ".join(text.split())
