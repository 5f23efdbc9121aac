"""Whatever an extractor does, its page gets the right row, all other pages come out unharmed, and nothing is left behind."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.engine.run import run
from bench.model import Status
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPECTED = {
    "hang": (Status.TIMEOUT, "no answer within 3 s"),
    "spin": (Status.TIMEOUT, "no answer within 3 s"),
    "subprocess": (Status.TIMEOUT, "no answer within 3 s"),
    "close-all": (Status.CRASH, "closed the wire and lived on"),
    "exit": (Status.CRASH, "exit code 3"),
    "late-exit": (Status.CRASH, "exit code 5"),
    "orphan": (Status.CRASH, "exit code 0"),
    "segfault": (Status.CRASH, "killed by SIGSEGV"),
    "abort": (Status.CRASH, "killed by SIGABRT"),
    "kill": (Status.CRASH, "killed by SIGKILL"),
    "sysexit": (Status.ERROR, "SystemExit: leaving"),
    "raise": (Status.ERROR, "ValueError: two lines [31m and a surrogate"),
    "rude": (Status.ERROR, "RudeError: (no message)"),
    "not-text": (Status.ERROR, "TypeError: the adapter returned NoneType, not str"),
    "recurse": (Status.ERROR, "RecursionError: maximum recursion depth exceeded"),
    "long": (Status.ERROR, "OutputTooLong: 10,485,760 bytes of text, at most 4,194,304 are kept"),
    "break-wire": (Status.ERROR, "WireError: a header that is not JSON: b'this is no frame'; expected one line of JSON, then the body"),
    "eat": (Status.MEMORY, "MemoryError"),
    "blank": (Status.EMPTY, ""),
    "flood": (Status.OK, "flooded"),
    "print": (Status.OK, "printed"),
    "connect": (Status.OK, "refused"),
    "fork": (Status.OK, "forked"),
    "return-twice": (Status.OK, "one"),
    "daemon": (Status.OK, "daemon"),
    "close-stdout": (Status.OK, "closed"),
    "surrogate": (Status.OK, "a\ufffdb\U0001f600c"),
    "litter": (Status.OK, "True"),
    "read-stdin": (Status.OK, "read 0"),
}


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test ends with the processes it began with and an empty temporary folder."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = pages.processes()
    yield
    assert pages.processes() <= before
    assert not sleepers(temporary)
    assert list(temporary.iterdir()) == []


def sleepers(temporary: Path) -> set[str]:
    """Return the processes a hostile adapter left, wherever in the tree: their current folder is, or was, a scratch folder in there."""
    found = set()
    for place in Path("/proc").glob("[0-9]*/cwd"):
        try:
            target = str(place.readlink())
        except OSError:
            continue
        if target.startswith(f"{temporary}/boilerbench-"):
            found.add(place.parent.name)
    return found


def test_the_watch_for_processes_left_behind_sees_one_of_its_own_only(tmp_path: Path) -> None:
    mine, other = tmp_path / "boilerbench-run-x", tmp_path / "other" / "boilerbench-run-x"
    for folder in (mine, other):
        folder.mkdir(parents=True)
    left = [subprocess.Popen([sys.executable, "-c", "input()"], cwd=folder, stdin=subprocess.PIPE) for folder in (mine, other)]
    mine.rmdir()  # as a scratch folder is, whoever is still in it
    assert sleepers(tmp_path) == {str(left[0].pid)}
    for process in left:
        process.kill()
        process.communicate()


def test_each_misdeed_gets_its_status_and_harms_no_other_page(tmp_path: Path) -> None:
    texts = [text for word in EXPECTED for text in (word, f"plain after {word}")]
    folder = run([pages.corpus(texts)], ["bad"], out=tmp_path / "out", options=pages.options(), own={"bad": pages.hostile("bad")})
    rows = folder.extractions().to_pylist()
    assert len(rows) == len(texts)
    found = {text: (Status(row["status"]), row["error"] or row["text"]) for text, row in zip(texts, rows, strict=True)}
    wanted = {text: (Status.OK, text.upper()) for text in texts} | EXPECTED
    assert found == wanted


def test_what_a_library_prints_is_kept_with_its_row_and_capped(tmp_path: Path) -> None:
    folder = run([pages.corpus(["print", "quiet", "flood", "quiet"])], ["bad"], out=tmp_path / "out", options=pages.options(stderr_kb=1),
                 own={"bad": pages.hostile("bad")})  # fmt: skip
    printed, quiet, flood, after = [row["stderr"] for row in folder.extractions().to_pylist()]
    assert "said aloud" in printed
    assert '"type": "result"' in printed
    assert quiet == ""
    assert flood.startswith("x" * 1024 + "\n[")
    assert flood.endswith("bytes more]")
    assert after == ""


@pytest.fixture
def server() -> Iterator[tuple[int, list[object]]]:
    """Give a server on a loopback address that counts who comes: its port, and the visitors."""
    reached: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        stop = threading.Event()
        watch = threading.Thread(target=_count_visitors, args=(listening, reached, stop))
        watch.start()
        yield listening.getsockname()[1], reached
        stop.set()
        watch.join()


def test_the_server_of_these_tests_does_count(server: tuple[int, list[object]]) -> None:
    port, reached = server
    socket.create_connection(("127.0.0.1", port)).close()
    for _ in range(50):
        if reached:
            break
        time.sleep(0.1)
    assert len(reached) == 1


def test_a_network_attempt_is_refused_counted_and_reaches_nobody(tmp_path: Path, server: tuple[int, list[object]]) -> None:
    port, reached = server
    own = {"bad": pages.hostile("bad", port=port)}
    folder = run([pages.corpus(["connect", "plain"])], ["bad"], out=tmp_path / "out", options=pages.options(), own=own)
    rows = folder.extractions().to_pylist()
    assert [row["network"] > 0 for row in rows] == [True, False]
    assert rows[0]["text"] == "refused"
    assert reached == []


def test_other_programs_have_no_network_either(tmp_path: Path, server: tuple[int, list[object]]) -> None:
    port, reached = server
    probe = subprocess.run([sys.executable, "-c", "from bench.workers import guard; raise SystemExit(not guard.leave_network())"],
                           check=False, env={"PYTHONPATH": str(pages.HERE.parent.parent)})  # fmt: skip
    if probe.returncode:
        pytest.skip("this system allows no network namespaces")
    own = {"bad": pages.hostile("bad", port=port)}
    folder = run([pages.corpus(["escape"])], ["bad"], out=tmp_path / "out", options=pages.options(deadline_s=20), own=own)
    assert [row["text"] for row in folder.extractions().to_pylist()] == ["refused"]
    assert reached == []


def test_newspaper_is_caught_in_the_act(tmp_path: Path, server: tuple[int, list[object]]) -> None:
    if find_spec("newspaper") is None:  # importing it here would leave its folder in the temporary one
        pytest.skip("newspaper4k is not installed")
    port, reached = server
    row = pages.user("fetching:downloads", "newspaper", url=f"http://127.0.0.1:{port}/story")
    folder = run([pages.corpus(["page"])], ["newspaper"], out=tmp_path / "out", options=pages.options(deadline_s=60, memory_mb=2000),
                 own={"newspaper": row})  # fmt: skip
    (found,) = folder.extractions().to_pylist()
    assert found["network"] > 0
    assert (found["status"], reached) == ("ok", [])


def _count_visitors(server: socket.socket, reached: list[object], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            connection, address = server.accept()
        except TimeoutError:
            continue
        connection.close()
        reached.append(address)


CHAOS = ("hang", "exit", "raise", "segfault", "eat", "flood", "fork", "connect", "daemon", "print")


def test_chaos_of_two_thousand_pairs_ends_in_two_thousand_right_rows(tmp_path: Path) -> None:
    """One in ten misbehaves; hangs are few, as each costs its deadline."""
    dice = random.Random(0)
    texts = [f"{dice.choice(CHAOS[1:])} {number}" if number % 10 == 0 else f"page {number}" for number in range(496)]
    texts += ["hang 1", "spin 2", "page 3", "page 4"]
    names = [f"bad{number}" for number in range(4)]
    folder = run([pages.corpus(texts)], names, out=tmp_path / "out", options=pages.options(deadline_s=4),
                 own={name: pages.hostile(name) for name in names})  # fmt: skip
    rows = folder.extractions().to_pylist()
    assert len(rows) == 2000
    assert len({(row["adapter"], row["page_id"]) for row in rows}) == 2000
    for row, text in zip(rows, texts * 4, strict=True):
        word = text.split()[0]
        status, result = EXPECTED.get(word, (Status.OK, text.upper()))
        assert (row["status"], row["page_id"], row["text"]) == (status, row["page_id"], result if status is Status.OK else "")


def test_an_interrupt_from_the_keyboard_leaves_no_process(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from bench.engine.run import run; from tests.toys import pages\n"
        "class Stop:\n"
        "    count = 0\n"
        "    def begin(self, *_): pass\n"
        "    def end(self, *_): pass\n"
        "    def extracted(self, extraction):\n"
        "        self.count += 1\n"
        "        if self.count == 20: os.kill(os.getpid(), signal.SIGINT)\n"
        "texts = ['daemon'] + ['fork'] * 5 + ['x %d' % n for n in range(200)]\n"
        "run([pages.corpus(texts)], ['bad'], out=Path(sys.argv[1]), options=pages.options(),\n"
        "    own={'bad': pages.hostile('bad')}, progress=Stop())\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], capture_output=True, text=True, check=False,
                          env={"PATH": "", "TMPDIR": tempfile.gettempdir(), "PYTHONPATH": str(pages.HERE.parent.parent)})  # fmt: skip
    assert "KeyboardInterrupt" in done.stderr
    (journal,) = (tmp_path / "out").glob("runs/*/journal")
    assert journal.stat().st_size > 1000


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        ("import time\ntime.sleep(600)\n", "timeout", "no hello within 1 s"),
        ("import os\nos._exit(9)\n", "crash", "the worker did not start: exit code 9"),
        ("import ctypes\nctypes.string_at(0)\n", "crash", "the worker did not start: killed by SIGSEGV"),
        ("raise ImportError('no such luck')\n", "skipped", "ImportError: no such luck"),
        ("def f(:\n", "crash", "SyntaxError"),
        ("raise RuntimeError('broken on import')\n", "crash", "RuntimeError: broken on import"),
    ],
)
def test_a_module_that_misbehaves_when_imported_ends_its_rows_with_the_reason(
    source: str, status: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "trouble.py").write_text(source + "\ndef f(page): return page\n", encoding="utf-8")
    own = {"bad": pages.user("trouble:f", "bad"), "good": pages.user("fine:f", "good")}
    (tmp_path / "fine.py").write_text("def f(page): return page\n", encoding="utf-8")
    options = replace(pages.options(start_s=1.0), folder=tmp_path)
    rows = run([pages.corpus(["one", "two"])], [*own], out=tmp_path / "out", options=options, own=own).extractions().to_pylist()
    assert [row["status"] for row in rows] == [status] * 2 + ["ok"] * 2, rows
    assert all(reason in row["error"] for row in rows[:2]), rows
