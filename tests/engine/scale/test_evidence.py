"""What stands in the parts of a crawl: pages that failed, and estimates by pages spread evenly over all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.engine.scale import evidence
from bench.model import Adapter, Extraction, Manifest, Status
from bench.store import run_folder

if TYPE_CHECKING:
    from pathlib import Path

ADAPTERS = [Adapter(name, f"mild:{name}", package=name) for name in ("capitals", "again", "shout")]
MANIFEST = Manifest(
    id="x", created="", version="0", corpora=(), adapters=tuple(one.as_data() for one in ADAPTERS), options={}, machine={}, complete=True
)
WORDS = " ".join(f"word{at}" for at in range(40))


def part(path: Path, groups: int, size: int) -> Path:
    """Write a part as a crawl does: a row group for each batch, in it adapter by adapter."""
    path.parent.mkdir(exist_ok=True)
    schema = run_folder.schema_of(Extraction).append(pa.field("url", pa.string()))
    with pq.ParquetWriter(path, schema) as writer:
        for group in range(groups):
            lines = []
            for adapter in ADAPTERS:
                for number in range(group * size, (group + 1) * size):
                    broke = adapter.name == "shout" and number % 4 == 0
                    text = "" if broke else f"page {number} {WORDS}" + (" and more of what is none" if adapter.name == "again" else "")
                    one = Extraction(
                        "x", f"{number:07d}", adapter.name, Status.CRASH if broke else Status.OK, text=text, error="died" * broke
                    )
                    lines.append({**run_folder.extraction_data(one), "url": f"https://site{number % 5}.test/{number}"})
            writer.write_table(pa.Table.from_pylist(lines, schema=schema))
    return path


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    return [part(tmp_path / "out" / "a.warc.parquet", 3, 8), part(tmp_path / "out" / "b.warc.parquet", 2, 8)]


def test_the_first_pages_of_each_kind_of_failure_are_named(parts: list[Path]) -> None:
    failed = evidence.failed_pages(parts, 7)
    assert [(one.adapter, one.status, one.file, int(one.number)) for one in failed] == [
        ("shout", "crash", name, number) for name, number in [*(("a.warc", at) for at in range(0, 24, 4)), ("b.warc", 0)]
    ]
    assert {(one.url.partition(".test/")[0], one.error) for one in failed} >= {("https://site0", "died")}


@pytest.mark.parametrize("most", [5, 13, 40, 400])
def test_pages_are_drawn_evenly_from_all_parts(parts: list[Path], most: int) -> None:
    drawn = [line["page_id"] for line in evidence._sampled(parts, 3, most) if line["adapter"] == "again"]
    places = [(0 if name == "a.warc.parquet" else 24) + int(number) for name, number in (page.split("/") for page in drawn)]
    step = -(-40 // most)
    assert places == list(range(0, 40, step))
    assert len(places) <= most


def test_estimates_say_who_adds_and_who_drops(parts: list[Path]) -> None:
    (one,) = evidence.estimates(MANIFEST, parts)
    figures = {standing.adapter: standing.metrics["est_f1"].value for standing in one.board.standings}
    assert one.board.n == 40
    assert one.board.clusters == 5
    assert figures["capitals"] > figures["again"] > figures["shout"]
    assert evidence.estimates(MANIFEST, []) == ()


def test_one_family_estimates_nothing(parts: list[Path]) -> None:
    alike = replace(MANIFEST, adapters=tuple({**about, "package": "one"} for about in MANIFEST.adapters))
    assert evidence.estimates(alike, parts[1:]) == ()
