"""Text dumps as HTML: a line becomes a paragraph, a run of bullets a list, content or not."""

import re
from html import escape

_BULLET = re.compile(r"^(\s*)[•◦▪▫‣⁃●○■□·∙*+-][ \t\u00a0]+(\S.*)$")
_HEAD = '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title></title></head>\n<body>\n'


def wrap(text: str) -> str:
    """Return a text dump as an HTML page: ``<p>`` for each line, ``<ul><li>`` for each run of bullets.

    Lines indented under a bullet are joined to it. No semantics beyond that: one ``<pre>`` makes every extractor return all or nothing,
    an ``<article>`` gives the answer away.
    """
    elements: list[str] = []
    items: list[str] = []
    indent = 0
    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet:
            items.append(bullet[2].strip())
            indent = len(bullet[1].expandtabs())
        elif items and line.strip() and _depth(line) > indent:
            items[-1] += " " + line.strip()
        else:
            _close(elements, items)
            if line.strip():
                elements.append(f"<p>{escape(line.strip(), quote=False)}</p>")
    _close(elements, items)
    return _HEAD + "".join(element + "\n" for element in elements) + "</body>\n</html>\n"


def bullet_text(line: str) -> str | None:
    """Return the text of a bulleted line without its bullet, or None for any other line."""
    bullet = _BULLET.match(line)
    return bullet[2].strip() if bullet else None


def _depth(line: str) -> int:
    """Return the width of a line's indentation in columns."""
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _close(elements: list[str], items: list[str]) -> None:
    """Append the open list, if any, to ``elements`` (both are locals of :func:`wrap`) and empty it."""
    if items:
        elements.append("<ul>" + "".join(f"<li>{escape(item, quote=False)}</li>" for item in items) + "</ul>")
        items.clear()
