"""The table of parts: the best contender of each column, pages whose gold has the part, none for other protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.corpus.readers.assembly import assemble
from bench.engine.plan import Options
from bench.engine.run import run
from bench.model import Adapter, Gold, Page
from bench.report import parts_table
from bench.report.build import build
from bench.report.scopes import scopes
from bench.scoring.text.tree import PARTS
from bench.store import frames

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

PAGES = {"a": "# one\n\n- two\n- three", "b": "four"}
ROWS = {
    "whole": Adapter("whole", "bench.adapters.floors:page", output="html"),
    "floor": Adapter("floor", "bench.adapters.floors:page", output="html", floor=True),
    "plain": Adapter("plain", "bench.adapters.floors:everything"),
}


def made(tmp_path: Path, protocol: str) -> RunFolder:
    """Run the adapters over both pages."""
    pages = [Page(key, "tiny", f"<h1>one</h1><ul><li>two</ul><p>{key}".encode()) for key in PAGES]
    gold = {key: Gold(key, (), parts={"structure": text}) for key, text in PAGES.items()}
    return run([assemble("tiny", pages, gold)], list(ROWS), [protocol], out=tmp_path, options=Options(workers=1, resamples=50), own=ROWS)


def test_parts_read_by_lines_have_the_same_table_without_levels_and_code(tmp_path: Path) -> None:
    (scope,) = scopes(frames.read_all(made(tmp_path, "structure-lines").path))
    table = parts_table.table(scope)
    assert table is not None
    assert dict(zip(table.parts, table.pages, strict=True)) == {"words": 2, "headings": 1, "items": 1, "rows": 0, "links": 0}
    items = {name: (cells[2].value, cells[2].best) for name, _, cells in table.lines}
    assert items == {"whole": ("0.667", True), "floor": ("0.667", False)}


def test_adapters_by_parts(tmp_path: Path) -> None:
    run_folder = made(tmp_path, "structure")
    (scope,) = scopes(frames.read_all(run_folder.path))
    table = parts_table.table(scope)
    assert table is not None
    assert dict(zip(table.parts, table.pages, strict=True)) == dict.fromkeys(PARTS, 0) | {
        "words": 2,
        "headings": 1,
        "levels": 1,
        "items": 1,
    }
    lines = {name: dict(zip(table.parts, cells, strict=True)) for name, _, cells in table.lines}
    assert set(lines) == {"whole", "floor"}
    assert (lines["whole"]["items"].value, lines["whole"]["items"].precision, lines["whole"]["items"].recall) == ("0.667", "1.000", "0.500")
    assert lines["whole"]["items"].best
    assert not lines["floor"]["items"].best
    assert lines["whole"]["code"].bounds == ""
    text = build(run_folder.path).read_text(encoding="utf-8")
    assert "Structure, part by part" in text
    assert "item 1" in next((run_folder.path / "report" / "pages").glob("*.html")).read_text(encoding="utf-8")
