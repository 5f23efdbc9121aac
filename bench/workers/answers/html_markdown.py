"""HTML to Markdown (CommonMark with pipe tables): the one converter of answers in HTML, on lxml alone.

Kept: headings, paragraphs, lists with their nesting and numbers, tables, code, quotations, links, emphasis, line breaks, rules, images by
their alternative text. What Markdown has no word for is its text. Characters that Markdown would read as markup are escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "boilerbench html_markdown 1"
_DEEP = 200  # elements within one another; what lies deeper is taken as text
_SPACE = re.compile(r"[ \t\n\r\f]+")
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])|&(?=#?\w+;)")
_AT_START = re.compile(r"^(#{1,6}(?=\s|$)|[+-](?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](?:\s|$)))")
_DROPPED = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object", "select", "textarea"})
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "button", "cite", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
        "mark", "meter", "output", "q", "ruby", "rb", "rt", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
        "tt", "u", "var", "wbr", "code", "br", "nobr", "acronym", "math", "input",
    }
)  # fmt: skip
_EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROWS = "tr"
_BREAK = "\\\n"


def convert(html: str) -> str:
    """Return a page, or a part of one, as Markdown, "" where it has no text."""
    from lxml import etree
    from lxml import html as parsing

    parser = parsing.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    clean = html.encode("utf-8", "replace").replace(b"\0", b"")
    if not clean.strip():
        return ""
    try:
        root: Any = parsing.document_fromstring(clean, parser=parser, ensure_head_body=True)
    except etree.ParserError:  # of comments alone
        return ""
    return "\n\n".join(_blocks(root.body, 0)).strip("\n")


def _blocks(element: Any, depth: int) -> list[str]:  # an lxml element
    """Return the blocks that an element holds, in order."""
    blocks: list[str] = []
    line: list[str] = [_text(element.text)]

    def end_line() -> None:
        """Make a paragraph of what was gathered."""
        if paragraph := _paragraph("".join(line)):
            blocks.append(paragraph)
        line.clear()

    for child in element:
        if child.tag in _DROPPED or not isinstance(child.tag, str):
            pass
        elif depth > _DEEP:
            line.append(_text("".join(child.itertext())))
        elif child.tag in _INLINE and not _holds_blocks(child):
            line.append(_inline(child, depth + 1))
        else:
            end_line()
            blocks += _block(child, depth + 1)
        line.append(_text(child.tail))
    end_line()
    return blocks


def _holds_blocks(element: Any) -> bool:
    """Whether an element that stands in a line holds what does not."""
    return any(isinstance(inner.tag, str) and inner.tag not in _INLINE and inner.tag not in _DROPPED for inner in element.iterdescendants())


def _block(element: Any, depth: int) -> list[str]:
    """Return the Markdown blocks of one element that does not stand in a line."""
    tag = element.tag
    if tag in _HEADINGS:
        text = " ".join(_inside(element, depth).replace(_BREAK, " ").split())
        return [f"{'#' * _HEADINGS[tag]} {_unended(text)}"] if text else []
    if tag == "pre":
        return _code(element)
    if tag in {"ul", "ol", "menu", "dir"}:
        return _list(element, depth)
    if tag == "table":
        return _table(element, depth)
    inner = ["---"] if tag == "hr" else _blocks(element, depth)
    if tag == "blockquote" and inner:
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inner).split("\n"))]
    return inner


def _unended(text: str) -> str:
    """Return the text of a heading with number signs at its end escaped."""
    return re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)


def _paragraph(text: str) -> str:
    """Return inline Markdown as the lines of a paragraph, with what would begin another block escaped."""
    lines = [_SPACE.sub(" ", line).strip(" ") for line in text.split(_BREAK)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return _BREAK.join(_escaped_start(line) for line in lines)


def _escaped_start(line: str) -> str:
    """Return a line that begins no heading, list or rule."""
    found = _AT_START.match(line)
    if not found:
        return line
    return f"{found[0]}\\{line[found.end() :]}" if found[0][0].isdigit() else f"\\{line}"


def _inside(element: Any, depth: int) -> str:
    """Return all that an element holds as inline Markdown."""
    pieces = [_text(element.text)]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            pieces.append(_text("".join(child.itertext())) if depth > _DEEP else _inline(child, depth + 1))
        pieces.append(_text(child.tail))
    return "".join(pieces)


def _inline(element: Any, depth: int) -> str:
    """Return one element as inline Markdown."""
    tag = element.tag
    if tag == "br":
        return _BREAK
    if tag == "img":
        return f"![{_text(element.get('alt'))}]({_target(element.get('src'))})" if element.get("alt") and element.get("src") else ""
    if tag in {"code", "kbd", "samp", "tt"}:
        return _span("".join(element.itertext()))
    inner = _inside(element, depth)
    if tag not in _INLINE:
        inner = f" {inner} "
    if tag == "a" and element.get("href") and inner.strip():
        return _around(inner.replace(_BREAK, " "), "[", f"]({_target(element.get('href'))})")
    if tag in _EMPHASIS and inner.strip() and _BREAK not in inner and "*" not in inner.replace("\\*", ""):
        return _around(inner, _EMPHASIS[tag], _EMPHASIS[tag])
    return inner


def _around(text: str, before: str, after: str) -> str:
    """Return text between marks, with the white space at its ends outside of them."""
    inner = text.strip()
    start = text.index(inner)
    return f"{text[:start]}{before}{inner}{after}{text[start + len(inner) :]}"


def _target(address: str | None) -> str:
    """Return an address as the target of a link."""
    plain = "".join((address or "").split())
    return f"<{plain}>" if re.search(r"[()\\]", plain) and "<" not in plain and ">" not in plain else plain


def _text(text: str | None) -> str:
    """Return text with Markdown's own characters escaped."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", _SPACE.sub(" ", text)) if text else ""


def _span(code: str) -> str:
    """Return a code span."""
    text = " ".join(code.split())
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def _code(element: Any) -> list[str]:
    """Return preformatted text as a fenced block, with the language that its class names."""
    for line in element.iter("br"):
        line.tail = f"\n{line.tail or ''}"
    text = "".join(element.itertext()).strip("\n")
    if not text.strip():
        return []
    classes = " ".join(inner.get("class") or "" for inner in (element, *element.iter("code")))
    language = re.search(r"(?:^|\s)(?:language|lang)-([\w+#.-]+)", classes)
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return [f"{fence}{language[1] if language else ''}\n{text}\n{fence}"]


def _list(element: Any, depth: int) -> list[str]:
    """Return a list: its items with their blocks indented below their marks."""
    items: list[str] = []
    start = element.get("start") or "1"
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _DROPPED:
            continue
        mark = f"{number}. " if element.tag == "ol" else "- "
        blocks = _list(child, depth + 1) if child.tag in {"ul", "ol"} and depth <= _DEEP else _blocks(child, depth + 1)
        if child.tag in {"ul", "ol"} and items:  # a list straight in a list belongs to the item before it
            items[-1] += "\n" + _indented("\n\n".join(blocks), " " * len(mark))
        elif blocks:
            items.append(mark + _indented("\n\n".join(blocks), " " * len(mark)).lstrip(" "))
            number += 1
    return ["\n".join(items)] if items else []


def _indented(text: str, by: str) -> str:
    """Return text with its lines moved to the right."""
    return "\n".join(by + line if line else line for line in text.split("\n"))


def _table(element: Any, depth: int) -> list[str]:
    """Return a table as a pipe table; one of a single column, or with tables in it, as blocks."""
    if next(element.iterdescendants("table"), None) is not None:
        return [
            block for row in element.iter(_ROWS) if _owner(row) is element for cell in _cells(row) for block in _blocks(cell, depth + 1)
        ]
    rows = [[_cell(cell, depth) for cell in _cells(row)] for row in element.iter(_ROWS)]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if width < 2:
        return [block for row in element.iter(_ROWS) for cell in _cells(row) for block in _blocks(cell, depth + 1)]
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    captions = [text for caption in element.iter("caption") if (text := _paragraph(_inside(caption, depth)))]
    return [*captions, "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])]


def _owner(row: Any) -> Any:
    """Return the table that a row is of."""
    return next(row.iterancestors("table"), None)


def _cells(row: Any) -> Iterator[Any]:
    """Yield the cells of a row."""
    return (cell for cell in row if cell.tag in {"td", "th"})


def _cell(cell: Any, depth: int) -> str:
    """Return what a cell holds on one line."""
    line = _SPACE.sub(" ", _inside(cell, depth).replace(_BREAK, " ")).strip()
    return re.sub(r"(?<!\\)\|", r"\\|", line)
