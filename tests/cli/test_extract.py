"""``boilerbench extract`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_run import MODULE, call
from tests.engine.scale.test_crawl import warc


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


def test_extract_streams_warc_files_and_says_who_agrees(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc")
    warc(here / "one.warc", 20)
    warc(here / "two.warc", 30)
    assert call("extract", "--warc", "*.warc", "--adapters", "mine:shout,everything", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["files"], value["pages"]) == (2, 50)
    assert value["statuses"] == {"mine:shout": {"ok": 50}, "everything": {"ok": 50}}
    assert value["agreement"]["everything"]["everything"] == 1
    assert 0 < value["agreement"]["everything"]["mine:shout"] < 1
    assert len(list((here / "reports" / "extracts").rglob("*.parquet"))) == 2
    assert call("extract", "--warc", "*.warc", "--adapters", "mine:shout,everything", "--report") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "reports/extracts/_report.html"
    page = Path("reports/extracts/_report.html").read_text(encoding="utf-8")
    assert "50 pages by 2 adapters" in page
    assert "Estimates without gold" not in page  # two adapters are too few families
    assert "2 files, 50 pages" in out
    assert "agreement" in out


def test_a_damaged_file_keeps_no_other_from_being_done(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc")
    whole = warc(here / "a.warc", 20).read_bytes()
    (here / "b.warc").write_bytes(whole[: len(whole) - 15])
    (here / "c.warc").write_bytes(b"no WARC header")
    (here / "d.warc").mkdir()
    warc(here / "e.warc", 5)
    assert call("extract", "--warc", "*.warc", "--adapters", "nothing") == 2
    out, err = capsys.readouterr()
    assert "3 files, 44 pages" in out
    assert "left out: 1 records cut off" in out
    assert "WARNING: b.warc is damaged: records cut off (1); the other pages are kept" in err
    assert "WARNING: c.warc is damaged" in err
    assert "WARNING: d.warc cannot be opened" in err
    assert sorted(path.name[:6] for path in (here / "reports" / "extracts").glob("settings=*/*")) == ["a.warc", "b.warc", "e.warc"]
    assert "c.warc is damaged" in (here / "reports" / "extracts" / "_failed.json").read_text(encoding="utf-8")
    assert call("extract", "--warc", "*.warc", "--adapters", "nothing", "--json") == 2
    value = json.loads(capsys.readouterr().out)
    assert (value["pages"], len(value["damaged"])) == (44, 2)
    assert value["left_out"] == value["faults"] == {"records cut off": 1}


def test_mistakes_end_with_two_and_leave_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("extract", "--warc", "nothing*.warc") == 2
    assert not Path("reports").exists()
    Path("damaged.warc").write_bytes(b"no WARC header")
    assert call("extract", "--warc", "damaged.warc", "--adapters", "nothing") == 2
    assert "damaged.warc is damaged" in capsys.readouterr().err
    assert not [path for path in Path("reports").rglob("*") if path.is_file()]
