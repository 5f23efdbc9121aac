"""What a foreign worker's command runs and reads, as far as its words tell."""

from __future__ import annotations

import re
import shutil
import stat
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bench.environments import imports
from bench.environments.trees import SCRIPTS, UnvouchedError, is_file, is_folder

_BOOT = Path(__file__).resolve().parent.parent / "workers" / "boot.py"
_PIECES = re.compile(r"[\s'\"();,=&|<>:{}\[\]]+")
_PYTHON = re.compile(r"python[\d.]*|pypy[\d.]*")
_SHELL = re.compile(r"(ba|da|z|k|fi)?sh")
_NODE_SCRIPT = frozenset({".js", ".mjs", ".cjs", ".ts", ".mts"})
_PLACES = ("bin", "sbin", "lib", "lib64", "libexec", "share", "include")  # under /usr and the like: others may be a user's
_PREFIXES = ("/", "/usr", "/usr/local", "/opt/homebrew", sys.prefix, sys.base_prefix)
_SYSTEM = (
    *(Path(prefix, place) for prefix in _PREFIXES for place in _PLACES),
    *map(Path, ("/nix", "/snap", "/dev", "/proc", "/sys", "/etc")),
)
_MAGIC = (b"#!", b"\x7fELF", b"\xcf\xfa\xed\xfe")
_COMPUTED = re.compile(r"[$`]")


@dataclass(slots=True)
class Words:
    """What the words of a command name."""

    programs: dict[Path, None] = field(default_factory=dict)
    folders: dict[Path, str] = field(default_factory=dict)  # of scripts and own programs, by the name of each, and such as are given
    files: dict[Path, None] = field(default_factory=dict)
    pythons: dict[str, None] = field(default_factory=dict)  # interpreters that run something of it
    modules: set[str] = field(default_factory=set)  # that these are told to run


def inner(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command that our bridge or our filter stands before, () where neither does."""
    from bench.workers.bridge import MARKDOWN

    boots = [place for place, word in enumerate(command[:-1]) if word.endswith("boot.py") and Path(word) == _BOOT]
    part, *words = command[boots[0] + 1 :] if boots else ("",)
    own = {"bridge": int(words[:1] == [MARKDOWN]), "filter": 2}  # words that are meant for it
    return tuple(words[own[part] :]) if part in own else ()


def read(command: tuple[str, ...], folder: Path) -> Words:
    """Return what a command runs and reads; relative paths are from ``folder``.

    Raises UnvouchedError for a shell's script whose words are computed when it runs.
    """
    found = Words()
    _program(command[0], folder, found)
    interpreted = not found.folders
    for before, word in pairwise(command):
        _refuse_computed(command[0], before, word)
        if before == "-m":
            found.modules.add(word.partition(".")[0])
        elif before == "-c":
            found.modules |= imports.of_source(word, folder)[0]
        for piece in dict.fromkeys([word, *_PIECES.split(word)]):
            path = _located(piece, folder)
            if path is None and "/" not in piece:
                _program(piece, folder, found)
            elif path is None:
                continue
            elif path.is_dir():
                found.folders.setdefault(path, "")
            elif _is_script(path) or interpreted:
                _script(path, found)
                interpreted = False
            else:
                found.files[path] = None
    return found


def _refuse_computed(program: str, before: str, word: str) -> None:
    """Raise UnvouchedError where a word is a shell's script that makes up names as it goes."""
    if _SHELL.fullmatch(Path(program).name) and re.fullmatch(r"-\w*c", before) and _COMPUTED.search(word):
        raise UnvouchedError("what its shell script runs is known only when it runs; put the script into a file")


def _located(piece: str, folder: Path) -> Path | None:
    """Return the file or folder that a word names, None where there is none or it is the system's folder."""
    if not piece or piece.startswith("-"):
        return None
    path = folder / piece
    is_own_folder = "/" in piece and is_folder(path) and path.resolve() != Path("/") and not _is_system(path)
    return path if is_own_folder or is_file(path) else None


def _is_system(path: Path) -> bool:
    """Whether a path lies where the system or an installer puts programs, which are hashed file by file."""
    return any(path.is_relative_to(place) for place in _SYSTEM) or (
        (path.parent.parent / "pyvenv.cfg").exists() or path.parent.name == "shims" or "/.local/bin" in str(path.parent)
    )


def _program(word: str, folder: Path, found: Words) -> None:
    """Take in a program by path or by its name on PATH, and the interpreter that its first line names."""
    path = folder / (word if "/" in word else shutil.which(word) or "")
    if not is_file(path) or path in found.programs:
        return
    found.programs[path] = None
    if _PYTHON.fullmatch(path.name):
        found.pythons[str(path)] = None
        return
    if not _is_system(path):
        _script(path, found)
    if interpreters := _interpreters(path):
        found.modules |= imports.of_source(path.read_bytes(), path.parent)[0]
    for interpreter in interpreters:
        _program(interpreter, folder, found)


def _interpreters(path: Path) -> list[str]:
    """Return the programs that a script's first line names."""
    with path.open("rb") as file:
        first = file.readline(500)
    return first[2:].decode("utf-8", "replace").split() if first.startswith(b"#!") else []


def _is_script(path: Path) -> bool:
    """Whether a file is run rather than read."""
    if path.suffix.lower() in SCRIPTS or not path.stat().st_mode & stat.S_IXUSR:
        return path.suffix.lower() in SCRIPTS
    with path.open("rb") as file:
        return file.read(4).startswith(_MAGIC)


def _script(path: Path, found: Words) -> None:
    """Take in a script with its folder, links followed; for Node with the packages above."""
    for place in dict.fromkeys([path, path.resolve()]):
        found.files[place] = None
        if _is_system(place):
            continue
        found.folders.setdefault(place.parent, path.name)
        if place.suffix in _NODE_SCRIPT:
            projects = [above for above in place.parents if (above / "package.json").is_file()]
            found.folders = dict.fromkeys(projects[:1], path.name) | found.folders
            found.folders |= dict.fromkeys((above / "node_modules" for above in place.parents if (above / "node_modules").is_dir()), "")
