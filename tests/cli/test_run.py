"""``boilerbench run`` as it is typed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from bench.cli import main
from bench.corpus import load
from bench.store.run_folder import RunFolder
from tests.gate import made

MODULE = "def shout(page, *, mark='!'):\n    return page.upper() + mark\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "lost.py").write_text("import nowhere\n", encoding="utf-8")
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
    assert call("run", "--adapters", "lost:extract", "--resamples", "100") == 2
    captured = capsys.readouterr()
    assert "error: lost:extract returned nothing for any page" in captured.err
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
    assert call("run", "--adapters", "lost:extract", "--resamples", "100") == 2
    assert Path("reports/latest").readlink() == before
    capsys.readouterr()


def test_the_configured_folder_of_runs_is_every_verbs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "[run]\nresamples = 100\nadapters = ['nothing', 'everything']\nout = 'elsewhere'\n"
    (here / "boilerbench.toml").write_text(said, encoding="utf-8")
    assert call("run") == 0
    assert not Path("reports").exists()
    for verb in ("score", "report", "compare latest", "history"):
        assert call(*verb.split()) == 0, capsys.readouterr()
    capsys.readouterr()
    assert call("gate", "--against", "latest") == 2
    assert "would be judged against itself" in capsys.readouterr().out, "the run is found, and judges nothing"


def test_mistakes_end_with_two_and_say_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--adapters", "trafilatur") == 2
    assert "did you mean 'trafilatura'?" in capsys.readouterr().err
    assert call("run", "--corpus", "no-such-corpus") == 2
    assert call("run", "--cluster", "somewhere") == 2
    capsys.readouterr()
    assert call("run", "--adapters", "nothing,mime:shout") == 2
    assert "there is no module 'mime'" in (said := capsys.readouterr().err)
    assert "did you mean mine:shout?" in said
    assert call("run", "--adapters", "nothing", "--only", "no-such-*") == 2
    assert "no page of embedded matches no-such-*" in capsys.readouterr().err
    assert not Path("reports").exists()


def test_a_part_of_a_corpus_is_chosen_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    whole = load()
    wanted = [page.id for page in whole.pages if page.id.startswith(("a", "b"))][:4]
    assert call("run", "--adapters", "nothing", "--only", "a*", "--only", "b*", "--limit", "4", "--resamples", "100", "--json", "-q") == 0
    out, err = capsys.readouterr()
    assert err == ""
    folder = RunFolder(Path(json.loads(out)["run"]))
    assert folder.pages(["page_id"]).column("page_id").to_pylist() == wanted
    (corpus,) = folder.manifest().corpora
    assert corpus["selection"] == {"only": ["a*", "b*"], "limit": 4}
    assert sum(corpus["left_out"].values()) == len(whole.pages) - 4
    report = (folder.path / "report" / "index.html").read_text(encoding="utf-8")
    assert "--only &#39;a*&#39; --only &#39;b*&#39; --limit 4" in report


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
    time.sleep(1)

def fine(page):
    return page
"""


@pytest.mark.parametrize(
    ("adapters", "code", "said"),
    [
        ("mine:never,nothing", 2, "error: mine:never returned nothing for any page (6 error); first error: ValueError: cannot read this"),
        ("mine:silent,nothing", 2, "error: mine:silent returned nothing for any page (6 empty)"),
        (
            "lost:extract,nothing",
            2,
            "error: lost:extract returned nothing for any page (6 skipped); first error: ModuleNotFoundError",
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


def stored(place: Path, name: str = "closed.json", leave: int = 1) -> dict[str, str]:
    """Write a corpus of six pages, and what a closed system returned for all but some: their gold."""
    source = made.corpus(6)
    if not (place / "corpus").exists():
        made.folder(place / "corpus", source)
    texts = {page.id: source.gold[page.id].text for page in source.pages[leave:]}
    (place / name).write_text(json.dumps({page: {"articleBody": text} for page, text in texts.items()}), encoding="utf-8")
    return texts


def test_stored_outputs_stand_beside_rows_that_are_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(here)
    words = ("run", "--corpus", "corpus", "--adapters", "nothing,everything", "--predictions", "closed=closed.json", "--resamples", "100")
    assert call(*words, "--json") == 0
    out, err = capsys.readouterr()
    value = json.loads(out)
    board = value["boards"][0]
    rows = {row["adapter"]: row for row in board["rows"]}
    assert set(rows) == {"nothing", "everything", "closed"}
    closed = rows["closed"]
    assert closed["failures"] == {"missing": 1}
    assert (closed["p50_ms"], closed["p95_ms"], closed["peak_mb"]) == (None, None, None)
    assert closed["settings"] == "stored outputs: closed.json"
    digest = hashlib.sha256((here / "closed.json").read_bytes()).hexdigest()
    assert f"closed==sha256:{digest[:12]}" in board["signature"]
    assert "closed: 5 ok, 1 missing, stored outputs" in err
    (about,) = (one for one in json.loads((Path(value["run"]) / "manifest.json").read_text())["adapters"] if one["name"] == "closed")
    assert (about["stored"], about["file"], about["sha256"]) == (True, "closed.json", digest)
    assert "--predictions closed=closed.json" in Path(value["report"]).read_text(encoding="utf-8")
    assert Path("reports/latest").resolve() == Path(value["run"])


def test_stored_outputs_go_through_every_verb_as_any_row(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(here)
    words = ("run", "--corpus", "corpus", "--adapters", "everything", "--predictions", "closed=closed.json", "--resamples", "100")
    assert call(*words) == 0
    first = Path("reports/latest").resolve().name
    assert call("gate", "--update") == 0
    assert call(*words) == 0
    assert "stored outputs" in capsys.readouterr().err
    for verb in ("gate --json", f"compare {first}", "score --pairs", "score --by type", "report --format csv", "report --format md"):
        assert call(*verb.split()) == 0, (verb, capsys.readouterr().err)
        assert "closed" in capsys.readouterr().out, verb
    assert call("history", "--json") == 0
    figures = [entry for entry in json.loads(capsys.readouterr().out) if entry["adapter"] == "closed"]
    assert figures
    stored(here, leave=4)
    assert call(*words) == 0
    capsys.readouterr()
    assert call("gate") == 1
    assert "closed" in capsys.readouterr().out


def test_stored_outputs_can_stand_alone_and_be_configured(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(here)
    said = "[run]\nresamples = 100\ncorpus = ['corpus']\nadapters = []\npredictions = ['closed=closed.json']\n"
    (here / "boilerbench.toml").write_text(said, encoding="utf-8")
    assert call("run") == 0
    assert "closed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--predictions everything=closed.json", "two adapters are called 'everything'"),
        ("--predictions a=closed.json --predictions a=closed.json", "two adapters are called 'a'"),
        ("--predictions closed.json --predictions closed=closed.json", "two adapters are called 'closed'"),
        ("--predictions =closed.json", "names no adapter or no file"),
        ("--predictions a=nowhere.json", "there is no file nowhere.json"),
        ("--predictions a=strange.json", "1 of 2 outputs in strange.json are of no page of corpus, such as 'strange'"),
        ("--predictions a=words.json", "no known key; its keys are 'words'"),
    ],
)
def test_mistakes_with_stored_outputs_leave_nothing_behind(here: Path, capsys: pytest.CaptureFixture[str], words: str, said: str) -> None:
    page = next(iter(stored(here)))
    (here / "strange.json").write_text(json.dumps({page: "x", "strange": "x"}), encoding="utf-8")
    (here / "words.json").write_text(json.dumps({page: {"words": "x"}}), encoding="utf-8")
    assert call("run", "--corpus", "corpus", "--adapters", "everything", *words.split()) == 2
    out, err = capsys.readouterr()
    assert err.startswith("error: ")
    assert said in err
    assert "expected: " in err
    assert out == ""
    assert not Path("reports").exists()


def test_outputs_of_no_page_are_left_out_on_demand(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = stored(here) | {"strange": "x"}
    (here / "more.json").write_text(json.dumps(texts), encoding="utf-8")
    words = ("--predictions", "a=more.json", "--ignore-unknown", "--resamples", "100")
    assert call("run", "--corpus", "corpus", "--adapters", "everything", *words, "--json") == 0
    value = json.loads(capsys.readouterr().out)
    (about,) = (one for one in RunFolder(Path(value["run"])).manifest().adapters if one["name"] == "a")
    assert about["unknown_outputs"] == 1


def test_scored_stored_outputs_leave_latest_where_it_was(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(here)
    assert call("run", "--corpus", "corpus", "--adapters", "everything", "--resamples", "100") == 0
    before = Path("reports/latest").readlink()
    assert call("score", "--predictions", "mine=closed.json", "--corpus", "corpus", "--resamples", "100") == 0
    assert "mine" in capsys.readouterr().out
    assert Path("reports/latest").readlink() == before


def reused(*arguments: str) -> int:
    """Run, and return how many results the manifest says were reused."""
    assert call("run", "--resamples", "100", *arguments) == 0
    manifest = json.loads(Path("reports/latest/manifest.json").read_text(encoding="utf-8"))
    return sum(adapter["reused"] for adapter in manifest["adapters"])


COMMAND = "[adapters.mine]\ncommand = ['{python}', 'worker/run.py', 'words.txt']\nkinds = ['html', 'text']\n"
WORKER = (
    "import sys\nfrom helper import text\nfrom bench.workers import wire, worker\n"
    "with worker.standard_wire() as (pages, results):\n"
    "    results.write(worker.hello('mine', ''))\n    results.flush()\n"
    "    worker.serve(lambda page: text(), pages, results, cap=wire.BODY_LIMIT)\n"
)


@pytest.mark.parametrize("edited", ["worker/run.py", "worker/helper.py", "words.txt", "mine.py", "helper.py"])
def test_what_an_adapter_runs_is_run_again_once_it_is_edited(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], edited: str
) -> None:
    import bench

    monkeypatch.setenv("PYTHONPATH", str(Path(bench.__file__).parents[1]))
    (here / "pages").mkdir()
    (here / "pages" / "one.html").write_text("<p>One page of a few words</p>", encoding="utf-8")
    (here / "worker").mkdir()
    (here / "worker" / "run.py").write_text(WORKER, encoding="utf-8")
    (here / "worker" / "helper.py").write_text("def text(): return 'One page'\n", encoding="utf-8")
    (here / "words.txt").write_text("words\n", encoding="utf-8")
    (here / "helper.py").write_text("def change(page): return 'One page'\n", encoding="utf-8")
    (here / "mine.py").write_text("def f(page):\n    import helper\n    return helper.change(page)\n", encoding="utf-8")
    (here / "boilerbench.toml").write_text(COMMAND, encoding="utf-8")
    assert call("corpus", "new", "pages") == 0
    rows = ("--corpus", "pages", "--adapters", "mine" if "w" in edited else "mine:f")
    assert [reused(*rows), reused(*rows)] == [0, 1]
    assert "reused 1 of 1 results" in capsys.readouterr().err
    with (here / edited).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert reused(*rows) == 0
    assert "reused 0 of 1 results" in capsys.readouterr().err


def test_an_adapter_whose_code_cannot_be_told_is_run_every_time_and_that_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small(here / "small")
    for _ in range(2):
        assert reused("--corpus", "small", "--adapters", "odd=filter:sh -c 'cat; : $HOME'") == 0
        assert "odd: its results are never reused: what its shell script runs is known only when it runs" in capsys.readouterr().err
