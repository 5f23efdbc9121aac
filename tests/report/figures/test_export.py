"""Every figure as a file of its own: whole documents, no variable colours, PNG without a browser."""

from __future__ import annotations

import os
import struct
import sys
from xml.etree import ElementTree as ET

import pytest
import synthetic

from bench.errors import ConfigError
from bench.report.figures import FIGURES, export
from bench.report.scopes import scopes
from bench.store import frames


@pytest.fixture(scope="module")
def found(small):
    return scopes(frames.read_all(small))


def test_every_figure_is_a_picture_of_its_own(found, tmp_path):
    made = list(export.write(found[:1], tmp_path, png=False))
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


def test_without_what_draws_png_every_svg_is_written_before_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.setattr(export, "drawn", lambda _: iter([("1-a", "<svg/>"), ("1-b", "<svg/>")]))
    made = []
    with pytest.raises(ConfigError, match="as SVG alone: PNG needs resvg-py"):
        made.extend(export.write([], tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1-a.svg", "1-b.svg"]
