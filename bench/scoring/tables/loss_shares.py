"""Sum stored losses to shares: of what each adapter lacks and adds, how much is what (pandas)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.scoring.tables import losses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Where one adapter's words went.

    ``missing`` holds shares by role, ``extra`` by class, ``missing_words`` and ``extra_words`` how many words those are.
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


def losses_of(frame: pd.DataFrame, adapters: Sequence[str]) -> tuple[Loss, ...]:
    """Sum loss counts by adapter to shares, largest first.

    ``frame`` has the columns of ``losses.parquet``: adapter and those of :mod:`bench.scoring.tables.losses`.
    """
    made = []
    for name in adapters:
        counts = frame.loc[frame["adapter"] == name, list(losses.COLUMNS)].to_numpy(float)
        if len(counts):
            made.append(_loss(name, counts.sum(0).tolist()))
    return tuple(made)


def _loss(name: str, sums: Sequence[float]) -> Loss:
    """Return the shares of one adapter's sums."""
    totals, shares = dict(zip(losses.COLUMNS, sums, strict=True)), losses.aggregate([sums])
    return Loss(
        adapter=name,
        missing=_shares(shares, "missing", losses.ROLES),
        extra=_shares(shares, "extra", losses.CLASSES),
        missing_words=int(sum(totals[f"missing_{role}"] for role in losses.ROLES)),
        extra_words=int(sum(totals[f"extra_{region}"] for region in losses.CLASSES)),
        edges=(shares["lost.first"], shares["lost.last"]),
        order=shares["order"],
        repeated=shares["repeated"],
        glued=shares["glued"],
    )


def _shares(shares: Mapping[str, float], kind: str, names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the shares of one kind above 0, largest first."""
    known = [(name, shares[f"{kind}.{name}"]) for name in names if shares[f"{kind}.{name}"] > 0]
    return tuple(sorted(known, key=lambda item: (-item[1], item[0])))
