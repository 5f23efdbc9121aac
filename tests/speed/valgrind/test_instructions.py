"""Counts of instructions: what is compared, what is refused, and, under valgrind, that two counts of one thing agree."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.model import Outcome
from bench.speed.regression import SpeedPlan
from bench.speed.valgrind import instructions
from bench.speed.valgrind.instructions import RESOLUTION, Counts, compare, count, read, total, write
from tests.speed.made import HERE, corpus, toy

if TYPE_CHECKING:
    from pathlib import Path

THEN = Counts(
    adapter="a", version="1.0", settings="{}", corpus="c", digest="d", machine="machine", pages={"p1": 1_000_000, "p2": 4_000_000}
)


def times(factor: float) -> Counts:
    return replace(THEN, version="1.1", pages={page: round(number * factor) for page, number in THEN.pages.items()})


@pytest.mark.parametrize(
    ("factor", "outcome", "code"),
    [
        (1.0, Outcome.UNCHANGED, 0),
        (1.004, Outcome.UNCHANGED, 0),
        (1.006, Outcome.REGRESSED, 1),
        (1.03, Outcome.REGRESSED, 1),
        (0.996, Outcome.UNCHANGED, 0),
        (0.99, Outcome.IMPROVED, 0),
    ],
)
def test_growth_beyond_the_tolerance_is_an_alarm(factor: float, outcome: Outcome, code: int) -> None:
    found = compare(THEN, times(factor))
    assert (found.outcome, found.exit_code) == (outcome, code)
    assert found.ratio.value == pytest.approx(factor, abs=1e-5)
    assert found.unit == "instructions"
    assert "pairs of processes" not in found.summary


def test_the_geometric_mean_weighs_pages_alike() -> None:
    after = replace(THEN, pages={"p1": 2_000_000, "p2": 2_000_000})
    assert compare(THEN, after).ratio.value == pytest.approx(1.0)
    assert compare(THEN, after).slowest[0] == ("p1", 2.0)


@pytest.mark.parametrize("what", ["corpus", "digest", "settings", "machine"])
def test_unlike_counts_are_never_compared(what: str) -> None:
    with pytest.raises(GateError, match=f"{what} of the counts differ") as caught:
        compare(THEN, replace(times(2.0), **{what: "other"}))
    assert caught.value.exit_code == 2


def test_counts_without_a_shared_page_are_refused_and_others_named() -> None:
    with pytest.raises(GateError, match="share no page"):
        compare(THEN, replace(THEN, pages={"p9": 5}))
    assert compare(THEN, replace(THEN, pages={"p1": 1_000_000, "p9": 5})).left_out == dict.fromkeys(
        ("p2", "p9"), "not counted on both sides"
    )


def test_counts_survive_their_file(tmp_path: Path) -> None:
    write(tmp_path / "counts.json", THEN)
    assert read(tmp_path / "counts.json") == THEN


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"adapter": 1, "surprise": 2}'])
def test_a_missing_or_damaged_file_says_what_to_type(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "counts.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GateError, match="no stored instruction counts") as caught:
        read(path)
    assert "--update" in caught.value.hint


def test_another_schema_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "counts.json", replace(THEN, schema=9))
    with pytest.raises(GateError, match="has schema 9"):
        read(tmp_path / "counts.json")


def test_a_dump_without_totals_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dump.1").write_text("version: 1\nevents: Ir\nsummary: 12\ntotals: 12345\n", encoding="utf-8")
    assert total(tmp_path / "dump.1") == 12345
    (tmp_path / "dump.2").write_text("version: 1\n", encoding="utf-8")
    with pytest.raises(GateError, match="holds no totals"):
        total(tmp_path / "dump.2")


def test_without_valgrind_there_is_a_user_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions.shutil, "which", lambda _: None)
    with pytest.raises(GateError, match="valgrind or setarch is missing"):
        count(toy(), corpus("one"))


@pytest.mark.skipif(
    not (shutil.which("valgrind") and shutil.which("setarch")), reason="valgrind is not installed: a system tool, optional for users too"
)
def test_two_counts_of_one_thing_agree_and_more_work_counts_more() -> None:
    toys = corpus("short page", "long page " * 20_000, "raise it")
    plan = SpeedPlan(path=(HERE,))
    first, second = count(toy(), toys, plan), count(toy(), toys, plan)
    assert set(first.pages) == {"p00", "p01"}  # the page that fails is no cost
    assert first.pages["p01"] > first.pages["p00"] > 1000
    assert first.pages["p01"] == pytest.approx(second.pages["p01"], rel=50 * RESOLUTION)  # tiny pages, so the harness's own few calls show
