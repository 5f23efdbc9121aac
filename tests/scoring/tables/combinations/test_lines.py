"""Combinations of a small run: no yardstick takes part, none has a rank, and why there is no medoid is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scoring.tables.combinations.lines import combinations
from bench.scoring.tables.leaderboards import leaderboards
from tests.scoring.tables.small_run import QUICK, results

PLACES = [("one", f"p{at}") for at in range(6)]
OWN = {"good": "good", "bad": "bad", "everything": "everything"}


def three() -> dict:
    """Return the arguments of a run whose three adapters are all contenders."""
    run = results()
    rows = tuple({**adapter, "floor": False} for adapter in run.manifest.adapters)
    return {"results": replace(run, manifest=replace(run.manifest, adapters=rows)), "sampling": QUICK}


def test_yardsticks_take_no_part_and_two_families_have_no_medoid() -> None:
    made = combinations(results(), QUICK, {}, OWN)
    assert [(one.corpus, one.track, one.n) for one in made][:2] == [("one", "html", 4), ("one", "text", 2)]
    assert made[0].adapters == ("good", "bad")
    assert [line.name for line in made[0].lines] == ["oracle"]
    assert "2" in made[0].no_medoid
    assert [(pair.left, pair.right) for pair in made[0].complements] == [("good", "bad")]


def test_the_oracle_is_the_best_of_each_page_and_the_medoid_what_was_chosen() -> None:
    medoids = {place: ("bad", "good", "everything")[at % 3] for at, place in enumerate(PLACES)}
    one = combinations(**three(), medoids=medoids, families=OWN)[0]
    oracle, medoid = one.lines
    assert (oracle.name, oracle.members, oracle.pages) == ("oracle", 3, {"good": 4})
    assert oracle.metrics["recall"].value == 1.0
    assert oracle.gain.value == 0.0
    assert (medoid.name, medoid.pages) == ("medoid", {"bad": 2, "everything": 1, "good": 1})
    assert medoid.metrics["recall"].value == pytest.approx((0.5 + 1 + 0.8 + 0.5) / 4)
    assert medoid.gain.value < 0
    assert one.no_medoid == ""


def test_families_and_not_adapters_make_a_medoid() -> None:
    one = combinations(**three(), medoids={}, families={**OWN, "bad": "good"})[0]
    assert [line.name for line in one.lines] == ["oracle"]


def test_figures_agree_with_the_board() -> None:
    arguments = three()
    board = leaderboards(arguments["results"], QUICK)[0]
    one = combinations(**arguments, medoids={}, families=OWN)[0]
    assert one.adapters == tuple(standing.adapter for standing in board.standings)
    assert one.values == tuple(standing.metrics["f1"] for standing in board.standings)
    assert (one.n, one.clusters, one.signature) == (board.n, board.clusters, board.signature)


def test_the_matrix_is_symmetric_with_each_adapter_by_itself_on_the_diagonal() -> None:
    one = combinations(**three(), medoids={}, families=OWN)[0]
    cells = one.matrix()
    assert [cells[at][at] for at in range(3)] == [value.value for value in one.values]
    assert all(cells[left][right] == cells[right][left] for left in range(3) for right in range(3))
    assert one.best_pairs()[0].value.value == max(pair.value.value for pair in one.complements)


def test_pages_can_be_chosen_by_another_metric_and_all_is_plain_data() -> None:
    one = combinations(results(), QUICK, {}, OWN, metric="recall")[0]
    data = one.as_data()
    assert one.metric == data["metric"] == "recall"
    assert data["lines"][0]["gain"]["level"] == 0.95  # type: ignore[index]
    assert set(data) >= {"adapters", "complements", "signature", "gold", "no_medoid"}
