import hashlib

import pytest

import bench.corpus
from bench.corpus.readers import dumps
from bench.errors import CorpusError
from bench.model import Block, Kind
from tests.corpus.published import path


def write(tmp_path, text: str, sha256: str = ""):
    content = text.encode()
    (tmp_path / "page.txt").write_bytes(content)
    digest = sha256 or hashlib.sha256(content).hexdigest()
    table = f'[page]\nfile = "page.txt"\nsha256 = "{digest}"\nkeep = ["1"]\nlang = "el"\n'
    (tmp_path / "labels.toml").write_text(table)
    return dumps.read(tmp_path / "labels.toml", tmp_path, "mine")


def test_a_labelled_page(tmp_path):
    corpus = write(tmp_path, "\ufeffÉn\r\ntwo")
    assert corpus.gold["page"].blocks == (Block("Én"),)
    assert (corpus.pages[0].kind, corpus.pages[0].lang) == (Kind.TEXT, "el")


def test_another_page_than_the_labelled_one_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="not the page that was labelled"):
        write(tmp_path, "one", "0" * 64)


def test_missing_pages_say_how_to_give_them(tmp_path):
    with pytest.raises(CorpusError, match="there is no page") as caught:
        bench.corpus.load("dumps", pages=tmp_path)
    assert "--pages" in caught.value.hint


def test_the_three_seeds():
    corpus = bench.corpus.load("dumps", pages=path("seeds"))
    assert [page.id[:3] for page in corpus.pages] == ["000", "001", "004"]
    blocks = [corpus.gold[page.id].blocks for page in corpus.pages]
    assert [(len(kept), sum(block.optional for block in kept)) for kept in blocks] == [(12, 1), (23, 4), (16, 1)]
    noisy = corpus.gold[corpus.pages[1].id]
    assert noisy.blocks[0].text.startswith("Russia says US facing")
    words = [len(corpus.gold[page.id].text.split()) for page in corpus.pages]
    assert words[1] < 0.6 * len(corpus.pages[1].content.split())


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('file = "page.txt"\nkeep = ["1"]', "incomplete or has an unknown key"),
        ('file = "page.txt"\nkeep = ["1"]\nsha256 = ""\nalso = 1', "incomplete or has an unknown key"),
        ('file = "page.txt"\nkeep = ["1"]\nsha256 = ""', "there is no page"),
    ],
)
def test_mistakes_in_the_labels_are_named(tmp_path, entry, why):
    (tmp_path / "labels.toml").write_text(f"[page]\n{entry}\n")
    with pytest.raises(CorpusError, match=why):
        dumps.read(tmp_path / "labels.toml", tmp_path, "mine")
