"""The blocks of a page that an annotator chooses from, and the containers that hold them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bench.corpus.structure.blocks import laid_out, parse_markup
from bench.corpus.structure.passages import PlacedText, placed_texts
from bench.corpus.text.decode import decode
from bench.corpus.text.textdump import bullet_text
from bench.model import Kind, Page

MARK, CONTAINER_MARK = "data-block", "data-container"  # attributes that say which block and container an element of a marked page is
_LISTS, _TABLE, _ROW = frozenset(("ul", "ol", "dl", "menu", "dir")), "table", "tr"
_UNMARKED = frozenset(("textarea", "table", "tbody", "thead", "tfoot", "tr", "select", "colgroup"))  # where no span may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A text of the page that is chosen whole: what stands between two block boundaries or blank lines."""

    number: int  # its place in reading order, from 0
    text: str  # as gold would hold it
    role: str  # as its markup says, one of gold's roles
    region: str  # the class of boilerplate its markup names, "" in content
    containers: tuple[int, ...]  # the numbers of those around it, outermost first
    group: int = 0  # the list or table whose neighbouring leaves gold writes as one block, 0 = none
    row: int = 0  # the table row whose cells gold writes as one line, 0 = none
    linked: float = 0.0  # share of its letters that are link text
    shown: bool = True  # whether its own markup does not hide it
    like: int = 0  # the number of those with the same tags and classes around them, as titles of cards have; 0 = no other


@dataclass(frozen=True, slots=True)
class Container:
    """An element that holds the leaves ``start`` to ``stop`` (exclusive), two or more."""

    number: int
    name: str  # its tag and classes, joined by dots
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """All leaves of a page in reading order, and the containers, an outer one before those inside it.

    Every word of the page's text stands in exactly one leaf. Of containers around the same leaves, there is only the innermost.
    """

    leaves: tuple[Leaf, ...]
    containers: tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """The blocks of a page, and its markup with their numbers.

    ``root`` is an lxml element of our own, free to change: each text of leaf 3 stands in a ``<span data-block="3">`` (in tables and text
    fields, where no span may stand, the element has the attribute itself), and the element of container 7 has ``data-container="7"``. It is
    as the page was: scripts, styles and addresses are the caller's to remove. None where the page cannot be parsed.
    """

    blocks: PageBlocks
    root: Any


def page_blocks(page: Page) -> PageBlocks:
    """Return the blocks of a page.

    A text dump has a leaf for each line and a container for each paragraph. Scripts, styles, templates and options are no text; hidden text
    is, marked as not shown. Never raises on broken or absurd markup: a page that cannot be parsed has no blocks.
    """
    return mark(page).blocks


def mark(page: Page) -> MarkedPage:
    """Return the blocks of a page with its markup, in which they are marked; see :func:`page_blocks`."""
    text = decode(page.content, page.encoding, page.kind)
    if page.kind is Kind.TEXT:
        return _marked_lines(text)
    root = parse_markup(text)
    if root is None:
        return MarkedPage(PageBlocks((), ()), None)
    groups = list(_leaf_texts(root))
    elements = _containers_of(groups)
    kinds = _kinds(groups)
    leaves = tuple(_leaf(number, group, elements, kinds[number]) for number, group in enumerate(groups))
    _mark(groups, elements)
    return MarkedPage(PageBlocks(leaves, tuple(container for container, _ in elements.values())), root)


def _leaf_texts(root: Any) -> Iterator[list[PlacedText]]:
    """Yield the texts of each leaf: what stands between boundaries or blank lines and is no white space."""
    held: list[PlacedText] = []
    for piece in placed_texts(root):
        if piece is None or (_is_break(piece) and _ends_line(held)):
            if _text(held):
                yield held
            held = []
        else:
            held.append(piece)
    if _text(held):
        yield held


def _is_break(piece: PlacedText) -> bool:
    return piece.element.tag == "br" and not piece.tail and piece.around.role != "code"


def _ends_line(held: Sequence[PlacedText]) -> bool:
    """Whether only white space stands after the last ``<br>``."""
    for piece in reversed(held):
        if _is_break(piece):
            return True
        if piece.text.strip():
            return False
    return False


def _main(held: Sequence[PlacedText]) -> PlacedText:
    """Return the text with the most letters: where it stands, the leaf stands."""
    return max(held, key=lambda piece: len(piece.text.strip()))


def _text(held: Sequence[PlacedText]) -> str:
    return laid_out([piece.text for piece in held], _main(held).around.role) if held else ""


def _containers_of(groups: Sequence[Sequence[PlacedText]]) -> dict[int, tuple[Container, Any]]:
    """Return by its number on the page each container with its element, outer ones first."""
    spans: dict[int, tuple[str, Any, int, int]] = {}
    for leaf, held in enumerate(groups):
        around = _main(held).around
        for number, name, element in zip(around.path, around.chain, around.elements, strict=True):
            start = spans[number][2] if number in spans else leaf
            spans[number] = name, element, start, leaf + 1
    innermost = {(start, stop): number for number, (_, _, start, stop) in sorted(spans.items()) if stop - start > 1}
    listed = sorted(innermost.values())
    return {number: (Container(at, spans[number][0], *spans[number][2:]), spans[number][1]) for at, number in enumerate(listed)}


def _kinds(groups: Sequence[Sequence[PlacedText]]) -> list[int]:
    """Return for each leaf a number that it shares with those like it; 0 where there are none."""
    keys = [(around.chain, around.device) for around in (next(piece.around for piece in held if piece.text.strip()) for held in groups)]
    counts = Counter(keys)
    numbers = {key: at for at, key in enumerate((key for key, count in counts.items() if count > 1), 1)}
    return [numbers.get(key, 0) for key in keys]


def _leaf(number: int, held: Sequence[PlacedText], elements: dict[int, tuple[Container, Any]], like: int) -> Leaf:
    around = _main(held).around
    weights = [sum(map(str.isalnum, piece.text)) for piece in held]
    linked = sum(weight for weight, piece in zip(weights, held, strict=True) if piece.around.in_link)
    tags = {place: element.tag for place, element in zip(around.path, around.elements, strict=True)}
    tables = [place for place, tag in tags.items() if tag == _TABLE]
    lists = [place for place, tag in tags.items() if tag in _LISTS and place > max(tables, default=0)]
    grouped = {"list": lists[:1], "table": tables[-1:]}.get(around.role, [])
    return Leaf(
        number=number,
        text=_text(held),
        role=around.role,
        region=around.region,
        containers=tuple(elements[place][0].number for place in around.path if place in elements),
        group=grouped[0] if grouped else 0,
        row=next((place for place, tag in reversed(tags.items()) if tag == _ROW), 0) if around.role == "table" else 0,
        linked=linked / max(sum(weights), 1),
        shown=any(piece.around.shown for piece in held),
        like=like,
    )


def _mark(groups: Sequence[Sequence[PlacedText]], elements: dict[int, tuple[Container, Any]]) -> None:
    """Put each text of a leaf into a span of its own and number the containers' elements."""
    for container, element in elements.values():
        element.set(CONTAINER_MARK, str(container.number))
    for number, held in enumerate(groups):
        for piece in held:
            if piece.text.strip():
                _wrap(piece, str(number))


def _wrap(piece: PlacedText, number: str) -> None:
    element, holder = piece.element, piece.element.getparent() if piece.tail else piece.element
    if holder is None or holder.tag in _UNMARKED:
        if holder is not None and not piece.tail:
            holder.set(MARK, number)
        return
    span = holder.makeelement("span", {MARK: number})
    span.text = piece.text
    if piece.tail:
        element.tail = None
        element.addnext(span)
    else:
        element.text = None
        element.insert(0, span)


def _marked_lines(text: str) -> MarkedPage:
    """Return a text dump: a leaf for each line, a container for the lines between two blank ones."""
    from lxml import etree

    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    leaves: list[Leaf] = []
    containers: list[Container] = []
    for blank, group in groupby(text.splitlines(), key=lambda line: not line.strip()):
        lines = [] if blank else [_without_controls(line) for line in group]
        number, start = len(containers), len(leaves)
        paragraph = etree.SubElement(body, "div")
        for line in lines:
            bullet = bullet_text(line)
            around, role = (number,) * (len(lines) > 1), "paragraph" if bullet is None else "list"
            written = line.strip() if bullet is None else bullet
            etree.SubElement(paragraph, "p", {MARK: str(len(leaves))}).text = line
            leaves.append(Leaf(number=len(leaves), text=written, role=role, region="", containers=around, group=start + 1))
        if len(lines) > 1:
            paragraph.set(CONTAINER_MARK, str(number))
            containers.append(Container(number, "lines", start, len(leaves)))
    return MarkedPage(PageBlocks(tuple(leaves), tuple(containers)), root)


def _without_controls(line: str) -> str:
    """Return a line without the characters that no markup may hold."""
    return "".join(character if character.isprintable() or character in "\t\u200c\u200d\u200e\u200f" else " " for character in line)
