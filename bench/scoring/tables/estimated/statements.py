"""What is to be said of estimates without gold: on what they rest, how well they matched gold, whom they flatter, where they are weak."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bench.scoring.tables.powering.validation import known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

# On the articles of WCXB development families agree on .85 of a page, on its documentation on .76; there estimates missed gold by
# .005 and .016 in the mean. On its five other page types they agree on .31 to .48, and estimates missed gold by .032 to .070.
LOW = 0.6
FEW = 5  # families: those that estimates were validated with are 8
NAMED = 3  # contenders named as likely flattered
SHARED = 0.85  # of its errors: a contender that shares fewer is not named
LISTED = 10  # pages on which families agree least
_NOTABLE = 0.95  # a recall or precision from here on drops or adds nothing worth a word


@dataclass(frozen=True, slots=True)
class SharedErrors:
    """What share of a contender's likely errors another family makes too, on 0-1 (NaN for none)."""

    adapter: str
    share: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A page on which families agree little, with the contenders that drop and add most ("" for none)."""

    page_id: str
    consensus: float
    drops: str
    adds: str


def shared_errors(table: pd.DataFrame) -> tuple[SharedErrors, ...]:
    """Return each contender's shared errors from stored estimates, most shared first."""
    sums = table.groupby("adapter")[["errors", "shared"]].sum()
    made = [SharedErrors(str(name), float(shared / errors) if errors > 0 else float("nan")) for name, errors, shared in sums.itertuples()]
    return tuple(sorted(made, key=lambda one: (-one.share if one.share == one.share else 1.0, one.adapter)))


def disagreements(table: pd.DataFrame, most: int = LISTED) -> tuple[Disagreement, ...]:
    """Return the pages on which families agree least, by stored estimates."""
    consensus = table.groupby("page_id")["consensus"].first().sort_index(kind="stable").sort_values(kind="stable")
    chosen = table[table["page_id"].isin(set(consensus.index[:most]))]
    pages = {str(page): part for page, part in chosen.groupby("page_id")}
    return tuple(
        Disagreement(str(page), float(value), _worst(pages[str(page)], "recall"), _worst(pages[str(page)], "precision"))
        for page, value in consensus.iloc[:most].items()
    )


def _worst(page: pd.DataFrame, figure: str) -> str:
    """Return the contender whose figure is least on a page; what returned nothing adds nothing."""
    told = page[page["status"] == "ok"] if figure == "precision" else page
    if not len(told):
        return ""
    line = told.sort_values([figure, "adapter"]).iloc[0]
    return f"{line['adapter']} ({figure} {line[figure]:.2f})" if line[figure] < _NOTABLE else ""


def weakness(consensus: float, families: int) -> str:
    """Return why estimates are weak, "" where they are not."""
    reasons = []
    if consensus < LOW:
        typed = [one for corpus in known() for one in corpus.types if one.error > 0.03]  # as said at LOW
        low, high = min(one.error for one in typed), max(one.error for one in typed)
        reasons.append(
            f"the families agree on no more than {consensus:.2f} of a page in the mean; on page types of WCXB where they agree so little, "
            f"estimates missed gold by {low:.3f} to {high:.3f}"
        )
    if families < FEW:
        reasons.append(f"there are {families} families, and estimates were held against gold with {min(one.families for one in known())}")
    return "; ".join(reasons)


def said(families: Mapping[str, str], consensus: float, weak: str, shared: Sequence[SharedErrors]) -> tuple[str, ...]:
    """Return all that is to be said beside a board, sentence by sentence."""
    kinds = len({*families.values()})
    matched = "; ".join(
        f"{one.corpus}, {one.adapters} extractors: rank correlation {one.match.spearman:.2f}, mean error {one.match.error:.3f}"
        for one in known()
    )
    named = [one for one in shared if one.share >= SHARED][:NAMED]
    flattered = ", ".join(f"{one.adapter} ({one.share:.0%})" for one in named)
    return (
        (
            f"These are estimates, not scores: no page here has gold. Each output is held against what the other families of extractors "
            f"agree on ({len(families)} extractors of {kinds} families, consensus {consensus:.2f})."
        ),
        f"How well such estimates matched gold: {matched} (boilerbench validate).",
        *([f"WARNING: these estimates are weak: {weak}."] if weak else []),
        *([f"Likely flattered, as other families share most of what may be their errors: {flattered}."] if flattered else []),
    )


def validation() -> list[dict[str, object]]:
    """Return how well estimates matched gold, as plain data."""
    return [asdict(one) for one in known()]
