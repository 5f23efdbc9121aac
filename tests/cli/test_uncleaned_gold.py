"""Drafts, empty and absent gold are said by every verb and in every form, and the gate refuses them unless told."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench.cli import main

MODULE = (
    "import re\ndef full(page):\n    return re.sub('<[^>]+>', ' ', page)\ndef first(page):\n    return re.search('<p>(.*?)</p>', page)[1]\n"
)


def gold(at: int, *, draft: bool = False) -> str:
    return "[draft] Clean this.\n\n" * draft + f"The council met on day {at} to talk about the ferry that is late.\n"


CORPORA: dict[str, list[str | None]] = {
    "some": [gold(at, draft=at < 3) for at in range(5)],
    "drafted": [gold(at, draft=True) for at in range(5)],
    "mixed": [gold(0), gold(1), "", None, "[empty] only links\n"],
    "clean": [gold(at) for at in range(5)],
}
SHORT = {"some": "3 of 5 pages", "drafted": "5 of 5 pages", "mixed": "2 of 5 pages"}
CIRCULAR = {"some": True, "drafted": True, "mixed": False}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corpora and a run of each."""
    root = tmp_path_factory.mktemp("uncleaned")
    (root / "mine.py").write_text(MODULE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name, golds in CORPORA.items():
            write(root / name, golds)
            assert call("run", "--corpus", name, "--adapters", "mine:full,mine:first", "--resamples", "100", "--out", f"r/{name}") == 0
    return root


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


def write(folder: Path, golds: list[str | None]) -> None:
    (folder / "gold").mkdir(parents=True)
    index = f'schema = 1\nname = "{folder.name}"\n'
    for at, text in enumerate(golds):
        body = f"<nav>Menu {at}</nav><p>The council met on day {at} to talk about the ferry that is late.</p>"
        (folder / f"p{at}.html").write_text(body, encoding="utf-8")
        if text is not None:
            (folder / "gold" / f"p{at}.txt").write_text(text, encoding="utf-8")
        index += f'\n[pages.p{at}]\nurl = "https://s{at}.test/"\n'
    (folder / "pages.toml").write_text(index, encoding="utf-8")


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def run_of(name: str) -> str:
    return f"r/{name}/latest"


def output(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert call(*words) == code
    return capsys.readouterr()


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("words", [(), ("--by", "type"), ("--losses",), ("--pairs",)])
def test_score_says_how_many_of_how_many(name: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said = "".join(output(capsys, "score", run_of(name), *words))
    assert SHORT[name] in said
    assert ("circular" in said) == CIRCULAR[name]


@pytest.mark.parametrize("form", ["md", "latex", "csv", "json"])
@pytest.mark.parametrize("name", SHORT)
def test_every_export_says_it(name: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    said, _ = output(capsys, "report", run_of(name), "--format", form)
    assert SHORT[name] in said
    assert ("is circular" in said) == CIRCULAR[name]


def test_figures_are_beside_the_counts_in_data(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("score", run_of("mixed"), "--json"), ("report", run_of("mixed"), "--format", "json")):
        (board,) = json.loads(output(capsys, *words)[0])["boards"]
        known = board["gold"]
        assert [known[state] for state in ("cleaned", "draft", "empty", "absent", "unknown", "pages")] == [3, 0, 1, 1, 0, 5]
        assert board["n"] == 4
    lines = list(csv.DictReader(io.StringIO(output(capsys, "report", run_of("some"), "--format", "csv")[0])))
    assert {(line["gold_cleaned"], line["gold_draft"]) for line in lines} == {("2", "3")}
    trend = json.loads(output(capsys, "history", "--out", "r/some", "--metric", "f1", "--json")[0])[0]
    assert trend["steps"][0]["entry"]["uncleaned"] == 3
    assert "pages without cleaned gold" in output(capsys, "history", "--out", "r/some", "--metric", "f1")[0]
    assert "pages without" not in output(capsys, "history", "--out", "r/clean", "--metric", "f1")[0]


def test_run_says_it_on_the_terminal_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run", "--corpus", "some", "--adapters", "mine:full", "--resamples", "100", "--out", "r/again")
    assert "WARNING: 3 of 5 pages" in output(capsys, *words)[0]
    out, err = output(capsys, *words, "--json")
    assert json.loads(out)["gold"]["some"]["circular"] is True
    assert "some: 3 of 5 pages" in err


def test_a_run_without_any_gold_says_so_and_is_no_run_to_judge(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place / "bare", [None, None])
    _, err = output(capsys, "run", "--corpus", "bare", "--adapters", "mine:full", "--resamples", "100", "--out", "r/bare", code=2)
    assert "2 of 2 pages have no gold cleaned by a person (2 absent)" in err


@pytest.mark.parametrize("name", SHORT)
def test_the_reports_first_line_says_it(name: str) -> None:
    page = Path(run_of(name), "report", "index.html").read_text(encoding="utf-8")
    first = page.split("<h1>")[1].split("</h1>")[0]
    assert first.startswith(SHORT[name])
    assert ("circular" in first) == CIRCULAR[name]


def test_compare_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", run_of("some"), run_of("some"), "--to", str(tmp_path))
    assert "3 of 5 pages" in output(capsys, *words)[0]
    (one,) = json.loads(output(capsys, *words, "--json")[0])["comparisons"]
    assert one["gold"]["after"]["draft"] == 3
    assert "3 of 5 pages" in (tmp_path / "compare.html").read_text(encoding="utf-8").split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("name", SHORT)
def test_the_gate_refuses_names_pages_and_says_what_to_type(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ("--baseline", str(tmp_path))
    _, err = output(capsys, "gate", run_of(name), "--update", *base, code=2)
    assert SHORT[name] in err
    assert not list(tmp_path.iterdir())
    assert call("gate", run_of(name), "--update", "--allow-drafts", *base) == 0
    for form in ("text", "json", "markdown", "junit", "github"):
        said, _ = output(capsys, "gate", run_of(name), *base, "--format", form, code=2)
        assert SHORT[name] in said
        assert "allow" in said
    assert ("p0" if name != "mixed" else "p2, p3") in output(capsys, "gate", run_of(name), *base, code=2)[0]
    said, _ = output(capsys, "gate", run_of(name), *base, "--allow-drafts", "--json")
    verdict = json.loads(said)
    assert any(SHORT[name] in note for note in verdict["notes"])
    assert verdict["run"][name]["gold"]["pages"] == 5


def test_a_key_of_the_configuration_allows_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(Path(run_of("some")).resolve())
    monkeypatch.chdir(tmp_path)
    for value, code in (("true", 0), ("false", 2), ("1", 2), ("'yes'", 2)):
        (tmp_path / "boilerbench.toml").write_text(f"[gate]\nallow_drafts = {value}\n", encoding="utf-8")
        assert call("gate", run, "--update") == code, value
    assert "true or false" in capsys.readouterr().err


def test_a_baseline_of_drafts_is_refused_for_a_clean_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("gate", run_of("clean"), "--update", "--baseline", str(tmp_path)) == 0
    file = tmp_path / "clean.json"
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["corpus"]["gold"] == {"cleaned": 5, "draft": 0, "empty": 0, "absent": 0, "unknown": 0}
    assert call("gate", run_of("clean"), "--baseline", str(tmp_path)) == 0
    held.pop("sha256")  # edited here, as a file of an earlier release without a digest may be
    held["corpus"]["gold"] |= {"cleaned": 4, "draft": 1}
    file.write_text(json.dumps(held), encoding="utf-8")
    said, _ = output(capsys, "gate", run_of("clean"), "--baseline", str(tmp_path), code=2)
    assert "the baseline of clean is of a run in which 1 of 5 pages has no gold" in said
    for bad in ({"cleaned": -1}, {"cleaned": True}, {"polished": 5}, {"cleaned": "5"}, []):
        held["corpus"]["gold"] = bad
        file.write_text(json.dumps(held), encoding="utf-8")
        assert "damaged" in output(capsys, "gate", run_of("clean"), "--baseline", str(tmp_path), code=2)[0], bad
    del held["corpus"]["gold"]
    file.write_text(json.dumps(held), encoding="utf-8")
    assert call("gate", run_of("clean"), "--baseline", str(tmp_path)) == 0


@pytest.mark.parametrize(
    ("gone", "told"), [(["gold"], "(1 absent, 2 unknown, 2 cleaned)"), (["gold", "draft"], "the gold of 4 of 4 pages was cleaned")]
)
def test_a_run_of_an_earlier_release_says_what_it_knows(
    gone: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(Path(run_of("mixed")).resolve(), tmp_path / "old")
    table = pq.read_table(copy / "pages.parquet")
    pq.write_table(table.drop_columns(gone).replace_schema_metadata({"schema": "1"}), copy / "pages.parquet")
    assert told in output(capsys, "score", str(copy))[0]
    assert call("report", str(copy)) == 0
    assert call("compare", str(copy), run_of("mixed"), "--to", str(tmp_path)) == 0


def test_clean_gold_is_said_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("score", run_of("clean")), *(("report", run_of("clean"), "--format", form) for form in ("md", "latex"))):
        assert "cleaned by" not in "".join(output(capsys, *words))
    assert call("gate", run_of("clean"), "--update", "--baseline", str(tmp_path)) == 0
    assert "cleaned by" not in output(capsys, "gate", run_of("clean"), "--baseline", str(tmp_path))[0]
