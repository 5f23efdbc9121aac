import pytest

from bench.corpus.source import cache
from bench.errors import CorpusError


def test_the_cache_folder_follows_the_platform(monkeypatch, tmp_path):
    monkeypatch.delenv("BOILERBENCH_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.root() == tmp_path / "boilerbench" / "corpora"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache.root().parts[-4:] == ("Library", "Caches", "boilerbench", "corpora")


@pytest.mark.parametrize("name", ["a", "A-1.2_b+c", "9" * 80])
def test_names_a_corpus_can_have(name):
    cache.check_name(name)


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 81, "new\nline", "end\n", "\u00e9"])
def test_names_it_cannot(name):
    with pytest.raises(CorpusError, match="cannot be called"):
        cache.check_name(name)
    assert not cache.holds(name)


def test_a_file_is_kept_as_it_is_and_a_folder_as_an_archive(tmp_path, archive, folder, cache_folder):
    cache.keep("one", archive, {"pages": 1})
    cache.keep("two", folder, {"pages": 2})
    assert cache.names() == ["one", "two"]
    assert (cache.card("one")["file"], cache.card("two")["file"], cache.card("two")["pages"]) == (archive.name, "source.zip", 2)
    assert (cache_folder / "one" / archive.name).read_bytes() == archive.read_bytes()
    with pytest.raises(CorpusError, match="already a corpus called one"):
        cache.check_name("one")
    cache.check_name("one", replace=True)
    cache.forget("one")
    assert cache.names() == ["two"]


def test_what_cannot_be_copied_leaves_what_was_kept(tmp_path, archive, cache_folder):
    cache.keep("one", archive, {"pages": 1})
    with pytest.raises(CorpusError, match="no file or folder"):
        cache.keep("one", tmp_path / "missing.zip", {"pages": 2})
    assert cache.card("one")["pages"] == 1
    assert sorted(path.name for path in cache_folder.iterdir()) == ["one"]
