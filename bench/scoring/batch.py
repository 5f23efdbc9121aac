"""Score many outputs of one page: gold is prepared once, and equal texts are scored once."""

from collections.abc import Sequence

from bench.model import Gold, Scorer


def page(scorer: Scorer, gold: Gold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each output of a page, in order."""
    prepared = scorer.prepare(gold)
    rows = {text: scorer.row(prepared, text) for text in dict.fromkeys(texts)}  # variants of one library often return the same text
    return [rows[text] for text in texts]
