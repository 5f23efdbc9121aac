"""Adapters by corpora in every medium: heads, bold, notes, and names that are escaped."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from boards import board, scope, standing

from bench.cli import console
from bench.cli.printed import across
from bench.model import Estimate
from bench.report import across_table, formats
from bench.report.scopes import Scope, Slice


def scopes() -> list[Scope]:
    """Two corpora, of which the second has its adapters the other way round, and their mean."""
    one = board([standing("a_b", 0.9), standing("|c", 0.8), standing("floor", 0.7, floor=True)], [])
    two = replace(board([standing("|c", 0.85), standing("a_b", 0.6)], []), corpora=("other",))
    mean = replace(board([replace(standing("|c", 0.825), rank=(1, 2)), replace(standing("a_b", 0.75), rank=(1, 2))], []))
    mean = replace(mean, corpora=(*one.corpora, "other"))
    made = [scope(one), scope(two)]
    cuts = (Slice("All pages", "", mean),)
    return [*made, Scope(scorer=made[0].scorer, corpus="mean over corpora", kind=mean.track, slices=cuts)]


def test_a_table_has_a_column_for_each_corpus_then_the_mean_its_rank_and_places() -> None:
    (grid,) = across_table.of_scopes(scopes())
    made = across_table.table(grid)
    assert made.heads[1:] == (grid.columns[0], "other", "mean", "95 % interval", "rank", "places")
    assert [(name, [text for text, _ in cells]) for name, _, cells in made.lines][:2] == [
        ("|c", ["0.800", "0.850", "0.825", "0.815-0.835", "1-2", "1-2"]),
        ("a_b", ["0.900", "0.600", "0.750", "0.740-0.760", "1-2", "1-2"]),
    ]
    assert [text for text, _ in made.lines[2][2]] == ["0.700", "-", "-", "-", "-", "-"]
    assert [best for _, best in made.lines[1][2]][:3] == [True, False, True]


def test_every_format_has_the_table_and_escapes_names() -> None:
    given = scopes()
    text = formats.export("md", given)
    assert "by corpora" in text
    assert "| a\\_b | **0.900** | 0.600 | **0.750** | 0.740-0.760 | 1-2 | 1-2 |" in text
    latex = formats.export("latex", given)
    assert r"a\_b & \textbf{0.900} & 0.600 &" in latex
    assert latex.count(r"\begin{table}") == latex.count(r"\end{table}") == 4
    lines = list(csv.DictReader(io.StringIO(formats.export("across", given))))
    assert [(line["column"], line["value"], line["rank_low"], line["place_worst"]) for line in lines if line["adapter"] == "a_b"][1:] == [
        ("other", "0.6", "", "2"), ("mean", "0.75", "1", "2"),
    ]  # fmt: skip
    (grid,) = json.loads(formats.export("json", given))["across"]
    assert grid["columns"][1] == "other"


def test_the_terminal_prints_it_after_the_boards(capsys: object) -> None:
    console.show(across.parts([one.board for one in scopes()]))
    out = capsys.readouterr().out
    assert "places: the best and the worst" in out
    assert "no two of the 1 pairs" in out
    assert across.as_data([one.board for one in scopes()])[0]["by"] == "corpora"


def test_figures_without_a_value_are_a_dash() -> None:
    made = scopes()
    gone = replace(made[1].board.standings[1], metrics={"f1": Estimate(float("nan"), 0, 0, 0.95, 0)})
    bare = replace(made[1].board, standings=(made[1].board.standings[0], gone))
    (grid,) = across_table.of_scopes([made[0], replace(made[1], slices=(replace(made[1].slices[0], board=bare),))])
    assert ("-", False) in next(cells for name, _, cells in across_table.table(grid).lines if name == "a_b")
