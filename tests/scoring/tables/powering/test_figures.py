"""Boards whose figures rest on gold of some pages and on what adapters agree on for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.leaderboards import Board, leaderboards
from tests.scoring.tables.powering.corpora import NAMES, PAGES, run, truth

QUICK = Sampling(resamples=300)


def board(**asked: object) -> Board:
    return leaderboards(run(**asked), QUICK)[0]


def test_powered_figures_stand_with_those_of_gold_alone_beside() -> None:
    made = board()
    assert made.powered
    assert made.n == 30
    assert made.basis == "powered: gold on 30 pages drawn at random (seed 0), and what the adapters agree on for all 150 pages"
    plain = leaderboards(replace(run(), agreement=None), QUICK)[0]
    by_name = {one.adapter: one for one in plain.standings}
    for standing in made.standings:
        alone = by_name[standing.adapter].metrics
        assert dict(standing.classical) == dict(alone)
        if standing.adapter != "yardstick":
            ours, theirs = standing.metrics["f1"], alone["f1"]
            assert ours.high - ours.low < theirs.high - theirs.low
            assert ours.low <= ours.value <= ours.high
            assert abs(ours.value - truth()[NAMES.index(standing.adapter)].mean()) < 0.02
    for ours, theirs in zip(made.pairs, plain.pairs, strict=True):
        assert ours.classical == theirs.difference
        assert theirs.classical is None


def test_more_contenders_are_told_apart_than_by_gold_alone_and_ranks_say_so() -> None:
    made, plain = board(n=15), leaderboards(replace(run(n=15), agreement=None), QUICK)[0]
    told = [sum(pair.significant for pair in one.pairs) for one in (made, plain)]
    assert told[0] > told[1]
    widths = [sum(one.rank[1] - one.rank[0] for one in made_of.standings if one.rank) for made_of in (made, plain)]
    assert widths[0] < widths[1]
    for pair in made.pairs:
        if not np.isnan(pair.p_adjusted):
            assert pair.significant == (not pair.difference.low <= 0 <= pair.difference.high)


def test_all_differences_hold_together_as_often_as_they_should() -> None:
    values, held, draws = truth(), 0, 60
    for seed in range(draws):
        made = run(n=20, seed=1)
        order = np.random.default_rng(seed).permutation(PAGES)[:20]
        ids = [f"p{at:03}" for at in order]
        about = {"method": "random", "seed": 0, "n": 20, "of": PAGES, "drawn": dict.fromkeys(ids, 20 / PAGES)}
        gold = made.pages["page_id"].isin(ids).map({True: "cleaned", False: "absent"})
        rows = made.scores[made.scores["page_id"] == made.scores["page_id"].iloc[0]]
        scores = [
            {**rows[rows["adapter"] == name].iloc[0].to_dict(), "page_id": page, "f1": values[at, order[j]]}
            for at, name in enumerate(NAMES)
            for j, page in enumerate(ids)
        ]
        corpora = ({**made.manifest.corpora[0], "sampling": about},)
        again = replace(
            made, manifest=replace(made.manifest, corpora=corpora), pages=made.pages.assign(gold=gold), scores=type(made.scores)(scores)
        )
        (one,) = leaderboards(again, QUICK)
        assert one.powered
        judged = [pair for pair in one.pairs if not np.isnan(pair.p_adjusted)]
        differences = [values[NAMES.index(pair.left)].mean() - values[NAMES.index(pair.right)].mean() for pair in judged]
        held += all(pair.difference.low <= value <= pair.difference.high for pair, value in zip(judged, differences, strict=True))
    assert held >= 0.85 * draws


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"sampling": {}}, "drawn at random, which no page of this corpus was"),
        ({"n": 5}, "gold on 5 pages drawn at random is too little"),
        ({"n": 1}, "gold on 1 page drawn at random is too little"),
        ({"trust": 0.0}, "too little of their scores"),
        ({"gold": "draft"}, ""),
        ({"n": PAGES}, ""),
    ],
)
def test_where_figures_cannot_be_powered_gold_stands_alone_and_the_reason_is_said(asked: dict, says: str) -> None:
    given = run(**asked)
    made = leaderboards(given, replace(QUICK, unit="page"))[0]
    assert not made.powered
    assert says in made.basis
    assert bool(says) == bool(made.basis)
    plain = leaderboards(replace(given, agreement=None), replace(QUICK, unit="page"))[0]
    assert repr([dict(one.metrics) for one in made.standings]) == repr([dict(one.metrics) for one in plain.standings])
    assert repr(made.pairs) == repr(plain.pairs)
    assert all(not one.classical for one in made.standings)


def test_without_what_adapters_agree_on_the_board_says_so() -> None:
    assert "boilerbench run makes it" in leaderboards(replace(run(), agreement=None), QUICK)[0].basis


def test_two_families_are_too_few() -> None:
    given = run()
    assert given.agreement is not None
    assert "three families" in leaderboards(replace(given, agreement=given.agreement.assign(f1=np.nan)), QUICK)[0].basis


def test_pages_drawn_with_known_probabilities_are_weighted() -> None:
    given = run(n=40)
    about = given.manifest.corpora[0]["sampling"]
    chances = {page: 0.1 + 0.8 * (at % 2) for at, page in enumerate(about["drawn"])}
    corpora = ({**given.manifest.corpora[0], "sampling": {**about, "method": "disagreement", "drawn": chances}},)
    weighted = replace(given, manifest=replace(given.manifest, corpora=corpora), agreement=given.agreement)
    made = leaderboards(weighted, QUICK)[0]
    assert made.powered
    assert "with known probabilities, by disagreement" in made.basis
    yardstick = next(one for one in made.standings if one.adapter == "yardstick")
    scores = given.scores[given.scores["adapter"] == "yardstick"].set_index("page_id")["f1"]
    weights = np.array([1 / chances[page] for page in scores.index])
    assert yardstick.metrics["f1"].value == pytest.approx(float(scores.to_numpy() @ weights / weights.sum()))
