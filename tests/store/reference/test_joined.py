"""Stored rows stand beside those of a run, marked as stored, with their scores, on the pages that both have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.scoring.tables.signature import REFERENCE
from bench.store import frames
from bench.store.reference import folder as reference
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path


def test_rows_of_the_reference_come_with_the_whole_run_and_not_with_what_it_measured_alone(tmp_path: Path) -> None:
    stored = [made.extraction(f"p{at}", "stored", text=text) for at, text in enumerate(made.TEXTS[:2])]
    held = reference.of_run(made.run(tmp_path / "before", stored, [made.corpus(made.TEXTS[:2])], protocols=["aligned"]), "tiny")
    folder = made.run(tmp_path / "runs" / "one", [made.extraction(f"p{at}", "own") for at in range(3)], protocols=["aligned"])
    reference.write(folder.path / reference.FOLDER / "tiny", held)
    whole = frames.read_all(folder.path)
    assert [(one["name"], bool(one.get(REFERENCE))) for one in whole.manifest.adapters] == [("own", False), ("stored", True)]
    assert list(whole.pages["page_id"]) == ["p0", "p1"]
    assert set(whole.extractions["adapter"]) == set(whole.scores["aligned"]["adapter"]) == {"own", "stored"}
    assert whole.own().manifest.names == frames.read(folder).manifest.names == ("own",)
