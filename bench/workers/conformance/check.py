"""Check a foreign worker against WIRE.md: each rule in turn, what was seen, and how to mend it."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from bench.errors import WireError
from bench.workers import guard, wire
from bench.workers.conformance.pages import RULES, questions
from bench.workers.conformance.rules import Patience, RuleResult, mend_start
from bench.workers.conversation import Conversation, EndedError, Frame, SilentError
from bench.workers.outcome import SILENT

_HELLO, _ENDS, _TORN = "says hello", "ends when standard input ends", "ends when standard input ends within a page"


def check(command: Sequence[str], patience: Patience | None = None) -> tuple[RuleResult, ...]:
    """Start ``command`` twice, ask it for pages, hang up; return what became of every rule."""
    waits = patience or Patience()
    results = list(_as_in_a_run(command, waits))
    if results[0].level == "breach":
        return (*results, *(RuleResult(rule, "untested") for rule in (*RULES, _ENDS, _TORN)))
    return (*results, _torn(command, waits))


def _as_in_a_run(command: Sequence[str], waits: Patience) -> Iterator[RuleResult]:
    """Yield what the worker shows when it is started as in a run: hello, pages, end."""
    with tempfile.TemporaryFile() as log:
        try:
            worker = Conversation(command, log=log)
        except OSError as problem:
            advice = "a program on PATH or a path: try it in an empty folder with nothing but PATH set"
            yield RuleResult(_HELLO, "breach", f"{command[0]} cannot be started: {problem.strerror}", advice)
            return
        with worker:
            yield (greeting := _hello(worker, waits))
            if greeting.level != "breach":
                yield from questions(worker, waits)
                yield _end(worker, waits, _ENDS, "a header")


def _first_frame(worker: Conversation, waits: Patience) -> Frame:
    """Return the first frame; a silent command is tried again with no input: a filter ends then."""
    try:
        return worker.frame(min(waits.start, SILENT))
    except SilentError:
        if waits.start <= SILENT:
            raise
        with Conversation(worker.command) as other:
            other.close_stdin()
            try:
                other.frame(waits.end)
            except SilentError:
                pass
            except EndedError as problem:
                raise EndedError(f"no hello; with nothing to read {problem.what}", "a hello") from None
        return worker.frame(waits.start - SILENT)


def _hello(worker: Conversation, waits: Patience) -> RuleResult:
    """Take the greeting and judge it."""
    try:
        header, body = _first_frame(worker, waits)
    except WireError as problem:
        return RuleResult(_HELLO, "breach", problem.what, mend_start(problem))
    seen, mend = _unlike_hello(header, body)
    if mend:
        return RuleResult(_HELLO, "breach", seen, mend)
    if not header.get("version"):
        return RuleResult(_HELLO, "advice", "no version", "say the version of the extractor: it is printed beside its scores")
    return RuleResult(_HELLO, "kept", f"{header.get('package') or header.get('name')} {header['version']}")


def _unlike_hello(header: dict[str, Any], body: bytes) -> tuple[str, str]:
    """Return what is wrong with a greeting and how to mend it, "" twice where nothing is."""
    try:
        wire.check_hello(header)
    except WireError:
        return str(header)[:200], f'send {{"type":"hello","wire":{wire.VERSION},...}} before anything else'
    if header.get("error"):
        return f"hello with an error: {header['error']}", "install what it needs; in a run such an adapter is skipped with this reason"
    if body:
        return f"a body of {len(body):,} bytes", '"length":0: a hello has no body'
    wrong = [name for name in ("name", "package", "version") if not isinstance(header.get(name, ""), str)]
    return (f"{wrong[0]} is {header[wrong[0]]!r}", "text, in quotation marks") if wrong else ("", "")


def _end(worker: Conversation, waits: Patience, rule: str, read: str) -> RuleResult:
    """Close standard input where the worker reads ``read``, and see it end: well, unless that was a page."""
    ended = worker.hang_up(waits.end)
    if ended is None:
        return RuleResult(
            rule, "breach", f"still running after {waits.end:g} s", f"end when reading {read} meets the end of standard input"
        )
    if ended and rule == _ENDS:
        return RuleResult(rule, "advice", guard.ending(ended), "exit code 0: standard input ending is no error")
    return RuleResult(rule, "kept", guard.ending(ended))


def _torn(command: Sequence[str], waits: Patience) -> RuleResult:
    """Hang up within a page, as a parent that dies does."""
    with tempfile.TemporaryFile() as log, Conversation(command, log=log) as worker:
        try:
            worker.frame(waits.start)
            worker.write(wire.encode({"type": "page", "id": 1, "kind": "html", "encoding": "utf-8"}, b"x" * 1000)[:-500])
        except WireError as problem:
            return RuleResult(_TORN, "breach", problem.what, "a second life should begin as the first did")
        return _end(worker, waits, _TORN, "a body")
