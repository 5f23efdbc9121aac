"""A foreign worker that breaks the wire as the first word of the page tells it; ordinary pages come back in capitals."""

from __future__ import annotations

import json
import sys
from typing import Any

OUT = sys.stdout.buffer


def send(header: dict[str, Any], body: bytes = b"", line: str = "", *, flush: bool = True) -> None:
    text = line or json.dumps({"length": len(body), **header})
    OUT.write(text.encode("utf-8", "surrogatepass") + b"\n" + body)
    if flush:  # else with the next frame, so that both are read before another page is sent
        OUT.flush()


def main() -> None:
    send({"type": "hello", "wire": 1, "name": ["no", "text"], "package": "test", "version": "1.\ud8000\u202e"})
    while line := sys.stdin.buffer.readline():
        header = json.loads(line)
        page = sys.stdin.buffer.read(header["length"])
        answer = {"type": "result", "id": header["id"], "status": "ok"}
        word = page.split()[0].decode()
        if word in FIELDS:
            send(answer | FIELDS[word], b"text")
        elif word in LINES:
            send({}, line=LINES[word].replace("ID", str(header["id"])))
        elif word in IDS:
            send(answer | {"id": IDS[word](header["id"])}, b"text")
        elif word == "no-id":
            send({"type": "result", "status": "ok"}, b"text")
        elif word == "two-answers":
            send(answer, b"FIRST", flush=False)
            send(answer, b"SECOND")
        elif word == "ahead":
            send(answer, b"FIRST", flush=False)
            send(answer | {"id": header["id"] + 1}, b"AHEAD")
        elif word == "surrogate-text":
            send(answer, b"\xed\xa0\x80")
        elif word == "controls":
            send(answer, b"a\x00b\x1b[31mc")
        else:
            send(answer, page.upper())


IDS = {"other-id": lambda number: number + 1, "float-id": float, "text-id": str, "list-id": lambda number: [number]}
FIELDS: dict[str, dict[str, Any]] = {
    "list-status": {"status": ["ok"]},
    "object-status": {"status": {"ok": 1}},
    "no-status": {"status": None},
    "hello-again": {"type": "hello", "wire": 1},
    "list-type": {"type": ["result"]},
    "list-error": {"status": "error", "error": ["a", {"b": "\ud800"}]},
    "surrogate-error": {"status": "error", "error": "\ud800 and\x1b[31m\n\u202e more"},
    "huge": {"wall_ns": 10**4000, "cpu_ns": 1 << 70, "peak_rss": 1 << 63, "rss": -(10**30), "network": 10**30},
    "no-figures": {"wall_ns": [1], "cpu_ns": {}, "peak_rss": "7", "rss": True, "network": None, "children": "maybe"},
    "inf": {"wall_ns": float("inf"), "cpu_ns": float("nan"), "beside_ns": float("-inf")},
    "negative": {"wall_ns": -5, "cpu_ns": -1, "beside_ns": -(1 << 62)},
    "negative-length": {"length": -1},
    "bool-length": {"length": True},
    "too-long": {"length": 5 << 20},
    "endless": {"length": 10**400},
}
LINES = {
    "nested": '{"type":"result","id":ID,"status":"ok","x":' + "[" * 10_000 + "]" * 10_000 + ',"length":0}',
    "nested-status": '{"type":"result","id":ID,"status":' + "[" * 800 + "]" * 800 + ',"length":0}',
    "twice": '{"type":"result","id":ID,"status":"ok","status":"error","length":0}',
    "long-number": '{"type":"result","id":ID,"status":"ok","x":' + "9" * 5000 + ',"length":0}',
    "raw-surrogate": '{"type":"result","id":ID,"status":"ok","x":"\ud800","length":0}',
    "no-object": "[1, 2, 3]",
}

if __name__ == "__main__":
    main()
