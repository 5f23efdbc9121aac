"""Estimates of a stored run: contenders alone, failures as no text, skipped pages left out, worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine import agreement
from bench.model import Status
from bench.store import agreement_file, page_blocks
from bench.store.run_folder import RunFolder
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = "the harbour was quiet that morning and nobody spoke of it any more until noon"
NAV = "imprint and newsletter and jobs and many ways to advertise"
RETURNED = {
    "a": [CONTENT, CONTENT],
    "b": [f"{CONTENT}\n{NAV}", CONTENT],
    "c": [CONTENT, None],
    "d": [NAV, ""],
    "floor": [NAV, NAV],
}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run of four contenders and a yardstick on two pages, and of one contender that takes neither."""
    extractions = [
        made.extraction(f"p{at}", name, Status.TIMEOUT if text is None else Status.OK if text else Status.EMPTY, text=text or "")
        for name, texts in RETURNED.items()
        for at, text in enumerate(texts)
    ]
    extractions += [made.extraction(f"p{at}", "other", Status.SKIPPED) for at in range(2)]
    adapters = [{"name": name, "version": "1", "floor": name == "floor"} for name in [*RETURNED, "other"]]
    return made.run(tmp_path / "runs" / "one", extractions, adapters=adapters)


def figures(folder: RunFolder, figure: str) -> dict[tuple[str, str], float]:
    return {(line["adapter"], line["page_id"]): line[figure] for line in agreement.ensure(folder).to_pylist()}


def test_every_contender_has_estimates_of_every_page_it_was_tried_on(folder: RunFolder) -> None:
    assert set(figures(folder, "f1")) == {(name, f"p{at}") for name in "abcd" for at in range(2)}


def test_estimates_tell_content_from_what_one_adds_and_from_nothing(folder: RunFolder) -> None:
    f1, precision, recall = (figures(folder, name) for name in ("f1", "precision", "recall"))
    assert f1["a", "p0"] > f1["b", "p0"] > f1["d", "p0"]
    assert precision["b", "p0"] < precision["a", "p0"]
    assert recall["b", "p0"] >= recall["a", "p0"] > recall["d", "p0"]
    assert (f1["c", "p1"], f1["d", "p1"]) == (0.0, 0.0)  # a timeout is no text


def test_families_that_agree_give_a_page_a_high_consensus(folder: RunFolder) -> None:
    consensus = figures(folder, "consensus")
    assert len({consensus[name, "p0"] for name in "abcd"}) == 1
    assert 0 <= consensus["a", "p1"] < consensus["a", "p0"] <= 1


def test_it_is_worked_out_once(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = agreement.ensure(folder)
    monkeypatch.setattr(agreement, "page_figures", lambda *_: pytest.fail("estimated again"))
    assert agreement.ensure(folder).equals(first)


def test_page_by_page_they_are_those_of_all_texts_at_once_in_the_order_of_the_extractions(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    contenders = [line for line in folder.extractions().to_pylist() if line["adapter"] in set("abcd")]
    keys, together = agreement.estimated(folder.manifest(), contenders)
    cut, read = page_blocks._cut, RunFolder.extractions
    monkeypatch.setattr(page_blocks, "_cut", lambda *tables: cut(*tables[:-1], 0))  # a block of each page
    monkeypatch.setattr(RunFolder, "extractions", lambda self, columns: read(self, [name for name in columns if name != "text"]))
    held = agreement.ensure(folder)
    assert [tuple(line[name] for name in agreement_file.KEYS) for line in held.to_pylist()] == keys
    assert held.select(agreement_file.FIGURES).to_pandas().to_numpy() == pytest.approx(together, nan_ok=True, abs=0)


def test_two_families_are_too_few(tmp_path: Path) -> None:
    few = made.run(tmp_path / "two", [made.extraction(adapter=name) for name in ("a", "trafilatura", "trafilatura-fast")])
    assert all(value != value for value in figures(few, "f1").values())  # noqa: PLR0124
