"""The verbs history, timeline and bisect as people type them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench import cli
from bench import corpus as corpora
from bench.model import Corpus, Estimate
from bench.speed.releases import index, timeline
from bench.store import history
from bench.store.history import HistoryEntry
from tests.report import synthetic

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = HistoryEntry(
    run="r1", created="2026-01-01T00:00:00Z", commit="abc", machine="m1", corpus="c", digest="d", track="html",
    adapter="a", package="pkg", version="1.0", settings="{}", protocol="aligned@1", metric="f1", value=0.9, low=0.85, high=0.95, n=9,
)  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; the embedded corpus is a small one here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(corpora, "load", lambda *_, **__: Corpus("embedded", "d", (), {}))
    return tmp_path


def run(*words: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main(list(words))
    return int(caught.value.code or 0)


def test_history_shows_what_was_added(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    synthetic.make(place / "reports" / "runs" / "one")
    assert run("history", "--add", "one", "--adapter", "trafilatura", "--metric", "f1") == 0
    said = capsys.readouterr().out
    assert "trafilatura: aligned f1 on made" in said
    assert "synthetic-0" in said
    assert run("history", "--adapter", "trafilatura", "--metric", "all", "--json") == 0
    assert {trend["metric"] for trend in json.loads(capsys.readouterr().out)} >= {"f1", "recall", "p50_ms"}
    assert run("history", "--adapter", "trafilatura", "--report") == 0
    page = place / "reports" / "history.html"
    assert capsys.readouterr().out.splitlines()[-1] == "reports/history.html"
    assert "F1 on made, HTML pages, by aligned" in page.read_text(encoding="utf-8")


def test_history_shows_changes_and_why_there_is_none(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = place / "reports" / "history"
    history.append(store, [ENTRY])
    history.append(store, [replace(ENTRY, run="r2", created="2026-01-02T00:00:00Z", value=0.8)])
    history.append(store, [replace(ENTRY, run="r3", created="2026-01-03T00:00:00Z", digest="e")])
    assert run("history") == 0
    said = capsys.readouterr().out
    assert "-0.1000" in said
    assert "another corpus" in said


@pytest.mark.parametrize("filled", [False, True])
def test_a_history_that_holds_nothing_says_how_to_fill_it(filled: bool, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if filled:
        history.append(place / "reports" / "history", [ENTRY])
    assert run("history", "--adapter", "nobody") == 2
    assert "boilerbench history --add latest" in capsys.readouterr().err


def test_a_timeline_is_printed_and_drawn(monkeypatch: pytest.MonkeyPatch, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figure = Estimate(0.8, 0.7, 0.9, 0.95, 9)
    made = (
        timeline.Release("1.0", {"f1": figure, "recall": figure, "cpu_ms": Estimate(3.0, math.nan, math.nan, math.nan, 9)}),
        timeline.Release("2.0", {}, "does not build"),
    )
    asked = []

    def follow(row, versions, task, *, speed, say) -> timeline.Timeline:
        asked.append((row.name, versions, task.corpus.name, speed))
        return timeline.Timeline(row.name, task.corpus.name, task.protocol, "f1", made)

    monkeypatch.setattr(timeline, "timeline", follow)
    assert run("timeline", "trafilatura", "--versions", "1.0, 2.0", "--no-speed") == 0
    assert asked == [("trafilatura", ["1.0", "2.0"], "embedded", False)]
    said = capsys.readouterr().out
    assert "0.700 to 0.900" in said
    assert "does not build" in said
    assert (place / "reports" / "timeline-trafilatura.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["timeline", "trafilatura", "--versions", ", "], "no release is named"),
        (["timeline", "core", "--versions", "1"], "core is"),
        (["bisect", "nothing", "--good", "1", "--bad", "2"], "nothing has no package"),
        (["bisect", "trafilatura", "--good", "1", "--bad", "2", "--metric", "f2"], "no metric is called 'f2'"),
    ],
)
def test_releases_that_cannot_be_searched_are_refused_at_once(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_bisect_finds_the_release(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(index, "_pip", lambda _: "Available versions: 2.2.0, 2.1.2, 2.1.1, 2.1.0, 2.0.0\n")
    figures = {"2.1.0": 0.9, "2.1.1": 0.9, "2.1.2": 0.7, "2.2.0": 0.7}
    monkeypatch.setattr(timeline, "figure_of", lambda *_: figures.__getitem__)
    assert run("bisect", "trafilatura", "--good", "2.1.0", "--bad", "2.2.0", "--metric", "f1") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "f1 of trafilatura moved in 2.1.2; 2.1.1 was still good"
    assert run("bisect", "trafilatura", "--good", "2.1.0", "--bad", "2.2.0", "--json") == 0
    assert json.loads(capsys.readouterr().out)["first_bad"] == "2.1.2"
    assert run("bisect", "trafilatura", "--good", "9", "--bad", "2.2.0") == 2
