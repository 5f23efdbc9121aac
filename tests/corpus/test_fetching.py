"""Fetching from a loopback server."""

import hashlib
import http.server
import threading
from dataclasses import replace

import pytest

import bench.corpus
from bench.corpus import fetching, importing
from bench.corpus.readers import assembly
from bench.corpus.source import cache
from bench.errors import CorpusError
from tests.corpus import full_shapes
from tests.corpus.published import AEB, DANIEL, FUNDUS, MAGIC, MOZILLA, NAEB, TRAFILATURA, WCXB, corpus


@pytest.fixture
def serve(tmp_path):
    """Serve the test's folder on the loopback: a function from a file in it to its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, directory=str(tmp_path), **kwargs)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield lambda path: f"http://127.0.0.1:{made.server_port}/{path.name}"
        made.shutdown()
        thread.join()


@pytest.fixture
def server(archive, serve):
    """The address of a small corpus."""
    return serve(archive)


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
        ({"digest": "0" * 64, "covers": ("a",)}, True, "1 pages and their gold have digest"),
        ({"digest": "0" * 64, "covers": ("a", "b", "c")}, True, "2 of the 3 pages that are known are not in it, such as b"),
        ({"digest": "0" * 64, "covers": ("other/",)}, True, "0 pages and their gold have digest"),
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


ARCHIVES = {
    "article-extraction-dataset": NAEB,
    "magic-html": MAGIC,
    "article-extraction-benchmark": AEB,
    "daniel": DANIEL,
    "fundus-evaluation": FUNDUS,
    "readability": MOZILLA,
    "trafilatura": TRAFILATURA,
    "wcxb": WCXB,
}


def test_every_corpus_that_can_be_fetched_is_pinned_and_has_a_page_list_where_only_a_part_was_at_hand():
    assert set(ARCHIVES) == set(fetching.published_corpora())
    for name, known in fetching.published_corpora().items():
        assert len(known.digest) == 64
        assert known.commit
        assert f"/archive/{known.commit}" in known.url
        assert bool(known.covers) == (name not in {"article-extraction-benchmark", "fundus-evaluation"})


@pytest.mark.parametrize(("name", "archive_name"), ARCHIVES.items())
def test_the_digests_are_those_of_what_is_at_hand(name, archive_name):
    known, read = fetching.published(name), corpus(archive_name, fetching.published(name).inside)
    assert (known.digest, fetching.checked(known, read)) == (read.digest, len(read.pages))
    assert known.licence == (read.licence or "none stated")


# Each: archive, pages, what is left out, pages in both splits, pages checked by digest.
SHAPES = {
    "article-extraction-benchmark": (full_shapes.scrapinghub, 181, {"files in html/ that are not .html.gz": 1}, 0, 181),
    "daniel": (full_shapes.daniel, 1689, {"documents without a page": 400}, 0, 120),
    "fundus-evaluation": (full_shapes.fundus, 80, {}, 0, 80),
    "article-extraction-dataset": (full_shapes.naeb, 421, {"documents without a page": 3, "pages without a document": 1}, 0, 197),
    "magic-html": (full_shapes.magic, 240, {}, 0, 120),
    "readability": (full_shapes.mozilla, 130, {"folders without expected.html": 1}, 0, 61),
    "trafilatura": (full_shapes.trafilatura, 990, {"pages that no document names": 1, "pages in eval/ that cache/ has too": 1}, 0, 237),
    "wcxb": (full_shapes.wcxb, 2008, {"files in html/ that are not .html.gz": 1}, 139, 1497),
}


def test_each_corpus_that_can_be_fetched_has_a_full_shape():
    assert set(SHAPES) == set(fetching.published_corpora())


@pytest.mark.parametrize("name", SHAPES)
def test_the_archive_that_a_project_publishes_is_fetched_and_counted(name, tmp_path, serve):
    build, pages, left_out, repeated, digested = SHAPES[name]
    known = fetching.published(name)
    commit = known.commit.ljust(40, "0")
    address = serve(full_shapes.packed(tmp_path / f"{known.commit}.tar.gz", f"project-{commit}", build(), commit))
    read = fetching.fetch(replace(known, url=address), lambda _: True)
    assert len(read.pages) == pages
    assert read.left_out == {reason: count for reason, count in left_out.items() if count}
    assert (read.repeated, fetching.checked(known, read)) == (repeated, digested)
    card = cache.card(name)
    assert (card["pages"], card["left_out"], card["repeated"]) == (pages, read.left_out, repeated)
    if name == "wcxb":
        assert len({page.id.partition("/")[2] for page in read.pages}) == 2008 - 139
        assert assembly.part(read, "dev").digest == known.digest


CHANGES = {  # of the full shape of readability: what differs from what was published, and how it is said
    "a page changed": ({"test/test-pages/002/source.html": b"<p>x"}, "61 pages and their gold have digest"),
    "gold changed": ({"test/test-pages/002/expected.html": b"<p>x"}, "61 pages and their gold have digest"),
    "a page went": ({"test/test-pages/002/source.html": None}, "1 of the 61 pages that are known are not in it, such as 002"),
    "its gold went": ({"test/test-pages/002/expected.html": None}, "1 of the 61 pages that are known are not in it, such as 002"),
    "its folder went": ({"test/test-pages/": None}, "has nothing called test/test-pages"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_archive_that_is_not_what_was_published_is_refused(change, tmp_path, serve):
    changes, why = CHANGES[change]
    known = fetching.published("readability")
    gone = tuple(name for name, content in changes.items() if content is None)
    files = {name: content for name, content in full_shapes.mozilla().items() if not (gone and name.startswith(gone))}
    files |= {name: content for name, content in changes.items() if content is not None}
    address = serve(full_shapes.packed(tmp_path / "a.tar.gz", "x", files, known.commit.ljust(40, "0")))
    with pytest.raises(CorpusError, match=why):
        fetching.fetch(replace(known, url=address), lambda _: True)
    assert cache.names() == []


def test_an_archive_of_another_commit_is_refused(tmp_path, serve):
    known = fetching.published("readability")
    address = serve(full_shapes.packed(tmp_path / "a.tar.gz", "x", full_shapes.mozilla(), "f" * 40))
    with pytest.raises(CorpusError, match="the archive is of commit ffffffffffff, not ab4027a"):
        fetching.fetch(replace(known, url=address), lambda _: True)


def test_an_archive_with_more_or_fewer_pages_than_were_published_is_refused(server, archive):
    digest = bench.corpus.load(archive).digest
    assert len(fetching.fetch(entry(server, archive, digest=digest, pages=1), lambda _: True).pages) == 1
    with pytest.raises(CorpusError, match="it has 1 pages, not 2"):
        fetching.fetch(entry(server, archive, digest=digest, pages=2), lambda _: True, replace=True)


def test_how_many_pages_were_checked(server, archive):
    read = bench.corpus.load(archive)
    unpinned = entry(server, archive, sha256="")
    assert fetching.checked(unpinned, read) == 0
    assert fetching.checked(entry(server, archive), read) == 1  # the SHA-256 of the archive covers all
    assert fetching.checked(replace(unpinned, digest=read.digest), read) == 1
    assert fetching.checked(replace(unpinned, digest=read.digest, covers=("b",)), read) == 0
    assert fetching.checked(replace(unpinned, covers=("a",)), read) == 0  # names without a digest check nothing
