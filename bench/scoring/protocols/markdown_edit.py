"""Protocols ``text-edit``, ``code-edit``, ``formula-edit``, ``table-edit``, as WebMainBench has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer
from bench.scoring.protocols.means import averaged
from bench.scoring.protocols.steps import Step
from bench.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold


def code(text: str) -> str:
    """Return the code of a Markdown text, pieces joined by blank lines."""
    return "\n\n".join(markdown.pieces(text).code)


def formulas(text: str) -> str:
    """Return the formulas of a Markdown text, without their delimiters, joined by blank lines."""
    return "\n\n".join(markdown.pieces(text).formulas)


def tables(text: str) -> str:
    """Return the tables of a Markdown text as they stand, joined by blank lines."""
    return "\n\n".join(markdown.pieces(text).tables)


def whole(text: str) -> str:
    """Return the Markdown itself."""
    return text


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (similarity, 1), both 0 where both sides are empty: the page is left out of the mean."""
    distance, longer = np.asarray(rows[..., 0], float), np.asarray(rows[..., 1], float)
    counted = longer > 0
    return np.stack([np.where(counted, 1 - distance / np.where(counted, longer, 1.0), 0.0), counted.astype(float)], axis=-1)


def _scorer(name: str, take: Callable[[str], str], what: str) -> Scorer:
    """Return the protocol that compares one kind of content."""

    def prepare(gold: Gold) -> str:
        """Return what is compared of gold's Markdown."""
        return take(gold.parts.get("markdown", ""))

    def row(prepared: str, text: str) -> tuple[float, ...]:
        """Return the edit distance in characters and the longer side's length."""
        from rapidfuzz.distance import Levenshtein

        returned = take(text)
        return float(Levenshtein.distance(prepared, returned)), float(max(len(prepared), len(returned)))

    def explain(gold: Gold, text: str) -> list[Step]:
        """Return the edit script in runs of characters."""
        from rapidfuzz.distance import Levenshtein

        wanted, returned = prepare(gold), take(text)
        steps = []
        for code in Levenshtein.opcodes(wanted, returned):
            kind = {"delete": "missing", "insert": "extra", "replace": "changed"}.get(code.tag, "equal")
            source, target = wanted[code.src_start : code.src_end], returned[code.dest_start : code.dest_end]
            steps.append(Step(kind, f"{source} -> {target}" if kind == "changed" else source or target, len(source), len(target)))
        return steps

    return Scorer(
        name=name,
        version=1,
        columns=("distance", "longer"),
        metrics=("similarity",),
        headline="similarity",
        rules=Rules(
            source="opendatalab/WebMainBench, 1 - Levenshtein / longer side",
            tokens=f"characters of {what}, raw",
            empty="both sides empty: the page is left out of the mean; one side empty: 0",
            failed="an empty output: 0, left out where gold has nothing either",
            averaging="mean over the pages where either side has any",
        ),
        prepare=prepare,
        row=row,
        parts=parts,
        finish=averaged,
        needs="markdown",
        variant="" if take is whole else markdown.VARIANT,
        explain=explain,
    )


TEXT = _scorer("text-edit", whole, "the whole Markdown")
CODE = _scorer("code-edit", code, "its code (fenced and inline)")
FORMULA = _scorer("formula-edit", formulas, "its formulas")
TABLE = _scorer("table-edit", tables, "its tables (pipe and HTML), as source")
