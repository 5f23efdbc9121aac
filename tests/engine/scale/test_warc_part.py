"""One WARC file becomes one part with every pair in file order, and carries its totals."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine.scale import crawl, warc_part
from bench.engine.scale.totals import Totals
from tests.engine.scale.test_crawl import ADAPTERS, made, warc
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.engine.plan import Plan
    from bench.model import Extraction, Page

pytest.importorskip("fastwarc")


def test_a_file_becomes_a_part_with_every_pair_in_order(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    (file,) = crawl.files(made(ADAPTERS), [warc(tmp_path / "a.warc")], tmp_path / "out")
    totals = warc_part.extract(file)
    lines = pq.read_table(file.part).to_pylist()
    assert len(lines) == 300 * len(ADAPTERS)
    order = {adapter.name: place for place, adapter in enumerate(ADAPTERS)}
    assert [(line["page_id"], line["adapter"]) for line in lines] == sorted(
        ((line["page_id"], line["adapter"]) for line in lines), key=lambda key: (int(key[0]) // 128, order[key[1]], key[0])
    )
    first = lines[0]
    assert (first["url"], first["text"], first["corpus"]) == ("https://site0.example/0", "<P>PAGE 0 OF MANY", "a.warc")
    assert (totals.files, totals.pages) == (1, 300)
    assert totals.statuses == {
        "capitals": {"ok": 300},
        "again": {"ok": 300},
        "bad": {"ok": 294, "error": 6},
        "text-only": {"skipped": 300},
        "absent": {"skipped": 300},
    }
    assert totals.size == sum(len(f"<p>page {number} of many") if number % 50 != 7 else 8 for number in range(300))


def test_pages_of_a_corpus_stand_in_any_order(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = pages.corpus([f"page {number}" for number in range(300)])
    shuffled = replace(source, pages=tuple(random.Random(1).sample(source.pages, 300)))
    (file,) = crawl.files(made(ADAPTERS[:2]), [], tmp_path / "out", corpora=[shuffled])
    assert warc_part.extract(file).statuses == {"capitals": {"ok": 300}, "again": {"ok": 300}}
    lines = pq.read_table(file.part, columns=["page_id", "adapter"]).to_pylist()
    assert [line["page_id"] for line in lines if line["adapter"] == "again"] == [page.id for page in shuffled.pages]


def test_a_part_that_is_there_is_not_made_again_and_keeps_its_totals(tmp_path: Path) -> None:
    (file,) = crawl.files(made(ADAPTERS[:2]), [warc(tmp_path / "a.warc", 10)], tmp_path / "out")
    first = warc_part.extract(file)
    before = file.part.stat().st_mtime_ns
    second = warc_part.extract(file)
    assert second == first
    assert file.part.stat().st_mtime_ns == before
    (other,) = crawl.files(made(ADAPTERS[:1]), [tmp_path / "a.warc"], tmp_path / "out")
    assert other.part != file.part


def test_a_part_written_before_totals_had_empty_tables_is_read(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (file,) = crawl.files(made(ADAPTERS[:1]), [warc(tmp_path / "a.warc", 1)], tmp_path)
    old = {"files": 1, "pages": 0, "size": 0, "seconds": 0.5, "statuses": None, "spent": None, "agreement": None}
    file.part.parent.mkdir()
    pq.write_table(pa.table({}).replace_schema_metadata({"boilerbench.tally": json.dumps(old)}), file.part)
    assert warc_part.extract(file) == Totals(files=1, seconds=0.5)


def test_memory_is_bounded_by_a_batch_and_every_page_but_a_workers_first_is_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    (file,) = crawl.files(made(ADAPTERS[:1], workers=1), [warc(tmp_path / "a.warc", 200)], tmp_path / "out")
    read, ahead = warc_part._read, list[int]()
    ended = warc_part._complete
    counts = {"read": 0, "ended": 0}

    def counted(*args: object) -> Iterator[Page]:
        for page in read(*args):  # type: ignore[arg-type]
            counts["read"] += 1
            ahead.append(counts["read"] - counts["ended"])
            yield page

    def complete(plan: Plan, batch: warc_part.PageBatch) -> tuple[list[Page], list[Extraction]]:
        counts["ended"] += len(batch.pages)
        assert not any(page.stored for page in batch.pages)
        return ended(plan, batch)

    monkeypatch.setattr(warc_part, "_read", counted)
    monkeypatch.setattr(warc_part, "_complete", complete)
    totals = warc_part.extract(file)
    assert max(ahead) <= 4 * 8
    assert totals.timed == {"capitals": 199}
    assert [line["page_id"] for line in pq.read_table(file.part, columns=["page_id"]).to_pylist()] == [f"{n:07d}" for n in range(200)]
