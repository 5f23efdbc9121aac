"""The passages of a page: its text between two block boundaries, each with where in the markup it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bench.corpus.structure.blocks import BLOCKS, CELLS, SKIPPED, content_role, parse_markup
from bench.corpus.structure.regions import BOILERPLATE, classify
from bench.corpus.text.decode import decode
from bench.model import Kind, Page

_UNSEEN = frozenset(("noscript", "noembed", "noframes", "iframe"))
_PAGE = 1000  # characters of text in a noscript that may hold a page
DEPTH = 256  # block elements around a text that are told apart; absurd markup has a hundred thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of text that no block boundary divides."""

    text: str  # as in the source: white space is the reader's to collapse
    role: str  # what the markup says it is, as gold's roles
    region: str  # the class of boilerplate around it, "" in content
    tag: str  # of the block element that it stands in, "line" in a text dump
    device: str  # tag and classes of that element and of the inline elements that its text opens with
    block: int  # the number of that element on the page
    path: tuple[int, ...]  # the numbers of all block elements around it, outermost first
    chain: tuple[str, ...]  # tag and classes of each of them, of a cell also its column
    linked: float  # share of its letters that are link text
    shown: bool  # whether its own markup does not hide it


@dataclass(slots=True, kw_only=True)
class TextSurroundings:
    """What a text inherits from the elements around it; of paths, no more than :data:`DEPTH`."""

    role: str = "paragraph"
    region: str = ""
    tag: str = "body"
    device: str = ""
    block: int = 0
    path: tuple[int, ...] = ()
    chain: tuple[str, ...] = ()
    elements: tuple[Any, ...] = ()  # those that ``path`` numbers
    in_link: bool = False
    shown: bool = True


@dataclass(slots=True)
class PlacedText:
    """A text of the markup: the text or the tail of an element; a line break is of its ``<br>``."""

    text: str
    around: TextSurroundings
    element: Any
    tail: bool = False


def passages(page: Page) -> tuple[Passage, ...]:
    """Return the passages of a page in reading order; never raises.

    Hidden passages stand among them, marked; scripts, styles, templates and options do not. A text dump has one for each line that is not
    blank. A page that cannot be parsed has none.
    """
    text = decode(page.content, page.encoding, page.kind)
    if page.kind is Kind.TEXT:
        return tuple(_line(line, number) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    root = parse_markup(text)
    return () if root is None else tuple(_grouped(placed_texts(root)))


def passage_texts(page: Page) -> list[str]:
    """Return the text of each of :func:`passages`, several times as fast."""
    from lxml import etree

    text = decode(page.content, page.encoding, page.kind)
    if page.kind is Kind.TEXT:
        return [line for line in text.splitlines() if line.strip()]
    root = parse_markup(text)
    texts, held = list[str](), list[str]()
    if root is None:
        return []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        seen = element.tag != "br" and not _left_out(element)
        if seen and _is_block(element.tag):
            texts.append("".join(held))
            held = []
        if event == "end":
            held.append(element.tail or "")
        elif seen:
            held.append(element.text or "")
        elif element.tag == "br":
            held.append("\n")
        else:
            walk.skip_subtree()
    return [text for text in (*texts, "".join(held)) if text.strip()]


def _line(line: str, number: int) -> Passage:
    return Passage(text=line, role="", region="", tag="line", device="line", block=number, path=(), chain=(), linked=0.0, shown=True)


def _grouped(pieces: Iterator[PlacedText | None]) -> Iterator[Passage]:
    """Yield a passage for each run of pieces between boundaries (None)."""
    held: list[PlacedText] = []
    for piece in pieces:
        if piece is not None:
            held.append(piece)
        elif held:
            yield from _passage(held)
            held = []
    yield from _passage(held)


def _passage(pieces: list[PlacedText]) -> Iterator[Passage]:
    text = "".join(piece.text for piece in pieces)
    if not text.strip():
        return
    weights = [sum(map(str.isalnum, piece.text)) for piece in pieces]
    linked = sum(weight for weight, piece in zip(weights, pieces, strict=True) if piece.around.in_link)
    around = pieces[max(range(len(pieces)), key=weights.__getitem__)].around
    first = next(piece.around for piece in pieces if piece.text.strip())
    yield Passage(
        text=text,
        role=around.role,
        region=around.region,
        tag=around.tag,
        device=first.device,
        block=around.block,
        path=around.path,
        chain=around.chain,
        linked=linked / max(sum(weights), 1),
        shown=any(piece.around.shown for piece in pieces),
    )


def placed_texts(root: Any) -> Iterator[PlacedText | None]:
    """Yield the page's texts with what is around them, and None wherever a block begins or ends.

    ``root`` may be changed only once all are read.
    """
    _unfold(root)
    stack: list[Any] = [(root, TextSurroundings())]  # elements stand deeper than Python calls may
    number = 0
    while stack:
        item = stack.pop()
        if item is None or isinstance(item, PlacedText):
            yield item
            continue
        element, outer = item
        tag = element.tag if isinstance(element.tag, str) else ""
        if element.tail:
            stack.append(PlacedText(element.tail, outer, element, tail=True))
        if tag == "br":
            yield PlacedText("\n", outer, element)
        if not tag or tag == "br" or _left_out(element):
            continue
        number += 1
        inner, is_block = _entered(element, outer, number), _is_block(tag)
        if is_block:
            stack.append(None)
            yield None
        stack.extend((child, inner) for child in reversed(element))
        if element.text:
            yield PlacedText(element.text, inner, element)


def _unfold(root: Any) -> None:
    """Make the ``<noscript>`` a block like others that holds most of a page.

    So boards that run in the browser send their threads to those who read without scripts.
    """
    outermost = root.xpath("//noscript[not(ancestor::noscript)]")  # so that no text is counted twice, however they are nested
    least = max(_PAGE, _letters(root) / 2) if outermost else 0
    for element in outermost:
        if _letters(element) > least:
            element.tag = "div"


def _letters(element: Any) -> int:
    """Return how many characters stand in an element, but for scripts, styles and white space."""
    return sum(len(text.strip()) for text in element.xpath(".//text()[not(parent::script or parent::style)]"))


def _is_block(tag: str) -> bool:
    """Whether a passage ends where an element of this tag begins or ends."""
    return tag in BLOCKS or tag in CELLS or tag == "dd"


def _left_out(element: Any) -> bool:
    """Whether an element's text is no part of the page; a template that is a shadow root is shown."""
    tag = element.tag
    return tag in SKIPPED and tag not in _UNSEEN and not (tag == "template" and element.get("shadowrootmode") in {"open", "closed"})


def _entered(element: Any, outer: TextSurroundings, number: int) -> TextSurroundings:
    """Return what text right inside an element inherits."""
    tag = element.tag
    is_block = tag in BLOCKS or tag in CELLS
    name = ".".join((tag, *sorted(_unnumbered(word) for word in (element.get("class") or "").split())))
    column = f":{sum(1 for _ in islice(element.itersiblings(preceding=True), DEPTH))}" if tag in CELLS else ""
    listed = is_block and len(outer.path) < DEPTH
    kind = classify(element, outer.region)
    return TextSurroundings(
        role=content_role(element, outer.role),
        region=kind if kind in BOILERPLATE else "",
        tag=tag if is_block else outer.tag,
        device=name if is_block else f"{outer.device} {name}",
        block=number if is_block else outer.block,
        path=(*outer.path, number) if listed else outer.path,
        chain=(*outer.chain, name + column) if listed else outer.chain,
        elements=(*outer.elements, element) if listed else outer.elements,
        in_link=outer.in_link or tag in {"a", "button"},
        shown=outer.shown and not _hides(element),
    )


def _unnumbered(name: str) -> str:
    """Return a class name without its digits: ``post-231`` and ``post-232`` are one device."""
    return "".join(character for character in name if not character.isdigit())


def _hides(element: Any) -> bool:
    """Whether an element's own markup says that its text is not shown."""
    style = "".join((element.get("style") or "").lower().split())
    return element.tag in _UNSEEN or element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
