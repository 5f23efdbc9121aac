"""The rules about pages: what a worker is asked for, one after another, and how its answers are judged."""

from collections.abc import Callable, Iterator
from typing import Any

from bench.errors import WireError
from bench.workers import wire
from bench.workers.conformance.rules import Patience, RuleResult, mend
from bench.workers.conversation import Conversation

Judgement = tuple[str, str, str]  # level, what was seen, how to mend it
_HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body><article><h1>{0}</h1>'
_WHO = ("The harbour office", "Every keeper of the light", "An old pilot", "The clerk of the port", "The ferry's mate")
_DOES = ("keeps the tide tables of", "has read the whole log of", "still asks about", "cannot forget the winter of", "wrote a letter about")
_WHAT = ("the year when the breakwater was built", "a schooner that never came back", "the great storm", "each ship that he saw")
_WHY = ("and tells it to anyone who asks.", "but there is nobody left to tell.", "so that it will not be lost.", "as is the custom.")
_FIGURES = ("wall_ns", "cpu_ns", "peak_rss", "rss", "network")
_KEPT = ("kept", "", "")
_QUIET = 0.3  # seconds of listening for bytes nobody asked for
_BIG, _PARAGRAPH = 5 << 20, 318  # bytes of the large page, and of a paragraph of it


def article(title: str, paragraphs: int, extra: str = "") -> bytes:
    """Return a page of so many paragraphs, no two alike, each ending with ``extra``, as UTF-8."""
    body = "".join(f"<p>On day {day} of the log: {_sentences(3 * day)} {extra}</p>" for day in range(1, paragraphs + 1))
    return f"{_HEAD.format(title)}{body}</article></body></html>".encode()


def _sentences(start: int) -> str:
    """Return three sentences; neighbouring numbers share few words."""
    return " ".join(" ".join((_WHO[n % 5], _DOES[n // 2 % 5], _WHAT[n // 3 % 4], _WHY[n // 5 % 4])) for n in range(start, start + 3))


class _Session:
    """The pages one worker is asked for: asks, judges, and remembers what figures it gave."""

    def __init__(self, worker: Conversation, waits: Patience) -> None:
        """Start with nothing asked."""
        self.worker, self.waits, self.figures, self.measured = worker, waits, list[str](), True

    def ask(self, number: int, body: bytes, **fields: object) -> tuple[dict[str, Any], str]:
        """Send a page and return header and text of its result; raises WireError where a rule is broken."""
        asked = {"type": "page", "id": number, "kind": "html", "encoding": "utf-8", **fields}
        header, answer = self.worker.ask(asked, body, self.waits.answer)
        if left_over := self.worker.left_over():
            raise WireError(f"{left_over!r} behind the end of the answer", "`length` counts the bytes of the body; send nothing else")
        return header, _judged(number, header, answer, self)


def _judged(number: int, header: dict[str, Any], answer: bytes, session: _Session) -> str:
    """Return the text of a result; raises WireError with how to mend it where it breaks a rule."""
    if header["type"] != "result":
        raise WireError(f"a frame of type {header['type']!r}", '"type":"result"')
    if not wire.is_answer(header, number):
        raise WireError(f"id {header.get('id')!r} in answer to page {number}", "repeat the page's id, as a number")
    wire.status(header)
    for name in _FIGURES:
        if not wire.is_count(value := header.get(name, 0)):
            raise WireError(f"{name} is {value!r}", "a whole number, 0 or more")
    session.measured &= "wall_ns" in header and "cpu_ns" in header
    if header.get("wall_ns", 0) > session.worker.elapsed_ns:
        session.figures.append(f"wall_ns {header['wall_ns']:,} of an answer that took {session.worker.elapsed_ns:,} ns in all")
    try:
        return answer.decode("utf-8")
    except UnicodeDecodeError as problem:
        at = problem.start
        raise WireError(f"text that is not UTF-8 at byte {at:,}: {answer[at : at + 8]!r}", "encode the text as UTF-8") from None


def _ordinary(session: _Session) -> Judgement:
    """Ask for an article of three paragraphs, which is text to any extractor."""
    header, text = session.ask(1, article("Tide tables", 3))
    if header["status"] == "ok" and text.strip():
        return "kept", f"{len(text.split())} words", ""
    said = f": {header['error']}" if header.get("error") else ""
    return "breach", f"status {header['status']} with {len(text):,} characters{said}", "an article of three paragraphs should give its text"


def _silent(session: _Session) -> Judgement:
    """Listen for what a library prints: it must not end up on the wire."""
    if stray := session.worker.stray(_QUIET):
        raise WireError(f"{stray!r} though nothing was asked", "standard output is for frames: send what libraries print to standard error")
    return _KEPT


def _multibyte(session: _Session) -> Judgement:
    """Ask in many scripts: a worker that counts characters, not bytes, loses its place here."""
    _, text = session.ask(2, article("Gezeiten 潮汐表", 3, extra="Größe, 高さ, ύψος, высота, 🌊."))
    if "\ufffd" in text or not ("Größe" in text and "🌊" in text):
        seen = f"text without the letters it was sent: {text[-40:]!r}"
        return "breach", seen, "decode the page as UTF-8, and count the bytes of the encoded text"
    return _KEPT


def _empty(session: _Session) -> Judgement:
    """Ask for a page without a byte, which still needs an answer."""
    header, text = session.ask(3, b"")
    if header["status"] == "ok" and not text.strip():
        return "advice", "status ok with no text", '"status":"empty" says it plainly (it is counted as empty)'
    if header["status"] != "ok" and text:
        return "advice", f"status {header['status']} with a body of {len(text):,} characters", "the body of such a result is thrown away"
    return "kept", f"status {header['status']}", ""


def _sequence(session: _Session) -> Judgement:
    """Ask for many pages: ids are not counted by the worker, they are repeated."""
    for number in (7, 8, 4, 1_000_003, *range(20, 36)):
        session.ask(number, article(f"Page {number}", number % 5 + 1))
    return "kept", "20 pages", ""


def _unknown_fields(session: _Session) -> Judgement:
    """Ask with fields that no version has: later ones may add some."""
    session.ask(40, article("Fields", 3), future={"nested": [1, None, "text"]}, another="ü")
    return _KEPT


def _repeated(session: _Session) -> Judgement:
    """Ask for one page three times: its text must not depend on the pages before it."""
    texts = [session.ask(number, article("Again", 3))[1] for number in (50, 51, 52)]
    if len(set(texts)) > 1:
        seen = f"three answers of {', '.join(str(len(text)) for text in texts)} characters"
        return "advice", seen, "keep no state from page to page: scores would depend on the order"
    return _KEPT


def _big(session: _Session) -> Judgement:
    """Ask for five megabytes, which do not fit into a pipe at once."""
    header, text = session.ask(60, article("Large", _BIG // _PARAGRAPH))
    return "kept", f"status {header['status']}, {len(text):,} characters after {session.worker.elapsed_ns / 1e9:.1f} s", ""


def _measures(session: _Session) -> Judgement:
    """Judge its figures: only a worker can tell what its extractor costs without what the pipe costs."""
    if session.figures:
        return "breach", session.figures[0], "nanoseconds, around the extraction alone"
    if not session.measured:
        return "advice", "no wall_ns and cpu_ns", "add them: without them the parent's clock stands in, pipe included"
    return _KEPT


RULES: dict[str, Callable[[_Session], Judgement]] = {
    "answers an ordinary page": _ordinary,
    "stays silent between pages": _silent,
    "counts bytes, not characters": _multibyte,
    "answers an empty page": _empty,
    "answers many pages in one life, repeating their ids": _sequence,
    "ignores header fields it does not know": _unknown_fields,
    "answers the same page the same way": _repeated,
    "answers a page of 5 MB": _big,
    "measures itself": _measures,
}


def questions(worker: Conversation, waits: Patience) -> Iterator[RuleResult]:
    """Yield what became of each rule about pages; after a breach of the wire the rest are untested."""
    session, talks = _Session(worker, waits), True
    for rule, test in RULES.items():
        try:
            yield RuleResult(rule, *(test(session) if talks else ("untested",)))
        except WireError as problem:
            talks = False
            yield RuleResult(rule, "breach", problem.what, mend(problem, "see WIRE.md"))
