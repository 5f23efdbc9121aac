import io
import tarfile

import pytest

from bench.corpus.source import backends
from bench.corpus.source.archive import open_source
from bench.corpus.source.members import ArchiveLimits
from bench.errors import ArchiveError, CorpusError
from tests.corpus.hostile import file, tar
from tests.corpus.source.conftest import GOOD


@pytest.mark.parametrize("held", [0, 10, 1 << 20])
def test_every_form_reads_alike(honest, held, monkeypatch):
    monkeypatch.setattr(backends, "_HELD", held)
    source = open_source(honest)
    assert source.names == ("a.html", "sub/b.html")
    assert dict(source.members()) == {"a.html": b"<p>a</p>", "sub/b.html": b"<p>b</p>"}
    assert dict(source.members(lambda name: "b" in name)) == {"sub/b.html": b"<p>b</p>"}
    assert source.read("sub/b.html") == b"<p>b</p>"
    with source.open("a.html") as stream:
        assert stream.read(3) == b"<p>"
    assert source.find("b.html") == "sub/b.html"
    assert source.find("c.html") is None


def test_a_small_tar_is_read_once(tmp_path):
    path = tmp_path / "p.tar"
    with tarfile.open(path, "w") as archive:
        for name, content in GOOD.items():
            archive.addfile(file(name, content)[0], io.BytesIO(content))
    source = open_source(path)
    path.unlink()
    assert dict(source.members()) == {"a.html": b"<p>a</p>", "sub/b.html": b"<p>b</p>"}


def test_a_folder_of_too_many_files_is_no_corpus(tmp_path):
    for number in range(4):
        (tmp_path / str(number)).touch()
    with pytest.raises(CorpusError, match="more than 3 files"):
        open_source(tmp_path, limits=ArchiveLimits(files=3))


@pytest.mark.parametrize("ending", [".tar.gz", ".zip", ".tar"])
@pytest.mark.parametrize("content", [b"", b"no archive at all, but quite long " * 99, b"\x1f\x8b\x08\x00cut", b"PK\x05\x06"])
def test_damaged_archives_say_so(tmp_path, ending, content):
    path = tmp_path / f"x{ending}"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"damaged|empty"):
        open_source(path)


def test_an_archive_cut_short_is_damaged(tmp_path):
    path = tar(tmp_path / "x.tar.gz", [file("a/b.html", bytes(range(256)) * 4000)])
    path.write_bytes(path.read_bytes()[:-600])
    with pytest.raises(ArchiveError, match="damaged"):
        dict(open_source(path).members())
