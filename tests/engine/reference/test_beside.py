"""A run stands beside reference results of its own pages, gold and protocols; all others are refused with what to type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.corpus.readers.assembly import chosen_pages
from bench.engine.reference import beside
from bench.errors import RunError
from bench.store import boards, frames
from bench.store.reference import folder as reference
from bench.store.reference import joined
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, source = tmp_path_factory.mktemp("reference"), made.corpus(8)
    run = made.run(source, folder / "runs", good=made.outputs(source), poor=made.outputs(source, skill=0.3, seed=1))
    reference.write(folder / "stored" / "made", reference.of_run(run, "made"))
    return folder / "stored"


def test_a_corpus_is_known_by_its_digest_whatever_it_is_called(place: Path) -> None:
    (held,) = beside.chosen(place, [made.corpus(8, name="mine")], ["aligned"])
    assert held.corpus["name"] == "mine"
    assert set(held.extractions["corpus"].to_pylist()) == {"mine"}
    assert held.manifest.options["left_out"] == 0


def test_other_pages_or_gold_are_refused(place: Path) -> None:
    with pytest.raises(RunError, match="of other pages or gold") as caught:
        beside.chosen(place, [made.corpus(8, edit="x")], ["aligned"])
    assert caught.value.hint == "boilerbench reference update --corpus made"


def test_a_corpus_without_results_is_refused(place: Path) -> None:
    with pytest.raises(RunError, match="no reference results of the corpus other") as caught:
        beside.chosen(place, [made.corpus(5, name="other")], ["aligned"])
    assert "made" in caught.value.expected


def test_of_a_part_pages_that_differ_are_left_out_and_counted(place: Path) -> None:
    part = chosen_pages(made.corpus(8, edit="x"), [], 5)
    (held,) = beside.chosen(place, [part], ["aligned"])
    assert held.pages["page_id"].to_pylist() == ["p001", "p002", "p003", "p004"]
    assert held.manifest.options["left_out"] == 1
    with pytest.raises(RunError, match="of other pages or gold"):
        beside.chosen(place, [chosen_pages(made.corpus(8, edit="x"), [], 1)], ["aligned"])


def test_a_protocol_that_is_not_stored_and_another_version_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunError, match="hold no scores by shingles") as caught:
        beside.chosen(place, [made.corpus(8)], ["aligned", "shingles"])
    assert "--protocol aligned" in caught.value.hint
    load = beside.load_to_score
    monkeypatch.setattr(beside, "load_to_score", lambda name: replace(load(name), version=load(name).version + 1))
    with pytest.raises(RunError, match=r"scored by aligned@1\|uax29, this installation has aligned@2\|uax29") as caught:
        beside.chosen(place, [made.corpus(8)], ["aligned"])
    assert caught.value.hint == "boilerbench reference update --corpus made"


def against(source: Corpus, place: Path, out: Path, **outputs: dict[str, str]) -> tuple[dict[str, tuple[float, str, str]], int]:
    """Return the board of a run beside the results: figure, version and where it is from, by row; and its pages."""
    run = made.run(source, out, **outputs)
    beside.put(run, beside.chosen(place, [source], ["aligned"]))
    (board,) = boards.of_run(run)
    return {one.adapter: (one.metrics["f1"].value, one.version, one.settings) for one in board.standings}, board.n


def test_stored_rows_stand_on_the_board_as_they_were_measured(place: Path, tmp_path: Path) -> None:
    source = made.corpus(8)
    (whole,) = boards.of_run(made.run(source, tmp_path / "all", good=made.outputs(source), poor=made.outputs(source, skill=0.3, seed=1)))
    rows, pages = against(source, place, tmp_path, new=made.outputs(source, seed=2))
    assert pages == 8
    assert rows["new"][2] == ""
    for one in whole.standings:
        assert rows[one.adapter] == (one.metrics["f1"].value, "1.0", "from the reference")


def test_a_row_called_as_a_stored_one_leaves_both_on_the_board(place: Path, tmp_path: Path) -> None:
    source = made.corpus(8)
    rows, _ = against(source, place, tmp_path, good=made.outputs(source, skill=0.5))
    assert set(rows) == {"good", "good@1.0", "poor"}
    assert rows["good"][0] < rows["good@1.0"][0]


def test_only_pages_that_both_have_alike_are_compared(place: Path, tmp_path: Path) -> None:
    part = chosen_pages(made.corpus(8, edit="x"), [], 5)
    run = made.run(part, tmp_path, new=made.outputs(part))
    beside.put(run, beside.chosen(place, [part], ["aligned"]))
    (board,) = boards.of_run(run)
    assert {one.n for one in board.standings} == {4}
    (note,) = joined.notes(run)
    assert note.startswith(
        f"made: 2 adapters from the reference of {run.manifest().created[:10]}; 1 pages left out, as their bytes or gold"
    )
    whole = frames.read_all(run.path)
    assert set(whole.manifest.names) == {"new", "good", "poor"}
    assert set(whole.own().manifest.names) == set(whole.own().extractions["adapter"]) == {"new"}
    assert frames.read(run).manifest.names == ("new",)  # the gate and the history see what the run measured alone
