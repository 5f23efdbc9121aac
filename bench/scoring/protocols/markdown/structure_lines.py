"""Protocol ``structure-lines``: the parts of Markdown read by the look of lines, as published figures were counted.

A variant of ``structure``, which stays the protocol to use. What begins like a heading or a list item is one, code blocks included, and
a line between bars is a table row, whatever stands around it. Each part is compared as a multiset: words, headings, items, rows of
cells, texts of links; an item without a word does not count. A part that gold does not have is left out, of ``f1`` too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules
from bench.scoring.protocols.markdown import structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold
    from bench.scoring.protocols.steps import Step

PARTS = ("words", "headings", "items", "rows", "links")
_WORD = re.compile(r"\w+")
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_ITEM = re.compile(r"^[^\S\n]*(?:[-*+]|\d+[.)])\s+(.+)$", re.MULTILINE)
_RULE = re.compile(r"[\s|:\-]+")  # what stands between a table's head and its body


def read(markdown: str) -> dict[str, list[Any]]:
    """Return part -> its items in order, as they are compared."""
    return {
        "words": _WORD.findall(_unlinked(markdown).lower()),
        "headings": _worded(_HEADING.findall(markdown)),
        "items": _worded(_ITEM.findall(markdown)),
        "rows": list(_rows(markdown)),
        "links": _worded([markdown[opened + 1 : closed] for opened, closed, _ in _links(markdown, images=False)]),
    }


def _links(markdown: str, *, images: bool) -> Iterator[tuple[int, int, int]]:
    r"""Yield where each ``[text](target)`` opens, its text closes and it ends, in time linear in the text.

    These are the matches of ``\[[^\]]*\]\([^)]*\)``, without ``images`` those that no ``!`` stands before.
    """
    opened = markdown.find("[")
    while opened >= 0:
        if not images and markdown[opened - 1 : opened] == "!":
            opened = markdown.find("[", opened + 1)
            continue
        closed = markdown.find("]", opened)
        if closed < 0:
            return
        last = closed
        if markdown.startswith("(", closed + 1):
            last = markdown.find(")", closed)
            if last < 0:
                return
            yield opened, closed, last
        opened = markdown.find("[", last)


def _unlinked(markdown: str) -> str:
    """Return Markdown with the text of each link and image in its place."""
    pieces, after = [], 0
    for opened, closed, last in _links(markdown, images=True):
        before = opened - (markdown[opened - 1 : opened] == "!")
        pieces += [markdown[after:before], markdown[opened + 1 : closed]]
        after = last + 1
    return "".join([*pieces, markdown[after:]])


def _folded(markdown: str) -> str:
    """Return the lower-cased words of a piece of Markdown."""
    return " ".join(_WORD.findall(_unlinked(markdown).lower()))


def _worded(pieces: list[str]) -> list[str]:
    """Return the words of each piece that has any."""
    return [folded for folded in map(_folded, pieces) if folded]


def _rows(markdown: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of every line between bars that is more than bars, colons and hyphens."""
    for line in map(str.strip, markdown.splitlines()):
        if line.startswith("|") and line.endswith("|") and not _RULE.fullmatch(line):
            yield tuple(map(_folded, line.strip("|").split("|")))


def _counted(markdown: str) -> dict[str, Counter[Any]]:
    """Return part -> how often each item stands in a Markdown text."""
    return {part: Counter(items) for part, items in read(markdown).items()}


def prepare(gold: Gold) -> Mapping[str, Counter[Any]]:
    """Count the items of gold by part."""
    return _counted(gold.parts.get(structure.NEEDS, ""))


def row(prepared: Mapping[str, Counter[Any]], text: str) -> tuple[float, ...]:
    """Score one output: for each part the items in common, returned and wanted."""
    return structure.compared(prepared, _counted(text))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to the parts of ``structure``; what is returned of a part that gold lacks does not count."""
    counts = np.array(rows, float)
    counts[..., 1::3] *= counts[..., 2::3] > 0
    return structure.parts(counts)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the items of every part with their counts, each after the name of its part; words come last."""
    return structure.steps(read(gold.parts.get(structure.NEEDS, "")), read(text))


SCORER = replace(
    structure.SCORER,
    name="structure-lines",
    columns=structure.columns(PARTS),
    metrics=structure.metrics(PARTS),
    rules=Rules(
        source="the figures of 250 pages of WCXB development that `structure` was specified with; recounted to the third digit",
        tokens="lines that begin with `#` to `######`, or with `-`, `*`, `+`, `1.` or `1)`; cells of lines between bars; texts of links; "
        "each by its lower-cased words (`\\w+`), a link in it by its text; words of the whole text likewise",
        empty="a part that gold does not have is left out; one that only gold has: 0",
        failed="an empty output: 0 in every part that gold has",
        averaging="f1: mean over pages of the mean over the parts that the page's gold has; of a part: mean over the pages whose gold has "
        "it. Adapters that answer with plain text are not on the board",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    variant="parse:lines",
    explain=explain,
)
