"""WARC files through adapters without gold: each to its part, damaged ones told, who agrees with whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.corpus.source.remote import RemoteFile
from bench.engine import plan
from bench.engine.scale import crawl
from bench.engine.scale.totals import Totals
from bench.errors import CorpusError
from bench.model import Adapter, Kind
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engine.plan import Plan
    from bench.engine.scale.warc_part import WarcFile

pytest.importorskip("fastwarc")

ADAPTERS = [
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


def made(adapters: list[Adapter], **changes: object) -> Plan:
    return plan.make([], adapters, replace(pages.options(), **changes))  # type: ignore[arg-type]


def test_files_of_one_name_or_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no file matches"):
        crawl.files(made(ADAPTERS), [], tmp_path)
    with pytest.raises(CorpusError, match="two files"):
        crawl.files(made(ADAPTERS), [tmp_path / "a" / "x.warc", tmp_path / "b" / "x.warc"], tmp_path)


def test_a_file_that_is_cut_off_keeps_the_pages_before_and_one_that_is_none_leaves_no_part(tmp_path: Path) -> None:
    whole = warc(tmp_path / "a.warc", 200).read_bytes()
    (tmp_path / "b.warc").write_bytes(whole[:-20])
    (tmp_path / "d.warc").write_bytes(b"no records")
    warc(tmp_path / "c.warc", 3)
    work = crawl.files(
        made(ADAPTERS[:1]), [tmp_path / name for name in ("a.warc", "b.warc", "c.warc", "d.warc", "gone.warc")], tmp_path / "out"
    )
    heard: list[tuple[str, int]] = []

    def hear(file: WarcFile, totals: Totals, read: int) -> None:
        assert read
        heard.append((file.source.name, totals.pages))

    told = [outcome.what if isinstance(outcome, CorpusError) else outcome.pages for _, outcome in crawl.extract(work, hear)]
    nothing = "d.warc is damaged, or no WARC file: it begins with b'no records'"
    assert told == [200, 199, 3, nothing, "gone.warc cannot be opened: No such file or directory"]
    assert [call for call in heard if call[0] != "b.warc"] == [("a.warc", 128), ("a.warc", 200), ("c.warc", 3)]
    assert sorted(path.name for path in (tmp_path / "out").glob("settings=*/*")) == ["a.warc.parquet", "b.warc.parquet", "c.warc.parquet"]
    ((_, again),) = crawl.extract(work[1:2])
    assert isinstance(again, Totals)
    assert (again.pages, again.left_out, again.faults) == (199, {"records cut off": 1}, {"records cut off": 1})


def test_agreement_counts_pages_and_knows_failures(tmp_path: Path) -> None:
    (file,) = crawl.files(made(ADAPTERS), [warc(tmp_path / "a.warc")], tmp_path / "out", pages=50)
    ((_, totals),) = crawl.extract([file])
    names = ("capitals", "again", "bad", "absent")
    assert [totals.agreed("capitals", name) for name in names] == [1.0, 1.0, pytest.approx(49 / 50), None]
    assert [totals.agreed(name, "capitals") for name in names] == [1.0, 1.0, pytest.approx(49 / 50), None]
    assert totals.pages == 50


def test_a_part_of_before_there_were_partitions_is_taken_as_it_is(tmp_path: Path) -> None:
    (file,) = crawl.files(made(ADAPTERS[:1]), [warc(tmp_path / "a.warc", 3)], tmp_path / "out")
    partition = file.part.parent.name
    old = tmp_path / "out" / f"a.warc.{partition.removeprefix('settings=')}.parquet"
    old.parent.mkdir()
    old.touch()
    (again,) = crawl.files(made(ADAPTERS[:1]), [tmp_path / "a.warc"], tmp_path / "out")
    assert (partition[:9], again.part) == ("settings=", old.resolve())


def test_all_parts_are_one_dataset_and_what_failed_is_written_down_beside_it(tmp_path: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    sources = [warc(tmp_path / f"{name}.warc", 2) for name in "ab"]
    for _ in crawl.extract(crawl.files(made(ADAPTERS[:1]), sources, tmp_path / "out")):
        pass
    crawl.record(tmp_path / "out", [CorpusError("c.warc cannot be read: gone")])
    table = dataset.dataset(tmp_path / "out", partitioning="hive").to_table(columns=["corpus", "settings"])
    assert table.num_rows == 4
    assert len(set(table["settings"].to_pylist())) == 1
    assert "c.warc cannot be read" in (tmp_path / "out" / crawl.FAILED).read_text(encoding="utf-8")
    crawl.record(tmp_path / "out", [])
    assert not (tmp_path / "out" / crawl.FAILED).exists()


def test_a_file_that_lies_elsewhere_is_read_again_before_it_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "_PAUSES", (0.0, 0.0))
    tries: list[str] = []

    def broken(file: WarcFile, heard: object = None) -> Totals:
        tries.append(file.source.name)
        if len(tries) < 3:
            raise CorpusError("the network is away")
        return Totals(files=1)

    monkeypatch.setattr(crawl.warc_part, "extract", broken)
    ((_, outcome),) = crawl.extract(crawl.files(made(ADAPTERS[:1]), [RemoteFile("memory://x/a.warc")], tmp_path))
    assert (outcome, tries) == (Totals(files=1), ["a.warc"] * 3)
    tries.clear()
    ((_, outcome),) = crawl.extract(crawl.files(made(ADAPTERS[:1]), [tmp_path / "b.warc"], tmp_path))
    assert isinstance(outcome, CorpusError)
