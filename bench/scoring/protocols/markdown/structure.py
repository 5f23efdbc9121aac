"""Protocol ``structure``, our own: how well an output in Markdown keeps the structure of gold in Markdown, part by part.

Both sides are parsed alike (:mod:`bench.scoring.text.tree`) into words, headings (text), levels (text and level), list items, table rows
(cells), code blocks and links (text and target). Each part is compared as a multiset of items, texts by their lower-cased words, code
but for white space. A page's ``f1`` is the mean over its parts: one that neither side has is left out, one that only one side has is 0.
The figures of a part are means over the pages whose gold has it.
"""

from __future__ import annotations

import re
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
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
NEEDS = "structure"  # the key of gold's parts
COUNTS = ("common", "returned", "wanted")


def columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of parts by their names."""
    return tuple(f"{part}_{count}" for part in names for count in COUNTS)


def metrics(names: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics of parts by their names."""
    return ("f1", *names, *(f"{part}_{side}" for part in names for side in ("precision", "recall")))


COLUMNS, METRICS = columns(PARTS), metrics(PARTS)


def prepare(gold: Gold) -> Mapping[str, Counter[Any]]:
    """Count the items of gold by part."""
    return _counted(gold.parts.get(NEEDS, ""))


def _counted(markdown: str) -> dict[str, Counter[Any]]:
    """Return part -> how often each item stands in a Markdown text."""
    parsed = tree.parse(markdown)
    return {part: Counter(_compared(part, item) for item in getattr(parsed, part)) for part in PARTS}


def _compared(part: str, item: Any) -> Any:  # an item of a tree: text, or a tuple of texts and a level
    """Return an item as it is compared."""
    if part in {"words", "code"}:
        return " ".join(item.split())
    if part == "links":
        return _folded(item[0]), item[1]
    return tuple(map(_folded, item)) if isinstance(item, tuple) else _folded(item)


def _folded(text: Any) -> Any:
    """Return the lower-cased words of a text; a level as it is."""
    return " ".join(_WORD.findall(text.lower())) if isinstance(text, str) else text


def row(prepared: Mapping[str, Counter[Any]], text: str) -> tuple[float, ...]:
    """Score one output: for each part the items in common, returned and wanted."""
    return compared(prepared, _counted(text))


def compared(wanted: Mapping[str, Counter[Any]], returned: Mapping[str, Counter[Any]]) -> tuple[float, ...]:
    """Return the row of two counts of the same parts."""
    pairs = ((returned[part], wanted[part]) for part in wanted)
    return tuple(chain.from_iterable((float((ours & gold).total()), float(ours.total()), float(gold.total())) for ours, gold in pairs))


def pages_with_parts(rows: NDArray[Any], names: Sequence[str] = PARTS) -> dict[str, int]:
    """Return how many pages have each part in gold; ``rows`` (pages, columns) are NaN where skipped."""
    return dict(zip(names, map(int, (np.nan_to_num(rows)[:, 2 :: len(COUNTS)] > 0).sum(axis=0)), strict=True))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (mean over parts, any part, then by part: f1, precision, recall, 1 where gold has it)."""
    rows = np.asarray(rows, float)
    common, returned, wanted = np.moveaxis(rows.reshape(*rows.shape[:-1], rows.shape[-1] // len(COUNTS), len(COUNTS)), -1, 0)
    there, wished = np.asarray(returned + wanted > 0, float), np.asarray(wanted > 0, float)
    f1 = ratio(2 * common, returned + wanted, 0.0)
    means = ratio(f1.sum(axis=-1), there.sum(axis=-1), 0.0)
    by_part = np.stack([f1, ratio(common, returned, 0.0), ratio(common, wanted, 0.0), wished], axis=-1)  # all 0 without gold's
    return np.concatenate([np.stack([means, there.max(axis=-1)], axis=-1), by_part.reshape(*rows.shape[:-1], -1)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to :data:`METRICS`; NaN for a part that no gold has."""
    by_part = totals[..., 2:].reshape(*totals.shape[:-1], (totals.shape[-1] - 2) // 4, 4)
    figures = ratio(by_part[..., :3], by_part[..., 3:])
    sides = figures[..., 1:].reshape(*totals.shape[:-1], -1)
    return np.concatenate([ratio(totals[..., :1], totals[..., 1:2]), figures[..., 0], sides], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the items of every part with their counts, each after the name of its part; words come last."""
    read = (tree.parse(side) for side in (gold.parts.get(NEEDS, ""), text))
    return steps(*({part: getattr(side, part) for part in PARTS} for side in read))


def steps(wanted: Mapping[str, Iterable[object]], returned: Mapping[str, Iterable[object]]) -> list[Step]:
    """Return the steps of the items of two sides, by part; the part that stands first comes last."""
    first, *others = wanted
    made = []
    for part in (*others, first):
        sides = ([f"{part}: {_shown(item)}" for item in side[part]] for side in (wanted, returned))
        made += bag(*sides)
    return made


def _shown(item: object) -> str:
    """Return an item as words: cells divided by bars, a link's target or a heading's level behind it."""
    return " | ".join(map(str, item)) if isinstance(item, tuple) else str(item)


SCORER = Scorer(
    name="structure",
    columns=COLUMNS,
    metrics=METRICS,
    rules=Rules(
        source="boilerbench",
        tokens="CommonMark with tables, by markdown-it-py, on both sides; words are `\\w+` of the lower-cased text; "
        "headings, list items (without those inside), cells and texts of links by their lower-cased words; code but for white space; "
        "targets of links without scheme, host and fragment",
        empty="a part that neither side has is left out of the page's f1; one that only one side has: 0",
        failed="an empty output: 0 in every part that gold has",
        averaging="f1: mean over pages of the mean over the page's parts; of a part: mean over the pages whose gold has it. Adapters that "
        "answer with plain text are not on the board",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
    needs=NEEDS,
    variant=tree.VARIANT,
    explain=explain,
)
