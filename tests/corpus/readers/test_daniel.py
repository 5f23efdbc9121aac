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


@pytest.mark.parametrize("part", ["html", "reference"])
def test_a_document_that_is_not_whole_is_an_error(tmp_path, part):
    with pytest.raises(CorpusError, match=f"has no {part} for plain"):
        load(tmp_path, {name: content for name, content in FILES.items() if name != f"{part}/plain"})


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
