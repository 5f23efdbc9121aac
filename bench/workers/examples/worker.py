"""A worker in plain Python (3.6 or later): returns text between tags. Copy it, change ``extract``."""

import json
import re
import sys
import time


def extract(page: str) -> str:
    """Return the text of a page without its tags: put your library here."""
    return re.sub(r"\s+", " ", re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL | re.IGNORECASE)).strip()


def send(header: "dict[str, object]", body: bytes = b"") -> None:
    """Write one frame."""
    sys.stdout.buffer.write(json.dumps(dict(header, length=len(body))).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


def answer(page: bytes) -> "tuple[str, str, str]":
    """Return status, error and text of one page."""
    try:
        text = extract(page.decode("utf-8", "replace"))
    except Exception as problem:
        if isinstance(problem, MemoryError):
            raise  # ends this worker; the parent starts another
        return "error", f"{type(problem).__name__}: {problem}", ""
    return ("ok" if text else "empty"), "", text


def main() -> None:
    """Say hello, then answer every page until standard input ends."""
    send({"type": "hello", "wire": 1, "name": "example-python", "package": "example", "version": "1.0"})
    for line in iter(sys.stdin.buffer.readline, b""):
        header = json.loads(line.decode("utf-8"))
        page = sys.stdin.buffer.read(header["length"])
        wall, cpu = time.perf_counter(), time.process_time()
        status, error, text = answer(page)
        times = {"wall_ns": int((time.perf_counter() - wall) * 1e9), "cpu_ns": int((time.process_time() - cpu) * 1e9)}
        result = {"type": "result", "id": header["id"], "status": status, "error": error}
        send(dict(result, **times), text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
