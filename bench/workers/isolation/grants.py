"""Which files a worker may read and write: all but the private and the sealed, and its packages."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from bench.workers.isolation import landlock
from bench.workers.isolation.namespaces import SHARED_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Grant = tuple[str, int]  # a path, and rights as Landlock counts them

_PRIVATE = ("/tmp", "/var/tmp", "/run", "/dev", "/home", "/root")  # noqa: S108 - kept from workers, not used
_TOOLS = ("bin", "lib", "lib64", "libexec", "versions", "shims", "installs", "tools", "toolchains")  # of ~/.pyenv, ~/.cargo and the like
_OPEN_TO_ALL = stat.S_IROTH | stat.S_IWOTH
_NO_DEVICES = ("tty", "ptmx", "fuse", "vsock", "vhost-vsock")


class Places(NamedTuple):
    """What lies where: ``sealed`` is never read, ``private`` only where something in it is needed."""

    own: tuple[str, ...]  # what must be readable for anything to work
    programs: tuple[str, ...]
    private: tuple[str, ...]
    sealed: tuple[str, ...]


def places(order: Mapping[str, Any]) -> Places:
    """Return the places of a fork server's order: of its lists ``path`` and ``reads`` are needed."""
    prefixes = {os.path.realpath(place) for place in (sys.prefix, sys.exec_prefix)}  # often .venv, which Python reads as it starts
    hidden = {os.path.realpath(place) for place in _hidden(order["path"])} - prefixes
    private = {*hidden, *(os.path.realpath(place) for place in (*_PRIVATE, *order["private"]))} - {"/"}
    sealed = {os.path.realpath(place) for place in order["sealed"]} - {"/"}
    own = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path, *order["path"], str(Path(__file__).parents[2]), *_editable()]
    own += [*order["reads"], sys.executable]
    return Places(_real(own), _real(_programs(order["private"])), tuple(sorted(private)), tuple(sorted(sealed)))


def reads(found: Places) -> list[Grant]:
    """Return what may be read: all but the private and the sealed, and what is needed but the sealed."""
    grants = list(_but("/", (*found.private, *found.sealed)))
    for place in (*found.own, *found.programs):
        inside = place in found.private or any(_within(place, one) for one in found.sealed)
        holes = (*found.sealed, *(one for one in found.private if _within(one, place)))
        grants += _code(place) if inside else _but(place, holes)
    return list(dict.fromkeys(grants))


def writes(*folders: str) -> list[Grant]:
    """Return what may be written: folders, and what the kernel says of this very process."""
    return [*((folder, landlock.WRITE) for folder in folders), ("/proc/self", landlock.DEVICE)]


def devices() -> list[Grant]:
    """Return the right to devices that are open to all."""
    grants = []
    for name in _names("/dev"):
        mode = os.lstat(f"/dev/{name}").st_mode
        if stat.S_ISCHR(mode) and mode & _OPEN_TO_ALL == _OPEN_TO_ALL and name not in _NO_DEVICES:
            grants.append((f"/dev/{name}", landlock.DEVICE))
    return grants


def shared_memory() -> list[Grant]:
    """Return the right to shared memory, which only belongs to workers that have their own."""
    return [(SHARED_MEMORY, landlock.WRITE)]


def _within(place: str, folder: str) -> bool:
    """Whether a place is a folder or lies in it."""
    return place == folder or place.startswith(f"{folder.rstrip('/')}/")


def _real(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the real paths of what is there; never the root."""
    real = {os.path.realpath(place) for place in wanted if place} - {"/"}
    return tuple(sorted(place for place in real if os.path.exists(place)))  # noqa: PTH110 - the same path again


def _hidden(folders: Iterable[str]) -> list[str]:
    """Return what is hidden in folders: histories, settings and secrets, seldom code."""
    return [f"{folder}/{name}" for folder in folders for name in _names(folder) if name.startswith(".")]


def _names(folder: str) -> list[str]:
    """Return the names in a folder, none where it cannot be listed."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are joined to text
    except OSError:
        return []


def _but(place: str, holes: tuple[str, ...]) -> Iterator[Grant]:
    """Yield grants for all in a place but the holes; names beside holes may be listed too."""
    inner = tuple(hole for hole in holes if _within(hole, place))
    if place in inner:
        return
    if not inner:
        yield place, landlock.READ
        return
    if place != "/":
        yield place, landlock.READ_DIR
    for name in _names(place):
        child = f"{place.rstrip('/')}/{name}"
        if not os.path.islink(child):  # noqa: PTH114 - what it leads to is granted, or not, by itself
            yield from _but(child, inner)


def _code(folder: str) -> Iterator[Grant]:
    """Yield grants for the modules and packages of a folder of pages in which code lies too."""
    if os.path.isfile(folder):  # noqa: PTH113
        yield folder, landlock.READ
    yield folder, landlock.READ_DIR
    for name in _names(folder):
        child = f"{folder}/{name}"
        if name.endswith((".py", ".so")) or os.path.exists(f"{child}/__init__.py"):  # noqa: PTH110
            yield child, landlock.READ


def _programs(private: Iterable[str]) -> Iterator[str]:
    """Yield where programs on the search path lie, with libraries beside them, but no home."""
    homes = {os.path.realpath(home) for home in private}
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if not entry or not Path(entry).is_absolute():
            continue
        for folder in {Path(entry), Path(os.path.realpath(entry))}:
            yield str(folder)
            around = folder.parent
            if str(around.parent) in homes:
                yield from (str(around / name) for name in _TOOLS)
            elif str(around) not in homes and not any(_within(home, str(around)) for home in homes):
                yield str(around)


def _editable() -> Iterator[str]:
    """Yield the folders that editable installations run from (PEP 610)."""
    for entry in sys.path:
        for folder in _names(entry) if entry.endswith("-packages") else []:
            note = f"{entry}/{folder}/direct_url.json"
            if folder.endswith(".dist-info") and os.path.isfile(note):  # noqa: PTH113 - hundreds of them
                try:
                    told = json.loads(Path(note).read_bytes())
                    if told["dir_info"].get("editable") and told["url"].startswith("file:"):
                        yield unquote(urlsplit(told["url"]).path)
                except (OSError, ValueError, KeyError, TypeError, AttributeError):
                    continue
