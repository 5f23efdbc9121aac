import gzip
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


SPLITS = {f"{split}/html/{key}.html.gz": gzip.compress(key.encode()) for split, key in (("dev", "1"), ("dev", "2"), ("test", "2"))}
SPLITS |= {name.replace("/html/", "/ground-truth/").replace(".html.gz", ".json"): b'{"ground_truth": {}}' for name in SPLITS}


def test_a_part_of_an_imported_corpus_is_named_behind_it(tmp_path):
    importing.keep(str(tar(tmp_path / "w.tar.gz", [file(f"top/{name}", content) for name, content in SPLITS.items()])), "own")
    card = cache.card("own")
    assert (card["pages"], card["repeated"], card["left_out"]) == (3, 1, {})
    part = bench.corpus.load("own/dev")
    assert ([page.id for page in part.pages], part.name, part.source) == (["dev/1", "dev/2"], "own-dev", "own/dev")
    assert {page.corpus for page in part.pages} == {"own-dev"}
    assert bench.corpus.load(part.source) == part
    with pytest.raises(CorpusError, match="has no part 'train'"):
        bench.corpus.load("own/train")


def test_a_folder_of_that_path_goes_before_a_part(folder, archive, monkeypatch):
    importing.keep(str(archive), "own")
    monkeypatch.chdir(folder.parent)
    folder.parent.joinpath("own").mkdir()
    folder.rename(folder.parent / "own" / "dev")
    assert bench.corpus.load("own/dev").name == "dev"


def test_what_is_left_out_is_noted_at_the_import(folder):
    (folder / "loose.html").write_bytes(b"")
    importing.keep(str(folder), "own")
    assert cache.card("own")["left_out"] == {"page files that pages.toml does not name": 1} == bench.corpus.load("own").left_out
