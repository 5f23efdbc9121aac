import re
import tarfile
from html import unescape

import pytest

import bench.corpus
from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.published import DANIEL, corpus, path, raw, words
from tests.corpus.readers.crafted import load

KEY = "20120101_www.x.example_abc"
FILES = {
    "doc_lg.json": f'{{"{KEY}": "Greek", "plain": "Klingon"}}'.encode(),
    f"html/{KEY}": b"<p>page",
    f"reference/{KEY}": "<p>Ένα &amp;\nδύο</p><p> </p><p>τρία</p>".encode(),
    "html/plain": b"",
    "reference/plain": b"",
}


def test_a_document_and_its_paragraphs(tmp_path):
    read = load(tmp_path, FILES)
    assert [(page.id, page.site, page.lang) for page in read.pages] == [(KEY, "x.example", "el"), ("plain", "", "")]
    assert read.gold[KEY].blocks == (Block("Ένα & δύο"), Block("τρία"))


@pytest.mark.parametrize(("part", "reason"), [("html", "documents without a page"), ("reference", "documents without a reference")])
def test_a_document_that_is_not_whole_is_left_out_and_counted(tmp_path, part, reason):
    read = load(tmp_path, {name: content for name, content in FILES.items() if name != f"{part}/plain"})
    assert [page.id for page in read.pages] == [KEY]
    assert read.left_out == {reason: 1}


def test_files_that_the_table_does_not_name_are_counted(tmp_path):
    read = load(tmp_path, FILES | {"html/loose": b"<p>x", "reference/loose": b"<p>x", "reference/other": b"<p>x"})
    assert read.left_out == {"files in html/ that doc_lg.json does not name": 1, "files in reference/ that doc_lg.json does not name": 2}


def test_a_corpus_of_nothing_says_why(tmp_path):
    with pytest.raises(CorpusError, match=r"holds no pages \(2 documents without a page\)"):
        load(tmp_path, {name: content for name, content in FILES.items() if not name.startswith("html/")})


def test_two_tables_and_a_name_given_twice_are_errors(tmp_path):
    two = {f"{top}/{name}": content for top in ("v1", "v2") for name, content in FILES.items()}
    with pytest.raises(CorpusError, match=r"2 files called doc_lg\.json, such as v1/doc_lg\.json and v2/doc_lg\.json"):
        load(tmp_path, two)
    with pytest.raises(CorpusError, match="names 'plain' twice"):
        load(tmp_path, FILES | {"doc_lg.json": b'{"plain": "Greek", "plain": "Polish"}'})


def test_daniel_has_five_languages_and_all_paragraphs():
    read = corpus(DANIEL)
    languages = [page.lang for page in read.pages]
    assert {lang: languages.count(lang) for lang in set(languages)} == {"el": 24, "pl": 24, "ru": 24, "zh": 24, "en": 24}
    for name, content in raw(DANIEL, lambda name: "/reference/" in name).items():
        text = unescape(re.sub(r"</?p>", " ", content.decode()))
        assert words(read.gold[name.rpartition("/")[2]].text) == words(text)


def test_a_folder_reads_as_its_archive(tmp_path):
    with tarfile.open(path("data", DANIEL)) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    assert bench.corpus.load(folder).digest == corpus(DANIEL).digest
    assert bench.corpus.load(folder / "corpora" / "Corpus_daniel_v2.1").digest == corpus(DANIEL).digest
