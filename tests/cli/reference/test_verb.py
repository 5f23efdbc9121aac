"""``boilerbench reference``: made, shown, reproduced, and a new row put beside it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.adapters.table import ADAPTERS
from bench.cli import main
from bench.store.history import FOLDER, read
from tests.gate import made


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small corpus, an adapter, and the reference results of two of ours."""
    here = tmp_path_factory.mktemp("here")
    source = made.corpus(8)
    for page in source.pages:
        text = source.gold[page.id].text
        for folder, content in (("fixtures", f"<nav>Menu of it</nav><p>{text}</p>"), ("expected", text)):
            (here / "pages" / folder).mkdir(parents=True, exist_ok=True)
            (here / "pages" / folder / f"{page.id}.{'html' if folder == 'fixtures' else 'txt'}").write_text(content, encoding="utf-8")
    (here / "mine.py").write_text("def extract(page):\n    return page.partition('<p>')[2].partition('</p>')[0]\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setitem(ADAPTERS, "paragraphs", replace(ADAPTERS["paragraphs"], note="tuned on these pages"))
        assert (
            call("reference", "update", "--corpus", "pages", "--adapters", "everything,paragraphs", "--protocol", "aligned,shingles") == 0
        )
    return here


@pytest.fixture
def here(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return int(caught.value.code or 0)


def test_the_leaderboards_are_shown_for_people_programs_and_pages(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("reference") == 0
    out = capsys.readouterr().out
    assert "aligned on pages: 8 pages" in out
    assert "shingles on pages" in out
    assert "p50 ms" not in out
    assert call("reference", "--json", "--protocol", "aligned") == 0
    (told,) = json.loads(capsys.readouterr().out)["corpora"]
    assert {row["adapter"] for row in told["boards"][0]["rows"]} == {"everything", "paragraphs"}
    assert call("reference", "--format", "md") == 0
    out = capsys.readouterr().out
    assert "| *everything* |" in out
    assert out.count("paragraphs: tuned on these pages.\n") == 2  # under the board of each protocol
    assert here


def test_a_new_row_is_put_beside_them_and_the_figures_reproduce(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--corpus", "pages", "--adapters", "mine:extract", "--against", "reference", "--resamples", "100", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row["adapter"]: row for row in told["boards"][0]["rows"]}
    assert rows["mine:extract"]["metrics"]["f1"]["value"] == 1.0
    assert rows["everything"]["settings"].endswith("from the reference")
    assert told["reference"][0].startswith("pages: 2 adapters from the reference of ")
    assert "from the reference" in Path(told["report"]).read_text(encoding="utf-8")
    assert {entry.adapter for entry in read(here / "reports" / FOLDER)} == {"mine:extract"}
    assert call("reference", "check", "--corpus", "pages", "--adapters", "everything") == 0
    assert "1 rows compared, 0 differ" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("run", "--corpus", "pages", "--adapters", "mine:extract", "--against", "reference", "--protocol", "words"),
            "hold no scores by words",
        ),
        (
            ("run", "--corpus", "embedded", "--adapters", "mine:extract", "--against", "reference"),
            "no reference results of the corpus embedded",
        ),
        (("run", "--corpus", "pages", "--adapters", "mine:extract", "--against", "nowhere"), "no reference results in nowhere"),
        (("reference", "forget"), "reference 'forget' is not known"),
        (("reference", "--corpus", "other"), "no corpus with stored results is called 'other'"),
        (("reference", "--protocol", "words"), "no stored protocol is called 'words'"),
        (("reference", "--adapters", "core"), "--adapters means nothing"),
    ],
)
def test_what_cannot_be_done_is_said(here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str) -> None:
    runs = sorted(path.name for path in (here / "reports" / "runs").iterdir())
    assert call(*words) == 2
    assert told in capsys.readouterr().err
    assert sorted(path.name for path in (here / "reports" / "runs").iterdir()) == runs


def test_pages_that_changed_since_are_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "pages" / "expected" / "p001.txt").write_text("other words than before", encoding="utf-8")
    assert call("run", "--corpus", "pages", "--adapters", "mine:extract", "--against", "reference") == 2
    assert "of other pages or gold" in capsys.readouterr().err
