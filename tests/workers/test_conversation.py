"""A conversation with one worker: frames with deadlines, deaths told, and nothing of the worker left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bench.errors import WireError
from bench.workers.conversation import Conversation, EndedError, SilentError
from tests.toys import pages

FRAME = 'printf \'{"type":"hello","wire":1,"length":0}\\n\'; '
TWO = 'printf \'{"type":"a","length":2}\\nxy{"type":"b","length":0}\\nrest\'; '  # in one write


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before, open_files = pages.processes(), len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert pages.processes() <= before
    assert len(list(Path("/proc/self/fd").iterdir())) == open_files
    assert list(tmp_path.iterdir()) == []


def shell(script: str, **options: object) -> Conversation:
    return Conversation(["sh", "-c", script], **options)


def test_frames_come_one_at_a_time_and_what_lies_behind_is_told() -> None:
    with shell(TWO + "exec cat") as worker:
        assert worker.frame(20.0)[1] == b"xy"
        assert worker.left_over().startswith(b'{"type":"b"')
        assert worker.frame(20.0)[0]["type"] == "b"
        assert worker.left_over() == b"rest"


def test_a_frame_larger_than_any_pipe_goes_out_and_comes_back() -> None:
    body = os.urandom(3 << 20)
    with shell("exec cat") as worker:
        assert worker.ask({"type": "page", "id": 1}, body, 60.0)[1] == body
        assert worker.elapsed_ns > 0


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exec sleep 600", "nothing within 0.2 s"),
        ('printf \'{"type":"a","length":9}\\nxy\'; exec sleep 600', 'after a frame begun with b\'{"type":"a","length":9}\\nxy\''),
    ],
)
def test_silence_is_told_after_its_time(script: str, said: str) -> None:
    with shell(script) as worker:
        time.sleep(0.2)  # for what it writes at once
        with pytest.raises(SilentError) as caught:
            worker.frame(0.2)
        assert said in caught.value.what


def test_a_worker_that_does_not_read_is_silent_too() -> None:
    with shell(FRAME + "exec sleep 600") as worker, pytest.raises(SilentError, match="bytes of a page were not read"):
        worker.ask({"type": "page", "id": 1}, b"x" * (4 << 20), 1.0)  # its hello is no answer: the page was not taken


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "the worker ended with exit code 3"),
        ("echo why >&2; exit 1", "the worker ended with exit code 1 (why)"),
        ("kill -SEGV $$", "the worker ended with killed by SIGSEGV"),
        ("exec >&-; exec sleep 600", "the worker closed its standard output and lives on"),
    ],
)
def test_an_end_is_told_with_its_reason(script: str, said: str) -> None:
    with tempfile.TemporaryFile() as log, shell(script, log=log) as worker, pytest.raises(EndedError) as caught:
        worker.frame(20.0)
    assert caught.value.what == said


def test_a_frame_that_came_before_the_end_is_taken_first() -> None:
    with shell(FRAME + "exit 3") as worker:
        assert worker.frame(20.0)[0]["type"] == "hello"
        with pytest.raises(EndedError):
            worker.frame(20.0)


def test_what_is_no_frame_or_too_long_breaks_the_wire() -> None:
    with shell("echo junk; exec sleep 600") as worker, pytest.raises(WireError, match="not JSON"):
        worker.frame(20.0)
    with shell(TWO, limit=1) as worker, pytest.raises(WireError, match="output of 2 bytes"):
        worker.frame(20.0)


def test_what_nobody_asked_for_is_heard() -> None:
    with shell("echo unasked; exec sleep 600") as worker:
        assert worker.stray(20.0) == b"unasked\n"
        assert worker.stray(0.01) == b""


def test_hanging_up_gives_the_exit_code_or_nothing_in_time() -> None:
    with shell("cat; exit 4") as worker:
        assert worker.hang_up(20.0) == 4
    with shell("exec sleep 600") as worker:
        assert worker.hang_up(0.1) is None


def test_a_worker_apart_sees_an_empty_folder_and_takes_its_children_along() -> None:
    code = "import os; print(os.environ['PYTHONHASHSEED'], os.listdir('.'), os.environ['HOME'] == os.getcwd(), flush=True)"
    with Conversation([sys.executable, "-c", code], seed=5) as worker:
        assert worker.stray(20.0) == b"5 [] True\n"
    with shell("sleep 600 & echo $!; wait") as worker:
        child = int(worker.stray(20.0))
    for _ in range(100):
        if not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes():
            break
        time.sleep(0.1)
    else:
        pytest.fail("its child lives on")


def test_a_worker_that_is_not_apart_shares_our_folder_and_group() -> None:
    with shell("pwd; ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat; exec sleep 600", apart=False) as worker:
        lines = b""
        while lines.count(b"\n") < 2:
            lines += worker.stray(20.0)
    folder, group = lines.decode().split()
    assert Path(folder) == Path.cwd()
    assert int(group) == os.getpgrp()


def test_a_program_that_is_not_there_leaves_nothing() -> None:
    with pytest.raises(FileNotFoundError):
        Conversation(["no-such-program-anywhere"])


def test_closing_twice_is_closing_once() -> None:
    worker = shell("exec cat", log=subprocess.DEVNULL)
    worker.send({"type": "page", "id": 1}, b"x")
    assert worker.frame(20.0) == ({"type": "page", "id": 1, "length": 1}, b"x")
    worker.close()
    worker.close()
