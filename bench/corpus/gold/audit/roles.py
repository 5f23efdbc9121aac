"""Roles of gold blocks against the page's markup, and bullets and cell dividers typed as text."""

import re
from collections import Counter
from collections.abc import Iterator

from bench.corpus.gold.audit.gaps import ENDS
from bench.corpus.gold.audit.placement import Placement, visible
from bench.corpus.structure.passages import Passage
from bench.corpus.text.textdump import bullet_text
from bench.model import Block

_BULLETS = re.compile(r"(?:^|\s)[•◦▪▫●■‣⁃] ")
_LAID_OUT = re.compile(r"(?m)^(?:\t| {2,})\S|\S(?:\t| {3,})\S")  # indented, or set in columns
_OPENS = re.compile(r"[•◦▪▫●■‣⁃·*-] ")
_LONG = 90  # visible characters: a heading that is longer and ends as a sentence is a paragraph
_HEADING = 60  # visible characters of a heading, at most: what is longer in a heading's tag is a standfirst
_ANCHOR = 10  # visible characters after a heading in its tag: a pilcrow, "[edit]"
_NAME = 5  # visible characters of a line of a text dump that may be a heading, at least: shorter ones are sizes and prices
_ITEMS = 3  # lines of a block, each in an element of its own, that make a list, at least
_LOOSE = 2  # paragraphs in <pre>: more, and the page is set in it
_TITLE = 40  # visible characters of a line of a text dump that may be a heading
_Alike = Counter[tuple[tuple[str, ...], str]]  # how many blocks of a role begin in a device
_STRUCTURED = ("list", "table", "code")


def wrong_roles(placement: Placement) -> Iterator[tuple[int, str, str]]:
    """Yield (block, what is wrong, what was expected) for required blocks whose role the page contradicts."""
    first = _first_passages(placement)
    alike = Counter((device, placement.blocks[number].role) for number, passage in first.items() for device in _devices(passage))
    loose_code = sum(passage.role == "code" and placement.blocks[number].role == "paragraph" for number, passage in first.items())
    for number, passage in first.items():
        block = placement.blocks[number]
        if block.optional:
            continue
        if block.role == "paragraph":
            role = _marked(placement, number, passage, alike, loose_code) if passage.path else _written(placement, number, passage)
            if role:
                yield number, f"no tag, but {_source(passage, role)}", f"[{role}]"
            elif _LAID_OUT.search(block.text):
                yield number, "no tag, but it is laid out by spaces", "[code] or [table], or single spaces"
        elif block.role == "heading" and _reads_as_paragraph(block, passage, alike):
            yield number, "[heading] on what is or reads as a paragraph", "no tag"
    if headline := _headline(placement):
        yield headline


def typed_marks(placement: Placement) -> Iterator[tuple[int, int, str, str]]:
    """Yield (block, row, what is wrong, what was expected) for bullets and dividers typed as text."""
    for number, block in enumerate(placement.blocks):
        rows = block.text.split("\n")
        divided = [row for row, line in enumerate(rows) if " | " in line]
        if block.role not in _STRUCTURED and divided and (not block.optional or len(divided) > 1):
            yield number, divided[0], "' | ' in a block that is no table", "[table], or a block for each cell"
        if block.optional or block.role in {"table", "code"}:
            continue
        bulleted = [row for row, line in enumerate(rows) if len(_BULLETS.findall(line)) > 1 or _BULLETS.match(line)]
        opened = [row for row, line in enumerate(rows) if _OPENS.match(line)]
        if bulleted or len(opened) > 1 or (opened and block.role == "list"):
            yield number, (bulleted or opened)[0], "typed bullets", "[list], an item a line, without its bullets"


def _first_passages(placement: Placement) -> dict[int, Passage]:
    """Return by block the passage that it begins in, of the blocks that are placed."""
    first: dict[int, Passage] = {}
    for number, line in enumerate(placement.lines):
        if placement.placed[number] >= 0:
            first.setdefault(line.block, placement.page.passages[placement.passages_of(number)[0]])
    return first


def _marked(placement: Placement, number: int, passage: Passage, alike: _Alike, loose_code: int) -> str:
    """Return the role that the markup gives to a block without a tag, "" for none."""
    block = placement.blocks[number]
    key, whole = visible(block.text), visible(passage.text)
    is_short = len(key) <= _HEADING and not block.text.endswith((".", "!"))
    if passage.role == "heading" and is_short and whole.startswith(key) and len(whole) - len(key) <= _ANCHOR:
        return "heading"
    if "\n" in block.text and (passage.role == "list" or _are_items(placement, number) or _have_typed_bullets(block, passage)):
        return "list"
    if passage.role == "code" and passage.tag == "pre" and loose_code <= _LOOSE:
        return "code"
    told = any(alike[device, "heading"] > 1 and alike[device, "paragraph"] == 1 for device in _devices(passage))
    return "heading" if is_short and (told or _is_lone_title(placement, number, passage, alike)) else ""


def _are_items(placement: Placement, number: int) -> bool:
    """Whether each line of a block stands in an element of its own, all alike and beside each other."""
    rows = [row for row, line in enumerate(placement.lines) if line.block == number]
    held = [at for row in rows if placement.placed[row] >= 0 for at in placement.passages_of(row)[:1]]
    kinds = {(placement.page.passages[at].path[:-1], placement.page.passages[at].chain) for at in held}
    return len(set(held)) == len(rows) >= _ITEMS and len(kinds) == 1


def _have_typed_bullets(block: Block, passage: Passage) -> bool:
    """Whether each line of a block is a line of the passage that begins with a bullet typed as text."""
    typed = {visible(text) for line in passage.text.split("\n") if (text := bullet_text(line)) is not None}
    return all(visible(row) in typed for row in block.text.split("\n"))


def _devices(passage: Passage) -> tuple[tuple[str, ...], ...]:
    """Return what makes passages alike: the elements around them, and those they open with."""
    return (passage.chain, (passage.device,)) if " " in passage.device else (passage.chain,)


def _written(placement: Placement, number: int, passage: Passage) -> str:
    """Return the role that a line of a text dump shows by how it is written, "" for none."""
    if bullet_text(passage.text) is not None:
        return "list"
    headings = sum(other.role == "heading" for other in placement.blocks)
    return "heading" if headings > 1 and _is_title(placement, number, 1) else ""


def _is_lone_title(placement: Placement, number: int, passage: Passage, alike: _Alike) -> bool:
    """Whether a block is a title by its length, its place and an element of its own."""
    is_phrase = " " in placement.blocks[number].text or not passage.text.isascii()  # one word is a label: "Warning"
    lone = is_phrase and any(alike[device, "paragraph"] == 1 for device in _devices(passage))
    under_heading = number > 0 and placement.blocks[number - 1].role == "heading"  # a subtitle
    return (
        lone and not under_heading and visible(passage.text) == visible(placement.blocks[number].text) and _is_title(placement, number, 2)
    )


def _is_title(placement: Placement, number: int, times: int) -> bool:
    """Whether a short line without an end leads to a table, a list or a longer text."""
    text, following = placement.blocks[number].text, placement.blocks[number + 1 : number + 2]
    is_short = "\n" not in text and _NAME <= len(visible(text)) <= _TITLE and (text[-1:].isalnum() or text[-1:] in "?)")
    return is_short and bool(following) and (following[0].role in {"table", "list"} or len(visible(following[0].text)) > times * _TITLE)


def _reads_as_paragraph(block: Block, passage: Passage, alike: _Alike) -> bool:
    headings, paragraphs = (alike[passage.chain, role] for role in ("heading", "paragraph"))
    is_like_paragraphs = passage.role == "paragraph" and headings == 1 and paragraphs > 1 and len(visible(block.text)) > _HEADING
    return is_like_paragraphs or (len(visible(block.text)) > _LONG and block.text.endswith(ENDS[:1]))


def _source(passage: Passage, role: str) -> str:
    if not passage.path:
        return "it is written as one"
    if passage.role == role:
        return f"it is a <{passage.tag}> on the page"
    return "each line is an item on the page" if role == "list" else "its like on the page are headings in the gold"


def _headline(placement: Placement) -> tuple[int, str, str] | None:
    """Return a finding where the gold has headings or is of an article, yet does not begin with one."""
    required = [number for number, block in enumerate(placement.blocks) if not block.optional]
    if not required or placement.blocks[required[0]].role != "paragraph":
        return None
    text = placement.blocks[required[0]].text
    kicker = len(required) > 1 and placement.blocks[required[1]].role == "heading"
    if kicker or "\n" in text or len(visible(text)) > _LONG or text.endswith(ENDS[:1]):
        return None
    return required[0], "the first required block is short and has no tag", "[heading], where it is the page's headline"
