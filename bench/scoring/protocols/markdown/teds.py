"""Protocol ``teds``: tree-edit-distance similarity (Zhong et al. 2020) of all tables of a page.

A page's tables are one tree: root, tables, rows, cells. TEDS = 1 - distance / nodes of the larger tree, where inserting or deleting a
node costs 1, renaming one costs 1, and two cells of equal span cost the normalised edit distance of their text. ``thead``, ``tbody``
and ``tfoot`` are seen through and ``th`` is a cell, so a Markdown table and an HTML table of the same content are equal.

The distance is Zhang and Shasha's, here in numpy, leaves by closed form and rows side by side: the ``apted`` package is recursive and pure
Python. WebMainBench's ``table_TEDS`` is no TEDS: it hands strings to the tree distance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from lxml import html
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, similar
from bench.scoring.protocols.steps import Step, bag
from bench.scoring.text import markdown as markup

Floats = NDArray[np.float64]

LIMIT = 2000  # nodes of a page's tables that are compared; cost grows with the product of both sides (2 s at the limit)
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A page's tables in postorder: each node's label, text (of cells only) and leftmost leaf."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    leftmost: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many nodes there are, root included."""
        return len(self.labels)


Cell = tuple[str, str]  # label with spans, text
Table = list[list[Cell]]


def tree(markdown: str) -> Tree:
    """Return the tables of a Markdown text as one tree, cut off at :data:`LIMIT` nodes."""
    return planted([table for source in markup.pieces(markdown).tables for table in _tables(source)])


def planted(tables: Sequence[Table]) -> Tree:
    """Return tables (lines of cells) as one tree in postorder."""
    labels: list[str] = []
    texts: list[str] = []
    leftmost: list[int] = []

    def add(label: str, text: str, first: int) -> None:
        """Append a node whose subtree starts at ``first``."""
        labels.append(label)
        texts.append(text)
        leftmost.append(first)

    for table in tables:
        table_first = len(labels)
        for line in table:
            if len(labels) >= LIMIT:
                break
            line_first = len(labels)
            for label, text in line[: LIMIT - len(labels)]:
                add(label, text, len(labels))
            add("tr", "", line_first)
        add("table", "", table_first)
    add("root", "", 0)
    return Tree(tuple(labels), tuple(texts), np.array(leftmost, np.int64))


def lines(tables: Tree) -> list[str]:
    """Return the lines of a tree's tables, cells divided by bars."""
    ends = [at for at, label in enumerate(tables.labels) if label == "tr"]
    return [" | ".join(tables.texts[int(tables.leftmost[at]) : at]) for at in ends]


def _tables(source: str) -> Iterator[Table]:
    """Yield the tables of a source: a pipe table, or an HTML table and those inside it, each for itself."""
    if not source.lstrip().startswith("<"):
        yield [[("td", cell) for cell in _cells(line)] for at, line in enumerate(source.split("\n")) if at != 1]
        return
    root: html.HtmlElement = html.fragment_fromstring(source, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    for table in root.iter("table"):
        yield [
            [_cell(cell) for cell in line.iterchildren("td", "th")]
            for line in table.iter("tr")
            if next(line.iterancestors("table")) is table
        ]


def _cells(line: str) -> list[str]:
    """Return the cells of a line of a pipe table."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _BAR.split(inner)]


def _cell(element: html.HtmlElement) -> Cell:
    """Return an HTML cell with its spans, nested tables left to themselves."""
    spans = [f" {name}={value.strip()}" for name in ("colspan", "rowspan") if (value := element.get(name) or "1").strip() != "1"]
    inside = element.itertext()
    if element.find(".//table") is not None:
        inside = element.xpath(".//text()[count(ancestor::table) = $depth]", depth=len(list(element.iterancestors("table"))))
    return "td" + "".join(spans), " ".join(" ".join(inside).split())


def distance(left: Tree, right: Tree) -> float:
    """Return the tree edit distance (Zhang and Shasha 1989), a row of the table of forests at a time."""
    rename = _renaming(left, right)
    done = np.zeros((len(left), len(right)))
    _leaves(left, right, rename, done)
    _leaves(right, left, rename.T, done.T)
    groups = _groups(right)
    for i in _keyroots(left):
        for group in groups:
            _forest(left, right, i, group, rename, done)
    return float(done[-1, -1])


def _keyroots(tables: Tree) -> list[int]:
    """Return the last node of every leftmost leaf, ascending; leaves themselves are left out."""
    last = {int(first): node for node, first in enumerate(tables.leftmost)}
    return sorted(node for first, node in last.items() if node != first)


def _leaves(left: Tree, right: Tree, rename: Floats, done: Floats) -> None:
    """Fill ``done`` for the leaves of ``left``: inserted is all but the node a leaf is best renamed to."""
    leaves = np.flatnonzero(left.leftmost == np.arange(len(left)))
    done[leaves] = rename[leaves]
    for node in np.flatnonzero(right.leftmost != np.arange(len(right))):
        first = int(right.leftmost[node])
        done[leaves, node] = node - first + rename[leaves, first : node + 1].min(axis=1)


def _groups(tables: Tree) -> list[NDArray[np.int64]]:
    """Return the keyroots in groups, ascending: lines, which hold leaves alone, together; others alone."""
    roots = _keyroots(tables)
    table_lines = [node for node in roots if tables.labels[node] == "tr"]
    single = [np.array([node]) for node in roots if tables.labels[node] != "tr"]
    return [np.array(table_lines), *single] if table_lines else single


def _forest(left: Tree, right: Tree, i: int, group: NDArray[np.int64], rename: Floats, done: Floats) -> None:
    """Fill ``done`` (in place) for nodes with the leftmost leaves of ``i`` and of any ``j`` of a group.

    One table of forests for each j, side by side and padded on the right: shape (nodes of i + 1, group, widest j + 1).
    """
    first_i, first_j = int(left.leftmost[i]), right.leftmost[group]
    width = int((group - first_j).max()) + 1
    wanted = first_j[:, None] + np.arange(width)
    columns = np.minimum(wanted, group[:, None])
    whole_right = (right.leftmost[columns] == first_j[:, None]) & (wanted == columns)
    before = right.leftmost[columns] - first_j[:, None]  # column of the forest left of the subtree
    lanes, steps = np.arange(len(group))[:, None], np.arange(width + 1, dtype=float)
    forests = np.empty((i - first_i + 2, len(group), width + 1))
    forests[0] = steps
    for at in range(first_i, i + 1):
        above, line, subtree = forests[at - first_i], forests[at - first_i + 1], done[at].take(columns)
        candidate = forests[int(left.leftmost[at]) - first_i][lanes, before] + subtree
        if left.leftmost[at] == first_i:
            candidate = np.where(whole_right, above[:, :-1] + rename[at].take(columns), candidate)
        line[:, 0] = above[:, 0] + 1
        np.minimum(above[:, 1:] + 1, candidate, out=line[:, 1:])
        np.minimum.accumulate(line - steps, axis=1, out=line)  # inserting: one more than the entry to the left
        line += steps
        if left.leftmost[at] == first_i:
            done[at, columns[whole_right]] = line[:, 1:][whole_right]


def _renaming(left: Tree, right: Tree) -> Floats:
    """Return what renaming each node to each costs: shape (nodes left, nodes right)."""
    names = {name: at for at, name in enumerate(dict.fromkeys(left.labels + right.labels))}
    own, other = (np.array([names[name] for name in side.labels]) for side in (left, right))
    texts = {text: at for at, text in enumerate(dict.fromkeys(left.texts + right.texts))}
    rows, columns = (np.array([texts[text] for text in side.texts]) for side in (left, right))
    used_rows, at_rows = np.unique(rows, return_inverse=True)
    used_columns, at_columns = np.unique(columns, return_inverse=True)
    listed = np.array(list(texts), object)
    apart = cdist(listed[used_rows], listed[used_columns], scorer=Levenshtein.normalized_distance, dtype=np.float64)
    return np.where(own[:, None] == other[None, :], apart[at_rows][:, at_columns], 1.0)


def prepare(gold: Gold) -> Tree:
    """Return the tables of gold's Markdown."""
    return tree(gold.parts.get("markdown", ""))


def row(prepared: Tree, text: str) -> tuple[float, ...]:
    """Return the distance and the nodes (without root) of gold's and of the output's tables."""
    tables = tree(text)
    wanted, returned = len(prepared) - 1, len(tables) - 1
    apart = distance(prepared, tables) if wanted and returned else float(wanted + returned)
    return apart, float(wanted), float(returned)


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (TEDS, 1), both 0 where neither side has a table."""
    return similar(rows[..., 0], np.maximum(rows[..., 1], rows[..., 2]))


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the lines of tables with their counts, cells divided by bars."""
    return bag(lines(prepare(gold)), lines(tree(text)))


SCORER = Scorer(
    name="teds",
    columns=("distance", "wanted", "returned"),
    metrics=("teds",),
    headline="teds",
    rules=Rules(
        source="Zhong, ShafieiBavani, Jimeno Yepes 2020 (PubTabNet); not WebMainBench's table_TEDS, which compares strings as trees",
        tokens=f"tables as trees: rows, cells (th is td, thead/tbody/tfoot seen through); the first {LIMIT} nodes of a page",
        empty="no table on either side: the page is left out of the mean; tables on one side only: 0",
        failed="an output without tables: 0 where gold has any",
        averaging="mean over the pages where either side has a table",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=averaged,
    needs="markdown",
    variant=markup.VARIANT,
    explain=explain,
)
