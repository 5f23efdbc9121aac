"""Saved pages without gold, from ``run`` to the report: estimates in tables of their own, nothing written among the pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bench.cli import main
from bench.cli.printed import estimates as printed
from bench.store import estimates
from bench.store.run_folder import find

CONTENT = "Page {} tells that the harbour was quiet that morning and nobody spoke of it any more until noon."
NAV = "Imprint and newsletter and jobs and many ways to advertise."
PAGES = 6


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with saved pages in two folders and outputs of four systems, and a run of them; ``d`` adds a menu and lacks a page."""
    root = tmp_path_factory.mktemp("saved")
    for at in range(PAGES):
        path = root / "pages" / ("a", "b")[at % 2] / f"p{at}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<html lang=en><nav>{NAV}</nav><p>{CONTENT.format(at)}</p></html>", encoding="utf-8")
    (root / "pages" / "style.css").write_text("p {}", encoding="utf-8")
    for name in "abcd":
        texts = {f"{'ab'[at % 2]}/p{at}": f"{NAV}\n" * (name == "d") + CONTENT.format(at) for at in range(PAGES)}
        if name == "d":
            del texts["a/p4"]
        (root / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert run("abcd") == 0
    return root


def run(names: str, *more: str) -> int:
    stored = [word for name in names for word in ("--predictions", f"{name}={name}.json")]
    return call("run", "--corpus", "pages", "--adapters", "", *stored, "--resamples", "200", *more)


@pytest.fixture(autouse=True)
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


def test_a_run_that_ends_in_estimates_says_what_to_type_for_gold(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("abcd") == 0
    assert "next: boilerbench corpus new pages drafts gold" in " ".join(capsys.readouterr().out.split())
    (place / "pages" / "pages.toml").touch()
    (board,) = estimates.of_run(find("latest", place / "reports"))
    corpora = [{"name": "pages", "source": source} for source in ("pages", "a.json", "it's new")]
    (place / "it's new").mkdir()
    assert [line.split(" drafts")[0] for line in printed.next_steps([board], corpora)] == ["next: boilerbench corpus new 'it'\"'\"'s new'"]
    assert not list(printed.next_steps([], corpora))
    (place / "pages" / "pages.toml").unlink()


def test_a_run_ends_in_estimates_and_nothing_is_written_among_the_pages(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("score") == 0
    out, err = capsys.readouterr()
    assert "estimates without gold on pages: 6 pages" in out
    assert "est. F1" in out
    assert "These are estimates, not scores: no page here has gold." in out
    assert "WCXB development" in out
    assert "aligned on" not in out
    assert "have no gold cleaned by a person" not in err
    assert sorted(path.name for path in (place / "pages").rglob("*") if path.is_file()) == [f"p{at}.html" for at in range(PAGES)] + [
        "style.css"
    ]


def test_json_keeps_estimates_apart_from_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("score", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["boards"] == []
    (one,) = value["estimates"]
    assert [row["adapter"] for row in one["rows"]] == ["a", "b", "c", "d"]
    assert set(one["rows"][0]["metrics"]) == {"est_f1", "est_precision", "est_recall"}
    assert one["families"] == {"a": "a", "b": "b", "c": "c", "d": "d"}
    assert one["disagreements"][0]["page_id"] == "a/p4"
    assert one["disagreements"][0]["drops"] == "d (recall 0.00)"
    assert {each["corpus"] for each in one["validation"]} == {"article-extraction-benchmark", "WCXB development"}


def test_the_report_shows_what_families_agree_on_beside_each_output(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = place / "reports" / "latest" / "report" / "index.html"
    text = index.read_text(encoding="utf-8")
    assert "Estimated without gold: " in text
    assert "Pages on which extractors disagree most" in text
    assert "no page here has gold" in text
    pages = [page.read_text(encoding="utf-8") for page in (index.parent / "pages").glob("*.html") if not page.stem.endswith("-saved")]
    assert pages
    for page in pages:
        assert "no gold: outputs are held against what most families of extractors return" in page
        assert "<th scope=col>est. F1" in page
    assert call("report") == 0
    assert Path(capsys.readouterr().out.strip()).is_file()


@pytest.mark.parametrize("name", ["md", "csv", "json", "latex"])
def test_every_format_has_the_estimates_by_their_own_names(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", "--format", name) == 0
    out = capsys.readouterr().out
    assert ("est_f1" if name in {"csv", "json"} else "est. F1") in out
    assert "no page here has gold" in out
    if name == "csv":
        assert {(line["protocol"], line["metric"]) for line in csv.DictReader(io.StringIO(out))} == {
            ("agreement", f"est_{figure}") for figure in ("f1", "precision", "recall")
        }


def test_explain_says_what_the_families_agree_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("explain", "b/p1", "d") == 0
    out, err = capsys.readouterr()
    assert "held against what most families return" in out
    assert "b/p1 has no gold" in err
    assert call("explain", "b/p1", "d", "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["gold"], value["agreed"]) == ("absent", True)
    assert value["metrics"]["recall"] == 1
    assert 0.5 < value["metrics"]["precision"] < 1


def test_too_few_families_end_with_what_to_type(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = find("latest", place / "reports").path
    assert run("ab") == 2
    err = capsys.readouterr().err
    assert "estimates without gold take extractors of 3 families at least; these are of 2 (a, b)" in err
    assert "--adapters all" in err
    assert find("latest", place / "reports").path == before


def test_the_history_of_scores_holds_no_estimates(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("history", "--metric", "all") == 2
    assert "is empty" in capsys.readouterr().err
    assert not list((place / "reports" / "history").glob("*"))


def test_partial_gold_has_both_tables_apart(place: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for at in range(PAGES):
        (tmp_path / f"p{at}.html").write_text(f"<p>{CONTENT.format(at)}</p>", encoding="utf-8")
    index = "".join(f'[pages."p{at}"]\nfile = "p{at}.html"\n' for at in range(PAGES))
    (tmp_path / "pages.toml").write_text(f'schema = 1\nname = "half"\n{index}', encoding="utf-8")
    (tmp_path / "gold").mkdir()
    for at in range(2):
        (tmp_path / "gold" / f"p{at}.txt").write_text(CONTENT.format(at) + "\n", encoding="utf-8")
    stored = []
    for name in "abcd":
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps({f"p{at}": CONTENT.format(at) for at in range(PAGES)}), encoding="utf-8")
        stored += ["--predictions", f"{name}={file}"]
    out = str(tmp_path / "out")
    assert call("run", "--corpus", str(tmp_path), "--adapters", "", *stored, "--resamples", "200", "--json", "--out", out) == 0
    value = json.loads(capsys.readouterr().out)
    assert [(board["protocol"], board["n"]) for board in value["boards"]] == [("aligned", 2)]
    assert [(board["protocol"], board["n"]) for board in value["estimates"]] == [("agreement", 4)]
    text = Path(value["report"]).read_text(encoding="utf-8")
    assert "HTML pages, estimated without gold" in text
