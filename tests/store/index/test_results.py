"""The index follows the runs that are there, and is made anew when it is damaged; a run is looked into once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bench.store.index import FOLDER, results
from bench.store.index.results import FILE, Holding, SettledPages, mark

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = ("1", "html", ""), ("2", "html", "")


class Runs:
    """Runs in a folder, each of which holds one page under one key, and which of them were looked into."""

    def __init__(self, root: Path) -> None:
        self.root, self.runs, self.read, self.held = root, root / "runs", list[str](), dict[str, SettledPages]()

    def add(self, run: str, *contents: tuple[str, ...], wall_ns: float = 0.0) -> None:
        (self.runs / run).mkdir(parents=True, exist_ok=True)
        (self.runs / run / "manifest.json").write_text(f"{wall_ns} {contents}")
        self.held[run] = SettledPages("a", frozenset(contents), wall_ns)

    def holding(self) -> Holding:
        return results.holding(self.root, ["k"], lambda run: self.read.append(run) or {"k": self.held[run]})  # type: ignore[func-returns-value]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    made = Runs(tmp_path)
    made.add("1", ONE, wall_ns=5.0)
    made.add("2", ONE, TWO)
    return made


def marks(holding: Holding) -> dict[str, list[int]]:
    return {run: held["k"].tolist() for run, held in holding.marks.items()}


def test_the_newest_comes_first_and_each_run_is_looked_into_once(runs: Runs) -> None:
    first = runs.holding()
    assert list(marks(first).items()) == [("2", sorted(map(mark, (ONE, TWO)))), ("1", [mark(ONE)])]
    assert first.costs == {"a": 5.0}
    assert marks(runs.holding()) == marks(first)
    assert runs.read == ["1", "2"]


def test_a_run_that_changed_is_looked_into_again_and_one_that_is_gone_is_forgotten(runs: Runs) -> None:
    runs.holding()
    runs.add("2", TWO, wall_ns=9.0)
    shutil.rmtree(runs.runs / "1")
    assert marks(runs.holding()) == {"2": [mark(TWO)]}
    assert runs.read == ["1", "2", "2"]


@pytest.mark.parametrize("cut", [0, 4096])
def test_a_damaged_index_is_made_anew(runs: Runs, cut: int) -> None:
    whole = marks(runs.holding())
    content = (runs.root / FOLDER / FILE).read_bytes()
    (runs.root / FOLDER / FILE).write_bytes(content[:cut] + b"\xff" * (len(content) - cut))
    assert marks(runs.holding()) == whole
    assert runs.read == ["1", "2"] * 2
    assert results.holding(runs.root / "none", ["k"], lambda _: {}).marks == {}
