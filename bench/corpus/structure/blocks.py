"""The text of a page in reading order, block by block, each with a role read off the markup."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

from bench.corpus.text.decode import decode
from bench.corpus.text.lines import tidy
from bench.corpus.text.textdump import wrap
from bench.model import Block, Kind, Page

SKIPPED = frozenset((
    "script", "style", "template", "head", "title", "svg", "math", "noembed", "noframes", "iframe", "object", "select", "datalist",
    "audio", "video", "canvas",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "option", "p", "pre", "search", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
CELLS = frozenset(("td", "th"))
_ROLE_OF = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"), "heading"),
    **dict.fromkeys(("ul", "ol", "dl", "dir"), "list"),
    **dict.fromkeys(("td", "th"), "table"),
    **dict.fromkeys(("pre", "textarea", "listing", "xmp"), "code"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
_DEEPEST = 256  # elements in one another that every release of the parser reads
_BREAK = ("", "")  # a piece without text or role
_SPACE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")


def content_role(element: Any, inherited: str) -> str:
    """Return what the element's own tag says its text is, else ``inherited``; headings stay headings."""
    role = _ROLE_OF.get(element.tag)
    return role if role and inherited not in {"code", "heading"} else inherited


def read_blocks(markup: str, classify: Callable[[Any, str], str]) -> list[tuple[str, str]]:
    """Return ``(text, role)`` of every block of a page in order.

    White space is collapsed but in code; ``<br>`` is a line break. ``classify(element, inherited)`` gives an
    element's role. Comments, scripts, styles and forms' options are left out; hidden text is not, for
    extractors meet it too. Never raises on broken or absurd markup: a page that cannot be parsed has no blocks.
    """
    root = parse_markup(markup)
    pieces = () if root is None else _pieces(root, classify)
    texts = ((laid_out([text for text, _ in group], role), role) for role, group in groupby(pieces, key=itemgetter(1)))
    return [(text, role) for text, role in texts if text]


def page_blocks(page: Page, classify: Callable[[Any, str], str]) -> list[tuple[str, str]]:
    """Return :func:`read_blocks` of a page; the lines of a text dump are paragraphs and lists."""
    text = decode(page.content, page.encoding, page.kind)
    return read_blocks(wrap(text) if page.kind is Kind.TEXT else text, classify)


def html_blocks(markup: str) -> tuple[Block, ...]:
    """Return a page or fragment as gold blocks."""
    return merged(read_blocks(markup, content_role))


def merged(pieces: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """Return ``(text, role)`` pieces as gold blocks; neighbouring list items, and table lines, become one."""
    blocks: list[Block] = []
    for role, group in groupby(pieces, key=itemgetter(1)):
        texts = [text for text, _ in group]
        blocks += [Block(text, role=role) for text in (["\n".join(texts)] if role in {"list", "table"} else texts)]
    return tuple(blocks)


def parse_markup(markup: str) -> Any:
    """Return the root element of a page of any depth and size, or None where it cannot be parsed."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def too_deep(page: Page) -> bool:
    """Whether a page's elements stand deeper in one another than the parser goes: what lies there is lost."""
    from lxml import etree

    if page.kind is Kind.TEXT or page.content.count(b"<") < _DEEPEST:
        return False
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    with suppress(etree.LxmlError, ValueError):
        etree.fromstring(decode(page.content, page.encoding).encode("utf-8", "replace"), parser)
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _pieces(root: Any, classify: Callable[[Any, str], str]) -> Iterator[tuple[str, str]]:
    """Yield text pieces with their role, and ``_BREAK`` wherever a block begins or ends."""
    stack = [(root, "paragraph")]  # of elements and pieces: elements stand deeper than Python calls may
    while stack:
        item, role = stack.pop()
        if isinstance(item, str):
            yield item, role
        else:
            yield from _enter(item, role, classify, stack)


def _enter(element: Any, inherited: str, classify: Callable[[Any, str], str], stack: list[tuple[Any, str]]) -> Iterator[tuple[str, str]]:
    """Yield what stands before an element's children and push the rest on the stack, last first."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if element.tail:
        stack.append((element.tail, inherited))
    if tag == "br":
        yield "\n", inherited
        return
    if not tag or tag in SKIPPED:
        return
    role = classify(element, inherited)
    if tag in BLOCKS:
        stack.append(_BREAK)
        yield _BREAK
    elif tag in CELLS and element.getprevious() is not None:
        yield " | ", role
    stack.extend((child, role) for child in reversed(element))
    if element.text:
        yield element.text, role


def laid_out(pieces: Sequence[str], role: str) -> str:
    """Return a block's text; but in code, line ends of the source are spaces, only those of ``<br>`` stay."""
    text = "".join(pieces)
    if role != "code":
        flat = "".join(piece if piece == "\n" else piece.replace("\n", " ").replace("\r", " ") for piece in pieces)
        lines = _BREAKS.sub("\n", _SPACE.sub(" ", flat)).split("\n")
        text = "\n".join(line.strip(" |") if role == "table" else line.strip() for line in lines)
    text = tidy(text, role).strip("\n")
    return text if text.strip(" |") else ""
