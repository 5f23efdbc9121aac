"""Reference results hold figures and no word of a page, are read to the bit, and are refused where they are damaged."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.corpus.source.installed import data_root
from bench.errors import RunError
from bench.store import tables
from bench.store.reference import digests
from bench.store.reference import folder as reference
from bench.store.run_folder import RunFolder
from tests.gate import made

if TYPE_CHECKING:
    from bench.store.reference.folder import Reference

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    source = made.corpus(6)
    run = made.run(source, tmp_path_factory.mktemp("runs"), ("aligned", "shingles"), good=made.outputs(source),
                   poor=made.outputs(source, skill=0.3), broken={})  # fmt: skip
    return reference.of_run(run, "made")


def test_what_is_written_is_read_to_the_bit(held: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "made", held)
    again = reference.read(tmp_path / "made")
    assert again.digests == held.digests
    assert {name: table.to_pylist() for name, table in again.scores.items()} == {name: one.to_pylist() for name, one in held.scores.items()}
    assert [again.protocol(name) for name in again.scores] == [held.protocol(name) for name in held.scores]
    assert again.manifest.corpora == held.manifest.corpora
    first = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    reference.write(tmp_path / "made", again)
    assert {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()} == first


def test_what_counts_give_is_not_stored_and_read_to_the_bit(held: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "made", held)
    stored = tables.read(tmp_path / "made" / "scores-aligned.parquet")
    assert stored.column_names[:5] == ["adapter", "corpus", "page_id", "status", "matched"]
    assert stored["page_id"].to_pylist() == sorted(held.scores["aligned"]["page_id"].to_pylist())
    tables.write(tmp_path / "made" / "scores-aligned.parquet", held.scores["aligned"])  # as they were stored before
    assert reference.read(tmp_path / "made").scores["aligned"].equals(held.scores["aligned"], check_metadata=True)
    reference.write(tmp_path / "made", held)
    assert RunFolder(tmp_path / "made").scores("aligned").column_names == held.scores["aligned"].column_names


def test_counts_of_another_version_of_a_protocol_are_refused(held: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "made", held)
    file = tmp_path / "made" / "scores-aligned.parquet"
    table = tables.read(file)
    tables.write(file, table.replace_schema_metadata({**table.schema.metadata, b"version": b"0"}))
    with pytest.raises(RunError, match=r"^scores by aligned@0 .* has aligned@1") as caught:
        reference.read(tmp_path / "made")
    assert caught.value.hint == reference.UPDATE


def test_a_table_without_its_counts_is_refused(held: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "made", held)
    file = tmp_path / "made" / "scores-aligned.parquet"
    tables.write(file, tables.read(file).drop_columns(["matched"]))
    with pytest.raises(RunError, match="damaged: scores by aligned lack matched"):
        reference.read(tmp_path / "made")


def test_no_word_of_a_page_is_kept(held: Reference, tmp_path: Path) -> None:
    reference.write(tmp_path / "made", held)
    told = held.pages.to_pylist() + held.extractions.to_pylist() + [line for table in held.scores.values() for line in table.to_pylist()]
    written = (tmp_path / "made" / "manifest.json").read_text(encoding="utf-8") + repr(told)
    assert not [word for word in (*made.WORDS, "site0.test", "Story") if f" {word}" in written or f"'{word}" in written]
    assert {line["site"] for line in held.pages.to_pylist()} == {"site 1", "site 2", "site 3"}


def test_rows_that_never_worked_are_left_out(held: Reference) -> None:
    assert held.manifest.names == ("good", "poor")
    assert set(held.extractions["adapter"].to_pylist()) == {"good", "poor"}


def test_digests_of_a_corpus_are_those_of_its_run(held: Reference) -> None:
    assert digests.of_corpus(made.corpus(6)) == held.digests
    changed = digests.of_corpus(made.corpus(6, edit="x"))
    assert [page for page, digest in changed.items() if digest != held.digests[page]] == ["p000"]


def test_rows_not_made_again_are_kept_only_on_the_same_pages_by_the_same_protocols(held: Reference) -> None:
    names = {"poor": "poor"}
    new = reference.part(held, "made", set(held.digests), names)
    assert reference.with_kept(new, held).manifest.names == ("good", "poor")
    assert reference.with_kept(new, held).scores["aligned"].to_pylist() == held.scores["aligned"].to_pylist()
    assert reference.with_kept(new, None) is new
    assert reference.with_kept(new, reference.part(held, "made", {"p001"}, {"good": "good"})) is new
    assert reference.with_kept(new, replace(held, scores={"aligned": held.scores["aligned"]})) is new
    older = {name: table.replace_schema_metadata({"version": "0"}) for name, table in held.scores.items()}
    assert reference.with_kept(new, replace(held, scores=older)) is new


@pytest.mark.parametrize("file", ["manifest.json", "pages.parquet", "extractions.parquet", "scores-aligned.parquet"])
def test_a_damaged_file_is_refused(held: Reference, tmp_path: Path, file: str) -> None:
    reference.write(tmp_path / "made", held)
    whole = (tmp_path / "made" / file).read_bytes()
    at = whole.index(b"6") if file.endswith("json") else 40
    (tmp_path / "made" / file).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    with pytest.raises(RunError, match="damaged") as caught:
        reference.read(tmp_path / "made")
    assert caught.value.hint == reference.UPDATE


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no reference results"):
        reference.demand(tmp_path)


def test_what_comes_with_the_package_is_read_where_the_user_has_none(tmp_path: Path) -> None:
    assert reference.place_of("reference", tmp_path) == data_root("reports") / "reference"
    (tmp_path / "reference").mkdir()
    assert reference.place_of("reference", tmp_path) == tmp_path / "reference"
    assert reference.place_of("elsewhere", tmp_path) == Path("elsewhere")


def test_the_committed_results_are_whole_small_and_name_no_folder_of_a_machine() -> None:
    files = [path for path in (ROOT / "reports" / "reference").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 8_000_000
    for place in reference.found(ROOT / "reports" / "reference"):
        assert reference.read(place).scores
        text = (place / "manifest.json").read_text(encoding="utf-8")
        assert not re.search(r"\"(?:/|[A-Za-z]:|~)[^\"]|file:", text), "a path of the machine on which they were made"
