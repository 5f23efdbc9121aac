"""Protocols ``text-edit``, ``code-edit``, ``formula-edit``, ``table-edit``, as WebMainBench has them."""

from rapidfuzz.distance import Levenshtein

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, similar
from bench.scoring.protocols.steps import Step
from bench.scoring.text import markdown


def _scorer(name: str, kind: str, what: str) -> Scorer:
    """Return the protocol that compares one kind of content: a field of ``markdown.Pieces``, "" for all."""

    def take(text: str) -> str:
        """Return the pieces of that kind, joined by blank lines."""
        return "\n\n".join(getattr(markdown.pieces(text), kind)) if kind else text

    def prepare(gold: Gold) -> str:
        """Return what is compared of gold's Markdown."""
        return take(gold.parts.get("markdown", ""))

    def row(prepared: str, text: str) -> tuple[float, ...]:
        """Return the edit distance in characters and the longer side's length."""
        returned = take(text)
        return float(Levenshtein.distance(prepared, returned)), float(max(len(prepared), len(returned)))

    def explain(gold: Gold, text: str) -> list[Step]:
        """Return the edit script in runs of characters."""
        wanted, returned = prepare(gold), take(text)
        steps = []
        for code in Levenshtein.opcodes(wanted, returned):
            kind = {"delete": "missing", "insert": "extra", "replace": "changed"}.get(code.tag, "equal")
            source, target = wanted[code.src_start : code.src_end], returned[code.dest_start : code.dest_end]
            steps.append(Step(kind, f"{source} -> {target}" if kind == "changed" else source or target, len(source), len(target)))
        return steps

    return Scorer(
        name=name,
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
        parts=lambda rows: similar(rows[..., 0], rows[..., 1]),
        finish=averaged,
        needs="markdown",
        variant=markdown.VARIANT if kind else "",
        explain=explain,
    )


TEXT = _scorer("text-edit", "", "the whole Markdown")
CODE = _scorer("code-edit", "code", "its code (fenced and inline)")
FORMULA = _scorer("formula-edit", "formulas", "its formulas")
TABLE = _scorer("table-edit", "tables", "its tables (pipe and HTML), as source")
