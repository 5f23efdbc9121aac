"""The one reader: tables as frames, only the columns asked for, losses and history where they are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.errors import RunError
from bench.model import Status
from bench.store import agreement_file, frames, history, losses_file
from bench.store.history import HistoryEntry
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

ENTRY = HistoryEntry(
    run="r", created="2026-01-01T00:00:00Z", commit="", machine="", corpus="tiny", digest="d", track="text", adapter="a", package="",
    version="", settings="{}", protocol="aligned@1", metric="f1", value=1.0, low=1.0, high=1.0, n=1,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run of two adapters over three pages, scored by two protocols."""
    kept = [made.extraction("p0"), made.extraction("p1", status=Status.TIMEOUT), made.extraction("p2", "b", Status.SKIPPED)]
    return made.run(tmp_path / "reports" / "runs" / "one", kept, protocols=["aligned", "words"])


def test_a_run_is_read_whole(folder: RunFolder) -> None:
    run = frames.read(folder)
    assert (run.folder, run.manifest) == (folder.path, folder.manifest())
    assert list(run.pages["page_id"]) == ["p0", "p1", "p2"]
    assert "blocks" in run.pages
    assert "text" in run.extractions
    assert list(run.extractions["status"]) == ["ok", "timeout", "skipped"]
    assert sorted(run.scores) == ["aligned", "words"]
    assert list(run.scores["aligned"]["page_id"]) == ["p0", "p1"]
    assert run.metadata["words"] == {"schema": "1", "signature": "signed words"}
    assert (run.losses, run.history, run.corpora, run.boards) == (None, (), (), ())


def test_only_what_is_asked_for_is_read(folder: RunFolder) -> None:
    run = frames.read(folder, ["words"], pages=frames.BOARD_PAGES, extractions=frames.BOARD_EXTRACTIONS)
    assert tuple(run.pages.columns) == ("corpus", "page_id", "kind", "site", "gold")
    assert tuple(run.extractions.columns) == ("adapter", "corpus", "page_id", "status", "wall_ns", "peak_rss", "clock")
    assert list(run.scores) == list(run.metadata) == ["words"]
    assert frames.read(folder, []).scores == {}
    with pytest.raises(RunError, match="scores-shingles"):
        frames.read(folder, ["shingles"])


def test_a_protocol_s_view_holds_its_scorer_and_scores(folder: RunFolder) -> None:
    run = frames.read(folder)
    results = run.results("words")
    assert results.scorer.name == "words"
    assert results.scores is run.scores["words"]
    assert (results.pages is run.pages, results.extractions is run.extractions, results.manifest is run.manifest) == (True, True, True)


def test_a_protocol_s_variant_is_the_one_that_its_rows_were_made_with(folder: RunFolder) -> None:
    run = frames.read(folder)
    stored = {"words": {"version": "1", "variant": "elsewhere"}, "aligned": {"version": "1", "variant": ""}}
    seen = [replace(run, metadata=stored).results(name).scorer.variant for name in ("words", "aligned")]
    assert seen == ["elsewhere", run.results("aligned").scorer.variant]


def test_losses_and_history_up_to_the_run_come_with_the_whole_of_it(folder: RunFolder, tmp_path: Path) -> None:
    created = folder.manifest().created
    times = {"before": "2026-01-01T00:00:00Z", "same": created, "after": created.replace("05Z", "06Z")}
    for name, time in times.items():
        history.append(tmp_path / "reports" / "history", [replace(ENTRY, run=name, created=time)])
    run = frames.read_all(folder.path)
    assert not (frames.GOLD | frames.TEXTS) & {*run.pages, *run.extractions}
    assert {"title", "gold", "wall_ns", "clock"} < {*run.pages, *run.extractions}
    assert run.losses is None
    assert [entry.run for entry in run.history] == ["before", "same"]
    losses_file.write(folder, folder.extractions(losses_file.KEYS).slice(0, 1), np.ones((1, 99)))
    again = frames.read_all(folder.path, [made.corpus()], [])
    assert again.losses is not None
    assert list(again.losses["page_id"]) == ["p0"]
    assert again.corpora == (made.corpus(),)
    assert sorted(again.scores) == ["aligned", "words"]


@pytest.mark.parametrize("sampling", [{}, {"chance": 0.5}])
def test_what_adapters_agree_on_comes_with_a_run_whose_pages_were_drawn_for_gold(folder: RunFolder, sampling: dict[str, float]) -> None:
    manifest = folder.manifest()
    folder.write_manifest(replace(manifest, corpora=({**manifest.corpora[0], "sampling": sampling},)))
    assert frames.read(folder).agreement is None
    keys = folder.extractions(agreement_file.KEYS).slice(0, 1)
    agreement_file.write(folder, keys, np.array([(0.5, 0.25, 0.75, 1.0, 3.5, 2.0)]))
    agreement = frames.read(folder).agreement
    assert (agreement is None) == (not sampling)
    assert agreement is None or list(agreement["page_id"]) == ["p0"]


def test_a_run_without_scores_says_what_scores_it(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "one", [made.extraction()])
    assert frames.read(folder).scores == {}
    with pytest.raises(RunError, match="one has no scores") as caught:
        frames.read_all(folder.path)
    assert caught.value.expected == "a run that was scored"
    assert caught.value.hint == f"boilerbench score {folder.path}"
