"""Where files lie: a folder, a file that is a corpus by itself, a tar or zip that is not extracted."""

import io
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, cast

from bench.corpus.source.members import ArchiveLimits, Ledger, Member, Metered, StrictTarInfo, check_zip_directory, zip_member
from bench.errors import ArchiveError, CorpusError

_HELD = 64 << 20  # bytes, unpacked, of a tar archive that is read once instead of twice


@dataclass(frozen=True, slots=True)
class Folder:
    """Files below a folder."""

    root: Path
    limits: ArchiveLimits

    def listing(self) -> list[str]:
        """Return relative names; a folder of more files than the limit is not a corpus."""
        names = list(islice(_files(self.root), self.limits.files + 1))
        if len(names) > self.limits.files:
            raise CorpusError(f"{self.root} holds more than {self.limits.files:,} files", "the folder of one corpus")
        return names

    def stream(self, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield in name order."""
        for name in sorted(wanted):
            yield name, (self.root / name).read_bytes()

    def open(self, name: str) -> IO[bytes]:
        """Open one file."""
        return (self.root / name).open("rb")


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    """Yield the relative names of files below a folder, none of those that a link to a folder leads to."""
    with os.scandir(folder) as entries:
        held = list(entries)
    for entry in held:
        if entry.is_file():
            yield prefix + entry.name
        elif entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), f"{prefix}{entry.name}/")


@dataclass(frozen=True, slots=True)
class Files(Folder):
    """Some files below a folder."""

    files: tuple[str, ...]

    def listing(self) -> list[str]:
        """Return their relative names."""
        return list(self.files)


@dataclass(frozen=True, slots=True)
class SingleFile:
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
class Tar:
    """Members of a tar archive, plain or compressed, in one forward pass."""

    path: Path
    limits: ArchiveLimits
    held: dict[str, bytes] = field(default_factory=dict)  # what a small archive holds, in its order, once it has been listed

    def listing(self) -> list[str]:
        """Return the names of regular members, after judging all; a small archive is held in memory."""
        ledger = Ledger(self.path, self.limits)
        room = _HELD
        with self._walk(to_the_end=True) as archive:
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
        return io.BytesIO(dict(self.stream({name})).get(name, b""))

    @contextmanager
    def _walk(self, *, to_the_end: bool = False) -> Iterator[tarfile.TarFile]:
        """Open the archive; ``to_the_end`` reads on to the checksums that stand last."""
        try:
            with self.path.open("rb") as raw, closing(_decompressed(raw, self.path)) as plain:
                metered = Metered(plain, raw, self.path, self.limits)
                with tarfile.open(fileobj=cast("IO[bytes]", metered), mode="r|", tarinfo=StrictTarInfo, bufsize=1 << 18) as archive:
                    yield archive
                while to_the_end and metered.read(1 << 18):
                    pass
        except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError, zlib.error, lzma.LZMAError) as problem:
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
    if not magic:
        raise ArchiveError(f"{path} is empty", "a tar archive", "fetch it again")
    modules = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ": "lzma"}
    module = next((module for mark, module in modules.items() if magic.startswith(mark)), "")
    return cast("IO[bytes]", import_module(module).open(raw)) if module else raw


@dataclass(frozen=True, slots=True)
class Zip:
    """Members of a zip archive."""

    path: Path
    limits: ArchiveLimits

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
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, LookupError, RuntimeError, zlib.error, lzma.LZMAError) as problem:
            raise ArchiveError(f"{self.path} is damaged: {problem}", "a whole zip archive", "fetch it again") from problem


Backend = Folder | SingleFile | Tar | Zip
