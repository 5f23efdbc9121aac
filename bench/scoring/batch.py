"""Score many outputs of one page: gold is prepared once, equal texts are scored once, and a protocol that can takes several at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.model import Gold, Scorer

BATCH = 1 << 18  # characters that a protocol is given at once: what it makes of them stays in a processor's cache


def page(scorer: Scorer, gold: Gold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each output of a page, in order."""
    prepared = scorer.prepare(gold)
    distinct = list(dict.fromkeys(texts))  # variants of one library often return the same text
    if scorer.rows is None:
        found = [scorer.row(prepared, text) for text in distinct]
    else:
        found = [row for batch in _batches(distinct) for row in scorer.rows(prepared, batch)]
    known = dict(zip(distinct, found, strict=True))
    return [known[text] for text in texts]


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Cut texts into batches of at most :data:`BATCH` characters, or of one text."""
    batch: list[str] = []
    held = 0
    for text in texts:
        if batch and held + len(text) > BATCH:
            yield batch
            batch, held = [], 0
        batch.append(text)
        held += len(text)
    if batch:
        yield batch
