"""Protocol ``structure``, our own: how well an output in Markdown keeps the structure of gold in Markdown, part by part.

Both sides are parsed alike (:mod:`bench.scoring.text.tree`) into words, headings (text), levels (text and level), list items, table rows
(cells), code blocks and links (text and target). Each part is compared as a multiset. A part that neither side has is left out of that
page; one that only one side has is 0. A page's ``f1`` is the mean over its parts.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import ratio
from bench.scoring.protocols.steps import Step, bag
from bench.scoring.text import tree
from bench.scoring.text.tree import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

NEEDS = "structure"  # the key of gold's parts
COUNTS = ("common", "returned", "wanted")
COLUMNS = tuple(f"{part}_{count}" for part in PARTS for count in COUNTS)
METRICS = ("f1", *PARTS, *(f"{part}_{side}" for part in PARTS for side in ("precision", "recall")))


def prepare(gold: Gold) -> Mapping[str, Counter[Any]]:
    """Count the items of gold by part."""
    return _counted(gold.parts.get(NEEDS, ""))


def _counted(markdown: str) -> dict[str, Counter[Any]]:
    """Return part -> how often each item stands in a Markdown text."""
    parsed = tree.parse(markdown)
    return {part: Counter(getattr(parsed, part)) for part in PARTS}


def row(prepared: Mapping[str, Counter[Any]], text: str) -> tuple[float, ...]:
    """Score one output: for each part the items in common, returned and wanted."""
    returned = _counted(text)
    pairs = ((returned[part], prepared[part]) for part in PARTS)
    return tuple(chain.from_iterable((float((ours & gold).total()), float(ours.total()), float(gold.total())) for ours, gold in pairs))


def has_part(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows (..., pages, columns) to whether a page has each part on either side, (..., pages, parts)."""
    counts = rows.reshape(*rows.shape[:-1], len(PARTS), len(COUNTS))
    return np.asarray(counts[..., 1] + counts[..., 2] > 0)


def pages_with_parts(rows: NDArray[Any]) -> dict[str, int]:
    """Return how many pages have each part on either side; ``rows`` (pages, columns) are NaN where a page was skipped."""
    return dict(zip(PARTS, map(int, has_part(np.nan_to_num(rows)).sum(axis=0)), strict=True))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (mean over parts, any part, then for each part: f1, precision, recall, 1 where it is there)."""
    rows = np.asarray(rows, float)
    common, returned, wanted = np.moveaxis(rows.reshape(*rows.shape[:-1], len(PARTS), len(COUNTS)), -1, 0)
    has = np.asarray(has_part(rows), float)
    f1 = ratio(2 * common, returned + wanted, 0.0)
    means = ratio(f1.sum(axis=-1), has.sum(axis=-1), 0.0)
    by_part = np.stack([f1, ratio(common, returned, 0.0), ratio(common, wanted, 0.0), has], axis=-1)
    return np.concatenate([np.stack([means, has.max(axis=-1)], axis=-1), by_part.reshape(*rows.shape[:-1], -1)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to :data:`METRICS`; NaN for a part that no page has."""
    by_part = totals[..., 2:].reshape(*totals.shape[:-1], len(PARTS), 4)
    figures = ratio(by_part[..., :3], by_part[..., 3:])
    sides = figures[..., 1:].reshape(*totals.shape[:-1], -1)
    return np.concatenate([ratio(totals[..., :1], totals[..., 1:2]), figures[..., 0], sides], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the items of every part with their counts, each after the name of its part; words come last."""
    wanted, returned = tree.parse(gold.parts.get(NEEDS, "")), tree.parse(text)
    steps = []
    for part in (*PARTS[1:], PARTS[0]):
        sides = ([f"{part}: {_shown(item)}" for item in getattr(side, part)] for side in (wanted, returned))
        steps += bag(*sides)
    return steps


def _shown(item: object) -> str:
    """Return an item of a part as words: cells divided by bars, a link's target and a heading's level behind it."""
    return " | ".join(map(str, item)) if isinstance(item, tuple) else str(item)


SCORER = Scorer(
    name="structure",
    columns=COLUMNS,
    metrics=METRICS,
    rules=Rules(
        source="boilerbench",
        tokens="CommonMark with tables, by markdown-it-py, on both sides; words are `\\w+` of the lower-cased text that a reader sees; "
        "heading texts, list items (without the items inside them), table rows and code with white space collapsed, case kept; targets of "
        "links without scheme, host and fragment",
        empty="a part that neither side has is left out of the page; one that only one side has: 0",
        failed="an empty output: 0 in every part that gold has",
        averaging="mean over the pages that have the part, on either side; f1: mean over pages of the mean over the page's parts. Adapters "
        "that answer with plain text are not on the board",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
    needs=NEEDS,
    variant=tree.VARIANT,
    explain=explain,
)
