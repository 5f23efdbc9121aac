"""Other people's records: JSON with errors that name the file, and plain text as gold blocks."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import IO, Any

from bench.corpus.text.decode import scrub
from bench.errors import CorpusError
from bench.model import Block

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def objects(content: bytes, where: str) -> dict[str, dict[str, Any]]:
    """Parse JSON that maps names to objects; raises CorpusError naming ``where``."""
    value = json_object(content, where)
    for key, item in value.items():
        if not isinstance(item, dict):
            raise CorpusError(f"{where}: {key!r} is no object", "an object of JSON for each page")
    return value


def json_object(content: bytes, where: str) -> dict[str, Any]:
    """Parse one JSON object; raises CorpusError naming ``where``."""
    try:
        value = json.loads(content, object_pairs_hook=partial(_unique, where))
    except (ValueError, RecursionError) as problem:
        raise CorpusError(f"{where} is no JSON: {problem}", "an object of JSON") from problem
    if not isinstance(value, dict):
        raise CorpusError(f"{where} holds {type(value).__name__}", "an object of JSON")
    return value


def _unique(where: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of one object; raises CorpusError for a name that stands there twice."""
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise CorpusError(f"{where} names {twice[:80]!r} twice", "each name once in an object of JSON")
    return value


def json_lines(stream: IO[bytes], where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) from JSON lines, one line in memory; blank lines are passed over."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield number, json_object(line, f"{where}:{number}")


def check_new(keys: Collection[tuple[str, str]], held: Collection[tuple[str, str]], where: str) -> None:
    """Raise CorpusError naming ``where`` for a page that another file holds too."""
    if twice := sorted(key for key in keys if key in held):
        raise CorpusError(f"{where} holds page {'/'.join(twice[0])}, which another file holds too", "each page once")


def check_pages(wanted: Iterable[str], stored: Collection[str], where: str, expected: str) -> None:
    """Raise CorpusError where ``stored`` lacks the HTML of a page that the ground truth names."""
    if missing := sorted(set(wanted) - set(stored)):
        raise CorpusError(f"{where} has no HTML for {len(missing)} pages, such as {missing[0]}", expected)


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return plain text as blocks, one a paragraph between blank lines; no words make no blocks."""
    return tuple(Block(part) for part in map(str.strip, _BLANK.split(scrub(text).replace("\r\n", "\n").strip())) if part)


def strings(value: object) -> tuple[str, ...]:
    """Return the strings of a list (anything else gives none), empty ones left out."""
    return tuple(item for item in value if isinstance(item, str) and item.strip()) if isinstance(value, list) else ()
