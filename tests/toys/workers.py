"""A foreign worker for tests that breaks one rule of the wire: ``python workers.py FAULT``; "none" breaks none."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time

FAULT = sys.argv[1]
OUT = sys.stdout.buffer
LENGTHS = {"too short": -3, "too long": 3}


def send(header: dict[str, object], body: bytes = b"") -> None:
    length = len(body.decode()) if FAULT == "characters" else len(body) + LENGTHS.get(FAULT, 0) * (header["type"] == "result")
    OUT.write(json.dumps({**header, "length": length}).encode() + b"\n" + body)
    if FAULT != "no flush" or header["type"] == "hello":
        OUT.flush()


def hello() -> None:
    greeting: dict[str, object] = {"type": "hello", "wire": 1, "name": "test", "package": "test", "version": "1.0"}
    if FAULT == "no hello":
        time.sleep(60)
    if FAULT == "banner":
        sys.stdout.write("Welcome to the extractor\n")
        sys.stdout.flush()
    if FAULT == "die at start":
        sys.exit("no module named extractor")
    changes = {
        "wire 2": {"wire": 2}, "hello error": {"error": "no library"}, "number version": {"version": 1.0}, "no version": {"version": ""},
        "result first": {"type": "result"},
    }  # fmt: skip
    send({**greeting, **changes.get(FAULT, {})}, b"body" if FAULT == "hello body" else b"")


def text_of(page: bytes, count: int) -> bytes:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.decode("latin-1" if FAULT == "wrong decoding" else "utf-8"))).strip()
    if FAULT == "latin-1" and any(character > "\x7f" for character in text):
        return text.encode("latin-1", "replace") + b"\xff"
    return f"{text} {count}".encode() if FAULT == "state" else text.encode()


def result(number: object, page: bytes, count: int) -> None:
    started = time.perf_counter_ns()
    body = text_of(page, count)
    header: dict[str, object] = {"type": "result", "id": number, "status": "ok" if body or FAULT == "ok without text" else "empty"}
    if FAULT != "no times":
        header |= {"wall_ns": time.perf_counter_ns() - started, "cpu_ns": 0}
    changes: dict[str, dict[str, object]] = {
        "wrong id": {"id": 0}, "text id": {"id": str(number)}, "status done": {"status": "done"}, "type answer": {"type": "answer"},
        "float times": {"wall_ns": 1.5}, "seconds": {"wall_ns": 10**15}, "nothing": {"status": "empty"},
    }  # fmt: skip
    send({**header, **changes.get(FAULT, {})}, b"" if FAULT == "nothing" else body)


def misbehave(count: int, page: bytes) -> None:
    """Do something in place of an answer, or beside it."""
    if FAULT == "hang":
        time.sleep(60)
    if FAULT == "prints":
        sys.stdout.write("parsing\n")
        sys.stdout.flush()
    if FAULT == "dies on empty" and not page:
        sys.exit(3)
    if FAULT == "dies on second" and count == 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    if FAULT == "small buffer" and len(page) > 1 << 20:
        sys.exit("page too large")


def main() -> None:
    hello()
    for count, line in enumerate(iter(sys.stdin.buffer.readline, b""), 1):
        header = json.loads(line)
        if FAULT == "strict fields" and set(header) - {"type", "id", "kind", "encoding", "length"}:
            sys.exit(f"unknown field in {sorted(header)}")
        page = sys.stdin.buffer.read(header["length"])
        misbehave(count, page)
        result(header["id"], page, count)
        if FAULT == "speaks unasked":
            send({"type": "log"})
    if FAULT == "lives on":
        time.sleep(60)
    if FAULT == "ends badly":
        sys.exit(7)


if __name__ == "__main__":
    main()
