"""Score many outputs of one page: gold is prepared once, and equal texts are scored once."""

from collections.abc import Sequence

from bench.model import Gold, Scorer


def page(scorer: Scorer, gold: Gold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each output of a page, in order."""
    prepared = scorer.prepare(gold)
    distinct = list(dict.fromkeys(texts))  # variants of one library often return the same text
    rows = dict(
        zip(distinct, scorer.rows(prepared, distinct) if scorer.rows else [scorer.row(prepared, text) for text in distinct], strict=True)
    )
    return [rows[text] for text in texts]
