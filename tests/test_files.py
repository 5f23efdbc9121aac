"""Files of ours: whole or not at all, held by one process at a time, of our schema."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench import files
from bench.errors import RunError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    with files.whole(path) as temporary:
        assert temporary.parent == path.parent
        assert not path.exists()
        temporary.write_text("one", encoding="utf-8")
    assert path.read_text("utf-8") == "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    with pytest.raises(IsADirectoryError), files.whole(path) as temporary:
        temporary.write_bytes(path.parent.read_bytes())
    assert path.read_text("utf-8") == "one"
    assert list(path.parent.iterdir()) == [path]


def test_json_is_written_sorted_and_as_utf_8(tmp_path: Path) -> None:
    files.write_json(tmp_path / "x.json", {"b": tmp_path, "a": "ü"})
    assert (tmp_path / "x.json").read_bytes() == f'{{\n  "a": "ü",\n  "b": {json.dumps(str(tmp_path))}\n}}\n'.encode()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_lock_is_held_until_it_is_closed(tmp_path: Path, kind: str) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "lock"
    held = files.lock(path)
    assert held is not None
    after = os.open(path, os.O_RDONLY)
    os.close(after)
    assert files.lock(path) is None
    again = os.open(path, os.O_RDONLY)
    os.close(again)
    assert again == after  # the refused try left nothing open
    assert not os.get_inheritable(held)
    os.close(held)
    again = files.lock(path, wait=True)
    assert again is not None
    os.close(again)


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    """Another process holds the lock until its input ends; only then does waiting for it end."""
    path = tmp_path / "lock"
    start = "import sys; from pathlib import Path; from bench import files; files.lock(Path(sys.argv[1])"
    held = [sys.executable, "-c", f"{start}); print(flush=True); sys.stdin.read()", str(path)]
    wanted = [sys.executable, "-c", f"{start}, wait=True); print('got it')", str(path)]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        assert files.lock(path) is None
        with subprocess.Popen(wanted, stdout=subprocess.PIPE) as waiter:
            holder.communicate()
            assert waiter.communicate(timeout=60)[0] == b"got it\n"


def test_a_symbolic_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(OSError, match="link"):
        files.lock(tmp_path / "link")


@pytest.mark.parametrize(
    ("schema", "ours"),
    [(1, True), (b"1", True), (2, False), (b"2", False), (None, False), ("1", False), (b"", False)],
)
def test_a_schema_is_ours_by_its_number(schema: object, ours: bool) -> None:
    assert files.is_ours(schema) is ours
    if ours:
        files.check_schema(schema, "x", RunError, "do")
        return
    with pytest.raises(RunError, match=r"^the file has schema ") as caught:
        files.check_schema(schema, "the file", RunError, "do this")
    assert (caught.value.expected, caught.value.hint) == ("schema 1", "do this")
    assert caught.value.what.endswith(schema.decode() if isinstance(schema, bytes) else repr(schema))
