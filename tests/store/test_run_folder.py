"""The run folder: what is written is read back; what is missing, damaged or of another schema is said with what to type."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.errors import RunError
from bench.model import Block, Corpus, Extraction, Gold, Kind, Page, Status
from bench.store import tables
from bench.store.run_folder import RunFolder, corpus_data, digest_of_texts, extraction_data, extraction_of, find, gold_of, point
from tests.store import made

FULL = Extraction(
    "tiny", "p0", "a", Status.ERROR, error="ValueError: x", wall_ns=5, cpu_ns=4, peak_rss=3, stderr="printed", network=2, reused=True
)


def test_extractions_are_read_back_in_their_order(tmp_path: Path) -> None:
    kept = [made.extraction("p1"), FULL, made.extraction("p2", "b", text="ü\n")]
    folder = made.run(tmp_path / "run", kept)
    assert [extraction_of(line) for line in folder.extractions().to_pylist()] == kept
    assert list(folder.made_by(["b"])) == [kept[2]]
    assert list(folder.made_by({"a": 1, "b": 2})) == kept
    assert list(folder.made_by([])) == []


def test_an_extraction_is_plain_data_and_back() -> None:
    data = extraction_data(FULL)
    assert json.loads(json.dumps(data)) == data
    assert extraction_of(data) == FULL
    assert type(data["status"]) is str


def test_columns_are_read_alone_and_in_the_order_asked(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "run", [FULL], protocols=["aligned"])
    assert folder.extractions(["status", "adapter"]).column_names == ["status", "adapter"]
    assert folder.pages(["page_id", "corpus"]).to_pylist()[1] == {"page_id": "p1", "corpus": "tiny"}
    assert folder.extractions().num_columns == 13
    types = {name: str(folder.extractions().schema.field(name).type) for name in ("text", "wall_ns", "peak_rss", "network", "reused")}
    assert types == {"text": "string", "wall_ns": "int64", "peak_rss": "int64", "network": "int64", "reused": "bool"}


def test_pages_carry_their_metadata_and_gold(tmp_path: Path) -> None:
    page = Page(
        "x", "c", b"<p>x", Kind.HTML, url="u", site="s", encoding="latin-1", lang="de", type="news", devices=("d1", "d2"), title="t"
    )
    gold = Gold(
        "x", (Block("one"), Block("two", optional=True, role="quote")), ("must",), ("not", "ever"), {"b": "2", "a": "1"}, draft=True
    )
    snippets = Gold("y", None, ("only",))
    bare = Page("z", "c", b"")
    corpus = Corpus("c", "d", (page, replace(page, id="y"), bare), {"x": gold, "y": snippets})
    folder = RunFolder(tmp_path)
    folder.write_pages([corpus])
    lines = folder.pages().to_pylist()
    assert [gold_of(line) for line in lines] == [gold, snippets, Gold("z", None)]
    facets = ("corpus", "page_id", "kind", "encoding", "url", "site", "lang", "type", "title", "bytes")
    assert {name: lines[0][name] for name in facets} == {
        "corpus": "c", "page_id": "x", "kind": "html", "encoding": "latin-1", "url": "u", "site": "s", "lang": "de", "type": "news",
        "title": "t", "bytes": 4,
    }  # fmt: skip
    assert lines[0]["devices"] == ["d1", "d2"]
    assert lines[0]["sha256"] == page.sha256
    assert [line["draft"] for line in lines] == [True, False, False]
    assert lines[0]["parts"] == [("a", "1"), ("b", "2")]
    assert lines[2]["must_have"] == lines[2]["must_not"] == lines[2]["parts"] == []


@pytest.mark.parametrize(("lines", "groups"), [(0, 0), (2000, 1), (2001, 2), (4001, 3)])
def test_tables_are_written_a_group_of_lines_at_a_time(tmp_path: Path, lines: int, groups: int) -> None:
    RunFolder(tmp_path).write_extractions(made.extraction(f"p{at}") for at in range(lines))
    with pq.ParquetFile(tmp_path / "extractions.parquet") as file:
        assert (file.metadata.num_rows, file.num_row_groups) == (lines, groups)
        assert all(file.metadata.row_group(at).column(0).compression == "ZSTD" for at in range(groups))


def test_a_manifest_is_read_back_as_it_was(tmp_path: Path) -> None:
    one = made.manifest([made.corpus()], [{"name": "a", "floor": True}], complete=False)
    folder = RunFolder(tmp_path)
    folder.write_manifest(one)
    assert folder.manifest() == one
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["corpora"] == [corpus_data(made.corpus())]


def test_a_corpus_is_described_without_its_pages() -> None:
    assert corpus_data(replace(made.corpus(), citation="Smith", oracle=True)) == {
        "name": "tiny", "digest": "digest-of-tiny", "pages": 3, "source": "from/tiny", "licence": "CC0-1.0", "citation": "Smith",
        "oracle": True,
    }  # fmt: skip


def test_what_a_corpus_leaves_out_and_repeats_is_described_where_there_is_something() -> None:
    told = corpus_data(replace(made.corpus(), left_out={"documents without a page": 400}, repeated=139))
    assert (told["left_out"], told["repeated"]) == ({"documents without a page": 400}, 139)
    assert not {"left_out", "repeated"} & set(corpus_data(made.corpus()))


@pytest.mark.parametrize("content", [None, "", "[]", '{"id": "x"}', '{"corpora": 1, "adapters": []}', "\xff"])
def test_what_is_no_manifest_is_said(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(RunError, match="holds no readable manifest") as caught:
        RunFolder(tmp_path).manifest()
    assert caught.value.expected == "a folder that `boilerbench run` wrote"


def test_files_of_another_schema_are_refused(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "run", [FULL], protocols=["aligned"])
    for schema in ("2", None):
        table = folder.path / "scores-aligned.parquet"
        pq.write_table(pq.read_table(table).replace_schema_metadata({"schema": schema} if schema else {}), table)
        with pytest.raises(RunError, match=rf"scores-aligned\.parquet has schema {schema}") as caught:
            folder.scores("aligned")
        assert (caught.value.expected, caught.value.hint) == ("schema 1", "boilerbench run")
    folder.write_manifest(replace(folder.manifest(), schema=2))
    with pytest.raises(RunError, match="has schema 2"):
        folder.manifest()


@pytest.mark.parametrize("damage", ["missing", "cut", "rubbish"])
def test_a_damaged_table_is_named(tmp_path: Path, damage: str) -> None:
    folder = made.run(tmp_path / "run", [FULL])
    path = folder.path / "extractions.parquet"
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(content[:-20] if damage == "cut" else b"rubbish")
    with pytest.raises(RunError, match=r"extractions\.parquet cannot be read") as caught:
        folder.extractions(["status"])
    assert (caught.value.expected, caught.value.hint) == ("a finished run", "boilerbench run")


def test_a_notebook_shows_corpora_and_adapters_with_their_versions(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "run", [FULL], adapters=[{"name": "a", "version": "1.5"}, {"name": "mine"}])
    cells = re.findall("<td>([^<]*)</td>", re.sub(r"<(td|th)\b[^>]*>", "<td>", folder._repr_html_()).replace("</th>", "</td>"))
    assert [cells[at : at + 3] for at in range(3, len(cells), 3)] == [
        ["corpus", "tiny", "3 pages"], ["adapter", "a", "1.5"], ["adapter", "mine", ""]
    ]  # fmt: skip


def test_only_the_columns_asked_for_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gold is most of a table of pages."""
    folder = made.run(tmp_path / "run", [FULL])
    read, asked = tables.read, list[object]()
    monkeypatch.setattr(tables, "read", lambda path, columns=None: asked.append(columns) or read(path, columns))
    for columns in (["page_id"], ["page_id", "gold"]):
        assert folder.pages(columns).column_names == columns
    assert asked == [["page_id"], ["page_id", "gold"]]


def test_of_pages_of_before_states_were_stored_gold_says_what_is_known_of_it(tmp_path: Path) -> None:
    texts, folder = ["words", "words", "", "words"], RunFolder(tmp_path)
    corpus = made.corpus(texts)
    gold = {**corpus.gold, "p1": replace(corpus.gold["p1"], draft=True), "p3": Gold("p3", None)}
    folder.write_pages([replace(corpus, gold=gold)])
    tables.write(tmp_path / "pages.parquet", folder.pages().drop_columns(["gold"]).replace_schema_metadata({"schema": "1"}))
    states = folder.pages(["gold"])["gold"].to_pylist()
    assert states == ["cleaned", "draft", "unknown", "absent"], "whether a blank one was cleaned, nobody said"


def test_protocols_are_those_with_a_score_table(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "run", [FULL], protocols=["words", "aligned"])
    assert folder.protocols() == ("aligned", "words")
    assert folder.scores("words").schema.metadata[b"signature"] == b"signed words"
    assert RunFolder(tmp_path).protocols() == ()


def test_scores_are_written_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_scores("x", pa.table({"a": [1.0]}).replace_schema_metadata({"schema": "1"}))
    assert [path.name for path in tmp_path.iterdir()] == ["scores-x.parquet"]
    assert folder.scores("x").to_pylist() == [{"a": 1.0}]


def test_latest_leads_to_the_run_wherever_the_folder_is_moved(tmp_path: Path) -> None:
    root = tmp_path / "reports"
    first, second = (made.run(root / "runs" / name, [FULL]) for name in ("first", "second"))
    point(root, first.path)
    point(root, second.path)
    assert (root / "latest").readlink() == Path("runs", "second")
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []
    root.rename(tmp_path / "moved")
    assert find("latest", tmp_path / "moved").path == tmp_path / "moved" / "runs" / "second"


def test_a_run_is_found_by_id_by_its_start_and_by_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"2026{at}" for at in range(6)] + ["2027-a", "2027-b"]
    folders = {name: made.run(tmp_path / "runs" / name, [FULL]).path for name in ids}
    assert find("20263", tmp_path).path == folders["20263"]
    assert find("2027-b", tmp_path).path == folders["2027-b"]
    assert find(folders["20260"], "elsewhere").path == folders["20260"]
    monkeypatch.chdir(tmp_path)
    assert find("2027-a", ".").path == folders["2027-a"]
    with pytest.raises(RunError, match=r"2 runs under .* begin with '2027'") as caught:
        find("2027", tmp_path)
    assert (caught.value.expected, caught.value.hint) == ("one of: 2027-a, 2027-b", "more of its id")
    with pytest.raises(RunError, match="there is no run '2028'") as caught:
        find("2028", tmp_path)
    assert caught.value.hint == "boilerbench run"
    assert caught.value.expected == "latest, a folder, or one of: 20263, 20264, 20265, 2027-a, 2027-b"
    with pytest.raises(RunError) as caught:
        find("latest", tmp_path)
    assert caught.value.expected == "a folder, or one of: 20263, 20264, 20265, 2027-a, 2027-b"


def test_the_start_of_one_id_alone_is_enough(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "runs" / "20260102-abc", [FULL])
    made.run(tmp_path / "runs" / "20270102-abc", [FULL])
    assert find("2026", tmp_path).path == folder.path
    with pytest.raises(RunError):
        find("abc", tmp_path)


def test_reference_results_are_no_run_and_the_error_says_what_takes_them(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "reference" / "aeb", [FULL])
    assert find(folder.path).path == folder.path
    pages = folder.pages(["corpus", "page_id"])
    tables.write(folder.path / "pages.parquet", pages.append_column("gold_digest", pa.array([""] * pages.num_rows, pa.string())))
    with pytest.raises(RunError, match="holds reference results, not a run") as caught:
        find(folder.path)
    assert caught.value.hint == f"boilerbench run --against {tmp_path / 'reference'}"


def test_where_no_run_was_made_the_error_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="there is no run 'latest' under") as caught:
        find(root=tmp_path)
    assert (caught.value.expected, caught.value.hint) == ("a run that has been made", "boilerbench run")


@pytest.mark.parametrize("columns", [None, ["adapter"], ["clock"], ["adapter", "clock"]])
def test_a_run_of_before_clocks_were_checked_says_nothing_of_them(tmp_path: Path, columns: list[str] | None) -> None:
    folder = made.run(tmp_path / "run", [made.extraction("p1"), FULL])
    path = folder.path / "extractions.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["clock"]).replace_schema_metadata({"schema": "1"}), path)
    table = folder.extractions(columns)
    assert columns is None or table.column_names == columns
    assert "clock" not in table.column_names or table["clock"].to_pylist() == ["", ""]


def test_a_table_that_lacks_a_column_is_damaged(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "run", [FULL])
    path = folder.path / "extractions.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["status"]).replace_schema_metadata({"schema": "1"}), path)
    with pytest.raises(RunError, match=r"extractions.parquet cannot be read: .*status"):
        folder.extractions(["status", "clock"])


def test_texts_have_one_digest_in_whatever_order_and_groups_they_are_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extractions = [made.extraction(f"p{at}", text=text) for at, text in enumerate(("one", "two", "three"))]
    digest = made.run(tmp_path / "1", extractions).texts_digest()
    assert digest == digest_of_texts([("a", "tiny", f"p{at}", "ok", text) for at, text in enumerate(("one", "two", "three"))])
    monkeypatch.setattr(tables, "_BATCH", 1)
    assert made.run(tmp_path / "2", extractions[::-1]).texts_digest() == digest
    assert made.run(tmp_path / "3", [*extractions[:2], made.extraction("p2", text="four")]).texts_digest() != digest
