"""Sum stored losses to shares: of what each adapter lacks and adds, how much is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.scoring.tables.losses import CLASSES, COLUMNS, ROLES
from bench.scoring.tables.matrix import column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.scoring.tables.matrix import Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Where one adapter's words went.

    ``missing`` holds shares by role and ``extra`` by class, largest first, ``missing_words`` and ``extra_words`` how many words those are.
    ``edges`` are the shares of first and last paragraphs that are missing; ``order`` is the F1 that order costs, ``repeated`` the share of
    output words that repeat, ``glued`` the share of block boundaries where two words became one. All 0-1, NaN where undefined.
    """

    adapter: str
    missing: tuple[tuple[str, float], ...]
    extra: tuple[tuple[str, float], ...]
    missing_words: int
    extra_words: int
    edges: tuple[float, float]
    order: float
    repeated: float
    glued: float


def losses_of(table: Columns, adapters: Sequence[str]) -> tuple[Loss, ...]:
    """Sum loss counts to shares for each adapter that has any.

    ``table`` has the columns of ``losses.parquet``: adapter and those of :mod:`bench.scoring.tables.losses`.
    """
    made, counts = column(table, "adapter"), {name: column(table, name).astype(float) for name in COLUMNS}
    of_each = [(name, made == name) for name in adapters]
    return tuple(_loss(name, {key: float(held[own].sum()) for key, held in counts.items()}) for name, own in of_each if own.any())


def _loss(name: str, totals: Mapping[str, float]) -> Loss:
    """Return the shares of one adapter's totals."""
    missing = {role: totals[f"missing_{role}"] for role in ROLES}
    extra = {region: totals[f"extra_{region}"] for region in CLASSES}
    bag = _share(2 * totals["bag_matched"], totals["bag_output"] + totals["required"])
    ordered = _share(2 * totals["matched"], totals["output"] - totals["optional_matched"] + totals["required"])
    return Loss(
        adapter=name,
        missing=_largest_first(missing),
        extra=_largest_first(extra),
        missing_words=int(sum(missing.values())),
        extra_words=int(sum(extra.values())),
        edges=(_share(totals["missing_first"], totals["gold_first"]), _share(totals["missing_last"], totals["gold_last"])),
        order=bag - ordered,
        repeated=_share(totals["repeated"], totals["output"]),
        glued=_share(totals["glued"], totals["boundaries"]),
    )


def _share(part: float, whole: float) -> float:
    """Return part / whole, NaN of nothing."""
    return part / whole if whole else float("nan")


def _largest_first(counts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the shares of all counts above 0, largest first, then by name."""
    shares = {name: _share(count, sum(counts.values())) for name, count in counts.items() if count}
    return tuple(sorted(shares.items(), key=lambda item: (-item[1], item[0])))
