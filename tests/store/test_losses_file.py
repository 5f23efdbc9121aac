"""Stored losses: read back for the very extractions and pages they were computed from, and for no others."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.scoring.tables import losses
from bench.store import losses_file
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

VALUES = [float(at) for at in range(len(losses.COLUMNS))]


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run of one extraction, whose losses are known."""
    folder = made.run(tmp_path / "one", [made.extraction()])
    losses_file.write(folder, folder.extractions(losses_file.KEYS), np.array([VALUES]), ["gone"])
    return folder


def test_losses_are_read_back_with_what_could_not_be_read(folder: RunFolder) -> None:
    table = losses_file.read(folder)
    assert table is not None
    (line,) = table.to_pylist()
    assert {name: line[name] for name in losses_file.KEYS} == {"adapter": "a", "corpus": "tiny", "page_id": "p0"}
    assert [line[name] for name in losses.COLUMNS] == VALUES
    assert losses_file.unread(table) == ["gone"]
    assert table.schema.metadata[b"schema"] == b"1"
    losses_file.write(folder, folder.extractions(losses_file.KEYS).slice(0, 0), np.empty((0, len(VALUES))))
    again = losses_file.read(folder)
    assert again is not None
    assert (again.num_rows, losses_file.unread(again)) == (0, [])


def test_where_none_were_computed_there_are_none(tmp_path: Path) -> None:
    assert losses_file.read(made.run(tmp_path / "one", [made.extraction()])) is None


@pytest.mark.parametrize("what", ["extractions", "pages"])
def test_losses_of_other_extractions_or_pages_are_none(folder: RunFolder, what: str) -> None:
    if what == "pages":
        folder.write_pages([made.corpus(["else"])])
    else:
        folder.write_extractions([made.extraction(text="else")])
    assert losses_file.read(folder) is None


def test_losses_of_another_version_are_none(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses, "VERSION", losses.VERSION + 1)
    assert losses_file.read(folder) is None


def test_losses_that_a_run_carries_over_are_its_own(folder: RunFolder, tmp_path: Path) -> None:
    again = made.run(tmp_path / "again", [made.extraction(wall_ns=7)])  # its texts are the same, its times are not
    losses_file.carry(folder, again)
    assert losses_file.read(again) is None, "there were none to carry"
    shutil.copy(folder.path / losses_file.FILE, again.path)
    assert losses_file.read(again) is None
    losses_file.carry(folder, again)
    table = losses_file.read(again)
    assert table is not None
    assert ([table[name].to_pylist() for name in losses.COLUMNS], losses_file.unread(table)) == ([[value] for value in VALUES], ["gone"])


def test_a_damaged_file_is_none(folder: RunFolder) -> None:
    (folder.path / losses_file.FILE).write_bytes(b"PAR1 no more")
    assert losses_file.read(folder) is None
