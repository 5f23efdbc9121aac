"""Gold written as Markdown: its words as blocks, without the marks."""

import re

from bench.corpus.text.decode import scrub
from bench.model import Block

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"(\*\*|__|`+|~~)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~$])")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return the words of Markdown as blocks with roles: no images, no link targets, no marks."""
    plain = (Block(_plain(role, scrub(text)), role=role) for role, text in _pieces(markdown))
    return tuple(block for block in plain if block.text)


def _pieces(markdown: str) -> list[tuple[str, str]]:
    """Split into (role, source): fenced code whole, the rest at blank lines and where roles change."""
    pieces: list[tuple[str, str]] = []
    held: list[str] = []
    fence = ""
    for line in [*markdown.replace("\r\n", "\n").split("\n"), ""]:
        opening = _FENCE.match(line)
        if fence:
            if opening and opening[1].startswith(fence) and not line.strip(" `~"):
                pieces, held, fence = [*pieces, ("code", "\n".join(held))], [], ""
            else:
                held.append(line)
        elif opening:
            pieces, held, fence = pieces + _grouped(held), [], opening[1]
        elif line.strip():
            held.append(line)
        else:
            pieces, held = pieces + _grouped(held), []
    return pieces + ([("code", "\n".join(held))] if fence else _grouped(held))


def _grouped(lines: list[str]) -> list[tuple[str, str]]:
    """Group the lines of a paragraph by role."""
    groups: list[tuple[str, list[str]]] = []
    for line in lines:
        role = _role(line)
        if role == "heading" or not groups or (groups[-1][0] != role and not (groups[-1][0] == "list" and line[:1] in " \t")):
            groups.append((role, [line]))
        else:
            groups[-1][1].append(line)
    return [(role, "\n".join(held)) for role, held in groups]


def _role(line: str) -> str:
    if line.lstrip().startswith("|") or (_RULE.match(line) and "|" in line):
        return "table"
    if line.lstrip().startswith(">"):
        return "quote"
    return "heading" if _HEADING.match(line) else "list" if _ITEM.match(line) else "paragraph"


def _plain(role: str, text: str) -> str:
    """Return the words of one piece."""
    if role == "code":
        return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
    lines = [line for line in text.split("\n") if not (role == "table" and _RULE.match(line))]
    return "\n".join(kept for kept in (_plain_line(role, line) for line in lines) if kept)


def _plain_line(role: str, line: str) -> str:
    bare = _HEADING.sub("", line) if role == "heading" else _ITEM.sub("", line) if role == "list" else line
    bare = bare.lstrip().removeprefix(">") if role == "quote" else bare
    if role == "table":
        bare = " | ".join(cell.strip() for cell in bare.strip().strip("|").split("|"))
    bare = _LINK.sub(r"\1", _IMAGE.sub("", bare))
    return _ESCAPED.sub(r"\1", _MARKS.sub("", _TAGS.sub(" ", bare))).strip()
