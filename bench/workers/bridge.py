"""The bridge: stands before a worker that answers with HTML and turns that into text by html-text, or into Markdown.

As an adapter's command, for a worker in any language: ``["{python}", "-P", "{engine}/boot.py", "bridge", COMMAND, ARGUMENT ...]``, with
``"--markdown"`` before COMMAND for Markdown. Times and memory are the inner worker's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, BinaryIO

from bench.errors import WireError
from bench.workers import wire
from bench.workers.answers import html_markdown
from bench.workers.conversation import Conversation, EndedError
from bench.workers.worker import converted, described, hello

if TYPE_CHECKING:
    from collections.abc import Callable

MARKDOWN = "--markdown"
_BROKEN = 76  # EX_PROTOCOL of sysexits.h: the command broke the wire, and the page in flight ended as an error


def to_text(html: str) -> str:
    """Return HTML as text."""
    import html_text

    return html_text.extract_text(html)


def relay(pages: BinaryIO, results: BinaryIO, command: list[str], convert: Callable[[str], str] = to_text) -> int:
    """Pass frames between the parent and ``command`` until either hangs up; return its exit code."""
    try:
        inner = Conversation(command, apart=False)
    except OSError as problem:
        results.write(hello(command[0], "", error=described(problem)))
        return 0
    with inner:
        try:
            with contextlib.suppress(EndedError, BrokenPipeError):  # the command, or the parent, has gone: the exit code says how
                _pass_frames(pages, results, inner, convert)
            return inner.hang_up() or 0
        except WireError as problem:
            sys.stderr.write(f"{problem}\n")
            return _BROKEN


def _pass_frames(pages: BinaryIO, results: BinaryIO, inner: Conversation, convert: Callable[[str], str]) -> None:
    """Pass frames until the parent hangs up; raises EndedError when the worker does, or WireError."""
    asked: dict[str, Any] = {"type": "hello", "wire": wire.VERSION, "name": ""}
    while True:
        try:
            answer = inner.frame()
        except WireError as problem:
            if not isinstance(problem, EndedError):
                _send(results, {**asked, "status": "error", "error": f"WireError: {problem.what}", "children": True})  # be replaced
            raise
        began = time.perf_counter_ns()
        header, text = converted(*answer, convert)
        _send(results, {**header, "beside_ns": wire.count(header, "beside_ns") + time.perf_counter_ns() - began}, text)
        page = wire.read(pages)
        if page is None:
            return
        asked = {"type": "result", "id": page[0].get("id")}
        inner.send(*page)


def _send(results: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame to the parent."""
    results.write(wire.encode(header, body))
    results.flush()


def main(command: list[str]) -> None:
    """Relay on standard input and output, and end as the inner worker did, by exit code or signal."""
    convert = html_markdown.convert if command[0] == MARKDOWN else to_text
    convert("<p>What it needs is loaded before the first page comes, not while its clock runs.</p>")
    code = relay(sys.stdin.buffer, sys.stdout.buffer, command[command[0] == MARKDOWN :], convert)
    if code < 0:
        end_as(code)
    sys.exit(code)


def end_as(code: int) -> None:
    """End this process by the signal that ended another: ``code`` is its number, negative."""
    with contextlib.suppress(OSError, ValueError):
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
