"""How processes end, are told of in words, and are killed with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.workers import guard
from bench.workers.isolation import processes

if TYPE_CHECKING:
    import pytest

SLEEP = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]


def test_an_ending_is_told_in_words() -> None:
    assert [guard.ending(code) for code in (None, 0, 3, -9, -99)] == [
        "still running", "exit code 0", "exit code 3", "killed by SIGKILL", "killed by signal 99",
    ]  # fmt: skip


def test_the_last_line_of_a_log_is_told_however_long_the_log_is(tmp_path: Path) -> None:
    for content, last in ((b"", ""), (b"\n \n", ""), (b"one\ntwo\xff\n\n", "two\ufffd"), (b"x" * 9000 + b"\nlast", "last")):
        (tmp_path / "log").write_bytes(content)
        with (tmp_path / "log").open("rb") as log:
            assert guard.last_line(log) == last


def test_a_worker_s_environment_is_the_same_whoever_starts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    assert guard.environment(tmp_path) == {
        "PATH": "/bin", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC",
        "HOME": str(tmp_path), "TMPDIR": str(tmp_path),
    }  # fmt: skip


def test_a_group_is_killed_and_nothing_happens_where_it_has_gone() -> None:
    leader = subprocess.Popen(["sh", "-c", "sleep 600 & echo $!; wait"], start_new_session=True, stdout=subprocess.PIPE)
    assert leader.stdout
    child = int(leader.stdout.readline())
    guard.kill_group(leader.pid)
    leader.communicate()  # ends when the child has let go of the pipe too
    assert leader.returncode == -9
    assert not Path(f"/proc/{child}/cmdline").exists() or Path(f"/proc/{child}/cmdline").read_bytes() == b""
    guard.kill_group(leader.pid)


def test_a_tree_is_killed_though_its_root_is_stopped_and_children_have_left_its_group() -> None:
    script = "setsid sh -c 'setsid sleep 600 & echo $!; wait' & wait"
    root = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE)
    assert root.stdout
    deepest = int(root.stdout.readline())
    os.kill(root.pid, signal.SIGSTOP)
    assert deepest in processes.descendants(root.pid)
    guard.kill_tree(root.pid)
    root.communicate()  # ends when all have let go of the pipe
    assert root.returncode == -9
    guard.kill_tree(root.pid)
