"""The wire: frames survive any chunking, breaches are told, and the example workers of three languages speak it."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bench.workers
from bench.engine.run import run
from bench.errors import WireError
from bench.model import Adapter, Corpus, Page
from bench.workers import wire
from tests.toys import pages

EXAMPLES = Path(bench.workers.__file__).parent / "examples"


@given(st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=300)), max_size=5), st.integers(1, 50))
def test_frames_come_out_as_they_went_in_however_they_are_cut(frames: list[tuple[str, bytes]], step: int) -> None:
    stream = b"".join(wire.encode({"type": "page", "note": note}, body) for note, body in frames)
    decoder = wire.Decoder()
    found = [frame for at in range(0, len(stream), step) for frame in decoder.feed(stream[at : at + step])]
    assert [(header["note"], body) for header, body in found] == frames
    file = io.BytesIO(stream)
    assert [wire.read(file) for _ in range(len(frames) + 1)] == [*found, None]


@pytest.mark.parametrize(
    ("stream", "complaint"),
    [
        (b"hello\n", "not JSON"),
        (b"[]\n", "without a type"),
        (b'{"length": 0}\n', "without a type"),
        (b'{"type": "hello"}\n', "length is None"),
        (b'{"type": "hello", "length": -1}\n', "length is -1"),
        (b'{"type": "hello", "length": true}\n', "length is True"),
        (b'{"type": "hello", "length": "0"}\n', "length is '0'"),
        (b"x" * wire.HEADER_LIMIT, "never ends"),
        (b"[" * 5000 + b"\n", "not JSON"),
        (b'{"type": "result", "length": 101}\n', "output of 101 bytes"),
    ],
)
def test_a_broken_header_is_told(stream: bytes, complaint: str) -> None:
    with pytest.raises(WireError, match=complaint.replace("[", r"\[")):
        list(wire.Decoder(limit=100).feed(stream))


def test_a_stream_that_ends_in_the_middle_is_told() -> None:
    whole = wire.encode({"type": "page"}, b"body")
    with pytest.raises(WireError, match="body of 2 bytes"):
        wire.read(io.BytesIO(whole[:-2]))
    with pytest.raises(WireError, match="never ends"):
        wire.read(io.BytesIO(whole[:5]))


def test_a_header_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(WireError, match="header of"):
        wire.encode({"type": "x" * wire.HEADER_LIMIT})


COMMANDS = {
    "python": ("{python}", str(EXAMPLES / "worker.py")),
    "shell": ("sh", str(EXAMPLES / "worker.sh")),
    "node": ("node", str(EXAMPLES / "worker.mjs")),
}
HTML = (b"<p>one</p>\n<p>two \xc3\xa9\xe2\x82\xac</p>", b"<br>", b"<p>" + b"long " * 60_000 + b"</p>")


@pytest.mark.parametrize("language", COMMANDS)
def test_the_example_workers_answer_every_page(language: str, tmp_path: Path) -> None:
    if language == "node" and shutil.which("node") is None:
        pytest.skip("node is not installed")
    corpus = Corpus("c", "d", tuple(Page(f"p{n}", "c", html) for n, html in enumerate(HTML)), {})
    row = Adapter(language, package="example", command=COMMANDS[language])
    folder = run([corpus], [language], out=tmp_path, options=pages.options(deadline_s=20, start_s=20), own={language: row})
    rows = folder.extractions().to_pylist()
    assert [found["status"] for found in rows] == ["ok", "empty", "ok"], rows
    assert rows[0]["text"].split() == ["one", "two", "é€"]
    assert rows[2]["text"].split() == ["long"] * 60_000
    assert all(found["wall_ns"] > 0 for found in rows)
    again = run([corpus], [language], out=tmp_path, options=pages.options(deadline_s=20, start_s=20), own={language: row})
    assert all(found["reused"] for found in again.extractions().to_pylist())
    assert folder.manifest().adapters[0]["version"] == again.manifest().adapters[0]["version"] == "1.0"


@pytest.mark.parametrize(
    ("script", "status", "reason"),
    [
        ("exit 7", "crash", "the worker did not start: exit code 7"),
        ("echo nonsense", "error", "WireError: a header that is not JSON"),
        ('printf \'{"type":"hello","wire":2,"length":0}\\n\'; cat', "error", "WireError: a hello frame of wire 2"),
        ('printf \'{"type":"hello","wire":1,"length":0}\\n\'; cat', "error", "WireError: a page frame nobody asked for"),
        ('printf \'{"type":"hello","wire":1,"error":"no library","length":0}\\n\'', "skipped", "no library"),
        ('printf \'{"type":"hello","wire":1,"length":0}\\n\'; exec <&-; kill -SEGV $$', "crash", "killed by SIGSEGV"),
    ],
)
def test_foreign_workers_that_break_the_wire_get_their_rows_and_reasons(script: str, status: str, reason: str, tmp_path: Path) -> None:
    row = Adapter("bad", command=("sh", "-c", script))
    corpus = Corpus("c", "d", (Page("p", "c", b"<p>x</p>"), Page("q", "c", b"<p>y</p>")), {})
    rows = run([corpus], ["bad"], out=tmp_path, options=pages.options(), own={"bad": row}).extractions().to_pylist()
    assert [found["status"] for found in rows] == [status] * 2, rows
    assert all(reason in found["error"] for found in rows), rows


def test_a_foreign_worker_that_eats_memory_is_killed_for_it(tmp_path: Path) -> None:
    code = (
        "import json,sys,time\n"
        "print(json.dumps({'type':'hello','wire':1,'length':0}),flush=True)\n"
        "sys.stdin.buffer.readline()\n"
        "held=[]\n"
        "while True:\n held.append(b'x'*(4<<20)); time.sleep(.01)\n"
    )
    row = Adapter("eater", command=("{python}", "-c", code))
    corpus = Corpus("c", "d", (Page("p", "c", b"<p>x</p>"),), {})
    (found,) = run([corpus], ["eater"], out=tmp_path, options=pages.options(deadline_s=30), own={"eater": row}).extractions().to_pylist()
    assert (found["status"], found["error"]) == ("memory", "more than 160 MB resident")


def test_a_program_that_does_not_exist_skips_its_rows(tmp_path: Path) -> None:
    row = Adapter("gone", command=("no-such-program-anywhere",))
    (found,) = (
        run([Corpus("c", "d", (Page("p", "c", b"<p>x</p>"),), {})], ["gone"], out=tmp_path, options=pages.options(), own={"gone": row})
        .extractions()
        .to_pylist()
    )
    assert found["status"] == "skipped"
    assert "no-such-program-anywhere" in found["error"]
