"""The text of a page in reading order, block by block, each with a role read off the markup."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bench.corpus.text.lines import tidy
from bench.model import Block

_SKIPPED = frozenset((
    "script", "style", "template", "head", "title", "svg", "math", "noembed", "noframes", "iframe", "object", "select", "datalist",
    "audio", "video", "canvas",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "option", "p", "pre", "search", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_ROLE_OF = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"), "heading"),
    **dict.fromkeys(("ul", "ol", "dl", "dir"), "list"),
    **dict.fromkeys(("td", "th"), "table"),
    **dict.fromkeys(("pre", "textarea", "listing", "xmp"), "code"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
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
    if root is None:
        return []
    blocks: list[tuple[str, str]] = []
    held: list[str] = []
    role = "paragraph"
    for piece in _pieces(root, classify):
        if piece is None or (held and piece[1] != role):
            _close(blocks, held, role)
            held = []
        if piece is not None:
            held.append(piece[0])
            role = piece[1]
    _close(blocks, held, role)
    return blocks


def html_blocks(markup: str) -> tuple[Block, ...]:
    """Return a page or fragment as gold blocks; neighbouring list items, and table lines, become one."""
    blocks: list[Block] = []
    for text, role in read_blocks(markup, content_role):
        if role in {"list", "table"} and blocks and blocks[-1].role == role:
            blocks[-1] = Block(f"{blocks[-1].text}\n{text}", role=role)
        else:
            blocks.append(Block(text, role=role))
    return tuple(blocks)


def parse_markup(markup: str) -> Any:
    """Return the root element of a page of any depth and size, or None where it cannot be parsed."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _pieces(root: Any, classify: Callable[[Any, str], str]) -> Iterator[tuple[str, str] | None]:
    """Yield text pieces with their role, and None wherever a block begins or ends.

    A stack, for elements stand deeper than Python calls may.
    """
    stack: list[tuple[str, Any, str]] = [("enter", root, "paragraph")]
    while stack:
        step, item, inherited = stack.pop()
        if step == "text":
            yield item, inherited
        elif step == "break":
            yield None
        else:
            yield from _enter(item, inherited, classify, stack)


def _enter(
    element: Any, inherited: str, classify: Callable[[Any, str], str], stack: list[tuple[str, Any, str]]
) -> Iterator[tuple[str, str] | None]:
    """Yield what stands before an element's children and push the rest on the stack, last first."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if element.tail:
        stack.append(("text", element.tail, inherited))
    if tag == "br":
        yield "\n", inherited
        return
    if not tag or tag in _SKIPPED:
        return
    role = classify(element, inherited)
    if tag in _BLOCKS:
        stack.append(("break", None, ""))
        yield None
    elif tag in _CELLS and element.getprevious() is not None:
        yield " | ", role
    stack.extend(("enter", child, role) for child in reversed(element))
    if element.text:
        yield element.text, role


def _close(blocks: list[tuple[str, str]], held: list[str], role: str) -> None:
    """Append the text that was held, if it has any, to ``blocks`` (a local of :func:`read_blocks`)."""
    raw = "".join(held)
    if not raw or (raw.isspace() and role != "code"):
        return
    if role != "code":
        lines = _BREAKS.sub("\n", _SPACE.sub(" ", _flat(held))).split("\n")
        raw = "\n".join(line.strip(" |") if role == "table" else line.strip() for line in lines)
    text = tidy(raw, role).strip("\n")
    if text.strip(" |"):
        blocks.append((text, role))


def _flat(held: list[str]) -> str:
    """Join pieces; line ends of the source are spaces, only the ones made of ``<br>`` stay."""
    return "".join(piece if piece == "\n" else piece.replace("\n", " ").replace("\r", " ") for piece in held)
