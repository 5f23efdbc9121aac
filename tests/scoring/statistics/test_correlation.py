import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bench.errors import ProtocolError
from bench.scoring.statistics.correlation import by_type, correlate, kendall, ranks, spearman

FIGURES = st.integers(0, 6).map(float)
PAIRS = st.lists(st.tuples(FIGURES, FIGURES), min_size=2, max_size=12)


def test_ranks_start_at_the_best_and_ties_share_their_mean():
    assert list(ranks([0.9, 0.5, 0.9, 0.1])) == [1.5, 3.0, 1.5, 4.0]


@pytest.mark.parametrize(
    ("one", "two", "rho", "tau"),
    [
        ([1, 2, 3], [1, 2, 3], 1, 1),
        ([1, 2, 3], [3, 2, 1], -1, -1),
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8, 2 / 3),
        ([1, 1, 1], [1, 2, 3], math.nan, math.nan),
    ],
)
def test_known_values(one, two, rho, tau):
    assert spearman(one, two) == pytest.approx(rho, nan_ok=True)
    assert kendall(one, two) == pytest.approx(tau, nan_ok=True)


@pytest.mark.filterwarnings("ignore:An input array is constant")
@given(PAIRS)
def test_both_agree_with_scipy(pairs):
    one, two = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert spearman(one, two) == pytest.approx(stats.spearmanr(one, two).statistic, nan_ok=True)
    assert kendall(one, two) == pytest.approx(stats.kendalltau(one, two).statistic, nan_ok=True)


OURS = {
    "a": {"article": 0.9, "forum": 0.2},
    "b": {"article": 0.8, "forum": 0.6},
    "c": {"article": 0.7, "forum": 0.5},
    "only": {"article": 1.0},
}
THEIRS = {"a": {"article": 0.5, "shop": 1.0}, "b": {"article": 0.6}, "c": {"article": 0.4}}


def test_by_type_each_type_stands_alone_where_three_adapters_have_it():
    theirs = {name: {**side, "forum": side["article"]} for name, side in THEIRS.items()}
    made = by_type(OURS, theirs | {"only": {"forum": 0.1}}, {"a": "x", "b": "x"})
    assert list(made) == ["article", "forum"]
    assert made["article"] == correlate(
        {name: {"article": OURS[name]["article"]} for name in "abc"},
        {name: {"article": theirs[name]["article"]} for name in "abc"},
        {"a": "x", "b": "x"},
    )
    assert made["forum"].types == ("forum",)
    assert made["forum"].spearman == pytest.approx(0.5)  # ranks 3, 1, 2 and 2, 1, 3
    assert by_type(OURS, {name: THEIRS[name] for name in "ab"}) == {}


def test_figures_are_averaged_over_the_types_of_both():
    result = correlate({key: OURS[key] for key in "abc"}, THEIRS)
    assert result.types == ("article",)
    assert [(row.adapter, row.ours, row.our_rank, row.theirs, row.their_rank) for row in result.rows] == [
        ("b", 0.8, 2, 0.6, 1), ("a", 0.9, 1, 0.5, 2), ("c", 0.7, 3, 0.4, 3)
    ]  # fmt: skip
    assert result.spearman == pytest.approx(0.5)
    macro = correlate({key: OURS[key] for key in "abc"}, {key: OURS[key] for key in "abc"})
    assert macro.types == ("article", "forum")
    assert [(row.adapter, round(row.ours, 3), round(row.theirs, 3)) for row in macro.rows] == [
        ("b", 0.7, 0.7), ("c", 0.6, 0.6), ("a", 0.55, 0.55)
    ]  # fmt: skip
    assert macro.kendall == 1


def test_adapters_of_one_run_only_are_left_out():
    assert [row.adapter for row in correlate(OURS, THEIRS).rows] == ["b", "a", "c"]


@pytest.mark.parametrize(("ours", "theirs"), [({}, {}), (OURS, {"a": {"article": 1.0}}), ({key: {"x": 1.0} for key in "abc"}, THEIRS)])
def test_too_little_in_common_is_an_error(ours, theirs):
    with pytest.raises(ProtocolError, match="the runs share"):
        correlate(ours, theirs)


def test_three_adapters_are_enough_and_two_are_not():
    three = {name: {"x": value} for name, value in (("a", 0.1), ("b", 0.2), ("c", 0.3))}
    assert correlate(three, three).spearman == pytest.approx(1)
    two = {name: three[name] for name in "ab"}
    with pytest.raises(ProtocolError, match="the runs share 2 adapters and 1 page types"):
        correlate(two, three)


def test_ties_on_the_other_corpus_go_by_name():
    ours = {name: {"x": 0.5} for name in "cab"}
    tied = correlate(ours, ours)
    assert [row.adapter for row in tied.rows] == ["a", "b", "c"]
    assert [row.their_rank for row in tied.rows] == [2, 2, 2]
    assert math.isnan(tied.spearman)


def test_intervals_are_of_adapters_drawn_anew_and_one_of_each_family_is_less_sure():
    ours = {f"{family}{number}": {"x": base + number / 100} for family, base in (("a", 0.9), ("b", 0.5), ("c", 0.6)) for number in range(4)}
    theirs = {name: {"x": values["x"] + (0.3 if name[0] == "b" else 0)} for name, values in ours.items()}
    made = correlate(ours, theirs, {name: name[0] for name in ours})
    assert made.spearman == pytest.approx(1 - 6 * 8 * 4**2 / (12 * 143))
    low, high = made.spearman_interval
    assert -1 <= low < made.spearman - 0.4 < made.spearman + 0.3 < high <= 1  # of 95 %, not of half as many
    assert made.by_family is not None
    assert (made.by_family.families, made.by_family.spearman.value) == (3, pytest.approx(0.5))
    assert made.by_family.spearman.n == 3
    assert correlate(ours, theirs).by_family.spearman.value == pytest.approx(made.spearman)  # each a family of its own
    assert correlate(ours, theirs, {name: name[0] if name[0] == "a" else "b" for name in ours}).by_family is None
    assert made == correlate(ours, theirs, {name: name[0] for name in ours})
