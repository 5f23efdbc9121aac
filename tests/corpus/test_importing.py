import json

import pytest

import bench.corpus
from bench.corpus import importing
from bench.corpus.source import cache
from bench.errors import CorpusError
from tests.corpus.conftest import FILES
from tests.corpus.hostile import file, tar


@pytest.mark.parametrize("form", ["archive", "folder"])
def test_import_and_load_by_name(form, request, cache_folder):
    source = request.getfixturevalue(form)
    kept = importing.keep(str(source), "own")
    assert cache.names() == ["own"]
    read = bench.corpus.load("own")
    assert (read.digest, read.name, read.source) == (bench.corpus.load(source).digest, "own", "own")
    assert kept.digest == read.digest
    assert sorted(path.name for path in cache_folder.iterdir()) == ["own"]  # nothing half-done is left
    assert cache.card("own")["licence"] == "CC0"


def test_a_name_is_taken_once_unless_replaced(archive, folder, cache_folder):
    importing.keep(str(archive), "own")
    (folder / "a.html").write_bytes(b"<p>other")
    with pytest.raises(CorpusError, match="already a corpus called own"):
        importing.keep(str(folder), "own")
    importing.keep(str(folder), "own", replace=True)
    assert bench.corpus.load("own").pages[0].content == b"<p>other"
    assert sorted(path.name for path in cache_folder.iterdir()) == ["own"]
    cache.forget("own")
    with pytest.raises(CorpusError, match="no corpus was imported"):
        cache.forget("own")


@pytest.mark.parametrize("name", ["embedded", "../up", "a/b", ".hidden", "x" * 81, "new\nline"])
def test_names_that_no_corpus_can_have(archive, name):
    with pytest.raises(CorpusError, match="cannot be called"):
        importing.keep(str(archive), name)


def test_a_hostile_archive_leaves_nothing_in_the_cache(tmp_path, cache_folder):
    evil = tar(tmp_path / "evil.tar.gz", [*(file(f"top/{name}", content) for name, content in FILES.items()), file("top/../../x")])
    with pytest.raises(CorpusError, match="refused"):
        importing.keep(str(evil), "evil")
    assert not cache_folder.exists() or list(cache_folder.iterdir()) == []


def test_a_changed_cache_is_noticed(archive, cache_folder):
    importing.keep(str(archive), "own")
    tar(
        cache_folder / "own" / archive.name,
        [file(f"top/{name}", content + b"y") for name, content in FILES.items() if name != "pages.toml"]
        + [file("top/pages.toml", FILES["pages.toml"])],
    )
    with pytest.raises(CorpusError, match="reads as another corpus"):
        bench.corpus.load("own")
    (cache_folder / "own" / "corpus.json").write_text("{")
    with pytest.raises(CorpusError, match="is damaged"):
        bench.corpus.load("own")


def test_an_older_schema_is_not_read(archive, cache_folder):
    importing.keep(str(archive), "own")
    card = cache_folder / "own" / "corpus.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"schema": 0}))
    with pytest.raises(CorpusError, match="has schema 0"):
        bench.corpus.load("own")
