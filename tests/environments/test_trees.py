"""A digest moves with names, bytes and leave to execute of what is code or data, and with nothing that tools leave behind."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from bench.environments import trees
from bench.environments.trees import UnvouchedError


@pytest.fixture(autouse=True)
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that digests are remembered in."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "digests.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a folder with code, data and a package."""
    folder = tmp_path / "project"
    (folder / "pack").mkdir(parents=True)
    for name in ("mine.py", "words.txt", "pack/__init__.py", "pack/part.py"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def digest(folder: Path, *apart: Path) -> str:
    return trees.open_digests(apart).tree(folder)


def write(path: Path, text: str = "new") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["mine.py", "words.txt", "pack/part.py", "pack/new.py", "node_modules/x/index.js", "build/x.so", "pack/prompt.md"]
)
def test_whatever_is_written_moves_it(project: Path, name: str) -> None:
    before = digest(project)
    write(project / name)
    assert digest(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "__pycache__/mine.pyc", "pack/__pycache__/x", ".git/HEAD", ".venv/x.py", "node_modules/.cache/x", ".pytest_cache/x", "x.pyc",
        "run.log", "README.md", "notes.rst", ".mine.py.swp", "mine.py~", "boilerbench.toml", "env/pyvenv.cfg",
    ],
)  # fmt: skip
def test_what_tools_leave_behind_does_not(project: Path, name: str) -> None:
    before = digest(project)
    write(project / name)
    assert digest(project) == before


def test_a_virtual_environment_is_left_out_whatever_it_is_called(project: Path) -> None:
    before = digest(project)
    write(project / "mine311" / "pyvenv.cfg")
    write(project / "mine311" / "lib" / "x.py")
    assert digest(project) == before


def test_folders_set_apart_are_left_out_and_links_into_them(project: Path) -> None:
    before, runs = digest(project, project / "reports"), project / "reports" / "runs" / "1"
    write(runs / "manifest.json")
    (project / "latest").symlink_to(runs)
    write(project / "pack" / "reports" / "kept.py")
    assert digest(project, project / "reports") != before  # one of the same name elsewhere counts
    (project / "pack" / "reports" / "kept.py").unlink()
    assert digest(project, project / "reports") == before


def test_names_order_links_and_leave_to_execute_count(project: Path, tmp_path: Path) -> None:
    seen = [digest(project)]
    (project / "mine.py").rename(project / "other.py")
    seen.append(digest(project))
    (project / "other.py").chmod(0o755)
    seen.append(digest(project))
    write(tmp_path / "outside" / "x.py", "1")
    (project / "linked").symlink_to(tmp_path / "outside")
    seen.append(digest(project))
    write(tmp_path / "outside" / "x.py", "2")
    seen.append(digest(project))
    assert len(set(seen)) == len(seen)


def test_links_that_turn_round_or_lead_nowhere_and_pipes_end(project: Path) -> None:
    (project / "again").symlink_to(project)
    (project / "nowhere").symlink_to(project / "gone")
    os.mkfifo(project / "pipe")
    assert digest(project) == digest(project)


def test_a_copy_elsewhere_has_the_same_digest(project: Path, tmp_path: Path) -> None:
    import shutil

    assert digest(Path(shutil.copytree(project, tmp_path / "copy"))) == digest(project)


def test_a_file_is_a_tree_of_one_and_nothing_is_one_of_none(project: Path) -> None:
    assert digest(project / "mine.py") != digest(project / "words.txt")
    assert trees.entries(project / "gone") == []


@pytest.mark.parametrize("place", [".", "pack/part.py", "pack"])
def test_what_cannot_be_read_is_said(project: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(trees.os, "scandir", refuse) if not place.endswith(".py") else monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnvouchedError, match=r"cannot be read \(Permission denied\)"):
        digest(project / place)


@pytest.mark.parametrize(("most", "fine"), [(4, True), (3, False)])
def test_a_tree_of_too_many_files_is_not_looked_at_to_its_end(
    project: Path, monkeypatch: pytest.MonkeyPatch, most: int, fine: bool
) -> None:
    monkeypatch.setattr(trees, "MOST_FILES", most)
    if fine:
        assert digest(project)
    else:
        with pytest.raises(UnvouchedError, match="holds more than 3 files; keep the adapter in a folder of its own"):
            digest(project)
        assert trees.open_digests().tree(project, bounded=False)


@pytest.mark.parametrize(("most", "fine"), [(41, True), (40, False)])
def test_a_tree_of_too_many_bytes_is_not_read(project: Path, monkeypatch: pytest.MonkeyPatch, most: int, fine: bool) -> None:
    assert sum(path.stat().st_size for path in project.rglob("*") if path.is_file()) == 44
    monkeypatch.setattr(trees, "MOST_BYTES", most + 3)
    if fine:
        assert digest(project)
    else:
        with pytest.raises(UnvouchedError, match="holds more than"):
            digest(project)


def old(folder: Path) -> None:
    """Have all files seem written an hour ago to the digests."""
    hour = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (hour, hour))


def test_what_has_not_changed_is_not_read_again(project: Path, monkeypatch: pytest.MonkeyPatch, remembered: Path) -> None:
    old(project)
    monkeypatch.setattr(trees, "_FRESH", -3600.0)
    first = trees.open_digests()
    before = first.tree(project)
    first.keep()
    assert list(json.loads(remembered.read_text())["digests"]) == [f"tree {project}"]
    with monkeypatch.context() as patch:
        patch.setattr(trees, "digest_of", lambda _: pytest.fail("was read"))
        assert digest(project) == before
    write(project / "mine.py", "MINE.py")  # as long as before
    os.utime(project / "mine.py", (1, 1))
    assert digest(project) != before


def test_what_was_written_just_now_is_not_remembered(project: Path, remembered: Path) -> None:
    first = trees.open_digests()
    first.tree(project)
    first.keep()
    assert not remembered.exists()


@pytest.mark.parametrize("damage", ["", "{", '{"schema": 1}', '{"schema": 1, "digests": {"tree x": 5}}', '{"schema": 99, "digests": {}}'])
def test_a_damaged_memory_is_none(project: Path, remembered: Path, damage: str) -> None:
    before = digest(project)
    write(remembered, damage)
    assert digest(project) == before
