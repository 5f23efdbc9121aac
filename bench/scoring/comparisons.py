"""Lay out a board's pairwise comparisons as data frames, long and square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from bench.scoring.tables import Board


def pair_table(board: Board) -> pd.DataFrame:
    """Return a line a pair: left, right, metric, difference, low, high, p, p_holm, effect, superiority, wins, ties, losses,
    detectable, n.
    """  # noqa: D205 - one sentence
    import pandas as pd

    columns = ["left", "right", "metric", "difference", "low", "high", "p", "p_holm", "effect", "superiority"]
    columns += ["wins", "ties", "losses", "detectable", "n"]
    rows = []
    for pair in board.pairs:
        shift = pair.difference
        rows.append((pair.left, pair.right, pair.metric, shift.value, shift.low, shift.high, pair.p, pair.p_holm, pair.effect,
                     pair.superiority, pair.wins, pair.ties, pair.losses, pair.detectable, pair.n))  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def pair_matrix(board: Board, column: str = "difference") -> pd.DataFrame:
    """Return a square frame, adapters in the board's order; ``difference`` and ``effect`` change sign across the diagonal (NaN)."""
    import pandas as pd

    names = [row.adapter for row in board.rows]
    square = pd.DataFrame(np.nan, index=names, columns=names)
    turned = -1.0 if column in {"difference", "effect"} else 1.0
    for record in pair_table(board).to_dict("records"):
        value = float(record[column])
        square.loc[record["left"], record["right"]] = value
        square.loc[record["right"], record["left"]] = 1 - value if column == "superiority" else turned * value
    return square
