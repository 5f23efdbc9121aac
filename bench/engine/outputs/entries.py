"""Entries of stored outputs: for each page an id and a text, read from the shapes of JSON that the field writes.

Read are ``{"<id>": "text"}`` (WCXB), ``{"<id>": {"articleBody": "text"}}`` (article-extraction-benchmark), ``{"<id>": {"body": ["a"]}}``
with paragraphs (Fundus), a list of objects that hold id and text, any of these beside a version under ``output``, ``results`` or the like,
and JSON lines. What is ambiguous or unknown is an error: no text is guessed.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

# Where several are there, the first counts: a text that is plain by its name before one that may be markup (``content`` of Readability).
TEXT_KEYS = (
    "articleBody", "article_body", "textContent", "plain_text", "text", "extracted_text", "main_text", "maintext", "cleaned_text",
    "article_text", "main_content", "extracted_content", "body", "content", "markdown", "prediction", "predicted", "extracted", "output",
)  # fmt: skip
ID_KEYS = (
    "page_id", "id", "file_id", "track_id", "doc_id", "key", "file", "filename", "file_name", "path", "name", "sha256", "url", "source",
)  # fmt: skip
_WRAPPERS = ("output", "outputs", "predictions", "extractions", "results", "pages", "documents", "records", "items", "data")
EXPECTED = (
    'JSON {"<page id>": "text"} or {"<page id>": {"articleBody": "text"}}, that as "output" beside a "version", '
    "a list of objects with id and text, or JSON lines"
)
_SHOWN = 8  # keys that an error names
_LARGEST = 32 << 20  # characters of one text: what a worker may return


@dataclass(frozen=True, slots=True)
class Entry:
    """One output: what its page may be called, the likeliest name first, and the text or why there is none."""

    ids: tuple[str, ...]
    text: str
    error: str = ""  # what the system said went wrong


class _TwiceError(ValueError):
    """An object of JSON that has a key twice."""


def parse(content: bytes, where: str) -> tuple[str, tuple[Entry, ...]]:
    """Return the version that is stated, "" for none, and the entries.

    Raises CorpusError that names ``where`` and the entry.
    """
    try:
        text = content.decode(json.detect_encoding(content))
    except ValueError as problem:
        raise CorpusError(f"{where} is no text: {problem}", "JSON in UTF-8") from problem
    version, entries = "", list[Entry]()
    for place, value in _values(text, where):
        stated, inner = _unwrapped(value)
        version = version or stated
        entries += _entries(inner, place)
    if not entries:
        raise CorpusError(f"{where} holds no outputs", EXPECTED)
    seen = set[str]()
    for entry in entries:
        if entry.ids[0] in seen:
            raise CorpusError(f"{where} has two outputs for {_short(entry.ids[0])}", "one output for each page")
        seen.add(entry.ids[0])
    return version, tuple(entries)


def _values(text: str, where: str) -> Iterator[tuple[str, object]]:
    """Yield the value of JSON, or each line's, with its place."""
    try:
        value = _loaded(text, where)
    except CorpusError as problem:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not isinstance(problem.__cause__, json.JSONDecodeError) or not _is_object(lines[0][1]):
            raise
        yield from ((f"{where}:{number}", _loaded(line, f"{where}:{number}")) for number, line in lines)
    else:
        yield where, value


def _is_object(line: str) -> bool:
    """Whether a line is an object of JSON by itself, as in JSON lines."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _loaded(text: str, where: str) -> object:
    """Return the value of JSON."""
    try:
        value: object = json.loads(text, object_pairs_hook=_once)
    except _TwiceError as problem:
        raise CorpusError(f"{where} has {problem} twice in one object", "each id and each key once") from problem
    except (ValueError, RecursionError) as problem:
        raise CorpusError(f"{where} is no JSON: {problem}", EXPECTED) from problem
    return value


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; what stands there twice would be lost in silence."""
    made = dict(pairs)
    if len(made) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _TwiceError(_short(counts.most_common(1)[0][0]))
    return made


def _unwrapped(value: object) -> tuple[str, object]:
    """Return the stated version, and what holds the entries."""
    if not isinstance(value, dict):
        return "", value
    for key in _WRAPPERS:
        inner = value.get(key)
        if any(isinstance(other, dict) and _has_text(other) for name, other in value.items() if name != key):
            continue  # a page that happens to be called so
        holds_entries = isinstance(inner, dict) and not (_has_text(inner) and not _is_by_page(inner))
        if holds_entries or (isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner)):
            version = value.get("version")
            return str(version) if isinstance(version, str | int | float) else "", inner
    return "", value


def _has_text(value: dict[str, Any]) -> bool:
    """Whether an object holds a text under a key that is known."""
    return any(key in value for key in TEXT_KEYS)


def _is_by_page(value: dict[str, Any]) -> bool:
    """Whether every value is an object, as it is where pages are the keys."""
    return bool(value) and all(isinstance(item, dict) for item in value.values())


def _entries(value: object, where: str) -> Iterator[Entry]:
    """Yield the entries of an object by page, of a list of records, or of one record."""
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            if not isinstance(item, dict):
                raise CorpusError(f"{where}: entry {number} is {_kind(item)}", "an object that holds id and text")
            yield _record(item, f"{where}: entry {number}")
    elif isinstance(value, dict):
        if _is_record(value):
            yield _record(value, where)
        else:
            yield from (entry_of((page_id,), item, where) for page_id, item in value.items())
    else:
        raise CorpusError(f"{where} holds {_kind(value)}", EXPECTED)


def _is_record(value: dict[str, Any]) -> bool:
    """Whether an object is one output that names its page, and not many by page."""
    return bool(_ids(value)) and not _is_by_page(value) and (_has_text(value) or "error" in value)


def _ids(value: dict[str, Any]) -> tuple[str, ...]:
    """Return what a record says its page is called."""
    named = (value[key] for key in ID_KEYS if key in value)
    return tuple(dict.fromkeys(str(name) for name in named if isinstance(name, str | int) and not isinstance(name, bool) and str(name)))


def _record(value: dict[str, Any], where: str) -> Entry:
    """Return the entry of an object that names its page."""
    if ids := _ids(value):
        return entry_of(ids, value, where)
    raise CorpusError(f"{where} names no page; its keys are {_listed(value)}", f"an id under one of: {', '.join(ID_KEYS)}")


def entry_of(ids: tuple[str, ...], value: object, where: str) -> Entry:
    """Return an entry; null is an empty answer, a list of strings are paragraphs. Raises CorpusError."""
    place = f"{where}: {_short(ids[0])}"
    if not isinstance(value, dict):
        return Entry(ids, _text(value, place))
    known = [key for key in TEXT_KEYS if key in value]
    text = next((value[key] for key in known if value[key] is not None), None)
    said = value.get("error")
    if text is None and isinstance(said, str) and said.strip():
        return Entry(ids, "", said)
    if not known:
        raise CorpusError(f"{place} has a text under no known key; its keys are {_listed(value)}", f"one of: {', '.join(TEXT_KEYS)}")
    return Entry(ids, _text(text, place))


def _text(value: object, place: str) -> str:
    """Return an output as text without lone surrogates."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if value is not None and not isinstance(value, str):
        raise CorpusError(f"{place} is {_kind(value)}", "a text, a list of paragraphs, or null for an empty answer")
    text = value or ""
    if len(text) > _LARGEST:
        raise CorpusError(f"{place} is a text of {len(text):,} characters", f"at most {_LARGEST:,}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def _kind(value: object) -> str:
    """Say what a value of JSON is, with the value where it is short."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list of other things than paragraphs"
    return "null" if value is None else f"{json.dumps(value)[:40]}, which is no text"


def _listed(keys: Iterable[str]) -> str:
    """Name some keys."""
    names = list(keys)
    return (", ".join(map(_short, names[:_SHOWN])) or "none") + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _short(name: str) -> str:
    """Return a name in quotes, cut where it is long."""
    return repr(name if len(name) <= 80 else f"{name[:79]}…")
