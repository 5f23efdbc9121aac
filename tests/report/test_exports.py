"""Boards and figures in other media hold the same figures."""

from __future__ import annotations

import csv
import io
import json
import os
import struct
from xml.etree import ElementTree as ET

import pytest
import synthetic

from bench.errors import ConfigError
from bench.report import formats
from bench.report.figures import FIGURES, export
from bench.report.scopes import scopes
from bench.store import frames


@pytest.fixture(scope="module")
def found(small):
    return scopes(frames.read_all(small))


def test_csv_holds_every_figure_in_full(found):
    rows = list(csv.DictReader(io.StringIO(formats.export("csv", found))))
    figures = {(r["protocol"], r["corpus"], r["group"], r["slice"], r["adapter"], r["metric"]): r for r in rows}
    for scope in found:
        for cut in scope.slices:
            for row in cut.board.rows:
                for name, estimate in row.metrics.items():
                    line = figures[scope.scorer.name, scope.corpus, cut.group, cut.title if cut.group else "", row.adapter, name]
                    assert float(line["value"]) == estimate.value
                    assert int(line["timeout"]) == row.failures.get("timeout", 0)


def test_json_markdown_and_latex_name_every_row(found):
    document = json.loads(formats.export("json", found))
    assert [board["protocol"] for board in document["boards"]] == [scope.scorer.name for scope in found for _ in scope.slices]
    for name in ("md", "latex"):
        text = formats.export(name, found)
        for scope in found:
            for row in scope.board.rows:
                assert f"{row.metrics[scope.board.metric].value:.3f}" in text
                assert str(sum(row.failures.values())) in text


def test_an_unknown_format_says_what_there_is(found):
    with pytest.raises(ConfigError, match="'xls'") as caught:
        formats.export("xls", found)
    assert "csv, json, latex, md" in str(caught.value)


def test_every_figure_is_a_picture_of_its_own(found, tmp_path):
    made = export.write(found[:1], tmp_path, png=False)
    drawn = {path.name.removeprefix("1-aligned-").removesuffix(".svg") for path in made}
    assert {key for key in FIGURES if any(name.startswith(key) for name in drawn)} >= {
        "precision-recall",
        "quality-speed",
        "spread",
        "hardest",
        "losses",
        "win-loss",
    }
    for path in made:
        root = ET.parse(path).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(" not in path.read_text("utf-8")


def test_every_panel_of_small_multiples_names_its_rows_itself(tmp_path):
    run = synthetic.make(tmp_path / "run", synthetic.Plan(corpora=(("made", "html", 100),), adapters=2, words=30, losses=False))
    panels = [path for path in export.write(scopes(frames.read_all(run)), tmp_path / "out", png=False) if "-types-" in path.name]
    assert len(panels) > 1
    for path in panels:
        text = "".join(ET.parse(path).getroot().itertext())
        assert "trafilatura-fast" in text


def test_png_needs_no_browser(found, tmp_path):
    try:
        import resvg_py  # noqa: F401 - the extra that draws
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("resvg-py is not installed")
    made = [path for path in export.write(found[:1], tmp_path) if path.suffix == ".png"]
    for path in made:
        content = path.read_bytes()
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG")
        assert width > 600
        assert len(set(content)) > 50
        assert height > 100
