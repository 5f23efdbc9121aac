"""A robustness run: dose 0 is the plain score to the bit, and who goes by class names falls when they are hashed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine.progress import Lines
from bench.engine.run import run
from bench.errors import BoilerbenchError, ProtocolError
from bench.model import Kind
from bench.store import boards
from bench.stress.stressing import FOLDER, StressPlan, stress
from tests.toys import pages, stories

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder
    from bench.stress.board import StressBoard

OWN = {name: replace(pages.user(f"mild:{name}", name), kinds=(Kind.HTML,)) for name in ("by_class", "paragraphs")}
CORPUS = stories.corpus(6, stories.DUMP)
PLAN = StressPlan(adapters=[*OWN], changes=["class-names", "newsletter", "attributes"], doses=(0, 0.5, 1))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunFolder, StressBoard]:
    out = tmp_path_factory.mktemp("stress")
    return out, *stress(CORPUS, PLAN, out=out, options=pages.options(), own=OWN, progress=Lines(io.StringIO()))


def test_dose_zero_is_the_plain_score_to_the_bit_and_is_reused_as_one(made: tuple[Path, RunFolder, StressBoard]) -> None:
    out, folder, board = made
    says = io.StringIO()
    plain = run([CORPUS], [*OWN], ["aligned"], out=out / FOLDER, options=pages.options(), own=OWN, progress=Lines(says))
    (scored,) = [one for one in boards.of_run(plain) if one.track == "html"]
    assert {one.adapter: one.metrics["f1"] for one in scored.standings} == board.plain
    assert folder.path.parents[1] == out / FOLDER
    assert (board.pages, board.clusters, board.dumps) == (6, 3, 1)
    assert "0 extractions to do" in says.getvalue()


def test_who_goes_by_class_names_falls_when_they_are_hashed(made: tuple[Path, RunFolder, StressBoard]) -> None:
    board = made[2]
    named, _, noise = board.changes
    assert [one.name for one in board.changes] == ["class-names", "newsletter", "attributes"]
    half, whole = named.doses
    assert board.plain["by_class"].value > 0.9
    assert whole.figures["by_class"].value < 0.1
    assert half.figures["by_class"].value >= whole.figures["by_class"].value
    assert whole.falls["by_class"].low > 0.5
    assert whole.falls["by_class"].value == pytest.approx(board.plain["by_class"].value - whole.figures["by_class"].value)
    assert whole.falls["paragraphs"] == replace(whole.falls["paragraphs"], value=0, low=0, high=0)
    assert noise.doses[-1].falls["paragraphs"].value == 0
    assert board.worst("by_class") == ("class-names", whole.falls["by_class"])
    assert (whole.pages, whole.changed, named.why) == (6, 6, {"changed": 6})


def test_boilerplate_that_is_taken_costs_precision(made: tuple[Path, RunFolder, StressBoard]) -> None:
    board = made[2]
    assert board.changes[1].doses[-1].falls["paragraphs"].value > 0
    falls = [one.doses[-1].falls["paragraphs"].value for one in board.changes]
    assert board.mean_falls["paragraphs"].value == pytest.approx(sum(falls) / 3)
    assert board.signature.endswith("|changes:class-names+newsletter+attributes|doses:0.5,1|changes-seed:0")


@pytest.mark.parametrize("doses", [(), (0,), (-1, 1), (0.5, 2), (float("nan"),)])
def test_doses_that_mean_nothing_are_refused(doses: tuple[float, ...]) -> None:
    with pytest.raises(BoilerbenchError, match="doses are"):
        StressPlan(doses=doses)


def test_a_corpus_of_text_dumps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="no HTML page"):
        stress(pages.corpus(["one"]), PLAN, out=tmp_path, options=pages.options(), own=OWN)
    assert not list(tmp_path.iterdir())
