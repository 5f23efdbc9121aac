"""Virtual environments, a named folder for each, in which extractors run side by side.

One is called ``PACKAGE@VERSION``, by a name whose requirements the configuration lists, or ``node`` (the JavaScript extractors, pinned by
their lock file). It counts only once its card is written, so a broken installation is never used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files
from bench.environments import locking
from bench.errors import AdapterError
from bench.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Say = Callable[[str], None]
    Listed = Mapping[str, Sequence[str]] | None  # the configuration's environments: name -> requirements

NODE = "node"
NODE_FILES = ("package.json", "package-lock.json", "worker.mjs")
_NODE_SOURCE = Path(__file__).resolve().parent.parent / "adapters" / "node"
_VERSIONED = re.compile(r"(?P<package>[A-Za-z0-9][A-Za-z0-9._-]*)@(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@!+-]{0,99}")
_FORGETFUL = ("trafilatura", "newspaper4k", "goose3", "breadability")  # whose old releases did not require lxml-html-clean
_COMPANIONS = {"readability-lxml": ("html-text", "lxml-html-clean"), **dict.fromkeys(_FORGETFUL, ("lxml-html-clean",))}
_PATIENCE = 1800.0  # seconds for one installation
_CARD = "env.json"


@dataclass(frozen=True, slots=True)
class Env:
    """One environment that is ready."""

    name: str
    folder: Path
    python: str  # the interpreter to run, "" for Node
    requirements: tuple[str, ...]  # what was asked for


def root() -> Path:
    """Return the folder that environments lie in, beside the imported corpora."""
    from bench.corpus.source import cache

    return cache.root().parent / "envs"


def split(name: str) -> tuple[str, str] | None:
    """Return package and version of ``PACKAGE@VERSION``, None for any other name."""
    match = _VERSIONED.fullmatch(name)
    return (match["package"].lower().replace("_", "-"), match["version"]) if match else None


def requirements(name: str, listed: Listed = None) -> tuple[str, ...]:
    """Return what to install for an environment's name; raises AdapterError where the name says nothing."""
    if listed and name in listed:
        return tuple(listed[name])
    if versioned := split(name):
        package, version = versioned
        return (f"{package}=={version}", *_COMPANIONS.get(package, ()))
    if name == NODE:
        return ()
    hint = f"boilerbench env create PACKAGE@VERSION, or list {name!r} under [tool.boilerbench.envs]"
    raise AdapterError(f"no environment is called {name!r}", f"{NODE}, PACKAGE@VERSION, or a name of the configuration", hint)


def find(name: str) -> Env | None:
    """Return the environment if it is ready: made whole, of our files as they are, its Python there."""
    card = _card(name)
    if card is None or card.get("digest") != _digest(name):
        return None
    env = Env(name, root() / name, str(card["python"]), tuple(card["requirements"]))
    return env if not env.python or Path(env.python).exists() else None


def state(name: str, listed: Listed = None) -> str:
    """Return ``ready``, ``outdated`` (made, but not of what is wanted now) or ``not made``."""
    if _card(name) is None:
        return "not made"
    env = find(name)
    try:
        wanted = requirements(name, listed)
    except AdapterError:  # of another project's configuration
        return "ready" if env else "outdated"
    return "ready" if env and env.requirements == wanted else "outdated"


def names() -> tuple[str, ...]:
    """Return the names of all environments that were made, ready or outdated, sorted."""
    folder = root()
    return tuple(sorted(path.name for path in folder.iterdir() if _card(path.name) is not None)) if folder.is_dir() else ()


def ready() -> tuple[Env, ...]:
    """Return every environment that is ready, by name."""
    return tuple(env for name in names() if (env := find(name)) is not None)


def lock_file(name: str) -> Path:
    """Return where the lock file of an environment lies: beside its folder."""
    return root() / f"{name}{locking.SUFFIX}"


def create(name: str, *, listed: Listed = None, say: Say = lambda _: None, update: bool = False) -> Env:
    """Make the environment anew; where that fails, leave nothing and raise AdapterError.

    Where its lock file fits, pip fills it with the very files that this lists; ``update`` passes that over and writes it anew.
    """
    if not _NAME.fullmatch(name):
        what, allowed = f"{name!r} cannot name an environment", "letters, digits and . _ - @ + !"
        raise AdapterError(what, allowed, "boilerbench env create trafilatura@2.0.0")
    wanted = requirements(name, listed)
    folder = root() / name
    started = time.monotonic()
    with _alone(name):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            if update:
                lock_file(name).unlink(missing_ok=True)
            python = _make_node(folder, say) if name == NODE else _make_python(folder, wanted, say)
            card = {"schema": SCHEMA, "name": name, "python": python, "requirements": list(wanted), "digest": _digest(name)}
            files.write_json(folder / _CARD, card)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    say(f"{name} is ready after {time.monotonic() - started:.0f} s")
    return Env(name, folder, python, wanted)


def provide(wanted: Sequence[str], *, listed: Listed = None, say: Say = lambda _: None) -> None:
    """Make those of the named environments that are not ready."""
    for name in sorted(set(wanted) - {""}):
        if state(name, listed) != "ready":
            create(name, listed=listed, say=say)


def remove(name: str) -> None:
    """Delete an environment; raises AdapterError where there is none of that name."""
    folder = root() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise AdapterError(f"there is no environment {name!r} to remove", "one that is listed", "boilerbench env list")
    with _alone(name):
        shutil.rmtree(folder)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keep other processes from making or removing the same environment meanwhile."""
    root().mkdir(parents=True, exist_ok=True)
    descriptor = files.lock(root() / f".{name}.lock", wait=True)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _card(name: str) -> dict[str, Any] | None:
    """Return what was noted when an environment was made, None where there is nothing whole."""
    if not _NAME.fullmatch(name):
        return None
    try:
        card = json.loads((root() / name / _CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return card if isinstance(card, dict) and files.is_ours(card.get("schema")) else None


def _digest(name: str) -> str:
    """Return a digest of our own files that an environment holds copies of: Node's; "" for all others."""
    return hashlib.sha256(b"\0".join((_NODE_SOURCE / file).read_bytes() for file in NODE_FILES)).hexdigest() if name == NODE else ""


def _make_python(folder: Path, wanted: Sequence[str], say: Say) -> str:
    """Make a virtual environment with ``wanted``, by its lock file if it fits; return its interpreter."""
    lock = lock_file(folder.name)
    by_lock = locking.fits(lock, wanted)
    say(f"making a virtual environment with {' '.join(wanted)}" + (f", by {lock.name}" if by_lock else ""))
    _run("venv", [sys.executable, "-m", "venv", str(folder)], folder)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if by_lock:
        _run("pip", [*pip, "--require-hashes", "--no-deps", "-r", str(lock)], folder, f"boilerbench env create --update {folder.name}")
        return python
    report = folder / "installed.json"
    _run("pip", [*pip, "--report", str(report), *wanted], folder)
    if loose := locking.write(lock, wanted, json.loads(report.read_text(encoding="utf-8"))):
        say(f"{folder.name} has no lock file: {', '.join(loose)} came from a folder or an address, which no digest vouches for")
    report.unlink()
    return python


def _make_node(folder: Path, say: Say) -> str:
    """Install the pinned Node packages beside a copy of the worker; return ""."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise AdapterError("node and npm are not installed", "Node.js 20 or later", "install Node.js, then: boilerbench env create node")
    say("installing the Node extractors by their lock file")
    for file in NODE_FILES:
        shutil.copyfile(_NODE_SOURCE / file, folder / file)
    _run("npm", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    return ""


def _run(name: str, command: Sequence[str], folder: Path, hint: str = "") -> None:
    """Run an installer called ``name``; raises AdapterError with what it said and ``hint``."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise AdapterError(f"{name} did not finish: {problem}", "an installer that works", "boilerbench doctor") from problem
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["(it printed nothing)"]
        told = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])
        expected = "a version that is published, and requirements that fit together and this Python"
        raise AdapterError(f"{name} failed with exit code {done.returncode}: {told}", expected, hint)
