"""Differences between the gold of a page and a second reading: what is shown of them, and signing what settles them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench.annotate.adjudication import differences, settled
from bench.corpus.gold import readings, signing
from bench.corpus.gold.readings import Reading
from bench.corpus.gold.signing import Act, Signature
from bench.errors import CorpusError


def second_readers(folder: Path, page_id: str, signed: Sequence[Signature] = ()) -> list[str]:
    """Return who has finished a second reading of a page, sorted.

    Who cleaned its gold first, by ``signed``, is none of them.
    """
    cleaners = {mark.by for mark in signed if mark.act is Act.CLEANED}
    held = {name: readings.read(folder, name, page_id) for name in readings.readers(folder) if name not in cleaners}
    return [name for name, reading in held.items() if reading is not None and reading.finished]


def shown_differences(folder: Path, page_id: str, reader: str) -> dict[str, Any]:
    """Return what differs between the gold and a second reading, as plain data; nothing else of them."""
    first, second = _pair(folder, page_id, reader)
    listed = [asdict(difference) for difference in differences(first.blocks, second.blocks)]
    return {"id": page_id, "reader": second.reader, "differences": listed}


def settle(folder: Path, page_id: str, reader: str, decisions: Mapping[str, Any], by: str) -> Signature:
    """Write the gold that decisions make and sign it as adjudicated.

    The first reading is kept among the others. ``decisions`` maps the number of each difference to ``first`` or ``second``. Raises
    CorpusError where one is missing.
    """
    first, second = _pair(folder, page_id, reader)
    chosen = {int(number): str(choice) for number, choice in decisions.items() if number.isascii() and number.isdigit()}
    blocks = settled(first.blocks, second.blocks, chosen)
    _keep(folder, page_id, first)
    return signing.sign_off(folder, page_id, blocks, by, blank=not blocks, act=signing.Act.ADJUDICATED)


def _keep(folder: Path, page_id: str, first: Reading) -> None:
    """Store the gold of one person under their name, unless something stands there.

    Once differences are settled it says no more what they read.
    """
    last = next((mark for mark in reversed(signing.marks(folder).get(page_id, ())) if mark.act is not Act.SECOND), None)
    if last is not None and last.act is Act.CLEANED and readings.read(folder, last.by, page_id) is None:
        readings.store(folder, replace(first, reader=last.by))


def _pair(folder: Path, page_id: str, reader: str) -> tuple[Reading, Reading]:
    first, second = readings.read_gold(folder, page_id), readings.read(folder, reader, page_id)
    if first is None or second is None or not first.finished or not second.finished:
        raise CorpusError(f"{page_id[:80]} has no two finished readings", "signed gold and a finished second reading")
    return first, second
