"""What the gate judges: falls, gains, broken pages, thresholds; and what it refuses to judge."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.errors import GateError
from bench.gate import metrics
from bench.gate.baseline import Baseline
from bench.gate.metrics import compare, matches
from bench.gate.snapshot import Snapshot
from bench.gate.thresholds import parse
from bench.gate.verdict import TOLERANCE
from bench.model import Corpus, Outcome
from bench.scoring.statistics.intervals import interval
from bench.scoring.statistics.resampling import Sampling, bootstrap
from tests.gate import made
from tests.gate.figures import PERCENT, RATE, SHARE, floor, shot

if TYPE_CHECKING:
    from pathlib import Path

    from bench.gate.verdict import Judgement, Threshold, Verdict
    from bench.model import Scorer

Taker = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def source() -> Corpus:
    return made.corpus(24)


@pytest.fixture
def take(source: Corpus, tmp_path: Path) -> Taker:
    """Make a snapshot of outputs by adapter."""
    return lambda *protocols, corpus=source, **adapters: made.snapshot(corpus, tmp_path / "runs", protocols or ("aligned",), **adapters)


def limits(texts: list[str]) -> tuple[Threshold, ...]:
    return tuple(map(parse, texts))


def f1(verdict: Verdict, adapter: str = "one", where: str = "") -> Judgement:
    (found,) = [j for j in verdict.judgements if (j.adapter, j.metric, j.where) == (adapter, "f1", where)]
    return found


def test_a_run_against_itself_is_unchanged(source: Corpus, take: Taker) -> None:
    outputs = made.outputs(source)
    verdict = compare(made.pin(take("aligned", "shingles", one=outputs)), take("aligned", "shingles", one=outputs))
    assert (verdict.outcome, verdict.exit_code, verdict.broken, verdict.fallen) == (Outcome.UNCHANGED, 0, (), ())
    assert {(j.change, j.low, j.high, j.better, j.worse) for j in verdict.judgements} == {(0.0, 0.0, 0.0, 0, 0)}
    assert len(verdict.judgements) == 3 + 4
    assert [(j.protocol, j.metric) for j in verdict.judgements if j.failing] == [
        (protocol, metric) for protocol in ("aligned", "shingles") for metric in ("f1", "precision", "recall")
    ]
    (shown,) = [j for j in verdict.judgements if not j.failing]
    assert (shown.metric, shown.limit, shown.not_gated) == ("accuracy", "", "no limit by default; --fail-on accuracy:-0.06 sets one")


def test_one_word_lost_on_one_page_regresses_and_names_the_page(source: Corpus, take: Taker) -> None:
    outputs = made.outputs(source)
    less = {**outputs, "p007": outputs["p007"].replace(" ", "\n", 1).split("\n", 1)[1]}
    base = made.pin(take(one=outputs))
    verdict = compare(base, take(one=less))
    assert (verdict.outcome, verdict.exit_code) == (Outcome.REGRESSED, 1)
    assert [page.page_id for page in verdict.fallen] == ["p007"]
    assert verdict.broken == ()
    assert (f1(verdict).worse, f1(verdict).better, f1(verdict).failing) == (1, 0, True)
    assert f1(verdict).low <= f1(verdict).change <= f1(verdict).high <= 0
    assert compare(made.pin(take(one=less)), take(one=outputs)).outcome is Outcome.IMPROVED


def test_recall_that_falls_by_a_third_regresses_though_precision_and_f1_rise() -> None:
    def side(precision: float, recall: float, f1: float) -> Snapshot:
        rows = np.tile([f1, precision, recall, 5.0, 9.0, 9.0, 0.0, 0.0], (4, 1))
        plain = shot([0.5] * 4)
        described = {"version": 1, "variant": "uax29", "columns": ["f1"]}
        return replace(plain, protocols={"aligned": described}, rows={("one", "aligned"): rows})

    verdict = compare(made.pin(side(0.5, 0.976, 0.66)), side(0.9, 0.571, 0.7))
    outcomes = {j.metric: (j.outcome, j.failing, j.limit) for j in verdict.judgements}
    assert outcomes == {
        "f1": (Outcome.IMPROVED, True, "default"),
        "precision": (Outcome.IMPROVED, True, "default precision:-0.06"),
        "recall": (Outcome.REGRESSED, True, "default recall:-0.06"),
    }
    assert (verdict.outcome, verdict.exit_code) == (Outcome.REGRESSED, 1)
    trade = compare(made.pin(side(0.8, 0.9, 0.85)), side(0.85, 0.85, 0.85))
    assert (trade.outcome, [j.reason for j in trade.judgements]) == (Outcome.UNCHANGED, ["", "within its limit", "within its limit"])
    asked = compare(made.pin(side(0.8, 0.9, 0.85)), side(0.85, 0.85, 0.85), limits(["recall:-0.01"]))
    assert (asked.outcome, [j.outcome for j in asked.judgements][2]) == (Outcome.REGRESSED, Outcome.REGRESSED)
    freed = compare(made.pin(side(0.8, 0.9, 0.85)), side(0.85, 0.85, 0.85), limits(["recall:-1"]))
    assert (freed.outcome, freed.judgements[2].outcome) == (Outcome.UNCHANGED, Outcome.REGRESSED), "told, though it fails nothing"
    free = compare(made.pin(side(0.5, 0.976, 0.66)), side(0.9, 0.571, 0.7), limits(["recall:-1"]))
    assert (free.outcome, free.judgements[2].not_gated) == (Outcome.IMPROVED, "recall:-1 lets it move over its whole scale")


@pytest.mark.parametrize(("output", "status"), [("", "empty"), (" \n", "empty"), (None, "missing")])
def test_a_page_that_worked_and_now_fails_is_broken(source: Corpus, take: Taker, output: str | None, status: str) -> None:
    outputs = made.outputs(source)
    now = {**outputs, "p003": output} if output is not None else {page: text for page, text in outputs.items() if page != "p003"}
    verdict = compare(made.pin(take(one=outputs)), take(one=now))
    (page,) = verdict.broken
    assert (page.page_id, page.status_before, page.status_after, page.after) == ("p003", "ok", status, 0.0)
    assert page.title == "Story 3"
    assert verdict.exit_code == 1


def test_broken_pages_fail_even_where_the_score_rises(source: Corpus, take: Taker) -> None:
    outputs = made.outputs(source, skill=0.5)
    better = {page.id: source.gold[page.id].text for page in source.pages} | {"p003": ""}
    verdict = compare(made.pin(take(one=outputs)), take(one=better))
    assert f1(verdict).outcome is Outcome.IMPROVED
    assert (verdict.outcome, [page.page_id for page in verdict.broken]) == (Outcome.REGRESSED, ["p003"])


def test_a_page_that_loses_more_than_three_tenths_is_broken_worst_first(source: Corpus, take: Taker) -> None:
    whole = {page.id: source.gold[page.id].text for page in source.pages}
    now = {**whole, "p001": whole["p001"][:60], "p002": whole["p002"][:20], "p004": whole["p004"][: len(whole["p004"]) * 2 // 3]}
    verdict = compare(made.pin(take(one=whole)), take(one=now))
    assert [page.page_id for page in verdict.broken] == ["p002", "p001"]
    assert [page.page_id for page in verdict.fallen] == ["p004"]
    assert all(page.before - page.after > 0.3 for page in verdict.broken)


def test_coming_out_empty_is_no_break_where_the_gold_is_empty(take: Taker) -> None:
    source = made.corpus(6)
    hollow = replace(source, gold={**source.gold, "p002": replace(source.gold["p002"], blocks=())})
    noisy = {page.id: "words" for page in source.pages}
    verdict = compare(made.pin(take(corpus=hollow, one=noisy)), take(corpus=hollow, one={**noisy, "p002": ""}))
    assert (verdict.outcome, verdict.broken) == (Outcome.IMPROVED, ())


def test_a_failure_without_gold_is_broken_too(take: Taker) -> None:
    source = made.corpus(6)
    blind = replace(source, gold={page: gold for page, gold in source.gold.items() if page != "p002"})
    texts = made.outputs(source)
    verdict = compare(made.pin(take(corpus=blind, one=texts)), take(corpus=blind, one={**texts, "p002": ""}))
    (page,) = verdict.broken
    assert (page.page_id, page.protocol, page.status_after) == ("p002", "", "empty")


def test_thresholds_replace_the_default(source: Corpus, take: Taker) -> None:
    whole = {page.id: source.gold[page.id].text for page in source.pages}
    noisy = {page: f"{text} one two three" for page, text in whole.items()}
    base, now = made.pin(take(one=whole, two=whole)), take(one=noisy, two=noisy)
    fall = -f1(compare(base, now)).change
    assert 0.01 < fall < 0.1
    for text, expected in [
        (f"f1:-{fall + 0.001:.4f}", Outcome.UNCHANGED),
        (f"f1:-{fall - 0.001:.4f}", Outcome.REGRESSED),
        ("f1:-50%", Outcome.UNCHANGED),
        ("f1:-1%", Outcome.REGRESSED),
        ("aligned/f1:-0.5", Outcome.UNCHANGED),
        ("f1[adapter=one]:-0.5", Outcome.REGRESSED),
    ]:
        assert compare(base, now, limits([text])).outcome is expected, text
    both = compare(base, now, limits(["f1:-0.5", "precision:-0.001"]))
    assert [j.metric for j in both.judgements if j.failing and j.outcome is Outcome.REGRESSED] == ["precision", "precision"]
    assert compare(base, now, limits(["f1:-0.5", "f1:-0.001"])).outcome is Outcome.REGRESSED, "the strictest counts"


def test_thresholds_by_type_judge_those_pages(source: Corpus, take: Taker) -> None:
    whole = {page.id: source.gold[page.id].text for page in source.pages}
    forums = {page.id for page in source.pages if page.type == "forum"}
    now = {page: f"{text} one two three" if page in forums else text for page, text in whole.items()}
    verdict = compare(made.pin(take(one=whole)), take(one=now), limits(["f1:-0.5", "f1[type=forum]:-0.01", "f1[type=article]:-0.01"]))
    assert f1(verdict, where="type=forum").outcome is Outcome.REGRESSED
    assert f1(verdict, where="type=article").outcome is Outcome.UNCHANGED
    assert (f1(verdict, where="type=forum").pages, f1(verdict, where="type=forum").worse) == (8, 8)
    assert f1(verdict).outcome is Outcome.UNCHANGED
    one = compare(made.pin(take(one=whole)), take(one=now), limits(["f1[page=p001,lang=en]:-0.01", "f1:-0.5"]))
    assert f1(one, where="lang=en,page=p001").pages == 1


def test_a_part_is_judged_by_what_has_a_threshold_and_the_whole_by_every_metric(source: Corpus, take: Taker) -> None:
    base = made.pin(take(one=made.outputs(source)))
    short = replace(base, floors={key: value for key, value in base.floors.items() if key[3] != "recall"})
    verdict = compare(short, base.snapshot, limits(["precision[type=forum]:-0.01"]))
    judged = [(judgement.metric, judgement.where) for judgement in verdict.judgements]
    assert [metric for metric, where in judged if where] == ["precision"]
    assert {metric for metric, where in judged if not where} == {"f1", "precision", "recall"}


def test_the_significant_rule_wants_an_interval_without_zero(source: Corpus, take: Taker) -> None:
    whole = {page.id: source.gold[page.id].text for page in source.pages}
    one = {**whole, "p005": whole["p005"] + " one two three"}
    all_of_them = {page: f"{text} one two three" for page, text in whole.items()}
    base = made.pin(take(one=whole))
    assert compare(base, take(one=one)).outcome is Outcome.REGRESSED
    unsure = compare(base, take(one=one), rule="significant")
    assert (unsure.outcome, f1(unsure).reason != "") == (Outcome.UNCHANGED, True)
    assert compare(base, take(one=all_of_them), rule="significant").outcome is Outcome.REGRESSED


def test_a_floor_raised_by_hand_holds(source: Corpus, take: Taker) -> None:
    now = take(one=made.outputs(source))
    floors = {key: value + (0.01 if key[3] == "f1" else 0) for key, value in made.pin(now).floors.items()}
    assert compare(Baseline(now, floors), now).outcome is Outcome.REGRESSED


def test_the_verdict_does_not_depend_on_order_or_on_other_adapters(source: Corpus, take: Taker) -> None:
    a, b = made.outputs(source), made.outputs(source, seed=3)
    alone = compare(made.pin(take(one=a)), take(one=b))
    beside = compare(made.pin(take(two=b, one=a)), take(one=b, two=b))
    assert [j for j in beside.judgements if j.adapter == "one"] == list(alone.judgements)
    assert beside.broken == alone.broken


def test_a_new_adapter_is_not_judged(source: Corpus, take: Taker) -> None:
    outputs = made.outputs(source)
    verdict = compare(made.pin(take(one=outputs)), take(one=outputs, two=outputs))
    assert {j.adapter for j in verdict.judgements} == {"one"}


def test_a_metric_that_is_no_longer_defined_regressed(source: Corpus, take: Taker) -> None:
    now = take(one=made.outputs(source))
    gone = replace(now, rows={key: np.full_like(rows, np.nan) for key, rows in now.rows.items()})
    verdict = compare(made.pin(now), gone)
    assert (f1(verdict).outcome, f1(verdict).reason) == (Outcome.REGRESSED, "no longer defined")
    assert verdict.exit_code == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([0.0, 0.5], [1.0, 0.5], Outcome.REGRESSED),
        ([1.0, 0.5], [0.0, 0.5], Outcome.IMPROVED),
        ([0.5, 0.5], [0.25, 0.75], Outcome.UNCHANGED),
    ],
)
def test_an_error_rate_improves_by_falling(before: list[float], after: list[float], expected: Outcome) -> None:
    verdict = compare(made.pin(shot(before, scorer=RATE)), shot(after, scorer=RATE))
    (judged,) = verdict.judgements
    assert (judged.outcome, verdict.outcome, judged.failing, judged.lower_is_better) == (expected, expected, True, True)
    assert [page.page_id for page in verdict.broken] == (["p00"] if expected is Outcome.REGRESSED else [])
    assert (judged.better, judged.worse) == (
        sum(now < was for was, now in zip(before, after, strict=True)), sum(now > was for was, now in zip(before, after, strict=True)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scorer", "threshold", "value", "expected"),
    [
        (SHARE, "share:-0.25", 0.25, Outcome.UNCHANGED),
        (SHARE, "share:-0.25", 0.249999, Outcome.REGRESSED),
        (SHARE, "share:-0.25", 0.75, Outcome.IMPROVED),
        (SHARE, "share:-50%", 0.25, Outcome.UNCHANGED),
        (SHARE, "share:-50%", 0.249999, Outcome.REGRESSED),
        (RATE, "rate:-0.25", 0.75, Outcome.UNCHANGED),
        (RATE, "rate:-0.25", 0.750001, Outcome.REGRESSED),
        (RATE, "rate:-0.25", 0.25, Outcome.IMPROVED),
        (RATE, "rate:-50%", 0.75, Outcome.UNCHANGED),
        (RATE, "rate:-50%", 0.750001, Outcome.REGRESSED),
        (PERCENT, "share:-0.25", 0.25, Outcome.UNCHANGED),
        (PERCENT, "share:-0.25", 0.2499, Outcome.REGRESSED),
        (SHARE, "share:-0", 0.5, Outcome.UNCHANGED),
        (SHARE, "share:-0", 0.499998, Outcome.REGRESSED),
    ],
)
def test_a_limit_reached_is_no_limit_passed(scorer: Scorer, threshold: str, value: float, expected: Outcome) -> None:
    now = shot([value] * 3, scorer=scorer)
    (judged,) = compare(floor(0.5, now), now, limits([threshold])).judgements
    assert (judged.outcome, judged.limit, judged.floor, judged.value) == (expected, threshold, 0.5, value)


UNIT, ABOVE = TOLERANCE, math.nextafter(TOLERANCE, 1)


@pytest.mark.parametrize(
    ("scorer", "set_by_hand", "expected"),
    [
        (SHARE, UNIT, Outcome.UNCHANGED),
        (SHARE, ABOVE, Outcome.REGRESSED),
        (SHARE, -UNIT, Outcome.UNCHANGED),
        (SHARE, -ABOVE, Outcome.IMPROVED),
        (RATE, UNIT, Outcome.UNCHANGED),
        (RATE, ABOVE, Outcome.IMPROVED),
        (RATE, -UNIT, Outcome.UNCHANGED),
        (RATE, -ABOVE, Outcome.REGRESSED),
        (PERCENT, 100 * UNIT, Outcome.UNCHANGED),
        (PERCENT, math.nextafter(100 * UNIT, 1), Outcome.REGRESSED),
        (PERCENT, -100 * UNIT, Outcome.UNCHANGED),
        (PERCENT, -math.nextafter(100 * UNIT, 1), Outcome.IMPROVED),
    ],
)
def test_by_default_the_last_digit_kept_may_differ(scorer: Scorer, set_by_hand: float, expected: Outcome) -> None:
    now = shot([0.0] * 3, scorer=scorer)
    (judged,) = compare(floor(set_by_hand, now), now).judgements
    assert (judged.outcome, judged.limit, judged.failing, judged.reason) == (expected, "default", True, "")


def test_a_threshold_under_the_tolerance_is_the_tolerance() -> None:
    now = shot([0.0] * 3)
    assert compare(floor(UNIT, now), now, limits(["share:-0.0000001"])).outcome is Outcome.UNCHANGED
    assert compare(floor(0.5, shot([0.5] * 3)), shot([1.0] * 3), limits(["share:-0.75"])).outcome is Outcome.IMPROVED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([0.5] * 4, [0.25] * 4, Outcome.REGRESSED),
        ([0.25] * 4, [0.5] * 4, Outcome.IMPROVED),
        ([0.5] * 4, [0.5, 0.5, 0.5, 0.25], Outcome.UNCHANGED),
        ([0.25], [0.5], Outcome.UNCHANGED),  # of a single site there is no interval
    ],
)
def test_by_the_significant_rule_the_interval_must_leave_zero_out(before: list[float], after: list[float], expected: Outcome) -> None:
    verdict = compare(made.pin(shot(before)), shot(after), rule="significant")
    (judged,) = verdict.judgements
    assert (judged.outcome, verdict.rule) == (expected, "significant")
    assert bool(judged.reason) is (expected is Outcome.UNCHANGED)
    assert compare(made.pin(shot(before)), shot(after)).judgements[0].outcome is not Outcome.UNCHANGED


def test_a_fall_that_has_no_interval_is_not_judged_by_the_significant_rule() -> None:
    with pytest.raises(GateError, match="fell on pages of one site, where a change has no interval") as caught:
        compare(made.pin(shot([0.5])), shot([0.25]), rule="significant")
    assert caught.value.hint == "boilerbench gate --rule floor"
    allowed = compare(made.pin(shot([0.5])), shot([0.25]), limits(["share:-0.25"]), rule="significant")
    assert allowed.outcome is Outcome.UNCHANGED
    with pytest.raises(GateError, match="fell on pages of one site"):
        compare(made.pin(shot([0.5], scorer=RATE)), shot([0.75], scorer=RATE), rule="significant")


@pytest.mark.parametrize("set_by_hand", [0.25, 0.75])
def test_an_interval_that_ends_at_zero_holds_it(set_by_hand: float) -> None:
    now = shot([0.5] * 3)
    (judged,) = compare(floor(set_by_hand, now), now, rule="significant").judgements
    assert (judged.low, judged.high, judged.outcome) == (0.0, 0.0, Outcome.UNCHANGED)
    assert compare(floor(set_by_hand, now), now).outcome is not Outcome.UNCHANGED


@pytest.mark.parametrize("seed", [0, 5])
def test_the_interval_is_that_of_paired_resamples_by_site(seed: int) -> None:
    before, after = shot([0.5, 0.5, 0.5, 0.75]), shot([0.75, 0.125, 0.5, 0.25])
    sites = [{**facet, "site": site} for facet, site in zip(after.facets, "aabc", strict=True)]
    (judged,) = compare(made.pin(before), replace(after, facets=tuple(sites)), seed=seed).judgements
    stacked = np.stack([after.rows["one", SHARE.name], before.rows["one", SHARE.name]])
    sampled = bootstrap(SHARE, stacked, np.array([0, 0, 1, 2]), Sampling(seed=seed), "gate")
    low, high = interval(sampled[0] - sampled[1], 3, 0.95, axis=0)
    assert (judged.low, judged.high) == (round(float(low[0]), 6), round(float(high[0]), 6))
    assert judged.low < judged.high


@pytest.mark.parametrize("scorer", [SHARE, RATE, PERCENT])
def test_pages_count_as_moved_by_more_than_the_tolerance(scorer: Scorer) -> None:
    unit = UNIT * (100 if scorer.percent else 1)
    above = math.nextafter(unit, 1)
    rise, fall = shot([unit, above, 0.0, 0.0, above], scorer=scorer), shot([0.0, 0.0, unit, above, math.nan], scorer=scorer)
    (judged,) = compare(made.pin(fall), rise).judgements
    assert (judged.better, judged.worse) == ((1, 2) if scorer is RATE else (2, 1)), "a page without a figure counts as 0"
    assert judged.pages == 5


def test_a_verdict_says_what_it_rests_on() -> None:
    then = replace(shot([0.5, 0.5]), made_by={"run": "a"})
    now = replace(shot([0.25, 0.5]), made_by={"run": "b"})
    now = replace(now, adapters={"two": now.adapters["one"], "new": replace(now.adapters["one"], version=""), **now.adapters})
    verdict = compare(made.pin(then), now)
    assert verdict.baseline == {"made": {"run": "a", "adapters": {"one": "1"}}}
    assert verdict.run == {"made": {"run": "b", "adapters": {"one": "1", "two": "1"}}}
    (judged,) = verdict.judgements
    assert (judged.corpus, judged.track, judged.adapter, judged.protocol, judged.metric) == ("made", "html", "one", SHARE.name, "share")
    assert (judged.floor, judged.value, judged.change, judged.where, judged.lower_is_better) == (0.5, 0.375, -0.125, "", False)
    assert [page.page_id for page in verdict.fallen] == ["p00"]


def test_the_change_is_rounded_as_floors_are() -> None:
    now = shot([0.3])
    (judged,) = compare(floor(0.1, now), now).judgements
    assert judged.change == 0.2
    assert judged.value - judged.floor != 0.2


def test_what_broke_is_not_listed_again_among_what_fell() -> None:
    verdict = compare(made.pin(shot([0.75, 0.75])), shot([0.0, 0.5]))
    assert ([page.page_id for page in verdict.broken], [page.page_id for page in verdict.fallen]) == (["p00"], ["p01"])


def test_a_metric_that_never_was_defined_is_not_gated() -> None:
    nothing = shot([math.nan, 0.5])
    verdict = compare(made.pin(nothing), nothing, limits(["share[page=p00]:-0.1"]))
    scoped = [judged for judged in verdict.judgements if judged.where]
    assert [(judged.outcome, judged.failing, judged.where) for judged in scoped] == [(Outcome.UNCHANGED, False, "page=p00")]
    assert (scoped[0].limit, scoped[0].not_gated) == ("", "the baseline has no figure of it")
    assert math.isnan(scoped[0].floor)


def timed(cost: float, machine: str = "m", **more: float) -> Snapshot:
    """Return a snapshot of two adapters with costs."""
    plain = replace(shot([0.5]), machine=machine)
    one = replace(plain.adapters["one"], costs={"p95_ms": cost, **more})
    return replace(
        plain, adapters={"one": one, "two": replace(one, costs={"p95_ms": 1.0})}, rows={("one", SHARE.name): plain.rows["one", SHARE.name]}
    )


@pytest.mark.parametrize(
    ("threshold", "cost", "expected"),
    [
        ("p95_ms:+20%", 120.0, Outcome.UNCHANGED),
        ("p95_ms:+20%", math.nextafter(120, 200), Outcome.REGRESSED),
        ("p95_ms:+20%", 80.0, Outcome.UNCHANGED),
        ("p95_ms:+20%", math.nextafter(80, 0), Outcome.IMPROVED),
        ("p95_ms:+8", 108.0, Outcome.UNCHANGED),
        ("p95_ms:+8", 108.5, Outcome.REGRESSED),
        ("p95_ms:+8", 92.0, Outcome.UNCHANGED),
        ("p95_ms:+8", 91.5, Outcome.IMPROVED),
    ],
)
def test_a_cost_may_move_up_to_its_limit(threshold: str, cost: float, expected: Outcome) -> None:
    verdict = compare(made.pin(timed(100.0)), timed(cost), limits([threshold]))
    judged, other = (item for item in verdict.judgements if item.metric == "p95_ms")
    assert (judged.outcome, verdict.outcome, judged.adapter, other.adapter) == (expected, expected, "one", "two")
    assert (judged.floor, judged.value, judged.change, judged.limit) == (100.0, cost, cost - 100.0, threshold)
    assert (judged.track, judged.protocol, judged.pages, judged.failing, judged.lower_is_better) == ("all", "", 1, True, True)
    assert math.isnan(judged.low)
    assert compare(made.pin(timed(100.0)), timed(900.0)).outcome is Outcome.UNCHANGED, "not asked for"


def test_costs_are_judged_of_the_adapters_that_are_named_and_have_them() -> None:
    base = made.pin(timed(100.0, peak_mb=5.0))
    for threshold, adapters in [("p95_ms[adapter=two]:+1", ["two"]), ("peak_mb:+1", ["one"]), ("peak_mb[adapter=two]:+1", [])]:
        (item,) = limits([threshold])
        verdict = compare(base, timed(100.0, peak_mb=5.0), [item])
        assert [judged.adapter for judged in verdict.judgements if judged.metric == item.metric] == adapters
        assert matches(item, base, timed(100.0)) is bool(adapters)


def test_costs_of_another_machine_or_of_no_machine_are_refused() -> None:
    limit = limits(["p95_ms:+20%"])
    with pytest.raises(GateError) as caught:
        compare(made.pin(timed(100.0)), timed(100.0, ""), limit)
    assert caught.value.what == "p95_ms was stored on another machine (m) than this run's (unknown)"
    with pytest.raises(GateError, match=r"another machine \(unknown\) than this run's \(m\)"):
        compare(made.pin(timed(100.0, "")), timed(100.0), limit)
    now = timed(100.0)
    untimed = replace(now, adapters={**now.adapters, "one": replace(now.adapters["one"], costs={})})
    with pytest.raises(GateError, match="the run has no p95_ms of one") as caught:
        compare(made.pin(timed(100.0)), untimed, limit)
    assert caught.value.hint.startswith("boilerbench run --corpus")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("share:-0.1", True),
        ("share[page=p00]:-0.1", True),
        ("share[page=p09]:-0.1", False),
        ("rate:-0.1", False),
        ("share[adapter=two]:-0.1", False),
        ("p50_ms:+1", False),
    ],
)
def test_a_threshold_is_about_something_or_not(text: str, expected: bool) -> None:
    side = shot([0.5, 0.5])
    assert matches(limits([text])[0], made.pin(side), side) is expected


def test_pages_that_fell_are_named_where_something_fails_for_it() -> None:
    verdict = compare(made.pin(shot([0.5, 0.5])), shot([0.25, 0.75]))
    assert (verdict.outcome, verdict.fallen) == (Outcome.UNCHANGED, ())
    assert [page.page_id for page in compare(made.pin(shot([0.5, 0.5])), shot([0.25, 0.5])).fallen] == ["p00"]


def test_what_did_not_move_has_an_interval_of_nothing_even_of_one_site_with_a_page_that_was_not_tried() -> None:
    side = shot([math.nan, 0.5])
    side = replace(side, facets=tuple({**facet, "site": "a"} for facet in side.facets))
    (judged,) = compare(made.pin(side), side).judgements
    assert (judged.low, judged.high) == (0.0, 0.0)


@pytest.mark.parametrize(("floor", "value", "lower", "beyond"), [(0.2, 0.5, True, True), (0.5, 0.2, True, False), (0.5, 0.2, False, True)])
def test_beyond_a_limit_is_worse_by_more_whichever_way_a_metric_improves(floor: float, value: float, lower: bool, beyond: bool) -> None:
    assert metrics._beyond(floor, value, 0.15, lower=lower) is beyond
