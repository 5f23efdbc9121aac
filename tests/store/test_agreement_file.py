"""Stored estimates: read back for the very extractions, families and version they came from, and for no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.store import agreement_file
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

VALUES = (0.5, 0.25, 0.75, float("nan"), 3.5, 2.0)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run of one extraction, of which estimates are stored."""
    folder = made.run(tmp_path / "one", [made.extraction()])
    agreement_file.write(folder, folder.extractions(agreement_file.KEYS), np.array([VALUES]))
    return folder


def test_estimates_are_read_back(folder: RunFolder) -> None:
    table = agreement_file.read(folder)
    assert table is not None
    (line,) = table.to_pylist()
    assert [line[name] for name in agreement_file.KEYS] == ["a", "tiny", "p0"]
    assert [line[name] for name in agreement_file.FIGURES] == pytest.approx(VALUES, nan_ok=True)
    assert table.schema.metadata[b"schema"] == b"1"


def test_where_none_were_computed_there_are_none(tmp_path: Path) -> None:
    assert agreement_file.read(made.run(tmp_path / "one", [made.extraction()])) is None


@pytest.mark.parametrize("change", [{"family": "b"}, {"floor": True}, {"package": "lxml"}])
def test_estimates_of_other_families_or_yardsticks_are_none(folder: RunFolder, change: dict[str, object]) -> None:
    manifest = folder.manifest()
    folder.write_manifest(replace(manifest, adapters=({**manifest.adapters[0], **change},)))
    assert agreement_file.read(folder) is None


def test_estimates_of_other_extractions_or_another_version_are_none(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement_file, "VERSION", agreement_file.VERSION + 1)
    assert agreement_file.read(folder) is None
    monkeypatch.undo()
    folder.write_extractions([made.extraction(text="else")])
    assert agreement_file.read(folder) is None


def test_a_damaged_file_is_none(folder: RunFolder) -> None:
    (folder.path / agreement_file.FILE).write_bytes(b"PAR1 no more")
    assert agreement_file.read(folder) is None
