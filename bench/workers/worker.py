"""The Python worker: reads pages off the wire, calls one adapter, answers with text and its cost."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any, BinaryIO

from bench.workers import guard, wire
from bench.workers.isolation import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

WARM_UP = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Warm-up</title></head><body><nav><a href='/'>Home</a></nav>"
    "<article><h1>A page to warm up on</h1><p>The first call of a library reads its tables and compiles its patterns, which is "
    "no part of what a page costs, so it is made on this page before the clock starts.</p><p>It has two paragraphs of ordinary "
    "sentences, long enough that most extractors take them for the content they are.</p></article><footer>End</footer></body></html>"
)


class Call:
    """An adapter ready to be called: ``function(page, **settings)``, a ``str`` unless ``takes_bytes``.

    It answers with ``output``: HTML is turned into Markdown, beside the clocks.
    """

    __slots__ = ("function", "output", "settings", "takes_bytes")

    def __init__(self, function: Callable[..., str], settings: Mapping[str, Any], *, takes_bytes: bool, output: str = "text") -> None:
        """Call nothing yet."""
        self.function, self.settings, self.takes_bytes, self.output = function, settings, takes_bytes, output

    def __call__(self, body: bytes) -> str:
        """Return the text of one page; raises what the adapter raises, TypeError where it returns no string."""
        text = self.function(body if self.takes_bytes else body.decode("utf-8"), **self.settings)
        if not isinstance(text, str):
            raise TypeError(f"the adapter returned {type(text).__name__}, not str")
        return text


def attempt(function: Callable[..., Any], *arguments: object) -> tuple[Any, BaseException | None]:
    """Call and return (value, None), or (None, what was raised)."""
    try:
        return function(*arguments), None
    except BaseException as problem:  # noqa: BLE001 - the one place: whatever an adapter does (exit too), the worker goes on
        return None, problem.with_traceback(None)  # a traceback keeps alive what the call had allocated


def described(problem: BaseException) -> str:
    """Return ``Type: message`` on one line, as :func:`bench.workers.wire.one_line` makes it."""
    said, refused = attempt(str, problem)  # a hostile __str__ must not end the worker
    message = "(no message)" if refused else said
    return wire.one_line(f"{type(problem).__name__}: {message}" if message else type(problem).__name__)


def to_bytes(text: str) -> bytes:
    """Return UTF-8; surrogate pairs are joined and lone surrogates become U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")


def measure(call: Callable[[bytes], str], page: bytes, cap: int) -> tuple[dict[str, Any], bytes]:
    """Call once under the clocks; return header (status, error, ns) and body of at most ``cap`` bytes."""
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    text, problem = attempt(call, page)
    times = {"wall_ns": time.perf_counter_ns() - wall, "cpu_ns": time.process_time_ns() - cpu}
    body = b""
    if problem is None and text.strip():
        body, problem = attempt(to_bytes, text)
    if problem is not None:
        status = "memory" if isinstance(problem, MemoryError) else "error"
        return {"status": status, "error": described(problem), **times}, b""
    if len(body) > cap:
        return {"status": "error", "error": f"OutputTooLong: {len(body):,} bytes of text, at most {cap:,} are kept", **times}, b""
    return {"status": "ok" if body else "empty", "error": "", **times}, body


def converted(header: dict[str, Any], body: bytes, convert: Callable[[str], str]) -> tuple[dict[str, Any], bytes]:
    """Return a result frame with its body converted; anything but an ``ok`` result passes as it is."""
    if header.get("type") != "result" or header.get("status") != "ok":
        return header, body
    try:
        text = convert(body.decode("utf-8", "replace"))
    except (ValueError, TypeError, LookupError, RecursionError) as problem:
        return {**header, "status": "error", "error": described(problem)}, b""
    return ({**header, "status": "ok"}, to_bytes(text)) if text.strip() else ({**header, "status": "empty"}, b"")


def _flush() -> None:
    """Push out what the library printed, so that it belongs to this page."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()


def _converter(call: Callable[[bytes], str]) -> Callable[[str], str] | None:
    """Return what makes text of an adapter's answers; None where they are text."""
    if not isinstance(call, Call) or call.output != "html":
        return None
    from bench.workers.answers import html_markdown

    return html_markdown.convert


def serve(call: Callable[[bytes], str], pages: BinaryIO, results: BinaryIO, *, cap: int, attempts: Sequence[int] = (0,)) -> None:
    """Answer every page until the wire closes; ``attempts`` counts those to reach a network."""
    owner, memory, convert = os.getpid(), guard.Memory(), _converter(call)
    while (frame := wire.read(pages)) is not None:
        header, page = frame
        before = attempts[0]
        memory.forget_peak()
        result, body = measure(call, page, cap)
        if convert:
            began = time.perf_counter_ns()
            result, body = converted({"type": "result", **result}, body, convert)
            result["beside_ns"] = time.perf_counter_ns() - began
        if os.getpid() != owner:  # a child that the adapter forked
            os._exit(0)
        result |= {"type": "result", "id": header["id"], "peak_rss": memory.peak(), "rss": memory.resident()}
        result |= {"network": attempts[0] - before, "children": processes.has_children()}
        _flush()
        results.write(wire.encode(result, body))
        results.flush()


def prepare(order: Mapping[str, Any], *, warm: bool = True) -> tuple[Call | None, str]:
    """Import and warm up the adapter of an order (``target settings accepts``), or say why it cannot be."""
    from bench.registry import resolve

    try:
        function = resolve(order["target"])
    except (ImportError, AttributeError) as problem:
        return None, described(problem)
    if not callable(function):
        return None, f"ImportError: {order['target']} is no function"
    call = Call(function, order["settings"], takes_bytes=order["accepts"] == "bytes", output=str(order.get("answers", "text")))
    _, refusal = attempt(call, WARM_UP.encode()) if warm else (None, None)
    return (None, described(refusal)) if isinstance(refusal, ImportError) else (call, "")  # others may come of this page alone


def hello(name: str, package: str, **fields: object) -> bytes:
    """Return the frame a worker opens with, without empty fields; ``error`` says why it cannot work."""
    greeting = {"type": "hello", "wire": wire.VERSION, "name": name, "package": package}
    return wire.encode(greeting | {key: value for key, value in fields.items() if value != ""})


@contextlib.contextmanager
def standard_wire() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Give standard input and output for the wire alone: prints go to stderr, reads find nothing."""
    with os.fdopen(os.dup(0), "rb", buffering=1 << 18) as pages, os.fdopen(os.dup(1), "wb") as results:
        os.dup2(2, 1)
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        yield pages, results


def main(arguments: list[str]) -> None:
    """Serve an adapter on standard input and output: ``python -m bench.workers.worker NAME``."""
    from bench.adapters.selection import select
    from bench.registry import version_of

    (adapter,) = select(arguments[:1])
    with standard_wire() as (pages, results):
        attempts = guard.refuse_network()
        call, error = prepare(adapter.as_data() | {"answers": adapter.output})
        results.write(hello(adapter.name, adapter.package, version=version_of(adapter.package), error=error))
        results.flush()
        if call:
            serve(call, pages, results, cap=wire.BODY_LIMIT, attempts=attempts)


if __name__ == "__main__":
    main(sys.argv[1:])
