"""Text dumps as HTML: a line becomes a paragraph, a run of bullets a list, content or not."""

import re
from html import escape
from itertools import groupby
from operator import itemgetter

_BULLET = re.compile(r"^(\s*)[•◦▪▫‣⁃●○■□·∙*+-][ \t\u00a0]+(\S.*)$")
_HEAD = '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title></title></head>\n<body>\n'
_FOOT = "</body>\n</html>\n"


def wrap(text: str) -> str:
    """Return a text dump as an HTML page: ``<p>`` for each line, ``<ul><li>`` for each run of bullets.

    Lines indented under a bullet are joined to it. No more: one ``<pre>`` makes every extractor return all or nothing, an ``<article>``
    gives the answer away.
    """
    pieces: list[tuple[str, str]] = []
    indent = 0
    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet:
            pieces.append(("li", bullet[2].strip()))
            indent = len(bullet[1].expandtabs())
        elif pieces and pieces[-1][0] == "li" and line.strip() and _depth(line) > indent:
            pieces[-1] = ("li", f"{pieces[-1][1]} {line.strip()}")
        else:
            pieces.append(("p", line.strip()))
    return _HEAD + "".join(_elements(tag, [text for _, text in group]) for tag, group in groupby(pieces, itemgetter(0))) + _FOOT


def bullet_text(line: str) -> str | None:
    """Return the text of a bulleted line without its bullet, or None for any other line."""
    bullet = _BULLET.match(line)
    return bullet[2].strip() if bullet else None


def _depth(line: str) -> int:
    """Return the width of a line's indentation in columns."""
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _elements(tag: str, texts: list[str]) -> str:
    """Return paragraphs, a line each, or a list on one line; a blank text only ends what stood before it."""
    marked = [f"<{tag}>{escape(text, quote=False)}</{tag}>" for text in texts if text]
    return f"<ul>{''.join(marked)}</ul>\n" if tag == "li" else "".join(f"{element}\n" for element in marked)
