"""The gold format that people write: paragraphs with tags in square brackets; see gold/README.md."""

import re
from collections.abc import Iterable

from bench.corpus.text.lines import split_lines, tidy
from bench.errors import CorpusError
from bench.model import Block

ROLES = ("paragraph", "heading", "list", "table", "code", "quote", "caption")
_MARKS = ("draft", "empty")  # said of the whole file: its paragraph is no block
_WORDS = (*ROLES, "optional", *_MARKS)
_TAG = re.compile(r"^\[([^\[\]\n]*)\](?: |$)", re.MULTILINE)
_ESCAPE = re.compile(r"^\\(?=[\[\\])")
_DRAFT = "[draft] Clean this gold by reading the page, then delete this paragraph."


def parse(text: str, where: str = "gold") -> tuple[tuple[Block, ...], bool]:
    """Return the blocks of a gold file and whether it is still a draft.

    ``where`` names the file in errors. Raises CorpusError with file, line and what to type instead. Line ends of any platform.
    """
    blocks: list[Block] = []
    draft = False
    for number, paragraph in _paragraphs(text):
        words, body = _tagged(paragraph, f"{where}:{number}")
        draft = draft or "draft" in words
        if not {*words} & {*_MARKS}:
            blocks.append(Block(body, "optional" in words, next((word for word in words if word in ROLES), "paragraph")))
    return tuple(blocks), draft


def starts(text: str, where: str = "gold") -> tuple[int, ...]:
    """Return the line, from 1, on which the text of each block of :func:`parse` begins."""
    begun: list[int] = []
    for number, paragraph in _paragraphs(text):
        words, body = _tagged(paragraph, f"{where}:{number}")
        if not {*words} & {*_MARKS}:
            begun.append(number + paragraph.count("\n") - body.count("\n"))
    return tuple(begun)


def says_empty(text: str, where: str = "gold") -> bool:
    """Return whether a gold file says, by ``[empty]``, that the page has no content.

    Raises CorpusError where blocks stand beside it, or where :func:`parse` does.
    """
    marks = [number for number, paragraph in _paragraphs(text) if "empty" in _tagged(paragraph, f"{where}:{number}")[0]]
    if marks and parse(text, where)[0]:
        expected = "[empty] and no block, or blocks and no [empty]"
        raise CorpusError(f"{where}:{marks[0]}: [empty] says that the page has no content, but blocks stand beside it", expected)
    return bool(marks)


def write(blocks: Iterable[Block], *, draft: bool = False) -> str:
    """Return the gold file for ``blocks``; :func:`parse` gives the same blocks back.

    Raises CorpusError for a text that cannot stand in a paragraph (blank, or holding an empty line).
    """
    return "\n\n".join([_DRAFT] * draft + [_paragraph(block) for block in blocks]) + "\n"


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """Return (line number, paragraph) pairs; paragraphs are split at blank lines."""
    paragraphs: list[tuple[int, str]] = []
    lines: list[str] = []
    for number, line in enumerate([*split_lines(text.removeprefix("\ufeff")), ""], 1):
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            paragraphs.append((number - len(lines), "\n".join(lines)))
            lines = []
    return paragraphs


def _tagged(paragraph: str, where: str) -> tuple[list[str], str]:
    """Return the words of a paragraph's tag and its text, the escape removed."""
    tag = _TAG.match(paragraph)
    if tag is None:
        if paragraph.startswith("["):
            what = f"{where}: a block starts with '[' but has no tag"
            raise CorpusError(what, "a tag and a space, such as [heading] Title", _escaped(paragraph))
        return [], _ESCAPE.sub("", paragraph.lstrip())
    words = tag[1].split()
    unknown = [word for word in words if word not in _WORDS]
    mixed = len(words) > 1 and "empty" in words
    if unknown or mixed or not words or sum(word in ROLES for word in words) > 1 or len(set(words)) < len(words):
        expected = f"one of {', '.join(ROLES)}; optional; or a role and optional"
        raise CorpusError(f"{where}: no block is tagged [{tag[1]}]", expected, _escaped(paragraph))
    body = paragraph[tag.end() :].lstrip("\n" if "code" in words else None)
    if not body and not {*words} & {*_MARKS}:
        raise CorpusError(f"{where}: [{tag[1]}] stands alone", "the block's text after its tag, in the same paragraph")
    return words, _ESCAPE.sub("", body)


def _escaped(paragraph: str) -> str:
    """Return the advice for text that starts with a bracket of its own."""
    return f"type \\{paragraph[:20]} for text that starts so; see gold/README.md"


def _paragraph(block: Block) -> str:
    if not block.text or block.text != tidy(block.text, block.role):
        raise CorpusError(f"a block cannot hold this text: {block.text[:40]!r}", "words, and no blank lines or trailing space")
    words = [word for word in (block.role if block.role != "paragraph" else "", "optional" if block.optional else "") if word]
    text = "\\" + block.text if block.text.startswith(("[", "\\")) else block.text
    gap = "\n" if block.role == "code" and text[0].isspace() else " "  # an indented first line of code stands on a line of its own
    return f"[{' '.join(words)}]{gap}{text}" if words else text
