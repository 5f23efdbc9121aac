"""A source of corpus files: a folder, a single file, or an archive (`.tar`, `.tar.gz`, `.zip`) read in memory and never extracted.

Archives come from strangers. Every member is judged before a byte of it is used; one bad member refuses the whole archive.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Protocol, cast

from bench.corpus.members import LIMITS, Ledger, Limits, Member, Metered, StrictTarInfo, check_zip_directory, zip_member
from bench.errors import ArchiveError, CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

_TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_HELD = 64 << 20  # bytes, unpacked, of an archive that is read once instead of twice
_JUNK = ("__MACOSX", "pax_global_header", "Thumbs.db", "desktop.ini")


class Backend(Protocol):
    """What a source needs of the thing that holds its files."""

    def listing(self) -> list[str]:
        """Return the names of all files, judged."""

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of the wanted files in stored order."""

    def open(self, name: str) -> IO[bytes]:
        """Open one file for reading."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files by name, wherever they lie. ``names`` are sorted, relative, with ``/``, without the folder they all share.

    ``path`` is the folder, file or archive itself, ``inside`` the part of it that was asked for ("" = all).
    """

    path: Path
    inside: str
    names: tuple[str, ...]
    prefix: str
    backend: Backend

    @property
    def label(self) -> str:
        """The source as a user would type it."""
        return f"{self.path}/{self.inside}" if self.inside else str(self.path)

    def read(self, name: str) -> bytes:
        """Return one file's bytes; raises CorpusError when there is none."""
        if name not in self.names:
            raise CorpusError(f"{self.label} has no file {name}", "a file of the corpus")
        with self.backend.open(self.prefix + name) as stream:
            return stream.read()

    def open(self, name: str) -> IO[bytes]:
        """Open one file as a stream of bytes; the caller closes it."""
        return self.backend.open(self.prefix + name)

    def members(self, wanted: Callable[[str], bool] | None = None) -> Iterator[tuple[str, bytes]]:
        """Yield ``(name, bytes)`` of the files whose name is ``wanted`` in stored order: one pass, one file in memory at a time."""
        names = {self.prefix + name for name in self.names if wanted is None or wanted(name)}
        for name, content in self.backend.stream(names):
            yield name[len(self.prefix) :], content

    def find(self, filename: str) -> str | None:
        """Return the shallowest name that is ``filename`` or ends with ``/filename``, or None."""
        found = [name for name in self.names if name == filename or name.endswith("/" + filename)]
        return min(found, key=lambda name: (name.count("/"), name), default=None)


def open_source(path: Path, inside: str = "", limits: Limits = LIMITS) -> Source:
    """Open a folder, file or archive; ``inside`` restricts it to a folder or file within.

    Raises ArchiveError for a damaged or hostile archive, CorpusError where there is nothing to read.
    """
    backend = _backend(path, limits)
    names = sorted(name for name in backend.listing() if not _is_junk(name))
    prefix = _shared(names)
    if inside:
        prefix, names = _within(path, inside.strip("/"), prefix, names)
    if not names:
        raise CorpusError(f"{path} holds no files", "a folder or archive with pages")
    return Source(path, inside.strip("/"), tuple(name[len(prefix) :] for name in names), prefix, backend)


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is an archive this package reads."""
    return path.name.lower().endswith((*_TAR_ENDINGS, ".zip"))


def stem(path: Path) -> str:
    """Return a name for the corpus in ``path``: its file name without the endings of archives and compressed files."""
    name = path.resolve().name
    lower = name.lower()
    for ending in (*_TAR_ENDINGS, ".zip", ".jsonl.gz", ".jsonl", ".warc.gz", ".warc", ".warc.wet.gz", ".wet.gz", ".wet"):
        if lower.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def _backend(path: Path, limits: Limits) -> Backend:
    if path.is_dir():
        return _Folder(path, limits)
    if not path.is_file():
        raise CorpusError(f"there is no file or folder {path}", "a folder, an archive or a file of pages")
    if not is_archive(path):
        return _File(path)
    return _Zip(path, limits) if path.name.lower().endswith(".zip") else _Tar(path, limits)


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return any(part in _JUNK or (part.startswith(".") and part != ".") for part in parts)


def _shared(names: list[str]) -> str:
    """Return the leading folders that all names share, with a trailing slash, or ""."""
    if not names:
        return ""
    first, last = names[0].split("/")[:-1], names[-1].split("/")[:-1]
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return "".join(part + "/" for part in first[:same])


def _within(path: Path, inside: str, prefix: str, names: list[str]) -> tuple[str, list[str]]:
    """Return the prefix and names of the files under ``inside``, given with, without or with a part of the shared folders."""
    shared = prefix.split("/")[:-1]
    for cut in range(len(shared), -1, -1):
        start = "/".join([*shared[:cut], inside])
        kept = [name for name in names if name.startswith(start + "/")]
        if kept:
            return _shared(kept), kept
        if start in names:
            return start.rpartition("/")[0] + "/" if "/" in start else "", [start]
    tops = sorted({name[len(prefix) :].split("/")[0] for name in names})
    raise CorpusError(f"{path} has nothing called {inside}", f"one of: {', '.join(tops[:12])}")


@dataclass(frozen=True, slots=True)
class _Folder:
    """Files below a folder."""

    root: Path
    limits: Limits

    def listing(self) -> list[str]:
        """Return relative names; a folder of more files than the limit is not a corpus."""
        names: list[str] = []
        for found in self.root.rglob("*"):
            if found.is_file():
                names.append(found.relative_to(self.root).as_posix())
            if len(names) > self.limits.members:
                raise CorpusError(f"{self.root} holds more than {self.limits.members:,} files", "the folder of one corpus")
        return names

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield in name order."""
        for name in sorted(wanted):
            yield name, (self.root / name).read_bytes()

    def open(self, name: str) -> IO[bytes]:
        """Open one file."""
        return (self.root / name).open("rb")


@dataclass(frozen=True, slots=True)
class _File:
    """A single file that is a corpus by itself (JSON lines, WARC)."""

    path: Path

    def listing(self) -> list[str]:
        """Return its own name."""
        return [self.path.name]

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the one file."""
        if self.path.name in wanted:
            yield self.path.name, self.path.read_bytes()

    def open(self, name: str) -> IO[bytes]:
        """Open it."""
        return self.path.with_name(name).open("rb")


@dataclass(frozen=True, slots=True)
class _Tar:
    """Members of a tar archive, plain or compressed, in one forward pass."""

    path: Path
    limits: Limits
    held: dict[str, bytes] = field(default_factory=dict)  # what a small archive holds, in its order, once it has been listed

    def listing(self) -> list[str]:
        """Return the names of all regular members after judging every member; what a small archive holds is kept for the reading."""
        ledger = Ledger(self.path, self.limits)
        room = _HELD
        with self._walk() as archive:
            for info in archive:
                ledger.admit(Member.of_tar(info))
                room -= info.size
                if info.isreg() and room >= 0:
                    self.held[info.name.removeprefix("./")] = _content(archive, info)
        if room < 0:
            self.held.clear()
        return list(ledger.files)

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield in archive order; stops reading after the last wanted member."""
        if self.held:
            yield from ((name, content) for name, content in self.held.items() if name in wanted)
            return
        left = set(wanted)
        with self._walk() as archive:
            for info in archive:
                name = info.name.removeprefix("./")
                if not left:
                    return
                if info.isreg() and name in left:
                    left.discard(name)
                    yield name, _content(archive, info)

    def open(self, name: str) -> IO[bytes]:
        """Return the member in memory."""
        return io.BytesIO(next(iter(self.stream({name})), (name, b""))[1])

    @contextmanager
    def _walk(self) -> Iterator[tarfile.TarFile]:
        try:
            with self.path.open("rb") as raw, closing(_decompressed(raw, self.path)) as plain:
                metered = Metered(plain, raw, self.path, self.limits)
                with tarfile.open(fileobj=cast("IO[bytes]", metered), mode="r|", tarinfo=StrictTarInfo, bufsize=1 << 18) as archive:
                    yield archive
        except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as problem:
            if isinstance(problem, FileNotFoundError | PermissionError):
                raise CorpusError(f"{self.path} cannot be read: {problem.strerror}") from problem
            raise ArchiveError(f"{self.path} is damaged: {problem}", "a whole tar archive", "fetch it again") from problem


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    """Return the bytes of a regular member that the archive stands at."""
    stream = archive.extractfile(info)
    return stream.read() if stream else b""


def _decompressed(raw: IO[bytes], path: Path) -> IO[bytes]:
    """Return the stream of the plain tar inside ``raw``, chosen by the file's first bytes."""
    magic = raw.read(6)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb"))
    if magic.startswith(b"BZh"):
        import bz2

        return bz2.BZ2File(raw)
    if magic.startswith(b"\xfd7zXZ"):
        import lzma

        return lzma.LZMAFile(raw)
    if not magic:
        raise ArchiveError(f"{path} is empty", "a tar archive", "fetch it again")
    return raw


@dataclass(frozen=True, slots=True)
class _Zip:
    """Members of a zip archive."""

    path: Path
    limits: Limits

    def listing(self) -> list[str]:
        """Return the names of all files after judging every entry of the directory."""
        ledger = Ledger(self.path, self.limits)
        with self._opened() as archive:
            for info in archive.infolist():
                ledger.admit(zip_member(info, self.path))
            ledger.judge_ratio(sum(info.file_size for info in archive.infolist()), self.path.stat().st_size)
        return list(ledger.files)

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield in directory order."""
        with self._opened() as archive:
            for info in archive.infolist():
                if info.filename in wanted:
                    yield info.filename, archive.read(info)

    def open(self, name: str) -> IO[bytes]:
        """Return the member in memory."""
        with self._opened() as archive:
            return io.BytesIO(archive.read(name))

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        check_zip_directory(self.path, self.limits)
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield archive
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
            raise ArchiveError(f"{self.path} is damaged: {problem}", "a whole zip archive", "fetch it again") from problem
