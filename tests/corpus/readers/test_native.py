import shutil
import tarfile
from pathlib import Path

import pytest

import bench.corpus
from bench.corpus.readers import native
from bench.corpus.source.installed import data_root
from bench.errors import CorpusError
from bench.model import Block, Kind
from tests.corpus.hostile import zipped

INDEX = """
licence = "CC0"
[pages.b]
file = "b.txt"
lang = "el"
[pages.a]
url = "https://www.Site.example:8080/x"
type = "article"
devices = ["tabs"]
must_have = ["x"]
"""
FILES = {"pages.toml": INDEX.encode(), "a.html": b"<p>x", "b.txt": b"dump", "gold/a.txt": b"[heading] x"}


def folder(tmp_path, **changes):
    for name, content in (FILES | changes).items():
        if content is not None:
            path = tmp_path / "mine" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return tmp_path / "mine"


def test_a_folder_of_ones_own(tmp_path):
    corpus = bench.corpus.load(folder(tmp_path))
    first, second = corpus.pages
    assert (corpus.name, corpus.licence) == ("mine", "CC0")
    assert (first.id, first.kind, first.site, first.type, first.devices, first.content) == (
        "a",
        Kind.HTML,
        "site.example",
        "article",
        ("tabs",),
        b"<p>x",
    )
    assert (second.id, second.kind, second.lang) == ("b", Kind.TEXT, "el")
    assert corpus.gold["a"].blocks == (Block("x", role="heading"),)
    assert corpus.gold["a"].must_have == ("x",)
    assert "b" not in corpus.gold


def test_an_archive_of_it_is_the_same_corpus(tmp_path):
    path = zipped(tmp_path / "mine.zip", [(f"top/{name}", content) for name, content in reversed(FILES.items())])
    assert bench.corpus.load(path).digest == bench.corpus.load(folder(tmp_path)).digest


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({"a.html": b"<p>y"}, True),
        ({"a.html": b"<p>x\n"}, True),
        ({"gold/a.txt": b"[heading] y"}, True),
        ({"gold/a.txt": b"[heading optional] x"}, True),
        ({"gold/a.txt": b"[heading] x\r\n\r\n"}, False),  # the line ends of gold are the platform's
        ({"pages.toml": INDEX.replace("article", "forum").encode()}, True),
        ({"pages.toml": INDEX.replace('["x"]', '["xx"]').encode()}, True),
        ({"pages.toml": INDEX.replace("CC0", "MIT").encode()}, False),
        ({"gold/b.txt": b"dump"}, True),
    ],
)
def test_the_digest_moves_with_what_can_move_a_score(tmp_path, change, moves):
    before = bench.corpus.load(folder(tmp_path)).digest
    assert (bench.corpus.load(folder(tmp_path, **change)).digest != before) == moves


@pytest.mark.parametrize(
    ("index", "why"),
    [
        ("[pages.a]\nfil = 'x'", "nothing is called 'fil'"),
        ("[page.a]\nfile = 'x'", "nothing is called 'page'"),
        ("[pages.a]\nkind = 'pdf'", "kind is 'pdf'"),
        ("[pages.a]\nsettled = 'suspect'", "settled is 'suspect'"),
        ("[pages.a]\nsettled = ['suspekt']", "settled has 'suspekt'"),
        ("[pages.a]\ndevices = 'tabs'", "a list of strings"),
        ("[pages.a]\nlang = 3", "lang is 3"),
        ("[pages.a]\nfile = '../../x.html'", "no page file"),
        ("[pages]\na = 3", "is no table"),
        ("not toml", "is no TOML"),
        ("", "holds no pages"),
    ],
)
def test_mistakes_in_the_index_are_named(tmp_path, index, why):
    with pytest.raises(CorpusError) as caught:
        bench.corpus.load(folder(tmp_path, **{"pages.toml": index.encode()}))
    assert why in str(caught.value)


def test_a_mistake_in_gold_names_its_file(tmp_path):
    with pytest.raises(CorpusError, match=r"gold/a\.txt:2:"):
        bench.corpus.load(folder(tmp_path, **{"gold/a.txt": b"\n[nope] x"}))


def test_a_missing_embedded_corpus_is_a_broken_installation(tmp_path, monkeypatch):
    monkeypatch.setattr(native, "data_root", lambda name: tmp_path / name)
    with pytest.raises(CorpusError, match="the embedded corpus is missing"):
        native.embedded()


def test_the_embedded_corpus_reads_from_a_wheel_as_from_the_checkout(tmp_path, monkeypatch):
    before, pages = native.embedded(), tmp_path / "seeds" / "embedded"
    here = data_root("seeds") / "embedded"
    if here.is_dir():
        shutil.copytree(here, pages)
    else:  # these tests run against a wheel
        with tarfile.open(here.with_name("embedded.tar.xz")) as archive:
            archive.extractall(pages, filter="data")
    shutil.copytree(data_root("gold") / "embedded", tmp_path / "gold" / "embedded")
    monkeypatch.setattr(native, "data_root", lambda name: tmp_path / name)
    assert native.embedded() == before
    with tarfile.open(pages.with_name("embedded.tar.xz"), "w:xz", preset=0) as archive:
        for path in sorted(pages.iterdir()):
            archive.add(path, path.name)
    shutil.rmtree(pages)
    assert native.embedded() == before


@pytest.mark.parametrize("change", [lambda whole: whole[: len(whole) // 2], lambda whole: b"nothing of the kind", lambda whole: b""])
def test_a_damaged_archive_of_the_embedded_corpus_is_a_broken_installation(tmp_path, monkeypatch, change):
    archive = tmp_path / "seeds" / "embedded.tar.xz"
    for folder_of in (archive.parent, tmp_path / "gold" / "embedded"):
        folder_of.mkdir(parents=True)
    with tarfile.open(archive, "w:xz") as held:
        held.add(Path(__file__), "pages.toml")
    archive.write_bytes(change(archive.read_bytes()))
    monkeypatch.setattr(native, "data_root", lambda name: tmp_path / name)
    with pytest.raises(CorpusError, match="the embedded corpus is missing"):
        native.embedded()


def test_a_folder_without_an_index_cannot_be_read_as_native(tmp_path):
    with pytest.raises(CorpusError, match=r"has no pages\.toml"):
        bench.corpus.load(folder(tmp_path, **{"pages.toml": None}), reader="native")


def test_pages_and_gold_that_the_index_does_not_name_are_counted(tmp_path):
    loose = {"c.html": b"", "old/a.HTM": b"", "notes.txt": b"", "gold/c.txt": b"x", "gold/README.md": b""}
    reasons = {"page files that pages.toml does not name": 2, "gold files of no page in pages.toml": 1}
    assert bench.corpus.load(folder(tmp_path, **loose)).left_out == reasons


def test_nothing_of_the_embedded_corpus_is_left_out():
    assert native.embedded().left_out == {}
