"""A run: every pair in order, the same bytes for the same input, known results reused."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine import stored_outputs
from bench.engine.progress import Lines
from bench.engine.run import run
from bench.errors import AdapterError, ProtocolError, RunError
from bench.model import Adapter, Corpus, Kind, Page, Status
from bench.store import boards
from bench.store.run_folder import RunFolder, find
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bench.model import Extraction

TEXTS = ("first page of words", "second page", "third one")


def go(out: Path, *adapters: Adapter, texts: tuple[str, ...] = TEXTS, says: io.StringIO | None = None, **changes: object) -> RunFolder:
    own = {adapter.name: adapter for adapter in adapters}
    options = pages.options()
    return run(
        [pages.corpus(texts)],
        [*own],
        ("aligned",),
        out=out,
        options=replace(options, **changes),
        own=own,
        progress=Lines(says or io.StringIO()),
    )


def test_extractions_stand_in_manifest_order_and_scores_follow(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:capitals", "zebra"), pages.user("mild:capitals", "ant"))
    extractions = folder.extractions().to_pylist()
    pairs = [(one["adapter"], one["page_id"]) for one in extractions]
    assert pairs == [(name, f"p{n:04}") for name in ("zebra", "ant") for n in range(3)]
    assert [one["text"] for one in extractions[:3]] == [text.upper() for text in TEXTS]
    assert all(one["wall_ns"] > 0 and one["peak_rss"] > 1 << 20 for one in extractions)
    assert [(row["adapter"], row["page_id"]) for row in folder.scores("aligned").to_pylist()] == pairs
    assert folder.manifest().complete
    assert find("latest", tmp_path).path == folder.path
    assert not (folder.path / "journal").exists()


def test_the_same_input_gives_the_same_score_bytes_and_reuses_what_is_known(tmp_path: Path) -> None:
    says = io.StringIO()
    adapter = pages.user("mild:capitals")
    first, second = go(tmp_path, adapter), go(tmp_path, adapter, says=says)
    assert first.path != second.path
    assert (first.path / "scores-aligned.parquet").read_bytes() == (second.path / "scores-aligned.parquet").read_bytes()
    assert [one["reused"] for one in second.extractions().to_pylist()] == [True] * 3
    assert "3 reused" in says.getvalue()
    assert [one["wall_ns"] for one in second.extractions().to_pylist()] == [one["wall_ns"] for one in first.extractions().to_pylist()]


@pytest.mark.parametrize(
    ("change", "reused"),
    [
        ({"adapter": pages.user("mild:slow", seconds=0.002)}, 0),
        ({"adapter": pages.user("mild:capitals")}, 0),
        ({"adapter": pages.user("mild:slow", "renamed", seconds=0.001)}, 0),
        ({"texts": (*TEXTS[:2], "another")}, 2),
        ({"texts": tuple(reversed(TEXTS))}, 3),
        ({"fresh": True}, 0),
        ({}, 3),
    ],
)
def test_a_result_is_reused_only_under_the_same_key(tmp_path: Path, change: dict[str, object], reused: int) -> None:
    plain = pages.user("mild:slow", seconds=0.001)
    go(tmp_path, plain)
    adapter = change.pop("adapter", plain)
    assert isinstance(adapter, Adapter)
    again = go(tmp_path, adapter, **change)  # type: ignore[arg-type]
    assert sum(one["reused"] for one in again.extractions().to_pylist()) == reused


class Stops(Lines):
    """Progress that ends the run with its first extraction, as a user may."""

    def extracted(self, extraction: Extraction) -> None:
        raise KeyboardInterrupt


def test_another_run_reuses_the_first_extraction_of_a_run_that_was_stopped(tmp_path: Path) -> None:
    own = {one.name: one for one in (pages.user("mild:capitals"), pages.user("mild:capitals", "beside"))}
    with pytest.raises(KeyboardInterrupt):
        run([pages.corpus(TEXTS)], ["user"], out=tmp_path, options=pages.options(), own=own, progress=Stops(io.StringIO()))
    again = run([pages.corpus(TEXTS)], [*own], out=tmp_path, options=pages.options(), own=own)
    assert sum(one["reused"] for one in again.extractions().to_pylist() if one["adapter"] == "user") == 1


def test_a_changed_adapter_file_is_another_adapter(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "mine.py").write_text("def f(page): return page.upper()\n", encoding="utf-8")
    adapter = Adapter("mine", "mine:f", kinds=pages.ANY)
    go(tmp_path, adapter, folder=modules)
    (modules / "mine.py").write_text("def f(page): return page.lower() + '!'\n", encoding="utf-8")
    shutil.rmtree(modules / "__pycache__", ignore_errors=True)
    again = go(tmp_path, adapter, folder=modules)
    assert again.extractions().to_pylist()[0]["text"] == TEXTS[0] + "!"


def test_what_depends_on_the_machine_is_tried_again(tmp_path: Path) -> None:
    adapter = pages.hostile()
    texts = ("exit now", "raise now", "plain")
    go(tmp_path, adapter, texts=texts)
    again = go(tmp_path, adapter, texts=texts)
    assert [one["reused"] for one in again.extractions().to_pylist()] == [False, True, True]


def test_every_pair_of_the_embedded_corpus_ends_in_a_status(tmp_path: Path) -> None:
    folder = run(["embedded"], ["nothing", "everything"], ("aligned", "shingles"), out=tmp_path)
    statuses = {Status(one["status"]) for one in folder.extractions().to_pylist()}
    assert statuses == {Status.EMPTY, Status.OK}
    assert folder.protocols() == ("aligned", "shingles")


def test_adapters_that_take_none_of_the_pages_are_left_out(tmp_path: Path) -> None:
    corpus = Corpus("html", "d", (Page("h", "html", b"<p>markup</p>"),), {})
    folder = run([corpus], ["identity", "nothing"], out=tmp_path)
    assert [adapter["name"] for adapter in folder.manifest().adapters] == ["nothing"]
    with pytest.raises(AdapterError):
        run([corpus], ["identity"], out=tmp_path)


def stored(name: str, texts: Mapping[str, str]) -> stored_outputs.StoredOutputs:
    return stored_outputs.parse(json.dumps(dict(texts)).encode(), f"{name}.json")


def test_stored_outputs_apply_where_ids_match_and_are_never_reused(tmp_path: Path) -> None:
    corpora = [pages.corpus(TEXTS), Corpus("other", "d", (Page("q", "other", b"words", Kind.TEXT),), {})]
    outputs = [stored("closed", {"p0000": "FIRST PAGE OF WORDS", "p0001": " "})]
    for _ in range(2):
        folder = run(corpora, ["nothing"], out=tmp_path, options=pages.options(), predictions=outputs)
        lines = [line for line in folder.extractions().to_pylist() if line["adapter"] == "closed"]
        assert [(line["corpus"], line["page_id"], line["status"]) for line in lines] == [
            ("tiny", "p0000", "ok"), ("tiny", "p0001", "empty"), ("tiny", "p0002", "missing"), ("other", "q", "skipped"),
        ]  # fmt: skip
        assert not any(line["reused"] or line["wall_ns"] or line["peak_rss"] for line in lines)


def test_a_changed_file_is_another_plan_and_its_texts_are_new(tmp_path: Path) -> None:
    made = []
    for text in ("one", "one", "two"):
        outputs = [stored("closed", dict.fromkeys(("p0000", "p0001", "p0002"), text))]
        folder = run([pages.corpus(TEXTS)], [], out=tmp_path, options=pages.options(), predictions=outputs)
        made.append((folder.manifest().options["plan"], {one.text for one in folder.made_by(["closed"])}))
    assert made[0] == made[1]
    assert made[2][0] != made[0][0]
    assert made[2][1] == {"two"}


def test_stored_outputs_are_compared_in_pairs_with_rows_that_were_run(tmp_path: Path) -> None:
    adapter = pages.user("mild:capitals", "live")
    outputs = [stored("closed", {"p0000": "FIRST PAGE", "p0001": "SECOND", "p0002": "X"})]
    folder = run([pages.corpus(TEXTS)], ["live"], out=tmp_path, options=pages.options(), own={"live": adapter}, predictions=outputs)
    (board,) = boards.of_run(folder)
    assert [{pair.left, pair.right} for pair in board.pairs] == [{"live", "closed"}]
    assert board.standings[0].adapter == "live"


def test_outputs_by_name_and_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"p0000": "a"}', encoding="utf-8")
    named = [f"closed={tmp_path / 'x.json'}"]
    folder = run([pages.corpus(TEXTS)], [], out=tmp_path / "reports", options=pages.options(), predictions=named)
    assert folder.manifest().names == ("closed",)
    assert str(tmp_path) not in (folder.path / "manifest.json").read_text(encoding="utf-8").replace(str(folder.path), "")


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
