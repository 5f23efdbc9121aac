"""``boilerbench run`` and ``boilerbench extract`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.cli import main
from tests.engine.scale.test_crawl import warc

MODULE = "def shout(page, *, mark='!'):\n    return page.upper() + mark\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return int(caught.value.code or 0)


def test_a_run_ends_with_the_table_and_the_reports_path(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "nothing,everything", "--protocol", "aligned", "--resamples", "100") == 0
    out, err = capsys.readouterr()
    assert "everything" in out
    assert "aligned on embedded" in out
    assert "bs:100" in out
    report = out.strip().splitlines()[-1].removeprefix("report: ")
    assert Path(report).is_file()
    assert "WARNING" not in err
    assert (here / "reports" / "latest" / "extractions.parquet").is_file()


def test_user_rows_from_configuration_and_command_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "boilerbench.toml").write_text(
        "[run]\nresamples = 100\nadapters = ['loud', 'mine:shout']\n[adapters.loud]\ntarget = 'mine:shout'\nsettings = {mark = '?'}\n",
        encoding="utf-8",
    )
    assert call("run", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    rows = {row["adapter"]: row for board in value["boards"] for row in board["rows"]}
    assert set(rows) == {"loud", "mine:shout"}
    assert rows["loud"]["settings"] == "{mark=?}"
    assert Path(value["report"]).is_file()


def test_a_run_that_can_score_nothing_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "nowhere:extract", "--resamples", "100") == 2
    captured = capsys.readouterr()
    assert "error: nowhere:extract returned nothing for any page" in captured.err
    assert "No module named 'nowhere'" in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert call("report") == 2
    assert "there is no run 'latest'" in capsys.readouterr().err
    (made,) = Path("reports/runs").iterdir()
    assert call("report", made.name) == 2
    assert "holds no score" in capsys.readouterr().err


def test_latest_stays_with_the_last_run_that_scored(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "nothing", "--resamples", "100") == 0
    before = Path("reports/latest").readlink()
    assert call("run", "--adapters", "nowhere:extract", "--resamples", "100") == 2
    assert Path("reports/latest").readlink() == before
    capsys.readouterr()


def test_the_configured_folder_of_runs_is_every_verbs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "[run]\nresamples = 100\nadapters = ['nothing', 'everything']\nout = 'elsewhere'\n"
    (here / "boilerbench.toml").write_text(said, encoding="utf-8")
    assert call("run") == 0
    assert not Path("reports").exists()
    for verb in ("score", "report", "compare latest", "gate --against latest", "history"):
        assert call(*verb.split()) == 0, capsys.readouterr()


def test_mistakes_end_with_two_and_say_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "trafilatur") == 2
    assert "did you mean 'trafilatura'?" in capsys.readouterr().err
    assert call("run", "--corpus", "no-such-corpus") == 2
    assert call("extract", "--warc", "nothing*.warc") == 2
    assert call("run", "--cluster", "somewhere") == 2
    assert not Path("reports").exists()
    Path("damaged.warc").write_bytes(b"no WARC header")
    assert call("extract", "--warc", "damaged.warc", "--adapters", "nothing") == 2
    assert "damaged.warc is damaged" in capsys.readouterr().err
    assert not [path for path in Path("reports").rglob("*") if path.is_file()]


def test_state_is_checked_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "everything", "--check-state", "--resamples", "100") == 0
    assert "no output depends on order or repetition" in capsys.readouterr().out


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
    assert len(list((here / "reports" / "extracts").glob("*.parquet"))) == 2
    assert call("extract", "--warc", "*.warc", "--adapters", "mine:shout,everything") == 0
    out = capsys.readouterr().out
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
    assert "2 files, 25 pages" in out
    assert "WARNING: b.warc is cut off within a page: it is left out" in err
    assert "WARNING: c.warc is damaged" in err
    assert "WARNING: d.warc cannot be opened" in err
    assert sorted(path.name[:6] for path in (here / "reports" / "extracts").iterdir()) == ["a.warc", "e.warc"]
    assert call("extract", "--warc", "*.warc", "--adapters", "nothing", "--json") == 2
    value = json.loads(capsys.readouterr().out)
    assert (value["pages"], len(value["damaged"])) == (25, 3)
