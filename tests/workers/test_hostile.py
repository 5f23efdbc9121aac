"""Whatever an extractor does, its page gets the right row, all other pages come out unharmed, and nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
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
from bench.model import Adapter, Status
from bench.workers import fork_client
from bench.workers.isolation import processes
from tests.toys import breaches, pages

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
    "connect": (Status.NETWORK, "1 attempt to reach a network, refused"),
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
    assert [row["network"] for row in rows] == [1, 0]
    assert [(row["status"], row["text"]) for row in rows] == [("network", ""), ("ok", "PLAIN")]
    assert reached == []


def test_other_programs_have_no_network_either(tmp_path: Path, server: tuple[int, list[object]]) -> None:
    port, reached = server
    own = {"bad": pages.hostile("bad", port=port)}
    folder = run([pages.corpus(["escape"])], ["bad"], out=tmp_path / "out", options=pages.options(deadline_s=20), own=own)
    (row,) = folder.extractions().to_pylist()
    assert (row["status"], row["error"]) == ("network", "1 attempt to reach a network, refused")
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
    assert (found["status"], reached) == ("network", [])


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


WIRE_ERROR = (Status.ERROR, "WireError: ")
BREACHES = {  # by word: what becomes of the page; every other page comes out unharmed
    "list-error": (Status.ERROR, "a list"),
    "surrogate-error": (Status.ERROR, "and [31m more"),
    "huge": (Status.OK, "text"),
    "no-figures": (Status.OK, "text"),
    "inf": (Status.OK, "text"),
    "negative": (Status.OK, "text"),
    "two-answers": (Status.OK, "FIRST"),
    "ahead": (Status.OK, "FIRST"),
    "raw-surrogate": (Status.EMPTY, ""),  # in a field that nobody knows
    "controls": (Status.OK, "a\x00b\x1b[31mc"),
    **dict.fromkeys([*breaches.IDS, "no-id", "hello-again"], (Status.ERROR, "nobody asked for; expected the result of page")),
    **dict.fromkeys(["list-status", "object-status", "no-status", "nested-status"], (Status.ERROR, "WireError: a result with status")),
    **dict.fromkeys(["too-long", "endless"], (Status.ERROR, "WireError: an output of")),
}


def test_whatever_a_foreign_worker_sends_costs_its_page_alone_and_the_run_is_scored(tmp_path: Path) -> None:
    words = [*breaches.FIELDS, *breaches.LINES, *breaches.IDS, "no-id", "two-answers", "ahead", "surrogate-text", "controls"]
    texts = [text for word in words for text in (word, f"plain after {word}")]
    row = Adapter("bad", command=(sys.executable, str(pages.HERE / "breaches.py")), kinds=pages.ANY, package="test")
    folder = run([pages.corpus(texts)], ["bad"], out=tmp_path / "out", options=pages.options(deadline_s=20), own={"bad": row})
    found = dict(zip(texts, folder.extractions().to_pylist(), strict=True))
    assert {text: one["text"] for text, one in found.items() if one["status"] == "ok" and text.startswith("plain")} == {
        text: text.upper() for text in texts if text.startswith("plain")
    }
    for word in words:
        status, said = BREACHES.get(word, WIRE_ERROR)
        assert found[word]["status"] == status, (word, found[word]["error"])
        assert said in (found[word]["text"] if status is Status.OK else found[word]["error"]), (word, found[word])
        assert found[word]["error"].isprintable()
    assert folder.scores("aligned").num_rows == len(texts)
    (about,) = folder.manifest().adapters
    assert about["version"] == "1. 0"
    assert about["unasked"] >= len(breaches.IDS) + 3
    assert [found[word]["network"] for word in ("huge", "no-figures")] == [0, 0]


def test_a_worker_that_speaks_before_it_is_asked_is_given_up(tmp_path: Path) -> None:
    script = """printf '{"type":"hello","wire":1,"length":0}\\n{"type":"result","id":1,"status":"ok","length":2}\\nno'; cat"""
    row = Adapter("bad", command=("sh", "-c", script), kinds=pages.ANY)
    rows = run([pages.corpus(["one", "two"])], ["bad"], out=tmp_path, options=pages.options(), own={"bad": row}).extractions().to_pylist()
    assert [found["status"] for found in rows] == ["error"] * 2
    assert all("a result frame nobody asked for" in found["error"] for found in rows), rows


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_a_fork_server_that_is_stopped_is_replaced_and_no_page_is_lost(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork_client, "_UNANSWERED", 1.0)
    monkeypatch.setattr(fork_client, "_PATIENCE", 1.0)
    struck: list[int] = []

    class Strike(pages.Counter):
        def extracted(self, _: object) -> None:
            self.rows += 1
            if self.rows == 5:
                struck.extend(pid for pid in processes.children(os.getpid()) if pages.is_fork_server(pid))
                for pid in struck:
                    os.kill(pid, number)

    texts = [f"page {number}" for number in range(8)] + ["exit", "exit"] + [f"page {number}" for number in range(10, 30)]
    options, own = pages.options(deadline_s=20), {"bad": pages.hostile("bad")}
    folder = run([pages.corpus(texts)], ["bad"], out=tmp_path / "out", options=options, own=own, progress=Strike())
    rows = folder.extractions().to_pylist()
    assert struck
    lost = [text for text, row in zip(texts, rows, strict=True) if (row["status"], row["text"]) != ("ok", text.upper())]
    assert lost.count("exit") == 2
    assert len(lost) <= 2 + (0 if number == signal.SIGSTOP else 2), rows  # one that is killed takes what was in flight along


def test_a_library_that_writes_where_only_its_fork_server_should_costs_its_own_pages(tmp_path: Path) -> None:
    (tmp_path / "noise.py").write_text(
        "import os, stat\n"
        "for fd in range(3, 64):\n"
        "    try:\n"
        "        stat.S_ISSOCK(os.fstat(fd).st_mode) and os.write(fd, b'[1]\\n{\\n')\n"
        "    except OSError:\n"
        "        pass\n"
        "def f(page): return page.upper()\n",
        encoding="utf-8",
    )
    (tmp_path / "fine.py").write_text("def f(page): return page\n", encoding="utf-8")
    own = {"bad": pages.user("noise:f", "bad"), "good": pages.user("fine:f", "good")}
    options = replace(pages.options(), folder=tmp_path)
    rows = run([pages.corpus(["one", "two"])], [*own], out=tmp_path / "out", options=options, own=own).extractions().to_pylist()
    assert [row["status"] for row in rows[2:]] == ["ok"] * 2
    assert {row["status"] for row in rows[:2]} <= {"ok", "crash"}
