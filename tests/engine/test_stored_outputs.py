"""Stored outputs are read from files and folders, and become an adapter in which a page without one is missing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from bench.engine import stored_outputs
from bench.engine.outputs import unpacking
from bench.engine.stored_outputs import StoredOutputs
from bench.errors import BoilerbenchError, ConfigError, CorpusError, ProtocolError, RunError
from bench.model import Block, Corpus, Gold, Page, Status
from bench.store.run_folder import RunFolder, find
from tests.corpus import published

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Extraction


def extractions(outputs: StoredOutputs, source: Corpus, *, ignore_unknown: bool = False) -> tuple[Extraction, ...]:
    return stored_outputs.adapter_of(outputs, [source], ignore_unknown=ignore_unknown).extractions


def corpus(name: str = "c", *ids: str) -> Corpus:
    pages = tuple(Page(page, name, f"<p>{name} {page}".encode()) for page in ids or ("p1", "p2", "p3"))
    return Corpus(name, "digest", pages, {page.id: Gold(page.id, (Block("a"),)) for page in pages})


def test_stored_outputs_are_read_plain_wrapped_and_packed(tmp_path: Path) -> None:
    plain = {"p1": {"articleBody": "text \ud800"}, "p2": {"articleBody": None}, "other": {"articleBody": "x"}}
    for name, content in (("mine.json", plain), ("mine.json.gz", {"version": "1.2", "output": plain})):
        data = json.dumps(content).encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        outputs = stored_outputs.read(tmp_path / name)
        assert (outputs.name, outputs.version) == ("mine", "1.2" if name.endswith(".gz") else "")
        assert outputs.origin == stored_outputs.Origin(name, hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
        made = extractions(outputs, corpus(), ignore_unknown=True)
        assert [(one.page_id, one.status, one.text) for one in made] == [
            ("p1", Status.OK, "text ?"),
            ("p2", Status.EMPTY, ""),
            ("p3", Status.MISSING, ""),
        ]
        assert made[2].error == stored_outputs.MISSING
        with pytest.raises(CorpusError, match=r"1 of 3 outputs in mine\.json.* are of no page of c, such as 'other'"):
            extractions(outputs, corpus())


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}', b'{"a": {"articleBody": 5}}', b"\x1f\x8bbroken", b"\xff", b""])
def test_what_holds_no_outputs_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(CorpusError, match=r"x\.json"):
        stored_outputs.read(tmp_path / "x.json")


@pytest.mark.parametrize("name", ["mine.json", "mine.jsonl", "mine.json.gz", "mine.jsonl.zst", "mine.ndjson.xz", "mine"])
def test_a_row_is_called_like_its_file_or_as_one_says(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"p1": "a"}', encoding="utf-8")
    assert stored_outputs.named(str(tmp_path / name)).name == "mine"
    assert stored_outputs.named(f"closed@2={tmp_path / name}").name == "closed@2"


def test_a_path_with_an_equals_sign_is_one_where_it_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a=b.json").write_text('{"p1": "a"}', encoding="utf-8")
    assert stored_outputs.named("a=b.json").name == "a=b"
    assert stored_outputs.named("c=a=b.json").name == "c"


def test_the_home_folder_is_found_behind_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "x.json").write_text('{"p1": "a"}', encoding="utf-8")
    assert stored_outputs.named("mine=~/x.json").texts == {"p1": "a"}


@pytest.mark.parametrize("spec", ["=x.json", " =x.json", "mine=", "mi\x1bne=x.json", "n" * 81 + "=x.json", "a\nb=x.json"])
def test_a_name_that_cannot_be_shown_is_refused(spec: str) -> None:
    with pytest.raises(ConfigError) as caught:
        stored_outputs.named(spec)
    assert caught.value.expected == "NAME=FILE"


@pytest.mark.parametrize("spec", ["nowhere.json", "mine=nowhere.json"])
def test_a_file_that_is_not_there_is_told(spec: str) -> None:
    with pytest.raises(CorpusError, match=r"no file nowhere\.json"):
        stored_outputs.named(spec)


def folder(place: Path) -> Path:
    (place / "sub").mkdir(parents=True)
    (place / "p1.txt").write_bytes(b"\xef\xbb\xbfone\r\n")
    (place / "p2.json").write_text('{"text": "two", "url": "x"}', encoding="utf-8")
    (place / "sub" / "p3.html.txt").write_bytes("drei".encode("utf-16"))
    (place / "p4.md").write_text(" \n", encoding="utf-8")
    (place / ".DS_Store").write_bytes(b"\x00\xff")
    return place


def test_a_folder_holds_a_file_for_each_page(tmp_path: Path) -> None:
    outputs = stored_outputs.named(f"closed={folder(tmp_path / 'texts')}")
    assert outputs.texts == {"p1": "one\r\n", "p2": "two", "p4": " \n", "sub/p3.html": "drei"}
    assert (outputs.name, outputs.origin.file) == ("closed", "texts")
    made = extractions(outputs, corpus("c", "p1", "p2", "sub/p3", "p4", "p5"))
    assert [one.status.value for one in made] == ["ok", "ok", "ok", "empty", "missing"]
    before = outputs.origin.sha256
    assert stored_outputs.read(tmp_path / "texts").origin.sha256 == before
    (tmp_path / "texts" / "p1.txt").write_text("other", encoding="utf-8")
    assert stored_outputs.read(tmp_path / "texts").origin.sha256 != before


def test_an_archive_is_read_like_the_folder_in_it(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "closed.tar.gz", "w:gz") as archive:
        archive.add(folder(tmp_path / "texts"), "closed-1.0")
    outputs = stored_outputs.named(str(tmp_path / "closed.tar.gz"))
    assert (outputs.name, outputs.texts) == ("closed", stored_outputs.read(tmp_path / "texts").texts)


def test_a_folder_may_name_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "texts" / "one").mkdir(parents=True)
    (tmp_path / "texts" / "one" / "p1.txt").write_text("first", encoding="utf-8")
    adapter = stored_outputs.adapter_of(stored_outputs.read(tmp_path / "texts"), [corpus("one"), corpus("two")])
    assert [(one.corpus, one.page_id, one.status.value) for one in adapter.extractions] == [
        ("one", "p1", "ok"), ("one", "p2", "missing"), ("one", "p3", "missing"),
        ("two", "p1", "skipped"), ("two", "p2", "skipped"), ("two", "p3", "skipped"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p1.txt", b"\xff\xfa", "cannot be read"),
        ("p1.json", b"{", "cannot be read"),
        ("p1.json", b'{"words": "x"}', "no known key; its keys are 'words'"),
        ("p1.json", b"[" * 200_000, "cannot be read"),
        ("p1.png", b"\x89PNG", "is no output of a page"),
        ("p1.html", b"<html><body><p>one</body></html>", "1 of 1 texts are HTML"),
    ],
)
def test_a_file_of_a_folder_that_is_no_text_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=said):
        stored_outputs.read(tmp_path)


def test_a_folder_of_more_than_fits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LIMIT", 1 << 20)
    for name in "ab":
        (tmp_path / f"{name}.txt").write_bytes(b" " * (600 << 10))
    with pytest.raises(CorpusError, match="more than 1 MB"):
        stored_outputs.read(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["<p>one</p>", " <!DOCTYPE html><html><p>one</html>\n", "<div class='a'>\n<p>one\n</div>", "<article><h1>a</h1>b<br></article>"],
)
def test_texts_that_are_markup_are_refused(text: str) -> None:
    with pytest.raises(CorpusError, match="1 of 2 texts are HTML, such as that of 'p1'"):
        stored_outputs.parse(json.dumps({"p1": text, "p2": "two", "p3": " "}).encode(), "x.json")


@pytest.mark.parametrize(
    "text", ["a < b > c", "<p> is a tag", "if x <y> z", "use <b>bold</b> words", "<3 you>", "<Name> said </Name>", "<<p>>"]
)
def test_text_about_markup_is_text(text: str) -> None:
    assert stored_outputs.parse(json.dumps({"p1": text}).encode(), "x.json").texts == {"p1": text}


def test_a_few_answers_that_are_markup_are_taken_as_they_are() -> None:
    texts = {"p1": "<p>one</p>", "p2": "two", "p3": "three"}
    assert stored_outputs.parse(json.dumps(texts).encode(), "x.json").texts == texts


def test_a_stated_failure_is_an_error_and_shown_on_one_line() -> None:
    outputs = stored_outputs.parse(json.dumps({"p1": {"error": "429\n\x1b[31m too many"}, "p2": {"text": "two"}}).encode(), "x.json")
    first, second, _ = extractions(outputs, corpus())
    assert (first.status, first.error, second.status) == (Status.ERROR, "429 [31m too many", Status.OK)


def test_the_manifest_says_which_file_it_was_and_no_place(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text('{"p1": "a", "q": "b"}', encoding="utf-8")
    outputs = stored_outputs.named(f"closed={tmp_path / 'mine.json'}")
    about = stored_outputs.adapter_of(outputs, [corpus()], ignore_unknown=True).about
    digest = hashlib.sha256((tmp_path / "mine.json").read_bytes()).hexdigest()
    assert {name: about[name] for name in ("name", "stored", "file", "sha256", "unknown_outputs", "version")} == {
        "name": "closed", "stored": True, "file": "mine.json", "sha256": digest, "unknown_outputs": 1, "version": f"sha256:{digest[:12]}",
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(about)
    assert len(about["key"]) == 64


def test_the_key_is_that_of_name_and_file() -> None:
    def key(name: str, texts: dict[str, str]) -> object:
        return stored_outputs.adapter_of(stored_outputs.parse(json.dumps(texts).encode(), name), [corpus()]).about["key"]

    assert key("a.json", {"p1": "a"}) == key("a.json.gz", {"p1": "a"})
    assert len({key("a.json", {"p1": "a"}), key("b.json", {"p1": "a"}), key("a.json", {"p1": "b"})}) == 3


def test_outputs_become_a_finished_run_and_latest_stays(tmp_path: Path) -> None:
    outputs = [StoredOutputs("good", "1.0", {"p1": "a", "p2": "a", "p3": "a"}), StoredOutputs("blank", "", {"p1": " ", "p2": "a b"})]
    folder = stored_outputs.store(corpus(), outputs, ["aligned"], tmp_path, seed=3, resamples=100)
    manifest = folder.manifest()
    assert manifest.complete
    assert "-predictions-" in manifest.id
    assert (manifest.options["seed"], manifest.options["resamples"]) == (3, 100)
    assert [(adapter["name"], adapter["version"], adapter["stored"]) for adapter in manifest.adapters] == [
        ("good", "1.0", True), ("blank", "", True)
    ]  # fmt: skip
    assert [line["status"] for line in folder.extractions().to_pylist()] == ["ok", "ok", "ok", "empty", "ok", "missing"]
    assert folder.scores("aligned").num_rows == 6
    assert find(manifest.id, tmp_path).path == folder.path
    with pytest.raises(RunError):
        find("latest", tmp_path)


def test_a_run_needs_outputs_and_of_different_names(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no stored outputs"):
        stored_outputs.store(corpus(), [], ["aligned"], tmp_path)
    with pytest.raises(RunError, match="two adapters are called 'x'"):
        stored_outputs.store(corpus(), [StoredOutputs("x", "", {"p1": "a"})] * 2, ["aligned"], tmp_path)
    with pytest.raises(ProtocolError):
        stored_outputs.store(corpus(), [StoredOutputs("x", "", {"p1": "a"})], ["alignd"], tmp_path)
    with pytest.raises(CorpusError):
        stored_outputs.store(corpus(), [StoredOutputs("x", "", {"q": "a"})], ["aligned"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_outputs_for_another_corpus_are_refused() -> None:
    with pytest.raises(BoilerbenchError, match="of no page of c, such as 'q'"):
        extractions(stored_outputs.StoredOutputs("x", "", {"q": "a"}), corpus(), ignore_unknown=True)


def test_the_stored_outputs_of_the_article_extraction_benchmark_are_whole() -> None:
    source = published.corpus(published.AEB)
    files = published.raw(published.AEB, lambda name: name.startswith("output/") and name.endswith(".json"))
    assert len(files) == 14
    read = [stored_outputs.parse(content, name.rpartition("/")[2]) for name, content in sorted(files.items())]
    assert {one.name: one.version for one in read if one.name in {"AutoExtract", "trafilatura"}} == {
        "AutoExtract": "",
        "trafilatura": "2.0.0",
    }
    adapters = [stored_outputs.adapter_of(one, [source]) for one in read]
    assert {len(one.extractions) for one in adapters} == {181}
    assert all(extraction.status in {Status.OK, Status.EMPTY} for one in adapters for extraction in one.extractions)


def test_the_regression_pair_is_read_with_its_names() -> None:
    source = published.corpus(published.AEB)
    for commit in ("bdc8717", "ebaf390"):
        outputs = stored_outputs.read(published.path("data", "regression", f"go_readability@{commit}.json.gz"))
        assert outputs.name == f"go_readability@{commit}"
        assert {one.status for one in extractions(outputs, source)} <= {Status.OK, Status.EMPTY}


def test_the_seven_stored_outputs_of_fundus_fit_its_pages(tmp_path: Path) -> None:
    truth, files = {}, {}
    with tarfile.open(published.path("data", "fundus-evaluation-d43db54.tar.gz")) as archive:
        for member in archive:
            if member.name.endswith("ground_truth.json"):
                truth = json.load(archive.extractfile(member) or io.BytesIO())
            elif "/extractions/" in member.name and member.isfile():
                files[member.name.rpartition("/")[2]] = (archive.extractfile(member) or io.BytesIO()).read()
    pages = tuple(Page(name.removesuffix(".html.gz"), "fundus", name.encode(), url=entry["url"]) for name, entry in sorted(truth.items()))
    golds = {name.removesuffix(".html.gz"): tuple(map(Block, entry["body"])) for name, entry in truth.items()}
    source = Corpus("fundus", "digest", pages, {name: Gold(name, blocks) for name, blocks in golds.items()})
    assert len(files) == 7
    outputs = [stored_outputs.parse(content, name) for name, content in sorted(files.items())]
    made: RunFolder = stored_outputs.store(source, outputs, ["words"], tmp_path, resamples=100)
    lines = made.extractions(["adapter", "status"]).to_pylist()
    assert len(lines) == 7 * 80
    assert {line["status"] for line in lines} <= {"ok", "empty"}
    figures = made.scores("words").to_pandas().groupby("adapter").size()
    assert set(figures) == {80}


def test_outputs_are_found_by_the_addresses_of_pages() -> None:
    source = published.corpus(published.AEB)
    by_address = {page.url: "text" for page in source.pages}
    assert len(by_address) == 181
    made = extractions(StoredOutputs("x", "", by_address), source)
    assert {one.status for one in made} == {Status.OK}
