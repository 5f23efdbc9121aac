"""The difference between two Markdown trees, outline by outline, for the page of one page dump."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bench.model import Gold
from bench.scoring.protocols.markdown import structure
from bench.scoring.text import tree

LINES = 600  # of an outline that are compared: so many a browser shows at once


@dataclass(frozen=True, slots=True)
class TreeDiff:
    """One distinct answer in Markdown: who gave it, and its outline against gold's, line by line.

    A line is (``same``, ``missing`` or ``extra``; what it is; its text). ``cut`` lines of either outline are not compared.
    """

    names: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    cut: int


def diffs(gold: Gold, outputs: Sequence[Mapping[str, Any]]) -> tuple[TreeDiff, ...]:
    """Return a difference for each distinct answer in Markdown; none where gold has no Markdown."""
    if structure.NEEDS not in gold.parts:
        return ()
    members: dict[str, list[str]] = {}
    for output in outputs:
        if output.get("markdown"):
            members.setdefault(str(output["markdown"]), []).append(str(output["name"]))
    wanted = tree.parse(gold.parts[structure.NEEDS]).outline
    return tuple(_diff(tuple(names), wanted, tree.parse(text).outline) for text, names in members.items())


def _diff(names: tuple[str, ...], wanted: list[tuple[str, str]], returned: list[tuple[str, str]]) -> TreeDiff:
    """Compare two outlines."""
    gold, output = wanted[:LINES], returned[:LINES]
    lines: list[tuple[str, str, str]] = []
    for kind, i, after, j, end in SequenceMatcher(None, gold, output, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [("same", *line) for line in gold[i:after]]
        else:
            lines += [*(("missing", *line) for line in gold[i:after]), *(("extra", *line) for line in output[j:end])]
    return TreeDiff(names, tuple(lines), len(wanted) - len(gold) + len(returned) - len(output))
