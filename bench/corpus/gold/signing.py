"""Who cleaned the gold of a page, read it a second time or settled differences, and when."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bench.corpus.gold.readings import FOLDER, Reading, gold_place, read_gold, reader_name, store, store_gold
from bench.errors import CorpusError
from bench.files import check_schema, lock, write_json
from bench.model import SCHEMA, Block

FILE = "signed.json"
_MEND = "restore the file, or delete it to lose who signed what"


class Act(StrEnum):
    """What a person signs."""

    CLEANED = "cleaned"
    SECOND = "second reading"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: ``at`` is a time in UTC as ISO 8601, ``sha256`` that of the signed file's bytes."""

    act: Act
    by: str
    at: str
    sha256: str = ""

    @property
    def said(self) -> str:
        """The mark in words, such as ``cleaned by Ann on 2026-11-26``."""
        return f"{self.act} by {self.by} on {self.at[:10]}"


def marks(folder: Path) -> dict[str, tuple[Signature, ...]]:
    """Return the marks of each page in the order they were made; raises CorpusError for a damaged file."""
    path = folder / FOLDER / FILE
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
        check_schema(held["schema"], path, CorpusError, _MEND)
        return {str(page): tuple(_mark(entry) for entry in entries) for page, entries in held["pages"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise CorpusError(f"{path} does not hold signatures: {problem}", "what boilerbench wrote", _MEND) from problem


def sign_off(
    folder: Path,
    page_id: str,
    blocks: Sequence[Block],
    by: str,
    *,
    blank: bool = False,
    act: Act = Act.CLEANED,
    now: datetime | None = None,
) -> Signature:
    """Write blocks as the gold of a page, without a draft mark; keep who did it and when (now).

    ``act`` is ``cleaned``, or ``adjudicated`` where differences with a second reading were settled. Returns the mark.
    """
    if act is Act.SECOND:
        raise CorpusError("a second reading is no gold", "cleaned or adjudicated")
    name = reader_name(by)
    marks(folder)  # a damaged file is told before anything is written
    written = store_gold(folder, page_id, blocks, blank=blank)
    return _add(folder, page_id, _made(act, name, written.encode(), now))


def sign_reading(folder: Path, reading: Reading, now: datetime | None = None) -> Signature:
    """Store a finished second reading, keep when it was made; raises CorpusError for a draft."""
    if not reading.finished:
        raise CorpusError(f"the reading of {reading.page_id} is not finished", "blocks or [empty], and no [draft]")
    marks(folder)
    name = reader_name(reading.reader)
    return _add(folder, reading.page_id, _made(Act.SECOND, name, store(folder, reading).read_bytes(), now))


def status(folder: Path, page_id: str, signed: Mapping[str, Sequence[Signature]] | None = None) -> str:
    """Return what is known of a page's gold in words.

    ``draft``, or ``cleaned by Ann on 2026-11-26, second reading by Bo on 2026-11-27``.

    The gold file has the last word: a draft mark that was put back makes it a draft, whoever signed it before; a file that changed after it
    was signed is said to have. ``signed``: what :func:`marks` gave, for many pages.
    """
    gold = read_gold(folder, page_id)
    made = tuple((marks(folder) if signed is None else signed).get(page_id, ()))
    said = [mark.said for mark in _latest(made)]
    if gold is None:
        return ", ".join(["no gold", *said])
    if gold.draft:
        return ", ".join(["draft", *(mark.said for mark in _latest(made) if mark.act is Act.SECOND)])
    last = next((mark for mark in reversed(made) if mark.act is not Act.SECOND), None)
    if last is None:
        return ", ".join(["cleaned" if gold.finished else "empty", *said])
    is_changed = last.sha256 != hashlib.sha256(gold_place(folder, page_id).read_bytes()).hexdigest()
    return ", ".join([*said, *["changed since"] * is_changed])


def _latest(made: Sequence[Signature]) -> list[Signature]:
    """Return the last mark of each act, of second readings that of each reader, in order."""
    return list({(mark.act, mark.by if mark.act is Act.SECOND else ""): mark for mark in made}.values())


def _made(act: Act, by: str, content: bytes, now: datetime | None) -> Signature:
    at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    return Signature(act, by, at, hashlib.sha256(content).hexdigest())


def _add(folder: Path, page_id: str, mark: Signature) -> Signature:
    """Append a mark to those of its page; processes that sign at once wait for each other."""
    top = folder / FOLDER
    top.mkdir(parents=True, exist_ok=True)
    held = lock(top, wait=True)
    try:
        pages = marks(folder)
        pages[page_id] = (*pages.get(page_id, ()), mark)
        write_json(top / FILE, {"schema": SCHEMA, "pages": {page: [asdict(each) for each in made] for page, made in pages.items()}})
    finally:
        if held is not None:
            os.close(held)
    return mark


def _mark(entry: Mapping[str, Any]) -> Signature:
    return Signature(Act(entry["act"]), str(entry["by"]), str(entry["at"]), str(entry.get("sha256", "")))
