"""The bridge: stands before a worker that answers with HTML and turns its answers into text by html-text.

``python -m bench.engine.bridge COMMAND [ARGUMENT ...]`` speaks the wire on both sides, so any worker in any runtime whose library
returns HTML becomes a row that is scored as text. Times and memory are the inner worker's; the conversion costs under 2 ms a page.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from bench.engine import wire
from bench.engine.worker import one_line, to_bytes

if TYPE_CHECKING:
    from typing import Any, BinaryIO


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
    """Pass frames between the parent and ``command`` until either hangs up; return the command's exit code."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as inner:
        if inner.stdin is None or inner.stdout is None:
            raise OSError("no pipes")
        answer = wire.read(inner.stdout)
        while answer is not None:
            results.write(wire.encode(*to_text(*answer)))
            results.flush()
            frame = wire.read(pages)
            if frame is None:
                break
            inner.stdin.write(wire.encode(*frame))
            inner.stdin.flush()
            answer = wire.read(inner.stdout)
        inner.stdin.close()
        return inner.wait()


def main(command: list[str]) -> None:
    """Relay on standard input and output; the exit code is the inner worker's, so a crash stays a crash."""
    code = relay(sys.stdin.buffer, sys.stdout.buffer, command)
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main(sys.argv[1:])
