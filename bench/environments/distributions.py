"""What is installed for one Python, as digests of its files."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cached_property
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from bench.environments import trees
from bench.environments.identity import REQUIREMENT, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.environments.trees import Digests, FileEntry

_EXTRA = re.compile(r"extra *== *['\"]([^'\"]+)")
_FOR_WORK = re.compile(r"(all-)?(dev|test|doc|lint|typ|ci$|eval|bench)")  # extras of those who work on a package
_SITES = ("site-packages", "dist-packages")
_SOURCES = ("", "src", "lib", "python")  # where the packages of a project lie
_INSTALLERS = frozenset({"pip", "setuptools", "wheel"})  # in every environment, used by none of its adapters


def is_site(folder: str | Path) -> bool:
    """Whether a folder is one that installers fill."""
    return Path(folder).name in _SITES


class Site:
    """The distributions that a Python whose modules lie in ``paths`` finds, by folder of ``sys.path``."""

    def __init__(self, paths: Sequence[str], digests: Digests) -> None:
        """Look at nothing yet."""
        self._found: dict[str, Distribution | None] = {}
        self._content: dict[Path, str] = {}
        self.paths, self._digests = [path for path in paths if path and Path(path).is_dir()], digests

    @cached_property
    def installed(self) -> dict[str, Distribution]:
        """Every distribution by its normalised name; the first on the path wins, as it does for imports."""
        found = dict[str, Distribution]()
        for one in Distribution.discover(path=self.paths):
            if (name := _name(one)) and name not in found:
                found[name] = one
        return found

    @cached_property
    def owners(self) -> dict[str, set[str]]:
        """Return top-level module -> names of the distributions that bring it."""
        by_module: dict[str, set[str]] = {}
        for name, one in self.installed.items():
            brought: Iterable[str] = ()
            with suppress(trees.UnvouchedError):  # of one that nothing needs
                brought = tops(one) if project(one) is None else project_modules(one)
            for part in brought:
                by_module.setdefault(part.partition(".")[0], set()).add(name)
        return by_module

    def find(self, name: str) -> Distribution | None:
        """Return a distribution by name, None where it is not installed."""
        if name not in self._found:
            self._found[name] = next(iter(Distribution.discover(name=name, path=self.paths)), None) if name else None
        return self._found[name]

    def needed(self, names: Iterable[str]) -> dict[str, Distribution]:
        """Return distributions by normalised name, with their extras, and all that they require."""
        wanted, found = {normal(name) for name in names if name}, dict[str, Distribution]()
        waiting = [(name, True) for name in sorted(wanted)]
        while waiting:
            name, is_named = waiting.pop()
            if name in found or (one := self.find(name)) is None:
                continue
            found[name] = one
            waiting += [(normal(line), False) for line in self._required(one, extras=is_named)]
        return found

    def _required(self, one: Distribution, *, extras: bool) -> list[str]:
        """Return the names that a distribution requires, with ``extras`` those of all its extras too."""
        card = _card(one)
        described = card / ("METADATA" if card.suffix == ".dist-info" else "requires.txt")
        lines = self._digests.of(f"requirements {card}", lambda: trees.entries(described), lambda _: list(one.requires or ()))
        kept = [line for line in lines if not (named := _EXTRA.findall(line)) or (extras and not all(map(_FOR_WORK.match, named)))]
        return [match[1] for line in kept if (match := REQUIREMENT.match(line))]

    def everything(self) -> dict[str, Distribution]:
        """Return all distributions but installers."""
        return {name: one for name, one in self.installed.items() if name not in _INSTALLERS}

    def digest(self, one: Distribution) -> str:
        """Return the digest of a distribution: its version and its installed files as they are now."""
        card = _card(one)
        if card not in self._content:
            listed = self._digests.of(f"distribution {card}", lambda: _below(card.parent, tops(one)), trees.digest_of)
            self._content[card] = trees.sha([card.name, str(listed)])
        return self._content[card]

    def loose(self, name: str) -> list[Path]:
        """Return the files of a top-level module in installers' folders that no distribution brings."""
        if name in self.owners:
            return []
        places = [Path(path) for path in self.paths if is_site(path)]
        return [path for place in places for path in (place / name, place / f"{name}.py") if path.exists()]


def _name(one: Distribution) -> str:
    """Return the normalised name of a distribution by its folder, which is quicker than its metadata."""
    return normal(_card(one).stem.partition("-")[0])


def _card(one: Distribution) -> Path:
    """Return the folder or file in which a distribution is described."""
    path = getattr(one, "_path", None)  # there is no public way to it; packages such as importlib_metadata find distributions too
    if isinstance(path, Path):
        return path
    raise trees.UnvouchedError(f"where {one.metadata['Name']} is installed cannot be told")


def _folder(one: Distribution) -> Path:
    """Return the folder that a distribution is installed in."""
    return _card(one).parent


def project(one: Distribution) -> Path | None:
    """Return the folder of the project that an editable installation runs from, None for any other."""
    with suppress(ValueError, TypeError, KeyError):  # there is no such file, or it is damaged
        noted = json.loads(one.read_text("direct_url.json") or "{}")
        if noted["dir_info"]["editable"]:
            return Path(unquote(urlsplit(str(noted["url"])).path))
    is_installed = is_site(_folder(one)) or _folder(one).suffix == ".egg"
    return None if is_installed else _folder(one)  # described beside its sources: `setup.py develop`


def tops(one: Distribution) -> tuple[str, ...]:
    """Return the files and folders that a distribution brings; UnvouchedError where nothing tells."""
    if record := one.read_text("RECORD"):
        listed = {line.partition("/")[0] if "/" in line else line.rpartition(",")[0].rpartition(",")[0] for line in record.splitlines()}
        named = {name.strip('"') for name in listed} - {"..", "", "__pycache__"}
        return tuple(sorted(name for name in named if not name.endswith((".dist-info", ".data"))))
    told = (one.read_text("top_level.txt") or _name(one).replace("-", "_")).split()
    folder = _folder(one)
    present = [name for top in told for name in (top, f"{top}.py") if (folder / name).exists()]
    if not present:
        raise trees.UnvouchedError(f"{_card(one).stem} has no list of its files; reinstall it")
    return tuple(sorted(present))


def _below(site: Path, names: Iterable[str]) -> list[FileEntry]:
    """Return all files of what a distribution brings into a folder, by names from there."""
    found = list[trees.FileEntry]()
    for path in (site / name for name in names):
        prefix = f"{path.name}/" if path.is_dir() else ""
        found += [trees.FileEntry(prefix + entry.name, entry.place, entry.status) for entry in trees.entries(path)]
    return found


def project_modules(one: Distribution) -> set[str]:
    """Return the top-level modules that an editable project may bring: what its folders hold."""
    root = project(one)
    folders = [root / name for name in _SOURCES] if root else []
    found = {path.stem for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"}
    return found | set((one.read_text("top_level.txt") or "").split()) | {_name(one).replace("-", "_")}
