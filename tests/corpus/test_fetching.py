"""Fetching from a loopback server."""

import hashlib
import http.server
import threading

import pytest

import bench.corpus
from bench.corpus import fetching, importing
from bench.corpus.source import cache
from bench.errors import CorpusError
from tests.corpus.published import corpus


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
def test_what_is_not_as_published_is_not_kept(server, archive, cache_folder, changes, accepted, why):
    with pytest.raises(CorpusError, match=why):
        fetching.fetch(entry(server, archive, **changes), lambda _: accepted)
    assert cache.names() == []
    assert not cache_folder.exists() or list(cache_folder.iterdir()) == []


def test_what_was_kept_under_the_name_stays_where_another_corpus_comes(server, archive, folder):
    kept = importing.keep(str(folder), "own")
    (folder / "a.html").write_bytes(b"<p>other")
    for changes, why in ({"digest": "0" * 64}, "holds another corpus"), ({"sha256": "0" * 64}, "its SHA-256 is"):
        with pytest.raises(CorpusError, match=why):
            fetching.fetch(entry(server, archive, **changes), lambda _: True, replace=True)
    with pytest.raises(CorpusError, match="already a corpus called own"):
        fetching.fetch(entry(server, archive), lambda _: True)
    assert bench.corpus.load("own").digest == kept.digest


def test_an_address_that_is_none_is_an_error_of_the_user(archive):
    with pytest.raises(CorpusError, match="cannot be fetched"):
        fetching.fetch(entry("http://127.0.0.1:1/a b.tar.gz", archive), lambda _: True)


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
