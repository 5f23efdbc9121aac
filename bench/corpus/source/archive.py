"""A source of corpus files: a folder, a file, or a tar or zip archive that is read in memory and never extracted.

Archives come from strangers: every member is judged before a byte of it is used, and one bad member refuses the whole archive.
"""

import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from glob import glob
from itertools import takewhile
from pathlib import Path
from typing import IO

from bench.corpus.source.backends import Backend, Files, Folder, SingleFile, Tar, Zip
from bench.corpus.source.members import LIMITS, ArchiveLimits, StrictTarInfo
from bench.errors import CorpusError

_TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_JUNK = ("__MACOSX", "pax_global_header", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Source:
    """Files by name: ``names`` are sorted, relative, with ``/``, without the folder they all share; ``inside`` is what was asked for.

    ``gold_only``: a reader may leave the bytes of pages unread, and says so to :func:`bench.corpus.readers.assembly.assemble`.
    """

    path: Path
    inside: str
    names: tuple[str, ...]
    prefix: str
    backend: Backend
    gold_only: bool = False

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

    def members(
        self, wanted: Callable[[str], bool] | None = None, page: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (name, bytes) of ``wanted`` files in stored order: one pass, one file in memory.

        Where gold alone is read, those that are a ``page`` come first, unread, as no bytes.
        """
        chosen = [name for name in self.names if wanted is None or wanted(name)]
        unread = [name for name in chosen if page and page(name)] if self.gold_only else []
        yield from ((name, b"") for name in unread)
        names = {self.prefix + name for name in chosen}.difference(self.prefix + name for name in unread)
        for name, content in self.backend.stream(names):
            yield name[len(self.prefix) :], content

    @property
    def folder(self) -> str:
        """The name of the folder that the files lie in, "" where they lie in several."""
        return self.prefix.rstrip("/").rpartition("/")[2] or (self.path.resolve().name if self.path.is_dir() else "")

    def only(self, filename: str) -> str | None:
        """Return the one name that is ``filename`` or ends with ``/filename``, or None.

        Raises CorpusError for several: which corpus is meant cannot be told.
        """
        matches = [name for name in self.names if name == filename or name.endswith("/" + filename)]
        if len(matches) > 1:
            what = f"{self.label} holds {len(matches)} files called {filename}, such as {matches[0]} and {matches[1]}"
            raise CorpusError(what, "the folder of one corpus", f"name its folder: {self.label}/FOLDER")
        return matches[0] if matches else None

    def find(self, filename: str) -> str | None:
        """Return the shallowest name that is ``filename`` or ends with ``/filename``, or None."""
        matches = [name for name in self.names if name == filename or name.endswith("/" + filename)]
        return min(matches, key=lambda name: (name.count("/"), name), default=None)


def open_source(path: Path, inside: str = "", limits: ArchiveLimits = LIMITS, *, gold_only: bool = False) -> Source:
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
    return Source(path, inside.strip("/"), tuple(name[len(prefix) :] for name in names), prefix, backend, gold_only)


def open_files(*patterns: str, limits: ArchiveLimits = LIMITS) -> Source:
    """Open the files that globs match, or that are called so, and all below the folders that they match.

    Raises CorpusError where it matches none, or more than one corpus may hold.
    """
    found = ([one] if Path(one).exists() else glob(one, recursive=True) for one in patterns)  # noqa: PTH207 - Path.glob takes no absolute one
    matches, pattern = [Path(name) for names in found for name in names], patterns[0]
    names = sorted({path.absolute() for match in matches for path in (match.rglob("*") if match.is_dir() else (match,)) if path.is_file()})
    if len(names) > limits.files:
        raise CorpusError(f"{pattern} matches more than {limits.files:,} files", "the files of one corpus")
    if not names:
        what = f"no file matches {pattern}"
        raise CorpusError(what, "a glob of saved pages or WARC files, in quotes", f"ls {pattern}")
    root = Path(os.path.commonpath([path.parent for path in names]))
    backend = Files(root, limits, tuple(path.relative_to(root).as_posix() for path in names))
    kept = [name for name in backend.listing() if not _is_junk(name)]
    return Source(Path(pattern), "", tuple(kept), "", backend)


def noted_commit(path: Path) -> str:
    """Return the commit that ``git archive`` notes in an archive's first header, "" for none."""
    try:
        with tarfile.open(path, tarinfo=StrictTarInfo) as archive:
            return archive.pax_headers.get("comment", "")
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError):
        return ""


def is_archive(path: Path) -> bool:
    """Whether a file's name says that it is an archive this package reads."""
    return path.name.lower().endswith((*_TAR_ENDINGS, ".zip"))


def stem(path: Path) -> str:
    """Return a name for the corpus in ``path``: its file name without the endings of archives."""
    name = path.resolve().name
    endings = (*_TAR_ENDINGS, ".zip", ".jsonl.gz", ".jsonl", ".warc.gz", ".warc", ".warc.wet.gz", ".wet.gz", ".wet")
    return next((name[: -len(ending)] for ending in endings if name.lower().endswith(ending) and len(name) > len(ending)), name)


def _backend(path: Path, limits: ArchiveLimits) -> Backend:
    if path.is_dir():
        return Folder(path, limits)
    if not path.is_file():
        raise CorpusError(f"there is no file or folder {path}", "a folder, an archive or a file of pages")
    if not is_archive(path):
        return SingleFile(path)
    return Zip(path, limits) if path.name.lower().endswith(".zip") else Tar(path, limits)


def _is_junk(name: str) -> bool:
    parts = name.split("/")
    return any(part in _JUNK or (part.startswith(".") and part != ".") for part in parts)


def _shared(names: list[str]) -> str:
    """Return the leading folders that all names share, with a trailing slash, or ""."""
    levels = zip(*(name.split("/")[:-1] for name in names), strict=False)
    return "".join(f"{level[0]}/" for level in takewhile(lambda level: len(set(level)) == 1, levels))


def _within(path: Path, inside: str, prefix: str, names: list[str]) -> tuple[str, list[str]]:
    """Return prefix and names of the files under ``inside``, whatever shared folders it names."""
    shared = prefix.split("/")[:-1]
    for cut in range(len(shared), -1, -1):
        start = "/".join([*shared[:cut], inside])
        if kept := [name for name in names if name.startswith(start + "/")]:
            return _shared(kept), kept
        if start in names:
            return start.rpartition("/")[0] + "/" if "/" in start else "", [start]
    tops = sorted({name[len(prefix) :].split("/")[0] for name in names})
    raise CorpusError(f"{path} has nothing called {inside}", f"one of: {', '.join(tops[:12])}")
