"""What is installed for adapters: in this Python, in an environment's own, or for Node."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench import registry
from bench.environments import envs, identity, locking, pythons
from bench.environments.making import installing, recipes
from bench.errors import AdapterError, RunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.metadata import PackageMetadata

    from bench.model import Adapter

_PATIENCE = 60  # seconds for a program to say its version
BRIDGE = "html-text"  # what the bridge makes text with


def versions(adapters: Sequence[Adapter]) -> dict[str, dict[str, str]]:
    """Return, by adapter name, name -> version of all packages its results depend on.

    Each environment is asked once. Raises RunError where an environment's Python does not run.
    """
    by_name: dict[str, dict[str, str]] = {}
    for name in sorted({adapter.env for adapter in adapters}):
        members = [adapter for adapter in adapters if adapter.env == name]
        env = envs.find(name) if name else None
        if env and not env.python:
            packages = _java(env) if name == recipes.JAVA else _node(env)
            by_name |= {adapter.name: packages | _bridge(adapter) for adapter in members}
        elif env or not name:
            asked = _python(env.python if env else sys.executable, sorted({adapter.package for adapter in members if adapter.package}))
            runtime = {"python": pythons.version(env.python)} if env and env.recipe.python else {}
            by_name |= {adapter.name: runtime | asked.get(adapter.package, {}) | _bridge(adapter) for adapter in members}
        else:
            by_name |= {adapter.name: {} for adapter in members}
    return by_name


def version_of(adapter: Adapter, packages: Mapping[str, str]) -> str:
    """Return the version of an adapter's own package, "" where only its worker can tell."""
    return packages.get(adapter.package, "") or ("" if adapter.env or adapter.command else registry.version_of(adapter.package))


def python_of(name: str) -> str:
    """Return the interpreter of an environment: ours for none, and for environments that hold no Python.

    Raises AdapterError where the environment is not there: another Python would give the results of another version.
    """
    env = envs.find(name) if name else None
    if name and env is None:
        raise AdapterError(f"there is no environment {name!r}", "one that is made", f"boilerbench env create {name}")
    return (env.python if env else "") or sys.executable


def program(command: Sequence[str]) -> str:
    """Return what a program says its version is, on one line; "" where it cannot be run."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0].strip() if lines and done.returncode == 0 else ""


def bill_of_materials() -> list[dict[str, object]]:
    """Return every package of this Python and of each environment that is ready.

    Keys: environment ("" for this Python), name, version, purl, licence, digests.
    Digests are those of the lock file that an environment was made by: ``sha256:`` for pip's, Subresource Integrity for npm's.
    """
    listed = _distributions("", sys.path, {})
    for env in envs.ready():
        if env.python:
            listed += _distributions(env.name, pythons.path(env.python), locking.digests(envs.lock_file(env.name)))
        else:
            listed += [_material(env.name, "npm", path.rpartition("node_modules/")[2], entry.get("version", ""), entry.get("license", ""),
                                 (entry["integrity"],) if "integrity" in entry else ()) for path, entry in _noted(env)]  # fmt: skip
    return listed


def _distributions(env: str, path: Sequence[str], digests: Mapping[str, tuple[str, ...]]) -> list[dict[str, object]]:
    """Return the materials that a Python with this ``sys.path`` finds, by name; the first wins."""
    found: dict[str, Distribution] = {}
    for one in Distribution.discover(path=list(path)):
        if one.metadata["Name"]:
            found.setdefault(identity.normal(one.metadata["Name"]), one)
    shown = {name: (one.version, _licence(one.metadata)) for name, one in found.items()}
    return [
        _material(env, "pypi", name, version, licence, tuple(f"sha256:{digest}" for digest in digests.get(f"{name}=={version}", ())))
        for name, (version, licence) in sorted(shown.items())
    ]


def _licence(metadata: PackageMetadata) -> str:
    """Return the licence that a package names, "" for none; some readers raise for a missing key."""
    return next((str(metadata[name]) for name in ("License-Expression", "License") if name in metadata), "")


def _material(env: str, kind: str, name: str, version: str, licence: str, digests: tuple[str, ...]) -> dict[str, object]:
    """Return one line of the bill; of a licence given as its whole text, only the first line."""
    purl = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version)}"
    return {
        "environment": env,
        "name": name,
        "version": version,
        "purl": purl,
        "licence": licence.strip().partition("\n")[0],
        "digests": digests,
    }


def _python(python: str, packages: Sequence[str]) -> Mapping[str, dict[str, str]]:
    """Return the versions that a Python sees: of each package, and of all that it requires."""
    if python == sys.executable or not packages:
        return {name: identity.versions(name) for name in packages}
    boot = str(Path(__file__).resolve().parent.parent / "workers" / "boot.py")
    answer = subprocess.run([python, "-P", boot, "identity", *packages], capture_output=True, check=False, timeout=_PATIENCE)
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip()[-300:]
        raise RunError(f"{python} does not run: {said}", "Python 3.11 or later in each environment")
    by_package: dict[str, dict[str, str]] = json.loads(answer.stdout)
    return by_package


def _node(env: envs.Env) -> dict[str, str]:
    """Return the version of Node and of every package its installer noted, inner ones by path."""
    packages = {path.removeprefix("node_modules/"): str(entry.get("version", "")) for path, entry in _noted(env)}
    return {"node": program(["node", "--version"]).removeprefix("v")} | packages


def _java(env: envs.Env) -> dict[str, str]:
    """Return the version of Java and of every archive beside the worker."""
    return {"java": program(["java", "--version"])} | installing.jar_versions(env.folder)


def _noted(env: envs.Env) -> list[tuple[str, dict[str, str]]]:
    """Return what npm noted of each package it installed, by path."""
    try:
        noted = json.loads((env.folder / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return sorted(noted.get("packages", {}).items())


def _bridge(adapter: Adapter) -> dict[str, str]:
    """Return the versions of what turns a bridged adapter's HTML into text."""
    return identity.versions(BRIDGE) if {"bridge", "filter"} & {*adapter.command} else {}
