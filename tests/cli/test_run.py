"""``boilerbench run`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.cli import main

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
    assert call("run", "--cluster", "somewhere") == 2
    assert not Path("reports").exists()


def test_state_is_checked_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "everything", "--check-state", "--resamples", "100") == 0
    assert "no output depends on order or repetition" in capsys.readouterr().out


TRIALS = """
import time

def never(page):
    raise ValueError("cannot read this")

def silent(page):
    return "  "

def stuck(page):
    time.sleep(60)

def fine(page):
    return page
"""


@pytest.mark.parametrize(
    ("adapters", "code", "said"),
    [
        ("mine:never,nothing", 2, "error: mine:never returned nothing for any page (6 error); first error: ValueError: cannot read this"),
        ("mine:silent,nothing", 2, "error: mine:silent returned nothing for any page (6 empty)"),
        (
            "nowhere:extract,nothing",
            2,
            "error: nowhere:extract returned nothing for any page (6 skipped); first error: ModuleNotFoundError",
        ),
        ("loose,nothing", 2, "error: loose returned nothing for any page (6 skipped); first error: /no/such/program: No such file"),
        ("broken,nothing", 2, "error: broken returned nothing for any page (6 crash); first error: the worker did not start: exit code 1"),
        ("mine:never,mine:silent,mine:fine", 2, "error: mine:silent returned nothing"),
        ("mine:fine,nothing", 0, "run: "),
        ("nothing", 0, "run: "),  # a yardstick that returns nothing on purpose
    ],
)
def test_an_adapter_that_gave_nothing_ends_with_two_and_the_rest_is_kept(
    adapters: str, code: int, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine.py").write_text(TRIALS, encoding="utf-8")
    commands = "[adapters.loose]\ncommand = ['/no/such/program']\n[adapters.broken]\ncommand = ['{python}', '-c', 'exit(1)']\n"
    (here / "boilerbench.toml").write_text(commands, encoding="utf-8")
    small(here / "small")
    assert call("run", "--corpus", "small", "--adapters", adapters, "--resamples", "100") == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert "report: " in captured.out
    if code:
        assert "expected: text for one page at least\n  try: boilerbench doctor" in captured.err
        assert call("run", "--corpus", "small", "--adapters", adapters, "--resamples", "100", "--json") == code
        assert json.loads(capsys.readouterr().out)["never_worked"]
        tried = "skipped" not in said
        assert call("score") == (2 if tried else 0)


def small(folder: Path) -> None:
    """Write a corpus of six pages."""
    (folder / "gold").mkdir(parents=True)
    (folder / "pages.toml").write_text("".join(f"[pages.p{number}]\n" for number in range(6)), encoding="utf-8")
    for number in range(6):
        (folder / f"p{number}.html").write_text(f"<p>words of page {number}</p>", encoding="utf-8")
        (folder / "gold" / f"p{number}.txt").write_text(f"words of page {number}\n", encoding="utf-8")


def test_a_run_whose_pages_all_time_out_ends_with_two(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "mine.py").write_text(TRIALS, encoding="utf-8")
    small(here / "small")
    assert call("run", "--corpus", "small", "--adapters", "mine:stuck,mine:fine", "--deadline", "0.2", "--resamples", "100") == 2
    assert "mine:stuck returned nothing for any page (6 timeout); first error: no answer within 0.2 s" in capsys.readouterr().err


def test_a_library_of_a_group_that_is_not_installed_is_no_fault(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who asks for ``all`` asks for what is here; who asks for one by name asks for that one."""
    from bench.adapters.selection import by_name
    from bench.engine.failures import NeverWorked, owed

    absent, failed = NeverWorked("goose3", {"skipped": 6}, "no module"), NeverWorked("html_text", {"error": 5, "skipped": 1}, "x")
    assert owed((absent, failed), by_name(["all"])) == (failed,)
    assert owed((absent, failed), by_name(["all", "goose3"])) == (absent, failed)
    assert owed((absent, failed), by_name(["all", "goose3", "-goose3"])) == (failed,)
    assert owed((absent,), by_name(["core", "-goose3"])) == ()
