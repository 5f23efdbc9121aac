r"""Split Markdown into its code, formulas and tables: the same way for gold and for output.

Code: fenced blocks and inline spans. Formulas: ``$$``, ``\[ \]``, LaTeX environments, ``\( \)``, and ``$ $`` where its inside looks
like mathematics rather than prices. Tables: pipe tables (with a delimiter line) and HTML tables, nested ones inside theirs. What is code
is neither formula nor table. The source's hundred rules on prices and file sizes are not reproduced; the variant in the signature says so.
"""

import re
from dataclasses import dataclass

VARIANT = "split:commonmark"

_IMAGE = re.compile(r"!\[[^\[\]\n]*+\]\([^()\n]*+\)")
_FENCE = re.compile(r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]+)\1(?!`)")
_NAMES = "equation|align|gather|eqnarray|multline|split"
_FORMULAS = (
    re.compile(r"\$\$([^$]+)\$\$"),
    re.compile(r"\\\[((?:(?!\\\[|\\\]).)+)\\\]", re.DOTALL),
    re.compile(rf"\\begin\{{((?:{_NAMES})\*?)\}}((?:(?!\\begin|\\end).)+)\\end\{{\1\}}", re.DOTALL),
    re.compile(r"\\\(((?:(?!\\\(|\\\)).)+)\\\)"),
    re.compile(r"(?<![$\\\w])\$(?![$\s])([^$\n]+?)(?<![\s\\])\$(?![$\w])"),
)
_MATHEMATICAL = re.compile(r"\\[a-zA-Z]|[_^=<>{}+*/≤≥≠≈∫∑∏√∞∂∇α-ω]|^[A-Za-z]$|^[a-zA-Z]\([^)]*\)$|^\d*[a-zA-Z]\d*$")
_TABLE_TAG = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_DELIMITER = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The code, formulas and tables of a Markdown text, each in order."""

    code: tuple[str, ...]
    formulas: tuple[str, ...]
    tables: tuple[str, ...]


def pieces(markdown: str) -> Pieces:
    """Return what a Markdown text holds; linear in its length for all practical texts."""
    text = _IMAGE.sub("", markdown.replace("\r\n", "\n"))
    code, text = _taken(_FENCE, text, 2)
    spans, text = _taken(_INLINE, text, 2)
    tables, text = _html_tables(text)
    piped, text = _pipe_tables(text)
    formulas: list[tuple[int, str]] = []
    for pattern in _FORMULAS:
        taken, text = _taken(pattern, text, pattern.groups, mathematical=pattern is _FORMULAS[-1])
        formulas += taken
    return Pieces(*(tuple(piece for _, piece in sorted(placed)) for placed in (code + spans, formulas, tables + piped)))


def _taken(pattern: re.Pattern[str], text: str, group: int, *, mathematical: bool = False) -> tuple[list[tuple[int, str]], str]:
    """Return (place, piece) of every match that holds something, and the text with those blanked out."""
    taken: list[tuple[int, str]] = []

    def blank(match: re.Match[str]) -> str:
        """Note a match and return as many spaces, line breaks kept."""
        piece = match[group].strip()
        if not piece or (mathematical and not _MATHEMATICAL.search(piece)):
            return match[0]
        taken.append((match.start(), piece))
        return blanked(match[0])

    return taken, pattern.sub(blank, text)


def blanked(text: str) -> str:
    """Return as many spaces as the text is long, line breaks kept."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _html_tables(text: str) -> tuple[list[tuple[int, str]], str]:
    """Return (place, source) of outermost closed HTML tables, and the text with those blanked out."""
    taken: list[tuple[int, str]] = []
    opened: list[int] = []
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            opened.append(tag.start())
        elif opened:
            start = opened.pop()
            if not opened:
                taken.append((start, text[start : tag.end()]))
    rest, last = [], 0
    for start, source in taken:
        rest += [text[last:start], blanked(source)]
        last = start + len(source)
    return taken, "".join([*rest, text[last:]])


def _pipe_tables(text: str) -> tuple[list[tuple[int, str]], str]:
    """Return (place, source) of pipe tables (header, delimiter, lines of cells), and the text without."""
    taken: list[tuple[int, str]] = []
    lines, at, place = text.split("\n"), 0, 0
    while at < len(lines):
        end = _table_end(lines, at)
        held = lines[at : max(end, at + 1)]
        source = "\n".join(held)
        if end > at:
            taken.append((place, source))
            lines[at:end] = [" " * len(line) for line in held]
        place += len(source) + 1
        at += len(held)
    return taken, "\n".join(lines)


def _table_end(lines: list[str], at: int) -> int:
    """Return the line after the table that starts at a line, or the line itself where none does."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "|" not in lines[at + 1] or not _DELIMITER.match(lines[at + 1]):
        return at
    end = at + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    return end
