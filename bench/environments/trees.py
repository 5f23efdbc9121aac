"""Digests of files and folders by content; what did not change on disk is not read again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import time
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench import files
from bench.corpus.source import cache
from bench.environments import imports
from bench.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

MOST_FILES = 50_000  # of one tree: looking at more takes longer than most runs
MOST_BYTES = 1 << 30  # of one tree: a second or so to read
_FRESH = 2.0  # seconds: a file may change again within one tick of its clock (2 s on FAT), so what is younger is not remembered
_KEPT = 2000  # answers remembered
_NO_CODE = frozenset(
    {
        "__pycache__", ".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache",
        ".hypothesis", ".ipynb_checkpoints", ".idea", ".vscode", ".DS_Store", "boilerbench.toml",
    }
)  # fmt: skip
_NO_CODE_ENDS = (".pyc", ".pyo", ".swp", "~", ".log", ".tmp")  # compiled, or left by what ran
SCRIPTS = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".sh", ".rb", ".pl", ".php", ".lua", ".r", ".jl", ".jar", ".exs", ".go"})
_CODE = SCRIPTS | {".pyx", ".so", ".pth", ".wasm", ".class", ".c", ".h", ".rs"}
_VENV = "pyvenv.cfg"


class UnvouchedError(Exception):
    """What code an adapter runs cannot be told whole; the message says why, for users."""


class FileEntry(NamedTuple):
    """One file as it is on disk."""

    name: str  # relative to the root, with slashes
    place: str  # where it lies
    status: os.stat_result | None  # None for a link that leads nowhere

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.place)

    @property
    def is_file(self) -> bool:
        """Whether it is a file with bytes to read: a pipe or a device would wait for ever."""
        return self.status is not None and stat.S_ISREG(self.status.st_mode)

    @property
    def is_code(self) -> bool:
        """Whether it is run, by its name or by leave to; all else is data that code may read."""
        return self.is_file and (Path(self.name).suffix.lower() in _CODE or bool(self.status and self.status.st_mode & stat.S_IXUSR))

    def signature(self) -> str:
        """Return what changes when the file is written, replaced or renamed."""
        seen = self.status
        return f"{self.name}\0" + (f"{seen.st_mode}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_ctime_ns}\0{seen.st_ino}" if seen else "")

    def content(self) -> str:
        """Return name, leave to execute and digest of the bytes; raises UnvouchedError."""
        if self.status is None or not self.is_file:
            return f"{self.name}\0"
        try:
            with self.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as problem:
            raise UnvouchedError(f"{self.path} cannot be read ({problem.strerror})") from problem
        return f"{self.name}\0{bool(self.status.st_mode & stat.S_IXUSR)}\0{digest}"


def entries(root: Path, apart: frozenset[Path] = frozenset(), most: int = sys.maxsize) -> list[FileEntry]:
    """Return all files under a folder, links followed, or the one file ``root`` is; sorted by name.

    Left out are folders in ``apart`` (resolved), caches of tools, version control, virtual environments, compiled Python and logs; what is
    written for people at the top only, for below it may be prompts. Raises UnvouchedError for a folder that cannot be read, or that holds
    more than ``most`` files.
    """
    if not root.is_dir():
        return [FileEntry(root.name, str(root), root.stat())] if root.exists() else []
    top = root.stat()
    found, seen = list[FileEntry](), {(top.st_dev, top.st_ino)}
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        inside = _inside(folder)
        if prefix and any(item.name == _VENV for item in inside):
            continue
        for item in inside:
            if is_left_out(item.name) or (not prefix and item.name.endswith(imports.FOR_PEOPLE)):
                continue
            status = _status(item)
            if status is None or not stat.S_ISDIR(status.st_mode):
                found.append(FileEntry(prefix + item.name, item.path, status))
            elif not (apart and _is_apart(item, apart)) and (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                waiting.append((f"{prefix}{item.name}/", Path(item.path)))
        if len(found) > most:
            raise UnvouchedError(f"{root} holds more than {most:,} files; keep the adapter in a folder of its own")
    return sorted(found, key=lambda entry: entry.name)


def is_left_out(name: str) -> bool:
    """Whether a file or folder of that name holds no code: what tools, editors and runs leave behind."""
    return name in _NO_CODE or name.endswith(_NO_CODE_ENDS)


def _inside(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; raises UnvouchedError where that cannot be read."""
    try:
        with os.scandir(folder) as items:
            return sorted(items, key=lambda item: item.name)
    except OSError as problem:
        raise UnvouchedError(f"{folder} cannot be read ({problem.strerror})") from problem


def _status(item: os.DirEntry[str]) -> os.stat_result | None:
    """Return what the system says of a file or of what a link leads to, None where that is nowhere."""
    try:
        return item.stat()
    except OSError:
        return None


def _is_apart(item: os.DirEntry[str], apart: frozenset[Path]) -> bool:
    """Whether a folder is one of those left out, or a link into one."""
    if item.is_symlink():
        return any(Path(item.path).resolve().is_relative_to(one) for one in apart)
    return any(item.name == one.name and Path(item.path).resolve() == one for one in apart)


def is_file(path: Path) -> bool:
    """Whether there is a file of that name; one that we may not look at, or that none can have, is none."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for these


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name, as :func:`is_file`."""
    return os.path.isdir(path)  # noqa: PTH112


@dataclass(slots=True)
class Digests:
    """Digests of trees, remembered from run to run by what the file system says of each file."""

    apart: frozenset[Path] = frozenset()
    _known: dict[str, list[Any]] = field(default_factory=dict)  # label -> signature, answer
    _used: dict[str, list[Any]] = field(default_factory=dict)
    _done: dict[str, Any] = field(default_factory=dict)  # label -> answer, or why there is none

    def tree(self, root: Path, *, bounded: bool = True) -> str:
        """Return the digest of a folder or file by relative names.

        Raises UnvouchedError where it is too large or cannot be read.
        ``bounded`` is for folders of users, which may hold anything; what an installer wrote is read whole.
        """
        most = MOST_FILES if bounded else sys.maxsize
        return str(self.of(f"tree {root}", lambda: entries(root, self.apart, most), digest_of, bounded=bounded))

    def source(self, root: Path) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """Return the digests of code and of data in a user's folder, and modules and paths it names."""
        listed = partial(entries, root, self.apart, MOST_FILES)
        code, data, modules, paths = self.of(f"source {root}", listed, _digest_and_names, bounded=True)
        return str(code), str(data), tuple(modules), tuple(paths)

    def of(
        self, label: str, listed: Callable[[], list[FileEntry]], answer: Callable[[list[FileEntry]], Any], *, bounded: bool = False
    ) -> Any:
        """Return ``answer`` of files, or what is remembered under ``label`` while they are unchanged."""
        if label not in self._done:
            try:
                self._done[label] = self._answer(label, listed(), answer, bounded=bounded)
            except UnvouchedError as problem:
                self._done[label] = problem
        if isinstance(self._done[label], UnvouchedError):
            raise self._done[label]
        return self._done[label]

    def _answer(self, label: str, here: list[FileEntry], answer: Callable[[list[FileEntry]], Any], *, bounded: bool) -> Any:
        """Return what is remembered of files that are as they were, else ``answer`` of them."""
        seen = [entry.status for entry in here if entry.status]
        if bounded and sum(status.st_size for status in seen) > MOST_BYTES:
            where = label.partition(" ")[2]
            raise UnvouchedError(f"{where} holds more than {MOST_BYTES >> 30} GB; keep the adapter in a folder of its own")
        signature, known, started = sha(entry.signature() for entry in here), self._known.get(label, []), time.time()
        value = known[1] if known and known[0] == signature else answer(here)
        if all(max(status.st_mtime, status.st_ctime) < started - _FRESH for status in seen):
            self._used[label] = [signature, value]
        return value

    def keep(self) -> None:
        """Remember what was computed for the next run, where the user's cache can be written."""
        fresh = {label: entry for label, entry in self._used.items() if self._known.get(label) != entry}
        if fresh:
            others = {label: entry for label, entry in self._known.items() if label not in self._used}
            kept = dict(list((others | self._used).items())[-_KEPT:])
            with contextlib.suppress(OSError):
                _place().parent.mkdir(parents=True, exist_ok=True)
                with files.whole(_place()) as temporary:
                    temporary.write_text(json.dumps({"schema": SCHEMA, "method": _method(), "digests": kept}), encoding="utf-8")


def open_digests(apart: Iterable[Path] = ()) -> Digests:
    """Return digests with what earlier runs remembered; folders in ``apart`` are left out of every tree."""
    try:
        stamp = _place().stat()
        known = _remembered(_place(), (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        known = {}
    return Digests(frozenset(path.resolve() for path in apart), known)


@lru_cache(maxsize=1)
def _remembered(place: Path, stamp: tuple[int, ...]) -> dict[str, list[Any]]:
    """Return what a file of digests holds, read once while it is as it was; nobody changes the answer."""
    del stamp
    noted = json.loads(place.read_text(encoding="utf-8"))
    fits = files.is_ours(noted["schema"]) and noted["method"] == _method()
    return {str(label): [str(entry[0]), entry[1]] for label, entry in noted["digests"].items()} if fits else {}


def _place() -> Path:
    """Return the file that digests are remembered in, beside the environments."""
    return cache.root().parent / "digests.json"


def _method() -> str:
    """Return a digest of how digests are made: what another version remembered is not taken."""
    return sha(path.read_text(encoding="utf-8") for path in map(Path, (__file__, imports.__file__)))


def digest_of(listed: list[FileEntry]) -> str:
    """Return one digest of the names and bytes of files."""
    return sha(entry.content() for entry in listed)


def _digest_and_names(listed: list[FileEntry]) -> list[Any]:
    """Return the digests of code and of data among files, and what the Python source names."""
    code = [entry for entry in listed if entry.is_code]
    return [digest_of(code), digest_of([entry for entry in listed if not entry.is_code]), *imports.of_entries(listed)]


def sha(parts: Iterable[str]) -> str:
    """Return the SHA-256 of strings in their order."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode("utf-8", "surrogatepass") + b"\n")
    return whole.hexdigest()
