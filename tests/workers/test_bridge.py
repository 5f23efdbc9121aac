"""The bridge: HTML in, text out, and the inner worker's own errors, deaths and breaches told as they are."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import bench.workers
from bench.engine.run import run
from bench.environments.launch import expand
from bench.errors import WireError
from bench.model import Adapter
from bench.workers import bridge, wire, worker
from tests.toys import pages

WORKER = """
import json, os, signal, sys, time
def send(header, body=b""):
    sys.stdout.buffer.write(json.dumps({**header, "length": len(body)}).encode() + b"\\n" + body)
    sys.stdout.buffer.flush()
send({"type": "hello", "wire": 1, "name": "inner", "package": "inner", "version": "9"})
for line in iter(sys.stdin.buffer.readline, b""):
    header = json.loads(line)
    page = sys.stdin.buffer.read(header["length"])
    if page == b"die": os.kill(os.getpid(), signal.SIGSEGV)
    if page == b"exit": sys.exit(5)
    if page == b"eat": eaten = b"x" * (600 << 20); time.sleep(60)
    if page == b"junk": print("not a frame", flush=True)
    status = "error" if page == b"error" else "ok"
    answer = {"type": "result", "id": header["id"], "status": status, "wall_ns": 7, "peak_rss": 8}
    send(answer | ({"error": "as it was"} if status == "error" else {}), page)
"""
FOREIGN = ("{python}", "-P", "{engine}/boot.py", "bridge", "{python}", "inner.py")


@pytest.fixture
def inner(tmp_path: Path) -> list[str]:
    """Write a worker that answers with the page it was sent."""
    script = tmp_path / "inner.py"
    script.write_text(WORKER, encoding="utf-8")
    return [sys.executable, str(script)]


def talk(command: list[str], *bodies: bytes) -> tuple[int, list[tuple[dict[str, object], bytes]]]:
    """Relay pages to a command; return its exit code and all frames that came back."""
    asked = b"".join(wire.encode({"type": "page", "id": number, "kind": "html"}, body) for number, body in enumerate(bodies))
    results = io.BytesIO()
    code = bridge.relay(io.BytesIO(asked), results, command)
    results.seek(0)
    frames = []
    while (frame := wire.read(results)) is not None:
        frames.append(frame)
    return code, frames


def test_html_becomes_text_and_figures_stay_the_inner_worker_s(inner: list[str]) -> None:
    code, frames = talk(inner, "<p>One</p><p>Zwei \u00fc \U0001f600</p><script>no</script>".encode(), b"<div> <br></div>", b"")
    assert code == 0
    assert frames[0][0]["version"] == "9"
    (_, text), (blank, nothing), (none, _) = frames[1:]
    assert text.decode() == "One\n\nZwei \u00fc \U0001f600"
    assert frames[1][0].pop("beside_ns") > 0  # turning it into text: the parent allows for it
    assert frames[1][0] | {"length": 0} == {"type": "result", "id": 0, "status": "ok", "wall_ns": 7, "peak_rss": 8, "length": 0}
    assert (blank["status"], nothing) == ("empty", b"")
    assert none["status"] == "empty"


def test_an_error_passes_as_it_is(inner: list[str]) -> None:
    _, frames = talk(inner, b"error", b"<p>on</p>")
    result = {"type": "result", "id": 0, "status": "error", "wall_ns": 7, "peak_rss": 8, "error": "as it was", "length": 5}
    frames[1][0].pop("beside_ns")
    assert frames[1] == (result, b"error")
    assert frames[2][1] == b"on"


@pytest.mark.parametrize(("page", "code"), [(b"die", -11), (b"exit", 5)])
def test_a_death_is_told_by_the_exit_code(inner: list[str], page: bytes, code: int) -> None:
    ended, frames = talk(inner, b"<p>first</p>", page, b"<p>never</p>")
    assert ended == code
    assert [body for _, body in frames] == [b"", b"first"]


def test_a_worker_that_breaks_the_wire_ends_with_its_page_as_an_error(inner: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, frames = talk(inner, b"junk", b"<p>never</p>")
    assert code == 76
    assert frames[1][0]["id"] == 0
    assert frames[1][0]["status"] == "error"
    assert "not JSON: b'not a frame" in str(frames[1][0]["error"])
    assert "not JSON" in capsys.readouterr().err


def test_a_program_that_is_not_there_is_told_in_the_hello() -> None:
    code, frames = talk(["no-such-program-anywhere"], b"<p>x</p>")
    assert code == 0
    assert len(frames) == 1
    assert "FileNotFoundError" in str(frames[0][0]["error"])


def test_html_that_cannot_become_text_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import html_text

    def fail(_: str) -> str:
        raise ValueError("no")

    monkeypatch.setattr(html_text, "extract_text", fail)
    header, body = worker.converted({"type": "result", "id": 1, "status": "ok"}, b"<p>x</p>", bridge.to_text)
    assert (header["status"], header["error"], body) == ("error", "ValueError: no", b"")


def test_a_signal_of_the_inner_worker_is_the_bridge_s_own_end(inner: list[str]) -> None:
    command = [sys.executable, "-P", str(Path(bench.workers.__file__).with_name("boot.py")), "bridge", *inner]
    page = wire.encode({"type": "page", "id": 1}, b"die")
    done = subprocess.run(command, input=page, capture_output=True, check=False)
    assert done.returncode == -11
    assert json.loads(done.stdout.splitlines()[0])["type"] == "hello"


def test_a_bridged_command_is_a_row_like_any_other(inner: list[str], tmp_path: Path) -> None:
    row = Adapter("bridged", command=FOREIGN, kinds=pages.ANY)
    assert expand(row, tmp_path)[-1] == inner[1]
    options = replace(pages.options(memory_mb=500, deadline_s=20.0), folder=tmp_path, workers=1)
    corpus = pages.corpus(["<b>one</b>", "die", "<i>two</i>", "junk", "<p>three</p>"])
    folder = run([corpus], ["bridged"], out=tmp_path / "out", options=options, own={"bridged": row})
    rows = folder.extractions().to_pylist()
    assert [(row["status"], row["text"]) for row in rows] == [("ok", "one"), ("crash", ""), ("ok", "two"), ("error", ""), ("ok", "three")]
    assert rows[1]["error"] == "killed by SIGSEGV"
    assert rows[3]["error"].startswith("WireError: a header that is not JSON")


def test_the_memory_of_a_bridged_worker_is_watched(inner: list[str], tmp_path: Path) -> None:
    row = Adapter("bridged", command=FOREIGN, kinds=pages.ANY)
    options = replace(pages.options(memory_mb=400, deadline_s=30.0), folder=tmp_path, workers=1)
    folder = run([pages.corpus(["eat", "<p>on</p>"])], ["bridged"], out=tmp_path / "out", options=options, own={"bridged": row})
    rows = folder.extractions().to_pylist()
    assert [(row["status"], row["error"]) for row in rows] == [("memory", "more than 400 MB resident"), ("ok", "")]


def test_relay_never_takes_a_broken_page_for_an_answer(inner: list[str]) -> None:
    with pytest.raises(WireError):
        wire.read(io.BytesIO(b"{}\n"))
    assert bridge.relay(io.BytesIO(b"not a frame\n"), io.BytesIO(), inner) == 76
