"""The Python worker: whatever an adapter does becomes a result, measured, and the worker goes on."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from bench.workers import wire, worker
from tests.toys import pages


def frames(data: bytes) -> list[tuple[dict[str, object], bytes]]:
    return list(wire.Decoder().feed(data))


class RudeError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (ValueError("two\nlines"), "ValueError: two lines"),
        (ValueError(), "ValueError"),
        (RudeError(), "RudeError: (no message)"),
        (ValueError("x" * 1000), "ValueError: " + "x" * 488),
        (ValueError("\x1b\ud800"), "ValueError:"),
    ],
)
def test_an_exception_is_told_on_one_line(problem: Exception, line: str) -> None:
    assert worker.described(problem) == line


@pytest.mark.parametrize(("text", "body"), [("ü", b"\xc3\xbc"), ("\ud83d\ude00", "\U0001f600".encode()), ("a\ud800", b"a\xef\xbf\xbd")])
def test_text_becomes_utf_8_whatever_it_holds(text: str, body: bytes) -> None:
    assert worker.to_bytes(text) == body


@pytest.mark.parametrize(
    ("returns", "status", "body"),
    [("text", "ok", b"text"), (" \n", "empty", b""), ("", "empty", b""), ("1234567", "ok", b"1234567"), ("12345678", "error", b"")],
)
def test_a_call_is_measured(returns: str, status: str, body: bytes) -> None:
    header, answer = worker.measure(lambda _: returns, b"page", 7)
    assert (header["status"], answer) == (status, body)
    assert header["wall_ns"] >= 0 <= header["cpu_ns"]


@pytest.mark.parametrize(("problem", "status"), [(MemoryError(), "memory"), (SystemExit(1), "error"), (KeyboardInterrupt(), "error")])
def test_what_a_call_raises_is_its_result(problem: BaseException, status: str) -> None:
    def fail(_: bytes) -> str:
        raise problem

    header, answer = worker.measure(fail, b"page", 10)
    assert (header["status"], answer) == (status, b"")
    assert header["error"]


def test_pages_are_answered_in_order_until_the_wire_closes() -> None:
    asked = b"".join(wire.encode({"type": "page", "id": number}, b"x" * number) for number in (3, 1))
    results = io.BytesIO()
    worker.serve(lambda page: f"{len(page)}", io.BytesIO(asked), results, cap=10)
    answers = frames(results.getvalue())
    assert [(header["id"], body) for header, body in answers] == [(3, b"3"), (1, b"1")]
    assert {(header["type"], header["status"], header["network"]) for header, _ in answers} == {("result", "ok", 0)}
    assert all(wire.is_count(header[name]) for header, _ in answers for name in ("wall_ns", "cpu_ns", "rss", "peak_rss"))


def test_refused_attempts_are_counted_page_by_page() -> None:
    attempts, results = [0], io.BytesIO()

    def call(page: bytes) -> str:
        attempts[0] += len(page)
        return "x"

    asked = b"".join(wire.encode({"type": "page", "id": number}, b"x" * number) for number in (2, 0, 1))
    worker.serve(call, io.BytesIO(asked), results, cap=10, attempts=attempts)
    assert [header["network"] for header, _ in frames(results.getvalue())] == [2, 0, 1]


def order(target: str) -> dict[str, object]:
    return {"target": target, "settings": {}, "accepts": "str"}


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("no_such_module:f", "ModuleNotFoundError"),
        ("json:no_such_function", "AttributeError"),
        ("json:__name__", "ImportError: json:__name__ is no function"),
    ],
)
def test_an_adapter_that_cannot_be_imported_is_told_why(target: str, why: str) -> None:
    call, error = worker.prepare(order(target))
    assert call is None
    assert error.startswith(why)


def test_only_a_missing_module_in_the_first_call_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(pages.HERE))
    call, error = worker.prepare(order("mild:absent"))
    assert call is None
    assert error == "ModuleNotFoundError: No module named 'no_such_library_anywhere'"
    unwarmed, error = worker.prepare(order("mild:absent"), warm=False)
    assert unwarmed
    assert error == ""
    refusing, error = worker.prepare(order("json:loads"))  # a page is no JSON
    assert refusing
    assert error == ""


def test_a_hello_leaves_out_what_is_empty() -> None:
    ((header, body),) = frames(worker.hello("mine", "", version="1", error="", import_ns=0))
    assert header == {"type": "hello", "wire": 1, "name": "mine", "package": "", "version": "1", "import_ns": 0, "length": 0}
    assert body == b""


def test_an_adapter_is_served_as_a_module() -> None:
    asked = wire.encode({"type": "page", "id": 5}, b"<p>one</p>")
    command = [sys.executable, "-m", "bench.workers.worker", "paragraphs"]
    done = subprocess.run(command, input=asked, capture_output=True, check=True)
    hello, (header, body) = frames(done.stdout)
    assert hello[0]["name"] == "paragraphs"
    assert json.dumps(hello[0]["version"])
    assert (header["id"], header["status"], body) == (5, "ok", b"one")
