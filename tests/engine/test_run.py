"""A run: every pair one row, in order, the same bytes for the same input, known results reused, missing libraries said aloud."""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bench.adapters.selection import select
from bench.engine.progress import Lines
from bench.engine.run import run
from bench.errors import AdapterError, ProtocolError, RunError
from bench.model import Adapter, Corpus, Kind, Page, Status
from bench.store.run_folder import RunFolder, find
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ("first page of words", "second page", "third one")


def go(out: Path, *rows: Adapter, texts: tuple[str, ...] = TEXTS, says: io.StringIO | None = None, **changes: object) -> RunFolder:
    own = {row.name: row for row in rows}
    options = pages.options()
    from dataclasses import replace

    return run(
        [pages.corpus(texts)],
        [*own],
        ("aligned",),
        out=out,
        options=replace(options, **changes),
        own=own,
        progress=Lines(says or io.StringIO()),
    )


def test_rows_stand_in_manifest_order_and_scores_follow(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals", "zebra"), pages.user("mild:capitals", "ant"))
    rows = folder.extractions().to_pylist()
    assert [(row["adapter"], row["page_id"]) for row in rows] == [(name, f"p{n:04}") for name in ("zebra", "ant") for n in range(3)]
    assert [row["text"] for row in rows[:3]] == [text.upper() for text in TEXTS]
    assert all(row["wall_ns"] > 0 and row["peak_rss"] > 1 << 20 for row in rows)
    scores = folder.scores("aligned").to_pylist()
    assert [(row["adapter"], row["page_id"]) for row in scores] == [(row["adapter"], row["page_id"]) for row in rows]
    assert folder.manifest().complete
    assert find("latest", tmp_path).path == folder.path
    assert not (folder.path / "journal").exists()


def test_pages_table_carries_page_and_gold(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    first = folder.pages().to_pylist()[0]
    assert first["blocks"] == [{"text": "FIRST PAGE OF WORDS", "optional": False, "role": "paragraph"}]
    assert (first["bytes"], first["kind"], first["corpus"]) == (len(TEXTS[0]), "text", "tiny")


def test_the_same_input_gives_the_same_score_bytes_and_reuses_what_is_known(tmp_path: Path) -> None:
    says = io.StringIO()
    row = pages.user("mild:capitals")
    first, second = go(tmp_path, row), go(tmp_path, row, says=says)
    assert first.path != second.path
    assert (first.path / "scores-aligned.parquet").read_bytes() == (second.path / "scores-aligned.parquet").read_bytes()
    assert [r["reused"] for r in second.extractions().to_pylist()] == [True] * 3
    assert "3 reused" in says.getvalue()
    assert [r["wall_ns"] for r in second.extractions().to_pylist()] == [r["wall_ns"] for r in first.extractions().to_pylist()]


@pytest.mark.parametrize(
    ("change", "reused"),
    [
        ({"row": pages.user("mild:slow", seconds=0.002)}, 0),
        ({"row": pages.user("mild:capitals")}, 0),
        ({"row": pages.user("mild:slow", "renamed", seconds=0.001)}, 0),
        ({"texts": (*TEXTS[:2], "another")}, 2),
        ({"texts": tuple(reversed(TEXTS))}, 3),
        ({"fresh": True}, 0),
        ({}, 3),
    ],
)
def test_a_result_is_reused_only_under_the_same_key(tmp_path: Path, change: dict[str, object], reused: int) -> None:
    plain = pages.user("mild:slow", seconds=0.001)
    go(tmp_path, plain)
    row = change.pop("row", plain)
    assert isinstance(row, Adapter)
    again = go(tmp_path, row, **change)  # type: ignore[arg-type]
    assert sum(found["reused"] for found in again.extractions().to_pylist()) == reused


def test_a_changed_adapter_file_is_another_adapter(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "mine.py").write_text("def f(page): return page.upper()\n", encoding="utf-8")
    row = Adapter("mine", "mine:f", kinds=pages.ANY)
    go(tmp_path, row, folder=modules)
    (modules / "mine.py").write_text("def f(page): return page.lower() + '!'\n", encoding="utf-8")
    shutil.rmtree(modules / "__pycache__", ignore_errors=True)
    again = go(tmp_path, row, folder=modules)
    assert again.extractions().to_pylist()[0]["text"] == TEXTS[0] + "!"


def test_what_depends_on_the_machine_is_tried_again(tmp_path: Path) -> None:
    row = pages.hostile()
    texts = ("exit now", "raise now", "plain")
    go(tmp_path, row, texts=texts)
    again = go(tmp_path, row, texts=texts)
    assert [found["reused"] for found in again.extractions().to_pylist()] == [False, True, True]


def test_a_missing_library_skips_its_rows_and_is_said_loudly(tmp_path: Path) -> None:
    says = io.StringIO()
    folder = go(tmp_path, pages.user("mild:absent", "absent"), pages.user("mild:capitals"), says=says)
    rows = folder.extractions().to_pylist()
    assert [row["status"] for row in rows] == ["skipped"] * 3 + ["ok"] * 3
    assert "no_such_library_anywhere" in rows[0]["error"]
    assert "WARNING: absent did nothing: ModuleNotFoundError" in says.getvalue()
    assert {row["adapter"] for row in folder.scores("aligned").to_pylist()} == {"user"}
    assert "no_such_library_anywhere" in folder.manifest().adapters[0]["missing"]


def test_a_target_that_does_not_exist_skips_its_rows(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:no_such_function", "gone"), pages.user("no_such_module:f", "nowhere"))
    assert {row["status"] for row in folder.extractions().to_pylist()} == {"skipped"}


def test_pages_an_adapter_does_not_take_are_skipped_with_the_reason(tmp_path: Path) -> None:
    html = Page("h", "mixed", b"<p>markup</p>")
    text = Page("t", "mixed", b"plain words", Kind.TEXT)
    rows = {"text": Adapter("text", "mild:capitals", kinds=(Kind.TEXT,)), "html": Adapter("html", "mild:capitals"),
            "bytes": Adapter("bytes", "mild:raw", accepts="bytes")}  # fmt: skip
    folder = run([Corpus("mixed", "d", (html, text), {})], [*rows], out=tmp_path, options=pages.options(), own=rows)
    found = {(row["adapter"], row["page_id"]): row for row in folder.extractions().to_pylist()}
    assert (found["text", "h"]["status"], found["text", "h"]["error"]) == ("skipped", "does not take html pages")
    assert found["text", "t"]["text"] == "PLAIN WORDS"
    assert "<P>PLAIN WORDS</P>" in found["html", "t"]["text"]
    assert found["bytes", "h"]["text"] == "b'<p>markup</p>'"


def test_every_row_of_the_embedded_corpus_ends_in_a_status(tmp_path: Path) -> None:
    folder = run(["embedded"], ["nothing", "everything"], ("aligned", "shingles"), out=tmp_path)
    statuses = {Status(row["status"]) for row in folder.extractions().to_pylist()}
    assert statuses == {Status.EMPTY, Status.OK}
    assert folder.protocols() == ("aligned", "shingles")


def test_rows_that_take_none_of_the_pages_are_left_out(tmp_path: Path) -> None:
    corpus = Corpus("html", "d", (Page("h", "html", b"<p>markup</p>"),), {})
    folder = run([corpus], ["identity", "nothing"], out=tmp_path)
    assert [row["name"] for row in folder.manifest().adapters] == ["nothing"]
    with pytest.raises(AdapterError):
        run([corpus], ["identity"], out=tmp_path)


def test_mistakes_are_told_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="tralifatura"):
        run(["embedded"], ["tralifatura"], out=tmp_path)
    with pytest.raises(ProtocolError):
        run(["embedded"], ["nothing"], ("alignd",), out=tmp_path)
    with pytest.raises(RunError, match="two corpora"):
        run([pages.corpus(TEXTS), pages.corpus(TEXTS)], ["nothing"], out=tmp_path)
    with pytest.raises(AdapterError, match="environment"):
        run(["embedded"], ["trafilatura@0.0.1"], out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_find_says_what_runs_there_are(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    assert find(folder.path.name, tmp_path).path == folder.path
    assert find(folder.path.name[:-2], tmp_path).path == folder.path
    assert find(folder.path).path == folder.path
    with pytest.raises(RunError, match="no run 'nope'") as caught:
        find("nope", tmp_path)
    assert folder.path.name in caught.value.expected


def test_another_schema_is_refused(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals"))
    manifest = json.loads((folder.path / "manifest.json").read_text(encoding="utf-8"))
    (folder.path / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}), encoding="utf-8")
    with pytest.raises(RunError, match="schema 99"):
        folder.manifest()


def test_growth_over_pages_is_measured(tmp_path: Path) -> None:
    texts = tuple(f"page {number}" for number in range(120))
    folder = go(tmp_path, pages.user("mild:leaky", "leaky", size=100_000), pages.user("mild:capitals", "tidy"), texts=texts)
    leaky, tidy = (row["growth_mb_per_1000_pages"] for row in folder.manifest().adapters)
    assert 60 < leaky < 140
    assert abs(tidy) < 10


def test_a_worker_that_grows_past_a_bound_is_replaced(tmp_path: Path) -> None:
    texts = tuple(f"page {number}" for number in range(60))
    row = pages.user("mild:leaky", "leaky", size=2 << 20)
    folder = run([pages.corpus(texts)], ["leaky"], out=tmp_path, options=pages.options(recycle_mb=60, memory_mb=1000), own={"leaky": row})
    assert max(found["peak_rss"] for found in folder.extractions().to_pylist()) < 70 << 20
    kept = run([pages.corpus(texts)], ["leaky"], out=tmp_path, options=pages.options(recycle_mb=0, memory_mb=1000), own={"leaky": row})
    assert max(found["peak_rss"] for found in kept.extractions().to_pylist()) > 70 << 20


def test_selection_keeps_the_order_asked_for_and_takes_away() -> None:
    assert [row.name for row in select(["nothing", "trafilatura", "nothing"])] == ["nothing", "trafilatura"]
    names = [row.name for row in select(["core", "-trafilatura", "-floors"])]
    assert "trafilatura" not in names
    assert "nothing" not in names
    assert "justext" in names
