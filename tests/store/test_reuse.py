"""What is reused: settled results of the same content under the same key, the newest of them; and runs to go on with."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.model import Extraction, Kind, Status
from bench.store import reuse
from bench.store.journal import Journal
from bench.store.run_folder import RunFolder
from tests.store import made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.model import Corpus, Page, PairKey

KEY = {"name": "a", "key": "k"}


def earlier(root: Path, *extractions: Extraction, name: str = "2026-01", **changes: object) -> RunFolder:
    """Write an earlier run, whose adapter ``a`` had the key ``k``."""
    return made.run(root / "runs" / name, extractions, **{"adapters": [KEY], **changes})  # type: ignore[arg-type]


def stored(root: Path, keys: Mapping[str, str], pages: Sequence[Page], current: str = "2026-09") -> dict[PairKey, Extraction]:
    """Return what earlier runs hold, by pair: each comes once."""
    found = list(reuse.stored(root, keys, pages, current))
    by_pair = {(one.adapter, one.corpus, one.page_id): one for one in found}
    assert len(by_pair) == len(found)
    return by_pair


def current(root: Path, corpora: Sequence[Corpus] = ()) -> list[Page]:
    """Begin the run under way, whose pages are not written yet; return them."""
    folder = RunFolder(root / "runs" / "2026-09")
    folder.path.mkdir(parents=True)
    folder.write_manifest(made.manifest([], [KEY], complete=False))
    return [page for corpus in corpora or [made.corpus()] for page in corpus.pages]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("complete", [True, False])
def test_only_what_does_not_depend_on_the_machine_is_reused(tmp_path: Path, status: Status, complete: bool) -> None:
    one = made.extraction(status=status, wall_ns=9)
    folder = earlier(tmp_path, *([one] if complete else ()), complete=complete)
    if not complete:
        with Journal(folder.path / "journal") as kept:
            kept.append(one)
    reused = stored(tmp_path, {"a": "k"}, current(tmp_path))
    settled = status in {Status.OK, Status.EMPTY, Status.ERROR}
    assert reused == ({("a", "tiny", "p0"): replace(one, reused=True)} if settled else {})


def test_another_key_or_adapter_is_another_result(tmp_path: Path) -> None:
    earlier(tmp_path, made.extraction(), made.extraction(adapter="b"), adapters=[KEY, {"name": "b"}])
    here = current(tmp_path)
    assert stored(tmp_path, {"a": "other"}, here) == {}
    assert stored(tmp_path, {}, here) == {}
    assert list(stored(tmp_path, {"a": "k", "b": "l"}, here)) == [("a", "tiny", "p0")]
    assert stored(tmp_path / "none", {"a": "k"}, here) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"texts": ("one fine evening",)},
        {"encoding": "latin-1"},
    ],
)
def test_another_content_is_another_page(tmp_path: Path, change: dict[str, object]) -> None:
    earlier(tmp_path, made.extraction())
    assert stored(tmp_path, {"a": "k"}, current(tmp_path, [made.corpus(**change)])) == {}  # type: ignore[arg-type]


def test_another_kind_of_page_is_another_page(tmp_path: Path) -> None:
    earlier(tmp_path, made.extraction())
    tiny = made.corpus()
    html = replace(tiny, pages=tuple(replace(page, kind=Kind.HTML) for page in tiny.pages))
    assert stored(tmp_path, {"a": "k"}, current(tmp_path, [html])) == {}


def test_the_same_content_is_reused_wherever_it_stands_and_whatever_it_is_called(tmp_path: Path) -> None:
    earlier(tmp_path, made.extraction(), made.extraction("p1", text="two"))
    other = made.corpus((made.TEXTS[0], "new", made.TEXTS[0]), "other")
    reused = stored(tmp_path, {"renamed": "k"}, current(tmp_path, [other]))
    assert {place: (one.adapter, one.corpus, one.page_id, one.text, one.reused) for place, one in reused.items()} == {
        ("renamed", "other", "p0"): ("renamed", "other", "p0", "one", True),
        ("renamed", "other", "p2"): ("renamed", "other", "p2", "one", True),
    }


def test_the_newest_run_wins_and_older_ones_fill_in(tmp_path: Path) -> None:
    earlier(tmp_path, made.extraction(text="older"), made.extraction("p1", text="older"), name="2026-01")
    earlier(tmp_path, made.extraction(text="newer"), made.extraction("p2", text="newer"), name="2026-02")
    earlier(tmp_path, made.extraction("p1", status=Status.TIMEOUT), name="2026-03")
    reused = stored(tmp_path, {"a": "k"}, current(tmp_path))
    assert {page: one.text for (_, _, page), one in reused.items()} == {"p0": "newer", "p1": "older", "p2": "newer"}


def test_a_run_that_holds_nothing_owed_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier(tmp_path, *(made.extraction(f"p{at}") for at in range(3)), name="2026-02")
    earlier(tmp_path, made.extraction(text="older"), name="2026-01")
    earlier(tmp_path, made.extraction(adapter="b"), name="2026-03", adapters=[{"name": "b", "key": "other"}])
    read, settled = list[str](), reuse._settled
    monkeypatch.setattr(reuse, "_settled", lambda folder, *rest, **more: read.append(folder.path.name) or settled(folder, *rest, **more))
    assert len(stored(tmp_path, {"a": "k"}, current(tmp_path))) == 3
    assert read == ["2026-02"]


def test_a_run_s_own_folder_is_not_looked_at(tmp_path: Path) -> None:
    own = earlier(tmp_path, made.extraction())
    assert stored(tmp_path, {"a": "k"}, made.corpus().pages, own.path.name) == {}


@pytest.mark.parametrize("file", ["manifest.json", "pages.parquet", "extractions.parquet"])
def test_a_damaged_run_is_left_aside(tmp_path: Path, file: str) -> None:
    earlier(tmp_path, made.extraction(text="older"), name="2026-01")
    damaged = earlier(tmp_path, made.extraction(text="newer"), name="2026-02")
    (damaged.path / file).write_bytes(b"rubbish")
    reused = stored(tmp_path, {"a": "k"}, current(tmp_path))
    assert [one.text for one in reused.values()] == ["older"]


def test_an_extraction_of_a_page_that_its_run_does_not_hold_ends_what_is_taken_of_it(tmp_path: Path) -> None:
    earlier(tmp_path, made.extraction(), made.extraction("p9"), made.extraction("p1"))
    assert [page for _, _, page in stored(tmp_path, {"a": "k"}, current(tmp_path))] == ["p0"]


def test_extractions_of_another_adapter_of_the_run_are_not_taken(tmp_path: Path) -> None:
    folder = earlier(tmp_path, complete=False, adapters=[KEY, {"name": "b", "key": "other"}])
    with Journal(folder.path / "journal") as kept:
        kept.append(made.extraction(adapter="b"))
        kept.append(made.extraction("p1"))
    assert list(stored(tmp_path, {"a": "k"}, current(tmp_path))) == [("a", "tiny", "p1")]


def test_the_newest_interrupted_run_of_the_same_plan_is_gone_on_with(tmp_path: Path) -> None:
    made.run(tmp_path / "runs" / "1", [], options={"plan": "x"}, complete=False, created="first")
    made.run(tmp_path / "runs" / "2", [], options={"plan": "x"}, complete=False, created="second")
    made.run(tmp_path / "runs" / "3", [], options={"plan": "x"}, complete=True)
    made.run(tmp_path / "runs" / "4", [], options={"plan": "y"}, complete=False)
    made.run(tmp_path / "runs" / "5", [], options={}, complete=False)
    newest = reuse.unfinished(tmp_path, "x")
    assert newest is not None
    folder, created, held = newest
    assert (folder.path.name, created) == ("2", "second")
    second = reuse.unfinished(tmp_path, "x")  # the newest is held
    assert second is not None
    assert (second[0].path.name, second[1]) == ("1", "first")
    assert reuse.unfinished(tmp_path, "x") is None
    os.close(held)
    again = reuse.unfinished(tmp_path, "x")
    assert again is not None
    assert again[0].path.name == "2"
    os.close(again[2])
    os.close(second[2])
    assert reuse.unfinished(tmp_path, "z") is None


def test_a_run_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    held = reuse.lock(tmp_path)
    assert held is not None
    assert reuse.lock(tmp_path) is None
    os.close(held)
    again = reuse.lock(tmp_path)
    assert again is not None
    os.close(again)


def test_a_page_that_timed_out_has_no_old_run_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(3):
        earlier(tmp_path, made.extraction(), made.extraction("p1", status=Status.TIMEOUT), made.extraction("p2"), name=f"2026-0{at + 1}")
    here = current(tmp_path)
    stored(tmp_path, {"a": "k"}, here)
    read, texts = list[str](), RunFolder.made_by
    monkeypatch.setattr(RunFolder, "made_by", lambda self, held: read.append(self.path.name) or texts(self, held))
    assert len(stored(tmp_path, {"a": "k"}, here)) == 2
    assert read == ["2026-03"]


def test_what_a_page_cost_is_known_of_the_newest_run_that_timed_it(tmp_path: Path) -> None:
    assert reuse.costs(tmp_path) == {}
    earlier(tmp_path, made.extraction(wall_ns=1), made.extraction("p1", wall_ns=3), made.extraction("p2"), name="2026-01")
    earlier(tmp_path, made.extraction(), name="2026-02")
    assert reuse.costs(tmp_path) == {"a": 2.0}


def test_the_newest_run_over_these_pages_is_found(tmp_path: Path) -> None:
    corpus = made.corpus()
    assert reuse.latest_over(corpus, tmp_path) is None
    older = made.run(tmp_path / "runs" / "20260101-a", [made.extraction("p0")])
    newer = made.run(tmp_path / "runs" / "20260102-b", [made.extraction("p0")])
    made.run(tmp_path / "runs" / "20260103-c", [made.extraction(corpus="other")], [made.corpus(name="other")])
    folder, pages = reuse.latest_over(corpus, tmp_path)
    assert (folder.path.name, pages) == (newer.path.name, {"p0", "p1", "p2"})
    assert older.path.is_dir()


def test_pages_that_have_changed_since_are_left_out(tmp_path: Path) -> None:
    made.run(tmp_path / "runs" / "one", [made.extraction("p0")])
    _, pages = reuse.latest_over(made.corpus(("one fine morning", "another text", "three more words")), tmp_path)
    assert pages == {"p0", "p2"}
    assert reuse.latest_over(made.corpus(("all", "is", "new")), tmp_path) is None


def test_runs_that_are_damaged_or_unfinished_are_passed_over(tmp_path: Path) -> None:
    made.run(tmp_path / "runs" / "1-good", [made.extraction("p0")])
    made.run(tmp_path / "runs" / "2-damaged", [made.extraction("p0")])
    (tmp_path / "runs" / "2-damaged" / "pages.parquet").write_bytes(b"not parquet")
    made.run(tmp_path / "runs" / "3-half", [made.extraction("p0")])
    (tmp_path / "runs" / "3-half" / "extractions.parquet").unlink()
    (tmp_path / "runs" / "4-broken").mkdir()
    (tmp_path / "runs" / "4-broken" / "manifest.json").write_text("{")
    folder, _ = reuse.latest_over(made.corpus(), tmp_path)
    assert folder.path.name == "1-good"
