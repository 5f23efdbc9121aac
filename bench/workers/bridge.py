"""The bridge: stands before a worker that answers with HTML and turns its answers into text by html-text.

As a row's command: ``["{python}", "-P", "{engine}/boot.py", "bridge", COMMAND, ARGUMENT ...]``. It speaks the wire on both sides, so
any worker in any runtime whose library returns HTML becomes a row that is scored as text. Times and memory are the inner worker's;
the conversion costs under 2 ms a page.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.errors import WireError
from bench.workers import wire
from bench.workers.worker import one_line, to_bytes

if TYPE_CHECKING:
    from typing import Any, BinaryIO

_BROKEN = 76  # EX_PROTOCOL of sysexits.h


def to_text(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a result frame with its HTML body as text; anything but an ``ok`` result passes as it is."""
    import html_text

    if header.get("type") != "result" or header.get("status") != "ok":
        return header, body
    try:
        text = html_text.extract_text(body.decode("utf-8", "replace"))
    except (ValueError, TypeError, LookupError, RecursionError) as problem:
        return {**header, "status": "error", "error": one_line(problem)}, b""
    return ({**header, "status": "ok"}, to_bytes(text)) if text.strip() else ({**header, "status": "empty"}, b"")


def relay(pages: BinaryIO, results: BinaryIO, command: list[str]) -> int:
    """Pass frames between the parent and ``command`` until either hangs up; return the command's exit code (negative: its signal).

    A command that breaks the wire ends with the page in flight as an error, and code 76.
    """
    try:
        inner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as problem:
        _send(results, {"type": "hello", "wire": wire.VERSION, "name": command[0], "error": one_line(problem)})
        return 0
    try:
        with contextlib.suppress(BrokenPipeError):  # the command has gone: its exit code says how
            _pass_frames(pages, results, inner)
    except WireError as problem:
        inner.kill()
        sys.stderr.write(f"{problem}\n")
        return _BROKEN
    finally:
        with contextlib.suppress(BrokenPipeError):
            inner.communicate()
    return inner.returncode


def _pass_frames(pages: BinaryIO, results: BinaryIO, inner: subprocess.Popen[bytes]) -> None:
    """Pass frames until either side hangs up; raises WireError after telling the parent where the inner worker breaks the wire."""
    if inner.stdin is None or inner.stdout is None:
        raise OSError("no pipes")
    asked: dict[str, Any] = {"type": "hello", "wire": wire.VERSION, "name": ""}
    while True:
        try:
            answer = wire.read(inner.stdout)
        except WireError as problem:
            _send(results, {**asked, "status": "error", "error": f"WireError: {problem.what}", "children": True})  # be replaced
            raise
        if answer is None:
            return
        _send(results, *to_text(*answer))
        frame = wire.read(pages)
        if frame is None:
            return
        asked = {"type": "result", "id": frame[0].get("id")}
        inner.stdin.write(wire.encode(*frame))
        inner.stdin.flush()


def _send(results: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame to the parent."""
    results.write(wire.encode(header, body))
    results.flush()


def main(command: list[str]) -> None:
    """Relay on standard input and output, and end as the inner worker did, by its exit code or its signal."""
    import html_text  # noqa: F401 - before the first page comes, not while its clock runs

    code = relay(sys.stdin.buffer, sys.stdout.buffer, command)
    if code < 0:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
