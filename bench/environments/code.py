"""All the code that can move an adapter's results, as digests; no adapter is imported for it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.environments import commands, distributions, envs, installed, launch, pythons, trees
from bench.environments.distributions import Site
from bench.environments.trees import UnvouchedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.metadata import Distribution

    from bench.environments.trees import Digests
    from bench.model import Adapter

_OURS = Path(__file__).resolve().parent.parent
_OWN_TARGETS = "bench.adapters."
_SHOWN = 16  # digits of a digest
_VARIABLES = ("PYTHONPATH", "LD_LIBRARY_PATH")  # of the user's environment, which workers see


@dataclass(frozen=True, slots=True)
class Code:
    """What an adapter runs, as digests, or why that cannot be told: then nothing is reused."""

    parts: Mapping[str, str] = field(default_factory=dict)
    unvouched: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """The digests by their first digits, as manifests hold them."""
        return {name: digest[:_SHOWN] for name, digest in self.parts.items()}

    def changed(self, before: Mapping[str, str], kinds: tuple[str, ...] = ("source ", "file ", "program ")) -> tuple[str, ...]:
        """Return what is here, of these kinds, but not as a manifest holds it.

        Data beside the code are not among them: much of it is written while we work, and the key holds it anyway.
        """
        here = self.shown
        return tuple(name for name in sorted(before) if name.startswith(kinds) and here.get(name, before[name]) != before[name])


def of(adapters: Sequence[Adapter], folder: Path, apart: Iterable[Path] = (), *, packages: bool = True) -> dict[str, Code]:
    """Return, by name, all code that can move the results of ``adapters``.

    User modules and files of commands lie in ``folder``; what lies in folders ``apart`` is no code (pages, runs).
    For a released package: the files it installed and those of all that it requires,
    as they are now, unless ``packages`` are not asked for. For anything else: the whole folder its module or script lies in, and what the
    Python source there imports.
    """
    sites, digests = dict[str, Site](), trees.open_digests(apart)
    found = {
        adapter.name: _of(adapter, Inventory(folder.resolve(), digests, sites, packages=packages), launch.expand(adapter, folder))
        for adapter in adapters
    }
    digests.keep()
    return found


def _of(adapter: Adapter, found: Inventory, command: tuple[str, ...]) -> Code:
    """Return the code of one adapter; ``command`` is its own with all files located."""
    try:
        if command:
            found.command(command, adapter)
        else:
            found.module(adapter)
        found.paths(_strings(dict(adapter.settings)))
    except UnvouchedError as problem:
        return Code(unvouched=str(problem))
    except (OSError, ValueError) as problem:  # a file that goes away meanwhile, metadata that are damaged
        return Code(unvouched=f"its code cannot be read: {problem}")
    return Code(dict(sorted(found.parts.items())))


class Inventory:
    """The digests of one adapter's code as they are found."""

    def __init__(self, folder: Path, digests: Digests, sites: dict[str, Site], *, packages: bool) -> None:
        """Start with what every worker is given; without ``packages``, what installers wrote is left out."""
        self.parts = {name: trees.sha([os.environ[name]]) for name in _VARIABLES if os.environ.get(name)}
        self._folder, self._digests, self._sites = folder, digests, sites
        self._roots, self._names, self._installed = set[Path](), set[str](), packages

    def module(self, adapter: Adapter) -> None:
        """Take in a Python adapter: its module and all that this needs in its environment."""
        module = adapter.target.partition(":")[0]
        env = envs.find(adapter.env) if adapter.env else None
        site = self._site(env.python if env and env.python else sys.executable)
        if env:
            self._packages(site, site.everything())
        if module.startswith(_OWN_TARGETS):
            self._add(f"source of {module}", self._digests.tree(_OURS.joinpath(*module.split(".")[1:]).with_suffix(".py")))
            self._packages(site, site.needed({adapter.package} - {"boilerbench"}))
            return
        self._target(module, site)
        self._modules({adapter.package, *self._names}, site)

    def command(self, command: tuple[str, ...], adapter: Adapter) -> None:
        """Take in a foreign worker: its program, its script's folder, files, imports."""
        if inner := commands.inner(command):
            ours = self._site(sys.executable)
            self._packages(ours, ours.needed({installed.BRIDGE}))
            self.command(inner, adapter)
            return
        self._add("PATH", trees.sha([os.environ.get("PATH", "")]))
        said = commands.read(command, self._folder)
        for path in said.programs:
            self._add(f"program {path.name}", self._digests.tree(path.resolve(), bounded=False))
        for path, script in said.folders.items():
            self._source(path, f"beside {script}" if script else "")
        for path in said.files:
            self._add(f"file {self._shown(path)}", self._digests.tree(path))
        for python in said.pythons:
            self._modules({adapter.package, *said.modules, *self._names}, self._site(python))

    def _site(self, python: str) -> Site:
        """Return what a Python finds, looked at once for all adapters."""
        if python not in self._sites:
            is_ours = Path(python).absolute() == Path(sys.executable).absolute()
            self._sites[python] = Site(_own_path() if is_ours else pythons.path(python), self._digests)
        return self._sites[python]

    def paths(self, named: Iterable[str]) -> None:
        """Take in those of the paths named that are files or folders."""
        for path in map(Path, sorted(named)):
            if trees.is_left_out(path.name):  # a log that the adapter writes is none of its code
                continue
            if trees.is_file(path):
                self._add(f"file {self._shown(path)}", self._digests.tree(path))
            elif trees.is_folder(path) and path != path.parent:
                self._source(path)

    def _target(self, module: str, site: Site) -> None:
        """Take in the folders in which a module is found, from whichever of them the worker takes it."""
        top = module.partition(".")[0]
        places = [Path(path) for path in dict.fromkeys([*site.paths, str(self._folder)]) if _holds(Path(path), top, module)]
        self._names.add(top)
        for place in places:
            if not distributions.is_site(place) and not _is_standard(place):
                self._source(place, f"of {module}")
        if not places and top not in site.owners and top not in sys.stdlib_module_names:
            raise UnvouchedError(f"no file of its module {top!r} is found")

    def _source(self, root: Path, label: str = "") -> None:
        """Take in a folder or file of the user's, called ``label``, and what its Python source names."""
        root = root.resolve()
        if any(root.is_relative_to(known) for known in self._roots):
            return
        self._roots.add(root)
        source, data, modules, files = self._digests.source(root)
        where = label or f"in {self._shown(root)}"
        self._add(f"source {where}", source)
        self._add(f"data {where}", data)
        self._names |= set(modules)
        self.paths(path for path in files if trees.is_file(Path(path)))

    def _modules(self, names: Iterable[str], site: Site) -> None:
        """Take in all modules named outside the standard library, and what these name in turn."""
        waiting, seen = set(names), set[str]()
        needed = {"sitecustomize", "usercustomize"}
        while fresh := waiting - seen - {""} - sys.stdlib_module_names:
            seen |= fresh
            before = set(self._names)
            for name in sorted(fresh):
                needed |= site.owners.get(name, {name})
                self._beside(name, site)
            waiting = self._names - before
        if "boilerbench" in needed:
            self._add("source of bench", self._digests.tree(_OURS))
        self._packages(site, site.needed(needed - {"boilerbench"}))

    def _beside(self, name: str, site: Site) -> None:
        """Take in a module that no distribution brings, wherever on the path it lies."""
        for path in site.loose(name):
            self._add(f"package {name}", self._digests.tree(path, bounded=False))
        projects = [root for owner in site.owners.get(name, ()) if (root := distributions.project(site.installed[owner]))]
        for place in map(Path, dict.fromkeys([*site.paths, str(self._folder)])):
            is_known = distributions.is_site(place) or _is_standard(place) or any(place.is_relative_to(root) for root in projects)
            if not is_known and _holds(place, name):
                self._source(place / name if (place / name).is_dir() else place / f"{name}.py")

    def _packages(self, site: Site, found: Mapping[str, Distribution]) -> None:
        """Take in distributions, and what shadows their modules from PYTHONPATH."""
        shadows = [Path(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
        for name, one in sorted(found.items()):
            if root := distributions.project(one):
                self._source(root, f"of the package {name}")
                continue
            if self._installed:
                self._add(f"package {name}", site.digest(one))
            for place in shadows:
                for top in distributions.tops(one):
                    if (place / top).exists():
                        self._source(place / top)

    def _add(self, label: str, digest: str) -> None:
        """Note a digest; two of one name count both."""
        known = self.parts.get(label, digest)
        self.parts[label] = digest if known == digest else trees.sha([known, digest])

    def _shown(self, path: Path) -> str:
        """Return a path as it is written from the user's folder, by its name where it lies elsewhere."""
        resolved = path.resolve()
        return str(resolved.relative_to(self._folder)) if resolved.is_relative_to(self._folder) else path.name


def _holds(place: Path, name: str, module: str = "") -> bool:
    """Whether an import of ``name``, or of a module in it, finds something in a folder of the path."""
    folder, inner = place / name, place.joinpath(*module.split(".")) if module else place / name
    patterns = "*.py", "*.so", "*/*.py"
    return (
        any(path.with_name(f"{path.name}.py").is_file() for path in {folder, inner})
        or next(place.glob(f"{name}.*.so"), None) is not None
        or (folder.is_dir() and any(next(where.glob(pattern), None) for where in {folder, inner} for pattern in patterns))
    )


def _own_path() -> list[str]:
    """Return where workers of this Python look for modules: the current folder only by PYTHONPATH."""
    told = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [path for path in sys.path if path in told or Path(path) != Path.cwd()]


def _is_standard(place: Path) -> bool:
    """Whether a folder is one of the standard library's, or an archive of it."""
    return Path(os.__file__).parent == place or place.name == "lib-dynload" or place.suffix == ".zip"


def _strings(value: object) -> list[str]:
    """Return the absolute paths among the strings of settings, however deep."""
    if isinstance(value, str):
        return [value] if value.startswith("/") and "\0" not in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inner for text in _strings(item)]
