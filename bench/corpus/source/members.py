"""Judging members of an archive: limits, hostile names and types, streams without end."""

import lzma
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import IO, Self

from bench.errors import ArchiveError

_MB = 1 << 20
_HEADER_TYPES = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What an archive may hold, in bytes unpacked; the largest published corpus (WCXB) has 3,000 members, 100 MB; text packs about 30:1."""

    members: int = 50_000
    files: int = 250_000  # of a folder, whose files are not held: two for each of many pages
    total: int = 4096 * _MB
    member: int = 1024 * _MB
    header: int = _MB  # extended headers: long names and the like
    page: int = 64 * _MB  # one gzip-compressed page, unpacked
    ratio: int = 250  # unpacked to packed, judged beyond `free`
    free: int = 96 * _MB


LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: ``what`` is ``file``, ``folder``, or a word for what must not be in an archive of pages."""

    name: str
    size: int
    what: str

    @classmethod
    def of_tar(cls, info: tarfile.TarInfo) -> Self:
        """Describe a tar member."""
        if info.issparse():
            return cls(info.name, info.size, "a sparse file")
        kinds = ((info.isreg(), "file"), (info.isdir(), "folder"), (info.issym(), "a symbolic link"), (info.islnk(), "a hard link"))
        return cls(info.name, info.size, next((what for true, what in kinds if true), "a device or pipe"))


def zip_member(info: zipfile.ZipInfo, path: Path) -> Member:
    """Describe a zip entry; raises ArchiveError for one that is encrypted."""
    if info.flag_bits & 0x1:
        raise _refused(path, info.filename, "is encrypted")
    mode = stat.S_IFMT(info.external_attr >> 16)
    if info.is_dir():
        return Member(info.filename, 0, "folder")
    words = {0: "file", stat.S_IFREG: "file", stat.S_IFLNK: "a symbolic link"}
    return Member(info.filename, info.file_size, words.get(mode, "a device or pipe"))


@dataclass(slots=True)
class Ledger:
    """Counts members while they are listed, and refuses the archive at the first bad one."""

    path: Path
    limits: ArchiveLimits
    files: dict[str, None] = field(default_factory=dict)  # an ordered set
    seen: dict[str, str] = field(default_factory=dict)
    count: int = 0
    total: int = 0

    def admit(self, member: Member) -> None:
        """Take one member into account; raises ArchiveError where it is hostile."""
        self.count += 1
        self.total += member.size
        self._judge_size(member)
        name = member.name.removeprefix("./").rstrip("/")
        if name in {"", "."} and member.what == "folder":
            return
        _judge_name(self.path, name)
        if member.what not in {"file", "folder"}:
            raise _refused(self.path, member.name, f"is {member.what}")
        self._judge_case(name, member.what)
        if member.what == "file":
            self.files[name] = None

    def judge_ratio(self, unpacked: int, packed: int) -> None:
        """Refuse what grows out of proportion."""
        if unpacked > self.limits.free and unpacked > self.limits.ratio * max(packed, 1):
            what = f"{self.path} was refused: it unpacks to more than {self.limits.ratio} times its size (a bomb)"
            raise ArchiveError(what, "an archive of pages")

    def _judge_size(self, member: Member) -> None:
        if self.count > self.limits.members:
            raise ArchiveError(f"{self.path} was refused: more than {self.limits.members:,} members", "an archive of pages")
        if member.size > self.limits.member:
            raise _refused(self.path, member.name, f"unpacks to {member.size:,} bytes, more than {self.limits.member:,}")
        if self.total > self.limits.total:
            raise ArchiveError(f"{self.path} was refused: it unpacks to more than {self.limits.total:,} bytes", "an archive of pages")

    def _judge_case(self, name: str, what: str) -> None:
        """Refuse a name that stands there already, or but for case or composition, at any depth."""
        for part in accumulate(name.split("/"), "{}/{}".format):
            known = self.seen.setdefault(folded(part), part)
            if known != part:
                raise _refused(self.path, part, f"differs from {_shown(known)} only in case")
        if what == "file" and name in self.files:
            raise _refused(self.path, name, "stands there twice")


def folded(name: str) -> str:
    """Return a name as a file system that ignores letter case and Unicode form sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _judge_name(path: Path, name: str) -> None:
    """Refuse names that could lead outside a folder, on any platform."""
    parts = name.split("/")
    if name.startswith("/") or (len(name) > 1 and name[1] == ":") or "\\" in name:
        raise _refused(path, name, "is an absolute or foreign path")
    if ".." in parts:
        raise _refused(path, name, "leads out of its folder")
    if "\x00" in name or "" in parts or len(name) > 4096:
        raise _refused(path, name, "is no usable name")


def _shown(name: str) -> str:
    return repr(name[:80])


def _refused(path: Path, name: str, why: str) -> ArchiveError:
    what = f"{path} was refused: member {_shown(name)} {why}"
    return ArchiveError(what, "an archive of plain files, each below the archive's own folder")


class StrictTarInfo(tarfile.TarInfo):
    """A tar header that refuses extended headers of absurd size before they are read into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADER_TYPES and self.size > LIMITS.header:
            raise tarfile.ReadError(f"an extended header of {self.size:,} bytes")
        member: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return member


class Metered:
    """A readable that counts what it gave and stops when the archive unpacks beyond its limits."""

    def __init__(self, plain: IO[bytes], raw: IO[bytes], path: Path, limits: ArchiveLimits) -> None:
        """Meter ``plain``, which is unpacked from ``raw``."""
        self.plain, self.raw, self.path, self.limits = plain, raw, path, limits
        self.given = 0
        self.ledger = Ledger(path, limits)

    def read(self, size: int) -> bytes:
        """Read at most ``size`` bytes; raises ArchiveError beyond the limits."""
        try:
            chunk = self.plain.read(size)
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as problem:
            raise ArchiveError(f"{self.path} is damaged: {problem}", "a whole archive", "fetch it again") from problem
        self.given += len(chunk)
        if self.given > self.limits.total + self.limits.free:
            raise ArchiveError(f"{self.path} was refused: it unpacks to more than {self.limits.total:,} bytes", "an archive of pages")
        self.ledger.judge_ratio(self.given, self.raw.tell())
        return chunk


def check_zip_directory(path: Path, limits: ArchiveLimits) -> None:
    """Refuse a zip whose directory is too long to be read; raises ArchiveError."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 65_557))  # the end record is 22 bytes and a comment of at most 65,535
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise ArchiveError(f"{path} is damaged: it has no directory", "a whole zip archive", "fetch it again")
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    if count > limits.members or directory > limits.members * 1024:
        raise ArchiveError(f"{path} was refused: more than {limits.members:,} members", "an archive of pages")


def gunzip(stored: bytes, what: str, limits: ArchiveLimits = LIMITS) -> bytes:
    """Unpack gzip streams, never beyond ``limits.page`` bytes; raises ArchiveError."""
    parts: list[bytes] = []
    left, rest = limits.page, stored
    while rest:
        inflater = zlib.decompressobj(wbits=31)
        try:
            parts.append(inflater.decompress(rest, left + 1))
        except zlib.error as problem:
            raise ArchiveError(f"{what} is no whole gzip file: {problem}", "a page compressed with gzip") from problem
        left -= len(parts[-1])
        if left < 0:
            raise ArchiveError(f"{what} unpacks to more than {limits.page:,} bytes (a bomb)", "a page")
        if not inflater.eof:
            raise ArchiveError(f"{what} is cut short", "a whole gzip file")
        rest = inflater.unused_data.lstrip(b"\x00")
    return b"".join(parts)
