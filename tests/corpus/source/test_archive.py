import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from bench.corpus.source import backends, members
from bench.corpus.source.archive import open_source, stem
from bench.corpus.source.members import ArchiveLimits, gunzip
from bench.errors import ArchiveError, CorpusError
from tests.corpus.hostile import file, tar, zipped

GOOD = {"top/a.html": b"<p>a</p>", "top/sub/b.html": b"<p>b</p>"}


@pytest.fixture(params=["folder", "tar.gz", "tar", "tar.xz", "zip"])
def honest(request, tmp_path):
    if request.param == "folder":
        for name, content in GOOD.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        return tmp_path / "top"
    path = tmp_path / f"pack.{request.param}"
    if request.param == "zip":
        return zipped(path, GOOD.items())
    with tarfile.open(path, "w:" + request.param.partition(".")[2]) as archive:
        for name, content in GOOD.items():
            archive.addfile(file(name, content)[0], io.BytesIO(content))
    return path


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


def test_inside_is_a_folder_or_a_file(honest):
    assert open_source(honest, "sub").names == ("b.html",)
    assert open_source(honest, "sub/b.html").read("b.html") == b"<p>b</p>"
    with pytest.raises(CorpusError, match="nothing called nope"):
        open_source(honest, "nope")


def test_inside_may_name_a_folder_that_all_files_share(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/data/v2/a.html", b"a"), ("top/data/v2/b/c.html", b"c")])
    for inside in ("data/v2", "v2", "top/data/v2", "data", "top"):
        assert open_source(path, inside).names == ("a.html", "b/c.html")
    assert open_source(path, "v2/b").names == ("c.html",)


def test_junk_of_archivers_is_passed_over(tmp_path):
    path = zipped(tmp_path / "p.zip", [("top/a.html", b"a"), ("__MACOSX/top/._a.html", b"x"), ("top/.DS_Store", b"x")])
    assert open_source(path).names == ("a.html",)


@pytest.mark.parametrize(
    ("members_", "why"),
    [
        ([file("top/../../etc/passwd")], "leads out of its folder"),
        ([file("../up.html")], "leads out of its folder"),
        ([file("/etc/passwd")], "absolute"),
        ([file("C:/boot.ini")], "absolute or foreign"),
        ([file("top\\..\\x.html")], "absolute or foreign"),
        ([file("top//x.html")], "no usable name"),
        ([file("a/link", type=tarfile.SYMTYPE, linkname="/etc/passwd")], "symbolic link"),
        ([file("a/x.html"), file("a/hard", type=tarfile.LNKTYPE, linkname="a/x.html")], "hard link"),
        ([file("a/dev", type=tarfile.CHRTYPE)], "device or pipe"),
        ([file("a/block", type=tarfile.BLKTYPE)], "device or pipe"),
        ([file("a/pipe", type=tarfile.FIFOTYPE)], "device or pipe"),
        ([file("a/Page.html"), file("a/page.html")], "only in case"),
        ([file("A/x.html"), file("a/y.html")], "only in case"),
        ([file("a/stra\u00dfe.html"), file("a/STRASSE.html")], "only in case"),
        ([file("a/x.html"), file("a/x.html")], "stands there twice"),
    ],
)
def test_hostile_tar_is_refused_whole(tmp_path, members_, why):
    path = tar(tmp_path / "evil.tar.gz", [file("a/good.html"), *members_] if members_[0][0].name != "A/x.html" else members_)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ArchiveError, match=why):
        open_source(path)
    assert sorted(tmp_path.rglob("*")) == before


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../up.html", "leads out"),
        ("/abs.html", "absolute"),
        ("a/../../b", "leads out"),
        (_link(), "symbolic link"),
        ("a/GOOD.html", "only in case"),
    ],
)
def test_hostile_zip_is_refused_whole(tmp_path, name, why):
    path = zipped(tmp_path / "evil.zip", [("a/good.html", b"x"), (name, b"/etc/passwd")])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ArchiveError, match=why):
        open_source(path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_tar_that_claims_ten_gigabytes_is_refused_at_its_header(tmp_path):
    header = tarfile.TarInfo("a/bomb.html")
    header.size = 10 << 30
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf(tarfile.GNU_FORMAT)))
    with pytest.raises(ArchiveError, match="unpacks to 10,737,418,240 bytes"):
        open_source(path)


def test_a_real_bomb_is_refused_long_before_its_end(tmp_path):
    """10 GB of zeros in 10 MB, written as gzip members that are repeated, so that the test is quick."""
    chunk = gzip.compress(bytes(64 << 20), 9)
    header = tarfile.TarInfo("a/0.html")
    header.size = 900 << 20  # below the cap of one member: the ratio must give it away
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf()) + chunk * 160)
    with pytest.raises(ArchiveError, match="a bomb"):
        open_source(path)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    path = zipped(tmp_path / "bomb.zip", [("a/0.html", bytes(100 << 20))])
    with pytest.raises(ArchiveError, match="a bomb"):
        open_source(path)
    small = ArchiveLimits(member=1 << 20)
    with pytest.raises(ArchiveError, match="more than 1,048,576"):
        open_source(path, limits=small)
    with pytest.raises(ArchiveError, match="more than 1,048,576 bytes"):
        open_source(path, limits=ArchiveLimits(total=1 << 20))


def test_an_extended_header_of_absurd_size_is_not_read(tmp_path):
    header = tarfile.TarInfo("././@PaxHeader")
    header.type = tarfile.XHDTYPE
    header.size = 2 << 30
    path = tmp_path / "header.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf()))
    with pytest.raises(ArchiveError, match="extended header"):
        open_source(path)


def test_a_hundred_thousand_tiny_files_are_refused(tmp_path):
    block = bytearray(file("a/00000", b"")[0].tobuf())
    block[148:156] = b" " * 8
    rest = sum(block) - sum(b"00000")
    blocks = bytearray()
    for number in range(100_000):
        digits = f"{number:05}".encode()
        block[2:7] = digits
        block[148:156] = f"{rest + sum(digits):06o}\0 ".encode()
        blocks += block
    path = tmp_path / "many.tar.gz"
    path.write_bytes(gzip.compress(bytes(blocks), 1))
    with pytest.raises(ArchiveError, match="more than 50,000 members"):
        open_source(path)


def test_a_zip_of_a_hundred_thousand_entries_is_refused_by_its_end_record(tmp_path):
    path = tmp_path / "many.zip"
    path.write_bytes(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    with pytest.raises(ArchiveError, match="more than 50,000 members"):
        open_source(path)


def test_a_folder_of_too_many_files_is_no_corpus(tmp_path):
    for number in range(4):
        (tmp_path / str(number)).touch()
    with pytest.raises(CorpusError, match="more than 3 files"):
        open_source(tmp_path, limits=ArchiveLimits(members=3))


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


def test_encrypted_zip_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", [("a.html", b"x")])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="encrypted"):
        open_source(path)


def test_gunzip_reads_several_streams_and_stops_at_bombs():
    assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(8), "page") == b"one two"
    with pytest.raises(ArchiveError, match="a bomb"):
        gunzip(gzip.compress(bytes(members.LIMITS.page + 1)), "page")
    with pytest.raises(ArchiveError, match="cut short"):
        gunzip(gzip.compress(b"text" * 100)[:-12], "page")
    with pytest.raises(ArchiveError, match="no whole gzip file"):
        gunzip(zlib.compress(b"not gzip"), "page")


def test_names_of_corpora_come_from_the_archive():
    assert [stem(Path(f"/x/{name}")) for name in ("wcxb-c0.tar.gz", "a.zip", "b.jsonl", "c.warc.gz", "plain", "d.tgz")] == [
        "wcxb-c0",
        "a",
        "b",
        "c",
        "plain",
        "d",
    ]


def test_nothing_there_is_an_error_that_says_what_was_expected(tmp_path):
    with pytest.raises(CorpusError, match="no file or folder"):
        open_source(tmp_path / "missing.zip")
    with pytest.raises(CorpusError, match="no files"):
        open_source(tmp_path)
