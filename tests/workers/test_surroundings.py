"""A scratch folder lives as long as somebody holds it."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from bench.workers import surroundings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_scratch_folder_is_swept_up_only_when_nobody_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held, lock = surroundings.scratch_folder()
    left, other = surroundings.scratch_folder()
    os.close(other)
    surroundings.sweep(tmp_path)
    assert left.exists()
    monkeypatch.setattr(surroundings, "_YOUNG", -1.0)
    surroundings.sweep(tmp_path)
    assert held.exists()
    assert not left.exists()
    surroundings.remove(held, lock)
    assert list(tmp_path.iterdir()) == []


def test_a_young_folder_may_not_be_locked_yet_and_is_left_alone(tmp_path: Path) -> None:
    fresh, old, foreign = (tmp_path / name for name in ("boilerbench-run-fresh", "boilerbench-run-old", "something-else"))
    for folder in (fresh, old, foreign):
        folder.mkdir()
    for folder in (old, foreign):
        os.utime(folder, (0, 0))
    surroundings.sweep(tmp_path)
    assert sorted(folder.name for folder in tmp_path.iterdir()) == [fresh.name, foreign.name]
