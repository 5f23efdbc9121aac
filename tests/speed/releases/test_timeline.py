"""Timelines: every release stands in them, with figures or with the reason it has none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bench.engine.plan import Options
from bench.errors import AdapterError
from bench.model import Adapter, Estimate
from bench.speed import regression
from bench.speed.recording import Recording, Series
from bench.speed.releases import timeline
from tests.speed.made import corpus, toy

if TYPE_CHECKING:
    from pathlib import Path

ROW = toy(package="toylib")


def task(folder: Path, **changes: object) -> timeline.Task:
    return timeline.Task(**{"corpus": corpus("one", "two"), "protocol": "aligned", "out": folder, "options": Options(), **changes})


@pytest.fixture
def installable(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have every release but 2.0 install; return those that were asked for."""
    asked: list[str] = []

    def install(row: Adapter, say: object = None) -> str:
        asked.append(row.env)
        if row.env.endswith("@2.0"):
            raise AdapterError("toylib 2.0 does not build here")
        return "python"

    monkeypatch.setattr(timeline, "interpreter", install)
    return asked


def scored(rows: list[Adapter], _: object) -> dict[str, dict[str, Estimate]]:
    """Version 1.0 scores 0.5, 3.0 scores 0.75, with f1 the headline."""
    return {
        row.name: {"f1": Estimate(float(row.name[-3]) / 4 + (0.25 if row.name.endswith("1.0") else 0), 0.4, 0.8, 0.95, 2)} for row in rows
    }


def test_a_release_that_does_not_install_stays_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installable: list[str]
) -> None:
    monkeypatch.setattr(timeline, "quality", scored)
    monkeypatch.setattr(timeline, "cost", lambda rows, *_: {row.name: Estimate(2.0, math.nan, math.nan, math.nan, 2) for row in rows})
    found = timeline.timeline(ROW, ["1.0", "2.0", "3.0", "1.0"], task(tmp_path))
    assert [release.version for release in found.releases] == ["1.0", "2.0", "3.0"]
    assert [sorted(release.figures) for release in found.releases] == [["cpu_ms", "f1"], [], ["cpu_ms", "f1"]]
    assert found.releases[1].note == "toylib 2.0 does not build here"
    assert installable == ["toylib@1.0", "toylib@2.0", "toylib@3.0"]
    root = ET.fromstring(found.svg())
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 4


def test_no_speed_leaves_the_cost_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installable: list[str]) -> None:
    monkeypatch.setattr(timeline, "quality", scored)
    monkeypatch.setattr(timeline, "cost", lambda *_: pytest.fail("was timed"))
    found = timeline.timeline(ROW, ["1.0"], task(tmp_path), speed=False)
    assert list(found.releases[0].figures) == ["f1"]


def test_no_release_at_all_is_an_error(tmp_path: Path, installable: list[str]) -> None:
    with pytest.raises(AdapterError, match=r"no release of toylib could be installed: toylib 2\.0 does not build"):
        timeline.timeline(ROW, ["2.0"], task(tmp_path))


@pytest.mark.parametrize("package", ["", "boilerbench"])
def test_a_row_without_a_package_has_no_releases(package: str) -> None:
    with pytest.raises(AdapterError, match="has no package"):
        timeline.pinned(toy(package=package), "1.0")


def test_cost_is_over_the_pages_that_every_release_extracts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    series = (
        Series(
            adapter="a",
            corpus="toy",
            page_id="p0",
            bucket="<8k",
            size=9,
            status="ok",
            cpu_ns=(4_000_000, 5_000_000, 90_000_000),
            wall_ns=(1, 1, 1),
        ),
        Series(adapter="a", corpus="toy", page_id="p1", bucket="<8k", size=9, status="ok", cpu_ns=(20_000_000,), wall_ns=(1,)),
        Series(adapter="b", corpus="toy", page_id="p0", bucket="<8k", size=9, status="ok", cpu_ns=(10_000_000,), wall_ns=(1,)),
        Series(adapter="b", corpus="toy", page_id="p1", bucket="<8k", size=9, status="error"),
    )
    monkeypatch.setattr(timeline.recording, "record", lambda *_: Recording(series, (), (), {}))
    found = timeline.cost([], task(tmp_path))
    assert {name: (figure.value, figure.n) for name, figure in found.items()} == {
        "a": (pytest.approx(5.0), 1),
        "b": (pytest.approx(10.0), 1),
    }


def test_a_run_of_releases_is_scored_and_noted_in_the_history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Real workers; the environments stand in: each version is this Python."""
    from bench.store import history
    from tests.toys import pages

    source = pages.corpus(["one page of words", "another page of words"])
    rows = [Adapter(f"mild@{at}", "mild:capitals", kinds=pages.ANY) for at in (1, 2)]
    found = timeline.quality(rows, task(tmp_path, corpus=source, options=pages.options()))
    assert {name: figures["f1"].value for name, figures in found.items()} == {"mild@1": 1.0, "mild@2": 1.0}
    assert {entry.adapter for entry in history.read(tmp_path / "history")} == {"mild@1", "mild@2"}


def test_bisecting_speed_measures_each_release_beside_the_good_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installable: list[str]
) -> None:
    seen = []

    def gate(before: Adapter, after: Adapter, *_: object, **__: object) -> object:
        seen.append((before.name, after.name))
        return type("Verdict", (), {"ratio": Estimate(1.2, 1.1, 1.3, 0.99, 6)})

    monkeypatch.setattr(regression, "gate", gate)
    measure = timeline.figure_of(ROW, "cpu", task(tmp_path), "1.0")
    assert (measure("1.0"), measure("3.0")) == (1.0, 1.2)
    assert seen == [("work@1.0", "work@3.0")]


def test_a_metric_that_the_protocol_lacks_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installable: list[str]) -> None:
    monkeypatch.setattr(timeline, "quality", scored)
    with pytest.raises(AdapterError, match="has no bleu"):
        timeline.figure_of(ROW, "bleu", task(tmp_path), "1.0")("3.0")
