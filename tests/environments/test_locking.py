"""Lock files of environments: what is written, and for whom it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.environments import locking

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "ab" * 32


def entry(name: str, version: str, *, direct: bool = False, hashes: dict[str, str] | None = None) -> dict[str, object]:
    """Return an entry as pip's installation report has it."""
    info = {"url": "https://user:secret@index.example/file.whl", "archive_info": {"hashes": hashes or {"sha256": DIGEST}}}
    return {"metadata": {"name": name, "version": version}, "download_info": info, "is_direct": direct}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "mine.lock"
    assert locking.write(path, ["A-b>=1"], {"install": [entry("c", "2"), entry("A_b", "1.0+local")]}) == ()
    return path


def test_it_lists_releases_and_digests_and_no_address(lock: Path) -> None:
    assert lock.read_text(encoding="utf-8").splitlines()[1:] == [f"A_b==1.0+local --hash=sha256:{DIGEST}", f"c==2 --hash=sha256:{DIGEST}"]
    assert "example" not in lock.read_text(encoding="utf-8")
    assert locking.digests(lock) == {"a-b==1.0+local": (DIGEST,), "c==2": (DIGEST,)}


def test_it_counts_for_the_same_requirements_python_and_machine_alone(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locking.fits(lock, ["A-b>=1"])
    assert not locking.fits(lock, ["A-b>=2"])
    monkeypatch.setattr("platform.machine", lambda: "another")
    assert not locking.fits(lock, ["A-b>=1"])


@pytest.mark.parametrize(
    "damage", [lambda text: text[: text.rindex("c==")], lambda text: text.replace("c==2", "-r c"), lambda _: "", lambda t: t + "x\n"]
)
def test_a_damaged_one_does_not_count(lock: Path, damage) -> None:
    lock.write_text(damage(lock.read_text(encoding="utf-8")), encoding="utf-8")
    assert not locking.fits(lock, ["A-b>=1"])


def test_what_came_from_a_folder_or_an_address_leaves_no_lock_file(lock: Path) -> None:
    report = {
        "install": [entry("c", "2"), entry("tree", "1", direct=True), {**entry("d", "1"), "download_info": {"url": "x", "dir_info": {}}}]
    }
    assert locking.write(lock, ["A-b>=1"], report) == ("d", "tree")
    assert not lock.exists()
    assert locking.digests(lock) == {}
