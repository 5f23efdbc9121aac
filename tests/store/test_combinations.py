"""The medoid of a stored run is what bench.combine takes; failures are no text, yardsticks and skipped pages no voters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import bench
from bench.model import Status
from bench.scoring.statistics.resampling import Sampling
from bench.store import combinations, frames
from bench.store.combinations import families_of
from tests.store.made import TEXTS, extraction, manifest, run

if TYPE_CHECKING:
    from pathlib import Path

RETURNED = {
    "a": ["one fine morning menu", "two fine evenings", None],
    "b": ["one fine morning", "cookies and partners", None],
    "c": ["one fine morning", "two fine evenings", None],
    "d": ["buy now and save", "two fine evenings of sports", "three more words"],
    "floor": ["buy now and save", "cookies and partners", "a menu"],
}


@pytest.fixture
def stored(tmp_path: Path) -> frames.RunFrames:
    made = [
        extraction(f"p{at}", name, Status.OK if text is not None else Status.TIMEOUT, text=text or "")
        for name, texts in RETURNED.items()
        for at, text in enumerate(texts)
    ]
    adapters = [{"name": name, "version": "1", "floor": name == "floor"} for name in RETURNED]
    return frames.read(run(tmp_path / "runs" / "one", made, adapters=adapters, protocols=["aligned"]))


def test_the_medoid_is_what_combine_takes(stored: frames.RunFrames) -> None:
    chosen = combinations.medoids(stored)
    assert chosen == {("tiny", "p0"): "b", ("tiny", "p1"): chosen["tiny", "p1"], ("tiny", "p2"): "d"}
    for at in range(len(TEXTS)):
        texts = {name: returned[at] or "" for name, returned in RETURNED.items() if name != "floor"}
        assert bench.combine(texts).name == chosen["tiny", f"p{at}"]


def test_combinations_of_a_run_by_each_protocol(stored: frames.RunFrames) -> None:
    (one,) = combinations.of_run(stored, ["aligned"], Sampling(resamples=50))
    assert sorted(one.adapters) == ["a", "b", "c", "d"]
    assert [line.name for line in one.lines] == ["oracle", "medoid"]
    assert one.lines[0].metrics["f1"].value == 1.0
    assert one.lines[1].metrics["f1"].value == 1.0
    assert len(one.complements) == 6


def test_an_unknown_metric_of_a_protocol_is_its_headline(stored: frames.RunFrames) -> None:
    (one,) = combinations.of_run(stored, ["aligned"], Sampling(resamples=50), metric="accuracy")
    assert one.metric == "f1"


def test_what_a_manifest_says_of_a_family_counts() -> None:
    said = manifest([], [{"name": "trafilatura", "family": "mine"}, {"name": "other", "family": ""}])
    assert families_of(said) == {"trafilatura": "mine", "other": "other"}
