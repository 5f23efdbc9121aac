import gzip
import stat
import struct
import tarfile
import zipfile
import zlib

import pytest

from bench.corpus.source import members
from bench.corpus.source.archive import open_source
from bench.corpus.source.members import ArchiveLimits, gunzip
from bench.errors import ArchiveError
from tests.corpus.hostile import file, tar, zipped


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
