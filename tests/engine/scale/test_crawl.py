"""WARC files through adapters without gold: every pair a row in file order, what it came to, who agrees with whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine import plan
from bench.engine.scale import agreement, crawl
from bench.errors import CorpusError
from bench.model import Adapter, Kind
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engine.plan import Plan

pytest.importorskip("fastwarc")

ROWS = [
    Adapter("capitals", "mild:capitals"),
    Adapter("again", "mild:capitals"),
    Adapter("bad", "hostile:act"),
    Adapter("text-only", "mild:capitals", kinds=(Kind.TEXT,)),
    Adapter("absent", "mild:absent"),
]


def record(number: int, html: str) -> bytes:
    """Return one WARC response record."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://site{number % 3}.example/{number}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number:08d}-0000-0000-0000-000000000000>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def warc(path: Path, count: int = 300) -> Path:
    path.write_bytes(b"".join(record(number, "raise it" if number % 50 == 7 else f"<p>page {number} of many") for number in range(count)))
    return path


def made(rows: list[Adapter], **changes: object) -> Plan:
    return plan.make([], rows, replace(pages.options(), **changes))  # type: ignore[arg-type]


def test_a_file_becomes_a_part_with_every_pair_in_order(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    (file,) = crawl.files(made(ROWS), [warc(tmp_path / "a.warc")], tmp_path / "out")
    ((_, tally),) = crawl.extract([file])
    rows = pq.read_table(file.part).to_pylist()
    assert len(rows) == 300 * len(ROWS)
    order = {row.name: place for place, row in enumerate(ROWS)}
    assert [(row["page_id"], row["adapter"]) for row in rows] == sorted(
        ((row["page_id"], row["adapter"]) for row in rows), key=lambda key: (int(key[0]) // 128, order[key[1]], key[0])
    )
    first = rows[0]
    assert (first["url"], first["text"], first["corpus"]) == ("https://site0.example/0", "<P>PAGE 0 OF MANY", "a.warc")
    assert (tally.files, tally.pages) == (1, 300)
    assert tally.statuses == {
        "capitals": {"ok": 300},
        "again": {"ok": 300},
        "bad": {"ok": 294, "error": 6},
        "text-only": {"skipped": 300},
        "absent": {"skipped": 300},
    }
    assert tally.size == sum(len(f"<p>page {number} of many") if number % 50 != 7 else 8 for number in range(300))


def test_agreement_counts_pages_and_knows_failures(tmp_path: Path) -> None:
    (file,) = crawl.files(made(ROWS), [warc(tmp_path / "a.warc")], tmp_path / "out", pages=50)
    ((_, tally),) = crawl.extract([file])
    square = agreement.matrix(tally.agreement or {}, ["capitals", "again", "bad", "absent"])
    assert square[0] == [1.0, 1.0, pytest.approx(49 / 50), None]
    assert [row[0] for row in square] == square[0]
    assert tally.pages == 50


def test_a_part_that_is_there_is_not_made_again_and_keeps_its_tally(tmp_path: Path) -> None:
    (file,) = crawl.files(made(ROWS[:2]), [warc(tmp_path / "a.warc", 10)], tmp_path / "out")
    ((_, first),) = crawl.extract([file])
    before = file.part.stat().st_mtime_ns
    ((_, second),) = crawl.extract([file])
    assert second == first
    assert file.part.stat().st_mtime_ns == before
    (other,) = crawl.files(made(ROWS[:1]), [tmp_path / "a.warc"], tmp_path / "out")
    assert other.part != file.part


def test_tallies_add_up() -> None:
    one = crawl.Tally(1, 2, 3, 4.0, {"a": {"ok": 2}}, {"a": 5}, {"a\tb": (0.5, 1)})
    two = crawl.Tally(1, 1, 1, 1.0, {"a": {"ok": 1}, "b": {"error": 1}}, {"b": 7}, {"a\tb": (1.0, 1)})
    total = one.plus(two)
    assert total == crawl.Tally(2, 3, 4, 5.0, {"a": {"ok": 3}, "b": {"error": 1}}, {"a": 5, "b": 7}, {"a\tb": (1.5, 2)})
    assert crawl.Tally().plus(one) == one


def test_files_of_one_name_or_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no WARC"):
        crawl.files(made(ROWS), [], tmp_path)
    with pytest.raises(CorpusError, match="two files"):
        crawl.files(made(ROWS), [tmp_path / "a" / "x.warc", tmp_path / "b" / "x.warc"], tmp_path)


@pytest.mark.parametrize(
    ("first", "second", "value"), [("a b", "a b", 1.0), ("a b", "c d", 0.0), ("a a b", "a b b", 2 / 3), ("", "a", 0.0), ("", "", None)]
)
def test_agreement_is_the_dice_coefficient_of_bags(first: str, second: str, value: float | None) -> None:
    found = agreement.of_page({"x": first, "y": second})
    assert found == ({} if value is None else {"x\ty": (pytest.approx(value), 1)})


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_part_and_is_told(tmp_path: Path) -> None:
    whole = warc(tmp_path / "a.warc", 200).read_bytes()
    (tmp_path / "b.warc").write_bytes(whole[:-20])
    warc(tmp_path / "c.warc", 3)
    work = crawl.files(made(ROWS[:1]), [tmp_path / name for name in ("a.warc", "b.warc", "c.warc", "gone.warc")], tmp_path / "out")
    heard: list[tuple[str, int]] = []

    def hear(file: crawl.File, tally: crawl.Tally, read: int) -> None:
        assert read
        heard.append((file.source.name, tally.pages))

    told = [found.what if isinstance(found, CorpusError) else found.pages for _, found in crawl.extract(work, hear)]
    assert told == [200, "b.warc is cut off within a page", 3, "gone.warc cannot be opened: No such file or directory"]
    assert [call for call in heard if call[0] != "b.warc"] == [("a.warc", 128), ("a.warc", 200), ("c.warc", 3)]
    assert sorted(path.name[:6] for path in (tmp_path / "out").iterdir()) == ["a.warc", "c.warc"]
