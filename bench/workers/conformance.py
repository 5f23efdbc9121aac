"""Check a foreign worker against the wire (WIRE.md): each rule in turn, what was seen, and how to mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import WireError
from bench.workers import wire
from bench.workers.conversation import EndedError, Interview, SilentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

STATUSES = ("ok", "empty", "error", "memory")
_FIGURES = ("wall_ns", "cpu_ns", "peak_rss", "rss", "network")
_QUIET = 0.3  # seconds of listening for bytes nobody asked for
_BIG, _PARAGRAPH = 5 << 20, 318  # bytes of the large page, and of a paragraph of it
_HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body><article><h1>{0}</h1>'
_WHO = ("The harbour office", "Every keeper of the light", "An old pilot", "The clerk of the port", "The ferry's mate")
_DOES = ("keeps the tide tables of", "has read the whole log of", "still asks about", "cannot forget the winter of", "wrote a letter about")
_WHAT = ("the year when the breakwater was built", "a schooner that never came back", "the great storm", "each ship that he saw")
_WHY = ("and tells it to anyone who asks.", "but there is nobody left to tell.", "so that it will not be lost.", "as is the custom.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and whether it was kept. ``level``: ``kept``, ``advice`` (works, could be better), ``breach``, or ``untested``."""

    rule: str
    level: str
    seen: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a hello, for an answer, and for the end after standard input closed."""

    start: float = 60.0
    answer: float = 30.0
    end: float = 5.0


def page(title: str, paragraphs: int, extra: str = "") -> bytes:
    """Return an article of so many paragraphs of ordinary sentences, no two alike, each ending with ``extra``, as UTF-8."""
    body = "".join(f"<p>On day {day} of the log: {_sentences(3 * day)} {extra}</p>" for day in range(1, paragraphs + 1))
    return f"{_HEAD.format(title)}{body}</article></body></html>".encode()


def _sentences(start: int) -> str:
    """Return three sentences; neighbouring numbers share few words."""
    return " ".join(" ".join((_WHO[n % 5], _DOES[n // 2 % 5], _WHAT[n // 3 % 4], _WHY[n // 5 % 4])) for n in range(start, start + 3))


def check(command: Sequence[str], patience: Patience | None = None) -> tuple[Finding, ...]:
    """Question the worker that ``command`` starts, in three lives of it, and return a finding for every rule."""
    waits = patience or Patience()
    found = list(_first_life(command, waits))
    if found[0].level == "breach":
        return (*found, *(Finding(rule, "untested") for rule in (*_PAGES, _ENDS, _TORN)))
    return (*found, _torn(command, waits))


_HELLO = "says hello"
_ENDS = "ends when standard input ends"
_TORN = "ends when standard input ends within a page"
_PAGES = (
    "answers an ordinary page", "stays silent between pages", "counts bytes, not characters", "answers an empty page",
    "answers many pages in one life, repeating their ids", "ignores header fields it does not know", "answers the same page the same way",
    "answers a page of 5 MB", "measures itself",
)  # fmt: skip


def _first_life(command: Sequence[str], waits: Patience) -> Iterator[Finding]:
    """Yield what an ordinary life of the worker shows: hello, pages, end."""
    try:
        worker = Interview(command)
    except EndedError as problem:
        yield Finding(_HELLO, "breach", problem.what, f"{problem.expected}: try it in an empty folder with nothing but PATH set")
        return
    with worker:
        greeting = _hello(worker, waits)
        yield greeting
        if greeting.level == "breach":
            return
        yield from _questions(worker, waits)
        yield _end(_ENDS, worker, waits)


def _hello(worker: Interview, waits: Patience) -> Finding:
    """Take the greeting and judge it."""
    try:
        header, body = worker.frame(waits.start)
    except WireError as problem:
        return Finding(_HELLO, "breach", problem.what, _how_to_begin(problem))
    seen, mend = _unlike_hello(header, body)
    if mend:
        return Finding(_HELLO, "breach", seen, mend)
    if not header.get("version"):
        return Finding(_HELLO, "advice", "no version", "say the version of the extractor: it is printed beside its scores")
    return Finding(_HELLO, "kept", f"{header.get('package') or header.get('name')} {header['version']}")


def _unlike_hello(header: dict[str, Any], body: bytes) -> tuple[str, str]:
    """Return what is wrong with a greeting and how to mend it, "" twice where nothing is."""
    if header["type"] != "hello" or header.get("wire") != wire.VERSION:
        return str(header)[:200], f'send {{"type":"hello","wire":{wire.VERSION},...}} before anything else'
    if header.get("error"):
        return f"hello with an error: {header['error']}", "install what it needs; in a run such a row is skipped with this reason"
    if body:
        return f"a body of {len(body):,} bytes", '"length":0: a hello has no body'
    wrong = [name for name in ("name", "package", "version") if not isinstance(header.get(name, ""), str)]
    return (f"{wrong[0]} is {header[wrong[0]]!r}", "text, in quotation marks") if wrong else ("", "")


class _Session:
    """The pages of one life: asks, judges, and remembers whether the worker still talks."""

    def __init__(self, worker: Interview, waits: Patience) -> None:
        """Start with nothing asked."""
        self.worker, self.waits, self.figures = worker, waits, list[str]()
        self.measured = True

    def ask(self, number: int, body: bytes, **fields: object) -> tuple[dict[str, Any], str]:
        """Send a page and return header and text of its result; raises WireError, told in words, where a rule is broken."""
        asked = {"type": "page", "id": number, "kind": "html", "encoding": "utf-8", **fields}
        header, answer = self.worker.ask(asked, body, self.waits.answer)
        if left_over := self.worker.left_over():
            raise WireError(f"{left_over!r} behind the end of the answer", "`length` counts the bytes of the body; send nothing else")
        return header, _judged(number, header, answer, self)


def _judged(number: int, header: dict[str, Any], answer: bytes, session: _Session) -> str:
    """Return the text of a result; raises WireError with how to mend it where it breaks a rule."""
    if header["type"] != "result":
        raise WireError(f"a frame of type {header['type']!r}", '"type":"result"')
    if header.get("id") != number or isinstance(header.get("id"), bool):
        raise WireError(f"id {header.get('id')!r} in answer to page {number}", "repeat the page's id, as a number")
    if header.get("status") not in STATUSES:
        raise WireError(f"status {header.get('status')!r}", f"one of {', '.join(STATUSES)}")
    for name in _FIGURES:
        value = header.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
            raise WireError(f"{name} is {value!r}", "a whole number, 0 or more")
    session.measured &= "wall_ns" in header and "cpu_ns" in header
    if header.get("wall_ns", 0) > session.worker.elapsed_ns:
        session.figures.append(f"wall_ns {header['wall_ns']:,} of an answer that took {session.worker.elapsed_ns:,} ns in all")
    try:
        return answer.decode("utf-8")
    except UnicodeDecodeError as problem:
        seen = f"text that is not UTF-8 at byte {problem.start:,}: {answer[problem.start : problem.start + 8]!r}"
        raise WireError(seen, "encode the text as UTF-8") from None


def _questions(worker: Interview, waits: Patience) -> Iterator[Finding]:
    """Yield a finding for each rule about pages; after a breach that ends the talk the rest are untested."""
    session = _Session(worker, waits)
    tests: tuple[Callable[[_Session], Finding | None], ...] = (
        _ordinary, _silent, _multibyte, _empty, _sequence, _unknown_fields, _repeated, _big, _measures,
    )  # fmt: skip
    broken = False
    for rule, test in zip(_PAGES, tests, strict=True):
        if broken:
            yield Finding(rule, "untested")
            continue
        try:
            finding = test(session)
        except WireError as problem:
            finding, broken = Finding(rule, "breach", problem.what, _how(problem, "see WIRE.md")), True
        yield finding or Finding(rule, "kept")


def _ordinary(session: _Session) -> Finding | None:
    """Ask for an article of three paragraphs, which is text to any extractor."""
    header, text = session.ask(1, page("Tide tables", 3))
    if header["status"] == "ok" and text.strip():
        return Finding(_PAGES[0], "kept", f"{len(text.split())} words")
    said = f": {header['error']}" if header.get("error") else ""
    seen = f"status {header['status']} with {len(text):,} characters{said}"
    return Finding(_PAGES[0], "breach", seen, "an article of three paragraphs should give its text")


def _silent(session: _Session) -> Finding | None:
    """Listen for what a library prints: it must not end up on the wire."""
    stray = session.worker.stray(_QUIET)
    if stray:
        raise WireError(f"{stray!r} though nothing was asked", "standard output is for frames: send what libraries print to standard error")
    return None


def _multibyte(session: _Session) -> Finding | None:
    """Ask in many scripts: a worker that counts characters instead of bytes loses its place here, or sends too little."""
    _, text = session.ask(2, page("Gezeiten 潮汐表", 3, extra="Größe, 高さ, ύψος, высота, 🌊."))
    if "\ufffd" in text or not ("Größe" in text and "🌊" in text):
        seen = f"text without the letters it was sent: {text[-40:]!r}"
        return Finding(_PAGES[2], "breach", seen, "decode the page as UTF-8, and count the bytes of the encoded text")
    return None


def _empty(session: _Session) -> Finding | None:
    """Ask for a page without a byte, which still needs an answer."""
    header, text = session.ask(3, b"")
    if header["status"] == "ok" and not text.strip():
        return Finding(_PAGES[3], "advice", "status ok with no text", '"status":"empty" says it plainly (it is counted as empty)')
    if header["status"] != "ok" and text:
        seen = f"status {header['status']} with a body of {len(text):,} characters"
        return Finding(_PAGES[3], "advice", seen, "the body of such a result is thrown away")
    return Finding(_PAGES[3], "kept", f"status {header['status']}")


def _sequence(session: _Session) -> Finding | None:
    """Ask for many pages: ids are not counted by the worker, they are repeated."""
    for number in (7, 8, 4, 1_000_003, *range(20, 36)):
        session.ask(number, page(f"Page {number}", number % 5 + 1))
    return Finding(_PAGES[4], "kept", "20 pages")


def _unknown_fields(session: _Session) -> Finding | None:
    """Ask with fields that no version has: later ones may add some."""
    session.ask(40, page("Fields", 3), future={"nested": [1, None, "text"]}, another="ü")
    return None


def _repeated(session: _Session) -> Finding | None:
    """Ask for one page three times: its text must not depend on the pages before it."""
    texts = [session.ask(number, page("Again", 3))[1] for number in (50, 51, 52)]
    if len(set(texts)) > 1:
        lengths = ", ".join(str(len(text)) for text in texts)
        seen = f"three answers of {lengths} characters"
        return Finding(_PAGES[6], "advice", seen, "keep no state from page to page: scores would depend on the order")
    return None


def _big(session: _Session) -> Finding | None:
    """Ask for five megabytes, which do not fit into a pipe at once."""
    body = page("Large", _BIG // _PARAGRAPH)
    header, text = session.ask(60, body)
    return Finding(_PAGES[7], "kept", f"status {header['status']}, {len(text):,} characters after {session.worker.elapsed_ns / 1e9:.1f} s")


def _measures(session: _Session) -> Finding | None:
    """Judge its figures: only a worker can tell what its extractor costs without what the pipe costs."""
    if session.figures:
        return Finding(_PAGES[8], "breach", session.figures[0], "nanoseconds, around the extraction alone")
    if not session.measured:
        return Finding(_PAGES[8], "advice", "no wall_ns and cpu_ns", "add them: without them the parent's clock stands in, pipe included")
    return None


def _end(rule: str, worker: Interview, waits: Patience) -> Finding:
    """Close standard input and see the worker end."""
    ended = worker.hang_up(waits.end)
    if not ended:
        return Finding(rule, "breach", f"still running after {waits.end:g} s", "end when reading a header meets the end of standard input")
    if ended != "exit code 0":
        return Finding(rule, "advice", ended, "exit code 0: standard input ending is no error")
    return Finding(rule, "kept", ended)


def _torn(command: Sequence[str], waits: Patience) -> Finding:
    """Hang up within a page, as a parent that dies does: the worker must end, however it likes."""
    with Interview(command) as worker:
        try:
            worker.frame(waits.start)
            worker.begin(wire.encode({"type": "page", "id": 1, "kind": "html", "encoding": "utf-8"}, b"x" * 1000)[:-500], waits.answer)
        except WireError as problem:
            return Finding(_TORN, "breach", problem.what, "a second life should begin as the first did")
        ended = worker.hang_up(waits.end)
    if not ended:
        return Finding(_TORN, "breach", f"still running after {waits.end:g} s", "end when reading a body meets the end of standard input")
    return Finding(_TORN, "kept", re.sub(r"\s+", " ", ended))


def _how_to_begin(problem: WireError) -> str:
    """Return how to mend what kept a hello from coming."""
    if isinstance(problem, SilentError):
        return "write the hello frame as soon as it is ready, before reading anything, and flush standard output"
    if isinstance(problem, EndedError):
        return 'stay until standard input ends; where it cannot work, say why in the hello: "error":"its library is missing"'
    return _how(problem, "the first thing on standard output is the hello frame, flushed")


def _how(problem: WireError, otherwise: str) -> str:
    """Return how to mend what went wrong."""
    if isinstance(problem, SilentError):
        return "flush standard output after every frame; read exactly `length` bytes, then answer; send exactly as many bytes as announced"
    if isinstance(problem, EndedError):
        return "answer with status error instead of ending"
    if "not JSON" in problem.what:
        return "standard output holds frames alone: print to standard error, and let `length` count the bytes of the body"
    return problem.expected or otherwise
