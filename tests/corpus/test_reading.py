"""Names, paths, the cache of imported corpora, and fetching from a loopback server."""

import hashlib
import http.server
import json
import threading

import pytest

import bench.corpus
from bench.corpus import fetching, importing
from bench.corpus.catalogue import catalogue
from bench.corpus.source import cache
from bench.errors import CorpusError
from tests.corpus.hostile import file, tar, zipped
from tests.corpus.published import corpus

FILES = {"pages.toml": b'licence = "CC0"\n[pages.a]\n', "a.html": b"<p>x", "gold/a.txt": b"x"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "corpora"


@pytest.fixture
def archive(tmp_path):
    return tar(tmp_path / "mine-1.2.tar.gz", [file(f"top/{name}", content) for name, content in FILES.items()])


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "my folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "my folder"


def test_what_can_be_typed(archive, folder, monkeypatch):
    assert bench.corpus.load().name == "embedded"
    assert bench.corpus.load(archive).name == "mine-1.2"
    assert bench.corpus.load(f"{archive}/").name == "mine-1.2"
    assert bench.corpus.load(f"native:{archive}").digest == bench.corpus.load(archive, reader="native").digest
    assert bench.corpus.load(folder).name == "my-folder"
    monkeypatch.chdir(folder.parent)
    assert bench.corpus.load("my folder").source == "my folder"


@pytest.mark.parametrize(
    ("spec", "why", "hint"),
    [
        ("embeded", "no corpus is called 'embeded'", "did you mean 'embedded'"),
        ("./nowhere", "there is no file or folder", "corpus list"),
        ("nowhere.zip", "there is no file or folder", "corpus list"),
        ("warc:nowhere", "there is no file or folder", "corpus list"),
    ],
)
def test_what_cannot(spec, why, hint):
    with pytest.raises(CorpusError, match=why) as caught:
        bench.corpus.load(spec)
    assert hint in caught.value.hint


def test_an_unknown_format_or_reader(tmp_path):
    path = zipped(tmp_path / "x.zip", [("a.doc", b"x")])
    with pytest.raises(CorpusError, match="in no format") as caught:
        bench.corpus.load(path)
    assert "corpus new" in caught.value.hint
    with pytest.raises(CorpusError, match="no corpus reader is called 'doc'"):
        bench.corpus.load(path, reader="doc")


@pytest.mark.parametrize("form", ["archive", "folder"])
def test_import_and_load_by_name(form, request, home):
    source = request.getfixturevalue(form)
    kept = importing.keep(str(source), "own")
    assert cache.names() == ["own"]
    read = bench.corpus.load("own")
    assert (read.digest, read.name, read.source) == (bench.corpus.load(source).digest, "own", "own")
    assert kept.digest == read.digest
    assert sorted(path.name for path in home.iterdir()) == ["own"]  # nothing half-done is left
    assert next(row for row in catalogue() if row["name"] == "own")["licence"] == "CC0"


def test_a_name_is_taken_once_unless_replaced(archive, folder, home):
    importing.keep(str(archive), "own")
    (folder / "a.html").write_bytes(b"<p>other")
    with pytest.raises(CorpusError, match="already a corpus called own"):
        importing.keep(str(folder), "own")
    importing.keep(str(folder), "own", replace=True)
    assert bench.corpus.load("own").pages[0].content == b"<p>other"
    assert sorted(path.name for path in home.iterdir()) == ["own"]
    cache.forget("own")
    with pytest.raises(CorpusError, match="no corpus was imported"):
        cache.forget("own")


@pytest.mark.parametrize("name", ["embedded", "../up", "a/b", ".hidden", "x" * 81, "new\nline"])
def test_names_that_no_corpus_can_have(archive, name):
    with pytest.raises(CorpusError, match="cannot be called"):
        importing.keep(str(archive), name)


def test_a_hostile_archive_leaves_nothing_in_the_cache(tmp_path, home):
    evil = tar(tmp_path / "evil.tar.gz", [*(file(f"top/{name}", content) for name, content in FILES.items()), file("top/../../x")])
    with pytest.raises(CorpusError, match="refused"):
        importing.keep(str(evil), "evil")
    assert not home.exists() or list(home.iterdir()) == []


def test_a_changed_cache_is_noticed(archive, home):
    importing.keep(str(archive), "own")
    tar(
        home / "own" / archive.name,
        [file(f"top/{name}", content + b"y") for name, content in FILES.items() if name != "pages.toml"]
        + [file("top/pages.toml", FILES["pages.toml"])],
    )
    with pytest.raises(CorpusError, match="reads as another corpus"):
        bench.corpus.load("own")
    (home / "own" / "corpus.json").write_text("{")
    with pytest.raises(CorpusError, match="is damaged"):
        bench.corpus.load("own")


def test_an_older_schema_is_not_read(archive, home):
    importing.keep(str(archive), "own")
    card = home / "own" / "corpus.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"schema": 0}))
    with pytest.raises(CorpusError, match="has schema 0"):
        bench.corpus.load("own")


@pytest.fixture
def server(archive):
    """Serve one folder on the loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, directory=str(archive.parent), **kwargs)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}/{archive.name}"
        made.shutdown()
        thread.join()


def entry(address: str, archive, **changes: object) -> fetching.PublishedCorpus:
    facts = {
        "name": "own",
        "url": address,
        "reader": "native",
        "licence": "CC0",
        "terms": "https://x.example/licence",
        "citation": "Me",
        "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
    }
    return fetching.PublishedCorpus(**(facts | changes))  # changes may hold another address


def test_fetch_shows_the_terms_first_then_imports(server, archive):
    shown = []

    def accept(terms):
        assert cache.names() == []
        shown.append(terms)
        return True

    read = fetching.fetch(entry(server, archive), accept)
    assert "CC0" in shown[0]
    assert "https://x.example/licence" in shown[0]
    assert bench.corpus.load("own").digest == read.digest == bench.corpus.load(archive).digest


@pytest.mark.parametrize(
    ("changes", "accepted", "why"),
    [
        ({}, False, "were not accepted"),
        ({"sha256": "0" * 64}, True, "cannot be fetched"),
        ({"digest": "0" * 64, "sha256": ""}, True, "holds another corpus"),
        ({"url": "file:///etc/passwd", "sha256": ""}, True, "cannot be fetched"),
        ({"reader": "warc"}, True, "holds no pages"),
    ],
)
def test_what_is_not_as_published_is_not_kept(server, archive, home, changes, accepted, why):
    with pytest.raises(CorpusError, match=why):
        fetching.fetch(entry(server, archive, **changes), lambda _: accepted)
    assert cache.names() == []
    assert not home.exists() or list(home.iterdir()) == []


def test_a_missing_page_of_the_server_and_a_download_without_end(server, archive, monkeypatch):
    with pytest.raises(CorpusError, match="404"):
        fetching.fetch(entry(server + ".nope", archive), lambda _: True)
    monkeypatch.setattr(fetching, "LIMIT", 10)
    with pytest.raises(CorpusError, match="larger than 10 bytes"):
        fetching.fetch(entry(server, archive), lambda _: True)


def test_an_address_of_ones_own_needs_its_hash():
    with pytest.raises(CorpusError, match="SHA-256 is needed"):
        fetching.custom("https://x.example/c.zip", "", "", "")
    with pytest.raises(CorpusError, match="no archive"):
        fetching.custom("https://x.example/c.exe", "", "0" * 64, "")
    made = fetching.custom("https://x.example/dir/c-1.tar.gz?raw=1", "", "A" * 64, "MIT")
    assert (made.name, made.ending, made.sha256, made.licence) == ("c-1", ".tar.gz", "a" * 64, "MIT")


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(CorpusError) as caught:
        fetching.published("trafilatur")
    assert "'trafilatura'" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "archive_name"),
    [
        ("article-extraction-benchmark", "article-extraction-benchmark-4a3bc97"),
        ("daniel", "waddle-be875ce"),
        ("readability", "readability-ab4027a"),
    ],
)
def test_the_table_of_published_corpora_is_right(name, archive_name):
    known, read = fetching.published(name), corpus(f"{archive_name}.tar.gz", fetching.published(name).inside)
    assert (known.digest, known.pages) == (read.digest, len(read.pages))
    assert known.licence == (read.licence or "none stated")


def test_the_cache_folder_follows_the_platform(monkeypatch, tmp_path):
    monkeypatch.delenv("BOILERBENCH_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.root() == tmp_path / "boilerbench" / "corpora"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache.root().parts[-4:] == ("Library", "Caches", "boilerbench", "corpora")
