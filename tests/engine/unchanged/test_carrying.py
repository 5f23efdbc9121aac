"""A run carried over: only where key and files are what they were."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.engine.plan import Options, Plan
from bench.engine.run import carry_out, prepared
from bench.engine.unchanged import carrying, conclusion
from bench.engine.unchanged.key import key_of
from bench.model import Block, Corpus, Gold, Page, Status
from bench.store import frames, history
from bench.store.run_folder import RunFolder, find

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = {"parts": ["a line"]}


def corpus(*, text: str = "a text", title: str = "") -> Corpus:
    return Corpus("tiny", "digest", (Page("a", "tiny", b"<p>a text", title=title),), {"a": Gold("a", (Block(text),))}, source="tiny")


def plan_of(made: Corpus | None = None, **options: int) -> Plan:
    return prepared([made or corpus()], ["everything", "nothing"], ["aligned"], options=Options(workers=1, resamples=100, **options))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> Path:
    """Return a folder of runs with one, which ended with a report of a line."""
    out = tmp_path_factory.mktemp("once") / "reports"
    folder = carry_out(plan, ["aligned"], out)
    (folder.path / "report").mkdir()
    (folder.path / "report" / "index.html").write_text(folder.manifest().id, encoding="utf-8")
    conclusion.keep(folder, key_of(plan, ["aligned"]), SAID)
    return out


@pytest.fixture
def out(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "reports", symlinks=True))


def again(plan: Plan, out: Path) -> RunFolder | None:
    """Return what is carried over to a new run, if that is possible; else nothing may be left of it."""
    before = sorted(out.rglob("*"))
    kept = carrying.carried(plan, key_of(plan, ["aligned"]), out, lambda text, old, new: text.replace(old.id, new.id))
    if kept is None:
        assert sorted(out.rglob("*")) == before
        return None
    assert kept[1] == SAID
    return kept[0]


def test_tables_report_and_words_are_carried_over(plan: Plan, out: Path) -> None:
    first = find("latest", out)
    folder = again(plan, out)
    assert folder is not None
    assert find("latest", out) == folder != first
    assert (folder.path / "report" / "index.html").read_text(encoding="utf-8") == folder.path.name
    assert frames.read(folder).extractions["reused"].tolist() == [True, True]
    assert frames.read(folder).scores["aligned"].equals(frames.read(first).scores["aligned"])
    assert not frames.read(first).extractions["reused"].any(), "what was carried over is as it was"


def edited(name: str) -> Callable[[RunFolder], None]:
    def edit(folder: RunFolder) -> None:
        content = bytearray((folder.path / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder.path / name).write_bytes(content)

    return edit


def another_file(folder: RunFolder) -> None:
    (folder.path / "scores-words.parquet").write_bytes(b"")


def another_run(folder: RunFolder) -> None:
    folder.path.with_name("29991231T000000Z-later").mkdir()


def no_report(folder: RunFolder) -> None:
    shutil.rmtree(folder.path / "report")


def elsewhere(folder: RunFolder) -> None:
    moved = folder.path.parents[2] / folder.path.name
    folder.path.rename(moved)
    (moved.parent / "reports" / "latest").unlink()
    (moved.parent / "reports" / "latest").symlink_to(moved)


FILES = ("extractions.parquet", "pages.parquet", "scores-aligned.parquet", "report/index.html", "manifest.json", conclusion.FILE)


@pytest.mark.parametrize("change", [*map(edited, FILES), another_file, another_run, no_report, elsewhere])
def test_nothing_is_carried_over_of_what_was_changed(plan: Plan, out: Path, change: Callable[[RunFolder], None]) -> None:
    change(find("latest", out))
    assert again(plan, out) is None


def test_nothing_is_carried_over_where_results_are_to_be_made_anew(plan: Plan, out: Path) -> None:
    assert again(replace(plan, options=replace(plan.options, fresh=True)), out) is None


def test_the_key_holds_pages_gold_options_protocols_and_the_commit(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(plan, ["aligned"])
    assert key == key_of(plan_of(), ["aligned"]) != ""
    others = [plan_of(corpus(text="another")), plan_of(corpus(title="another")), plan_of(seed=1)]
    keys = {key, *(key_of(one, ["aligned"]) for one in others), key_of(plan, ["words"]), key_of(plan, ["aligned", "words"])}
    monkeypatch.setattr(history, "head", lambda: "0123456789ab")
    assert len(keys | {key_of(plan, ["aligned"])}) == len(others) + 4


def test_there_is_no_key_where_code_cannot_be_told(plan: Plan) -> None:
    unvouched = {name: replace(code, unvouched="it is typed in") for name, code in plan.code.items()}
    for one in (replace(plan, code=unvouched), replace(plan, missing={"nothing": "no environment"})):
        assert key_of(one, ["aligned"]) == ""
    assert key_of(replace(plan, options=replace(plan.options, check_state=True)), ["aligned"]) == ""
    assert key_of(plan, ["mine:PROTOCOL"]) == ""


def test_what_is_to_be_tried_again_is_not_kept(plan: Plan, out: Path) -> None:
    folder = find("latest", out)
    (folder.path / conclusion.FILE).unlink()
    folder.write_extractions([replace(one, status=Status.TIMEOUT) for one in folder.made_by(["nothing", "everything"])])
    conclusion.keep(folder, "key", SAID)
    assert conclusion.read(folder) is None
