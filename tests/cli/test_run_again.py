"""``boilerbench run`` typed again where nothing, or something, has changed since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.report.build import build
from bench.store import frames, history, losses_file
from bench.store.run_folder import RunFolder, find

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "def shout(page):\n    return page.upper()\n"
SAID = "nothing has changed since the latest run"
FIRST = ("run", "--adapters", "nothing,mine:shout", "--limit", "6", "--resamples", "100")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return code, stdout and stderr of a call."""

    def called(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        return int(caught.value.code or 0), *capsys.readouterr()

    return called


def tables(folder: RunFolder) -> list[object]:
    """Return all that a run holds but when its results were made."""
    read = frames.read(folder)
    losses = losses_file.read(folder)
    texts = read.extractions.drop(columns="reused").to_dict("list")
    return [texts, read.pages.astype(str).to_dict("list"), read.scores["aligned"].to_dict("list"), losses and losses.to_pydict()]


def test_a_run_of_which_nothing_has_changed_says_and_holds_the_same(call: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = call(*FIRST)
    assert code == 0
    assert SAID not in err
    first = find()
    assert "reused" not in (first.path / "report" / "index.html").read_text(encoding="utf-8")
    for _ in range(2):  # results of the first were made by it, those of the second were not
        before = find()
        again, told, said = call(*FIRST)
        folder = find()
        assert (again, folder.path != before.path) == (0, True)
        assert told.replace(folder.path.name, first.path.name) == out
        assert f"reused 12 of 12 results, their scores and the report: {SAID}" in said
        assert tables(folder) == tables(first)
        assert losses_file.read(folder) is not None
        assert all(folder.extractions(["reused"])["reused"].to_pylist())
        assert [(one["results"], one["reused"]) for one in folder.manifest().adapters] == [(6, 6), (6, 6)]
        shown = (folder.path / "report" / "index.html").read_text(encoding="utf-8")
        assert (
            f"run {folder.path.name} · {folder.manifest().created} · 12 of 12 results reused from earlier runs, with their times<" in shown
        )
        assert build(folder.path).read_text(encoding="utf-8") == shown, "the report is the one that would be made anew"
        (folder.path / "report" / "index.html").write_text(shown, encoding="utf-8")
    assert {entry.run for entry in history.read(Path("reports/history"))} == {first.path.name}, "nothing was measured again"
    value = json.loads(call(*FIRST, "--json", "-q")[1])
    assert value["run"] == str(find().path)
    assert [row["adapter"] for row in value["boards"][0]["rows"]] == ["mine:shout", "nothing"]


def test_what_has_changed_is_looked_into(call: Callable[..., tuple[int, str, str]], here: Path) -> None:
    call(*FIRST)
    (here / "mine.py").write_text(MODULE.replace("upper", "lower"), encoding="utf-8")
    _, _, err = call(*FIRST)
    assert SAID not in err
    assert "reused 6 of 12 results" in err
    assert SAID in call(*FIRST)[2]
    assert SAID not in call(*FIRST, "--fresh")[2]
    assert SAID not in call(*FIRST, "--check-state")[2]


def test_what_ended_badly_is_tried_again(call: Callable[..., tuple[int, str, str]], here: Path) -> None:
    (here / "mine.py").write_text("import time\n\n\ndef shout(page):\n    time.sleep(9)\n", encoding="utf-8")
    late = ("run", "--adapters", "everything,mine:shout", "--limit", "1", "--resamples", "100", "--deadline", "0.2")
    for _ in range(2):
        code, _, err = call(*late)
        assert code == 2
        assert SAID not in err
    (here / "mine.py").write_text("def shout(page):\n    return ''\n", encoding="utf-8")
    for _ in range(2):
        code, _, err = call("run", "--adapters", "everything,mine:shout", "--limit", "1", "--resamples", "100")
        assert code == 2, "an adapter that returns nothing is said each time"
        assert "mine:shout returned nothing for any page" in err
