"""A run folder gives back what was written, is found by its name, and refuses another schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.store.run_folder import find
from tests.engine.test_run import TEXTS, go
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path


def test_pages_table_carries_page_and_gold(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    first = folder.pages().to_pylist()[0]
    assert first["blocks"] == [{"text": "FIRST PAGE OF WORDS", "optional": False, "role": "paragraph"}]
    assert (first["bytes"], first["kind"], first["corpus"]) == (len(TEXTS[0]), "text", "tiny")


def test_find_says_what_runs_there_are(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    assert find(folder.path.name, tmp_path).path == folder.path
    assert find(folder.path.name[:-2], tmp_path).path == folder.path
    assert find(folder.path).path == folder.path
    with pytest.raises(RunError, match="no run 'nope'") as caught:
        find("nope", tmp_path)
    assert folder.path.name in caught.value.expected


def test_another_schema_is_refused(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    (folder.path / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}), encoding="utf-8")
    with pytest.raises(RunError, match="schema 99"):
        folder.manifest()
