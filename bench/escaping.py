"""Make text from pages and extractors harmless, by one function for each medium it is written to (standard library only).

Such text is hostile until shown otherwise: escape sequences that rewrite a terminal, bidirectional controls that show one thing and say
another, table separators, spreadsheet formulas, LaTeX commands, workflow commands in a CI log. Each function keeps ordinary writing in
every script as it is, the joiners U+200C and U+200D of Persian and Indic text included.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import isfinite
from typing import Any

_JOINERS = "\u200c\u200d"
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()|#~$!^])")
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]|^[\t\r\n]")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "-": "{-}",
}  # fmt: skip


def terminal(text: str, limit: int = 0) -> str:
    r"""Return ``text`` on one line, without characters that steer a terminal.

    Control, format (bidi), surrogate and separator characters become ``\xNN`` escapes, white space among the controls a space.
    ``limit`` > 0 cuts the result to that many characters, the last being an ellipsis.
    """
    head = text if limit <= 0 else text[: limit + 1]
    safe = "".join(char if char.isalnum() or char == " " else _shown(char) for char in head)
    return safe[: limit - 1] + "…" if 0 < limit < len(safe) else safe


def log(text: str, limit: int = 0) -> str:
    """Return ``text`` as one line of a CI log, never a workflow command (``::name``, ``##[name]``)."""
    return re.sub(r"##(?=\[|vso\[|teamcity\[)", "# #", re.sub(r"^(\s*):(?=:)", r"\1: ", terminal(text, limit)))


def github(text: str) -> str:
    """Return ``text`` as the message of a workflow command.

    Unlike in a property, colons and commas stand as they are; none can begin another command.
    """
    return re.sub(":(?=:)", ": ", terminal(text)).replace("%", "%25")


def markdown(text: str, limit: int = 0) -> str:
    """Return ``text`` as words in a Markdown table cell: no markup, HTML, link, mention or line break."""
    safe = terminal(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _MARKDOWN.sub(r"\\\1", safe)
    safe = re.sub(r"(?i)(www)\.", r"\1\\.", safe).replace("://", "\\://").replace("@", "@\u200b")
    return re.sub(r"^(\s*)([-+=:])", r"\1\\\2", re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", safe))


def code(text: str, limit: int = 0) -> str:
    """Return ``text`` as the inside of a Markdown code span in a table cell."""
    return terminal(text, limit).replace("`", "\u02cb").replace("|", "\u00a6")


def csv(text: str) -> str:
    """Return ``text`` as one CSV field's value that no spreadsheet takes for a formula.

    A leading ``= + - @`` gets an apostrophe. Quoting is left to the ``csv`` module. Line breaks become spaces.
    """
    safe = terminal(text)
    return "'" + safe if _FORMULA.search(text) or _FORMULA.search(safe) else safe


def latex(text: str) -> str:
    """Return ``text`` as words in LaTeX: a character with a meaning becomes the command that prints it."""
    return "".join(_LATEX.get(char, char) for char in terminal(text).replace("\u200c", "").replace("\u200d", ""))


def json(value: Any) -> Any:  # Any: what a JSON writer takes
    """Return ``value`` as JSON can say it: NaN and infinities None, keys strings, dicts and lists."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): json(item) for key, item in value.items()}
    return [json(item) for item in value] if isinstance(value, list | tuple) else value


def toml(value: object) -> str:
    """Return a string, number, truth value, date, or list of such as TOML, on one line.

    JSON will not do: it writes characters beyond U+FFFF as surrogates, which TOML refuses, and leaves U+007F as it is. Lone surrogates,
    which no TOML file can hold, become U+FFFD.
    """
    if isinstance(value, str):
        plain = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return '"' + "".join(_in_toml(char) for char in plain) + '"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml(str(key))} = {toml(item)}' for key, item in value.items())} }}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def visible(text: str) -> str:
    """Return ``text`` for a medium that escapes by itself (HTML): what cannot be seen is shown.

    Line breaks are kept. Controls become their pictures (U+2400 block), bidirectional overrides, embeddings and isolates an arrow in
    brackets (no letters, so that words stay countable), characters that XML and HTML forbid U+FFFD.
    """
    if text.replace("\n", "").isprintable():  # 18 times as quick for a paragraph, and a report asks 100,000 times
        return text
    return _UNSEEN.sub(_picture, text)


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table as notebooks show it: every cell is text, without control and bidi characters."""
    head = "".join(f"<th>{_cell(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{_cell(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    """Return text for HTML, outside of tags and in attributes."""
    return escape(terminal(text), quote=True)


def link(url: str) -> str:
    """Return ``url`` if it is an http(s) address that can be followed, else ""."""
    return url if _LINK.fullmatch(url) else ""


_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
    + "]"
)
_TURNS = dict.fromkeys((0x202A, 0x202D, 0x2066), "\u2192") | dict.fromkeys((0x202B, 0x202E, 0x2067), "\u2190")  # the others end a turn
_LINK = re.compile(r"https?://[^\s\"'<>\\^`{}|\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]+", re.IGNORECASE)


def _in_toml(char: str) -> str:
    """Return one character of a basic string of TOML, escaped where it has a meaning or cannot be seen."""
    if char in '"\\':
        return "\\" + char
    if unicodedata.category(char) not in _HIDDEN or char in _JOINERS:
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _shown(char: str) -> str:
    """Return ``char``, a space for a white-space control, or the Python escape of what steers a terminal."""
    if unicodedata.category(char) not in _HIDDEN or char in _JOINERS:
        return char
    return " " if char in "\n\r\t" else char.encode("unicode_escape").decode("ascii")


def _picture(match: re.Match[str]) -> str:
    """Return what stands for one character that cannot be shown."""
    point = ord(match[0])
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    if 0x202A <= point <= 0x202E or 0x2066 <= point <= 0x2069:
        return "\u27e6" + _TURNS.get(point, "\u22a3") + "\u27e7"
    return "\n" if point in {0x2028, 0x2029, 0x85} else "\ufffd"
