"""The journal: whole up to wherever a crash cut it off, whatever follows; another schema starts anew."""

from __future__ import annotations

import errno
import json
import os
import struct
import time
import zlib
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.model import Extraction, Status
from bench.store import journal
from bench.store.journal import Journal, KnownPairs, extractions

if TYPE_CHECKING:
    from pathlib import Path

ONE = Extraction("c", "p", "a", Status.OK, text="words \ud800 of text", stderr="printed", wall_ns=7)
KEY = ("a", "c", "p")
ROWS = [Extraction("c", f"p{number}", "a", Status.OK, text=f"text {number} ü\ud800"[:8], wall_ns=number) for number in range(5)]


def record(payload: bytes) -> bytes:
    """Return a record as the format says: length and CRC-32, little-endian, then the payload."""
    return struct.pack("<II", len(payload), zlib.crc32(payload)) + payload


def written(path: Path, *kept: Extraction) -> bytes:
    """Write a journal and return its bytes."""
    with Journal(path) as opened:
        for extraction in kept:
            opened.append(extraction)
    return path.read_bytes()


def test_a_journal_is_read_back(tmp_path: Path) -> None:
    assert list(extractions(tmp_path / "none")) == []
    every = [Extraction("c", "p", "a", status, error="e", stderr="s", peak_rss=7, network=1, reused=True) for status in Status]
    content = written(tmp_path / "journal", *every)
    assert list(extractions(tmp_path / "journal")) == every
    assert content.startswith(record(b'{"schema": 1}'))
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o644


def test_a_torn_journal_is_read_up_to_the_tear(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    content = written(path, *ROWS)
    seen = set()
    for cut in range(len(content)):
        path.write_bytes(content[:cut])
        whole = list(extractions(path))
        assert whole == ROWS[: len(whole)]
        seen.add(len(whole))
    assert seen == {0, 1, 2, 3, 4}
    path.write_bytes(content[:-3])
    written(path, ROWS[4])
    assert list(extractions(path)) == ROWS


def test_a_damaged_record_ends_the_journal_there(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    content = bytearray(written(path, *ROWS))
    content[len(content) * 2 // 3] ^= 1
    path.write_bytes(content)
    whole = list(extractions(path))
    assert 0 < len(whole) < len(ROWS)
    assert whole == ROWS[: len(whole)]
    written(path, ROWS[4])
    assert list(extractions(path)) == [*whole, ROWS[4]]


def test_zeros_after_a_power_cut_are_no_record(tmp_path: Path) -> None:
    """The checksum of nothing is 0, so that zeros would pass for a record without content."""
    path = tmp_path / "journal"
    content = written(path, *ROWS[:2])
    path.write_bytes(content + bytes(64))
    assert list(extractions(path)) == ROWS[:2]
    assert written(path) == content


def test_a_record_too_long_to_be_ours_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal"
    written(path, ROWS[0])
    longest = max(len(payload) for _, payload in journal._records(path))
    monkeypatch.setattr(journal, "_LARGEST", longest)
    assert list(extractions(path)) == ROWS[:1]
    monkeypatch.setattr(journal, "_LARGEST", longest - 1)
    assert list(extractions(path)) == []


@pytest.mark.parametrize(
    "content", [b"", b"not a journal at all", record(b'{"schema": 2}') + record(b"{}"), record(b"{}"), record(b'{"x": 1}') * 3]
)
def test_a_journal_of_something_else_starts_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    assert list(extractions(path)) == []
    assert written(path, ROWS[0]) == written(tmp_path / "fresh", ROWS[0])


def test_an_old_journal_without_a_newer_field_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    old = {"corpus": "c", "page_id": "p", "adapter": "a", "status": "empty"}
    path.write_bytes(record(b'{"schema": 1}') + record(json.dumps(old).encode()))
    assert list(extractions(path)) == [Extraction("c", "p", "a", Status.EMPTY)]


@pytest.mark.parametrize(("waited", "syncs"), [(4.9, 0), (5.0, 0), (5.1, 1)])
def test_records_are_pushed_to_the_disk_every_five_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited: float, syncs: int
) -> None:
    now, synced = [100.0], list[int]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(os, "fdatasync", synced.append)
    with Journal(tmp_path / "journal") as kept:
        kept.append(ROWS[0])
        assert synced == []
        now[0] += waited
        kept.append(ROWS[1])
        pushed(kept)
        assert len(synced) == syncs
        kept.append(ROWS[2])
        pushed(kept)
        assert len(synced) == syncs  # the clock starts again
    assert list(extractions(tmp_path / "journal")) == ROWS[:3]


def test_closing_pushes_everything_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = list[int]()
    monkeypatch.setattr(os, "fsync", synced.append)
    with Journal(tmp_path / "journal") as kept:
        kept.append(ROWS[0])
    assert len(synced) == 1


def test_a_system_without_fdatasync_syncs_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, synced = [0.0], list[int]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.delattr(os, "fdatasync")
    monkeypatch.setattr(os, "fsync", synced.append)
    with Journal(tmp_path / "journal") as kept:
        now[0] += 6
        kept.append(ROWS[0])
        pushed(kept)
        assert len(synced) == 1


def test_a_slow_disk_keeps_nobody_waiting_and_its_fault_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked, go = [0.0], list[int](), Event()

    def slow(fd: int) -> None:
        asked.append(fd)
        assert go.wait(30)
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(os, "fdatasync", slow)
    with Journal(tmp_path / "journal") as kept:
        for row in ROWS[:3]:
            now[0] += 6
            kept.append(row)
        go.set()
        pushed(kept)
        assert len(asked) == 1  # the others waited for none
        now[0] += 6
        with pytest.raises(OSError, match="the disk is gone"):
            kept.append(ROWS[3])
    assert list(extractions(tmp_path / "journal")) == ROWS[:4]


def test_a_fault_of_the_last_push_is_raised_on_closing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system tells a fault once, to whoever asks first: ``fsync`` afterwards says nothing of it."""

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    now, closed = [0.0], list[int]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(os, "fdatasync", broken)
    kept = Journal(tmp_path / "journal")
    now[0] += 6
    kept.append(ROWS[0])
    close = os.close
    monkeypatch.setattr(os, "close", lambda fd: (closed.append(fd), close(fd))[1])
    with pytest.raises(OSError, match="the disk is gone"):
        kept.close()
    assert len(closed) == 1


def pushed(kept: Journal) -> None:
    """Wait until what is being pushed to the disk is there."""
    if kept._push:
        kept._push.join()


def test_a_record_written_in_pieces_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    written(tmp_path / "journal", *ROWS)
    assert list(extractions(tmp_path / "journal")) == ROWS


def test_texts_are_on_disk_and_come_back_whole(tmp_path: Path) -> None:
    with KnownPairs(tmp_path / "journal", held=0) as known:
        known.add(ONE)
        known.add(skipped := replace(ONE, page_id="q", status=Status.SKIPPED, text="", error="why"))
        assert known.pairs[KEY] == replace(ONE, text="", stderr="")
        assert list(known.in_order([("a", "c", "q"), KEY])) == [skipped, ONE]


def test_first_texts_are_held_in_memory_until_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All come back whole, in any order; one that is told again is what was told last."""
    second, third = replace(ONE, page_id="q", text="x" * 60), replace(ONE, page_id="r", text="y")
    read: list[int] = []
    plain = Journal.read
    monkeypatch.setattr(Journal, "read", lambda journal, place: (read.append(place), plain(journal, place))[1])
    with KnownPairs(tmp_path / "journal", held=50) as known:
        for one in (ONE, second, third):
            known.add(one)
        assert list(known.in_order([("a", "c", "r"), KEY, ("a", "c", "q")])) == [third, ONE, second]
        assert len(read) == 2
        assert [len(one.text) > 0 for one in known.pairs.values()] == [True, False, False]
        known.add(replace(ONE, text="z" * 60))
        assert known.whole(KEY).text == "z" * 60


def test_what_was_done_before_a_kill_is_known_but_not_what_was_never_tried(tmp_path: Path) -> None:
    with KnownPairs(tmp_path / "journal") as known:
        known.add(ONE)
        known.add(replace(ONE, page_id="q", status=Status.SKIPPED, text=""))
    with KnownPairs(tmp_path / "journal") as again:
        assert list(again.pairs) == [KEY]
        again.add(replace(ONE, page_id="r", text="later"))
        assert [again.whole(key).text for key in again.pairs] == [ONE.text, "later"]


def test_earlier_runs_give_only_what_is_lacking(tmp_path: Path) -> None:
    with KnownPairs(tmp_path / "journal") as known:
        known.add(ONE)
        known.add_reused([replace(ONE, text="old", reused=True), replace(ONE, page_id="q", text="old", reused=True)])
        assert [known.whole(key).text for key in known.pairs] == [ONE.text, "old"]


def test_texts_that_look_like_html_are_counted_for_each_adapter(tmp_path: Path) -> None:
    marked = "<div><p>one</p><p>two</p><p>three</p></div>"
    for _ in range(2):
        with KnownPairs(tmp_path / "journal") as known:
            known.add_reused(replace(ONE, page_id=str(at), text=text) for at, text in enumerate(["plain", marked, marked]))
            assert known.marked == {"a": 2}


def test_a_journal_that_changes_under_a_run_is_an_error(tmp_path: Path) -> None:
    with KnownPairs(tmp_path / "journal", held=0) as known:
        known.add(ONE)
        content = bytearray((tmp_path / "journal").read_bytes())
        content[-9] ^= 1
        (tmp_path / "journal").write_bytes(content)
        with pytest.raises(RunError, match="was changed while"):
            known.whole(KEY)
