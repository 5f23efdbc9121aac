"""A robustness board of made-up figures."""

from __future__ import annotations

from math import nan

from bench.model import Estimate
from bench.stress.board import ChangeBoard, DoseFigures, StressBoard


def at(value: float, *, spread: float = 0.02) -> Estimate:
    return Estimate(value, value - spread, value + spread, 0.95, 9)


def change(name: str, *falls: float) -> ChangeBoard:
    """Return a change by which ``steady`` stays and ``<b>fragile</b>`` falls."""
    doses = tuple(
        DoseFigures(
            dose=dose,
            pages=9,
            changed=8,
            figures={"steady": at(0.9), "<b>fragile</b>": at(0.8 - fall), "floor": Estimate(nan, nan, nan, 0.95, 0)},
            falls={"steady": at(0.0), "<b>fragile</b>": at(fall), "floor": Estimate(nan, nan, nan, 0.95, 0)},
        )
        for dose, fall in zip((0.5, 1.0), falls, strict=True)
    )
    return ChangeBoard(name, f"Do {name} things", doses, {"changed": 8, "gold would break": 1})


def board() -> StressBoard:
    """Return a board of two changes."""
    missing = Estimate(nan, nan, nan, 0.95, 0)
    return StressBoard(
        corpus="made <up>",
        protocol="aligned",
        metric="f1",
        percent=False,
        adapters=("steady", "<b>fragile</b>", "floor"),
        floors=("floor",),
        pages=9,
        clusters=3,
        dumps=2,
        seed=0,
        plain={"steady": at(0.9), "<b>fragile</b>": at(0.8), "floor": missing},
        mean_falls={"steady": at(0.0), "<b>fragile</b>": at(0.15), "floor": missing},
        changes=(change("class-names", 0.1, 0.25), change("ads", 0.0, 0.05)),
        signature="f1:aligned@1|changes:class-names+ads",
    )
