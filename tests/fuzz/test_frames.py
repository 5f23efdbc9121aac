"""What a worker sends, damaged at random or lying in any field: an extraction that can be stored, or one error of the wire."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.errors import WireError
from bench.model import Adapter, Extraction, Kind, Page
from bench.store import journal
from bench.store.run_folder import extraction_data, write_extractions
from bench.workers import wire
from bench.workers.outcome import settle
from tests.fuzz.damage import NUMBER, damaged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PAGE = Page("p", "c", b"<p>a page of words</p>", Kind.HTML)
ADAPTER = Adapter("mine", "mine:f")
HELLO = {"type": "hello", "wire": 1, "name": "mine", "package": "mine", "version": "1.0", "start_ns": 5_000}
RESULT = {"type": "result", "id": 7, "status": "ok", "wall_ns": 1_000, "cpu_ns": 900, "peak_rss": 1 << 20, "rss": 1 << 19, "network": 0}
FAILED = RESULT | {"status": "error", "error": "ValueError: \u202e caf\u00e9\r\n\x1b[2J"}
TALK = (
    wire.encode(HELLO)
    + wire.encode(RESULT, "words of a page, caf\u00e9".encode())
    + wire.encode(FAILED)
    + wire.encode(RESULT, b"more words")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def heard(stream: bytes, step: int = 50) -> tuple[list[Extraction], str]:
    """Return what comes of a worker's bytes, as the pool takes them, and why the conversation ended, "" where they did."""
    made: list[Extraction] = []
    greeted = False
    decoder = wire.Decoder(1 << 20)
    try:
        for at in range(0, len(stream), step):
            for header, body in decoder.feed(stream[at : at + step]):
                if not greeted:
                    greeted = bool(wire.greeting(header))
                elif wire.is_answer(header, 7):
                    made.append(settle(PAGE, ADAPTER, header, body, "", 0.1))
                else:
                    return made, "nobody asked"
    except WireError as problem:
        return made, problem.what
    return made, ""


def stored(folder: Path, extractions: Iterable[Extraction]) -> None:
    """Store extractions both ways; what the journal gives back is the same."""
    every = list(extractions)
    with journal.Journal(folder / "journal") as kept:
        for one in every:
            kept.append(one)
            for value in extraction_data(one).values():
                assert not isinstance(value, float) or math.isfinite(value)
    write_extractions(folder / "extractions.parquet", every)
    assert list(journal.extractions(folder / "journal")) == every


def test_what_damaged_frames_give_can_be_stored(tmp_path: Path) -> None:
    whole, ended = heard(TALK)
    assert ([one.text for one in whole], ended) == (["words of a page, caf\u00e9", "", "more words"], "")
    every = [heard(content) for _, content in damaged(TALK, "frames")]
    stored(tmp_path, (one for made, _ in every for one in made))
    assert any(ended for _, ended in every), "no damage was told"
    assert len(every) == NUMBER


def test_what_any_value_in_any_field_gives_can_be_stored(tmp_path: Path) -> None:
    made: list[Extraction] = []

    @settings(max_examples=NUMBER, deadline=None)
    @given(st.sampled_from((HELLO, RESULT, FAILED)), st.data())
    def lie(header: dict[str, object], data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([*header, "error", "stray"]))
        line = json.dumps({**header, "length": 0, name: data.draw(VALUES)}).encode() + b"\n"
        made.extend(heard(line if header is HELLO else wire.encode(HELLO) + line)[0])

    lie()
    assert made
    stored(tmp_path, made)
