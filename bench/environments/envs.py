"""Virtual environments, a named folder for each, in which extractors run side by side.

One is called ``PACKAGE@VERSION``, by a name whose requirements the configuration lists, or by the name of one of ours: ``node`` (the
JavaScript extractors, pinned by their lock file), ``java``, ``python3.12`` (extractors that need another Python than most).
It counts only once its card is written, so a broken installation is never used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import files
from bench.config.recipe import Recipe
from bench.environments import locking
from bench.environments.making import installing, recipes
from bench.errors import AdapterError
from bench.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from bench.environments.making.recipes import Listed

    Say = Callable[[str], None]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@!+-]{0,99}")
_CARD = "env.json"


@dataclass(frozen=True, slots=True)
class Env:
    """One environment that is ready."""

    name: str
    folder: Path
    python: str  # the interpreter to run, "" for Node and Java
    recipe: Recipe  # what was asked for


def root() -> Path:
    """Return the folder that environments lie in, beside the imported corpora."""
    from bench.corpus.source import cache

    return cache.root().parent / "envs"


def find(name: str) -> Env | None:
    """Return the environment if it is ready: made whole, of our files as they are, its Python there."""
    card = _card(name)
    if card is None or card.get("digest") != _digest(name):
        return None
    env = Env(name, root() / name, str(card["python"]), Recipe(tuple(card["requirements"]), str(card.get("version", ""))))
    return env if not env.python or Path(env.python).exists() else None


def state(name: str, listed: Listed = None) -> str:
    """Return ``ready``, ``outdated`` (made, but not of what is wanted now) or ``not made``."""
    if _card(name) is None:
        return "not made"
    env = find(name)
    try:
        wanted = recipes.of(name, listed)
    except AdapterError:  # of another project's configuration
        return "ready" if env else "outdated"
    return "ready" if env and env.recipe == wanted else "outdated"


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
    wanted = recipes.of(name, listed)
    folder = root() / name
    started = time.monotonic()
    with _alone(name):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            if update:
                lock_file(name).unlink(missing_ok=True)
            python = _make(folder, wanted, say)
            card = {"schema": SCHEMA, "name": name, "python": python, "requirements": list(wanted.requirements), "version": wanted.python}
            files.write_json(folder / _CARD, {**card, "digest": _digest(name)})
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
    """Return a digest of our own files that an environment holds: Node's and Java's; "" for all others."""
    sources = {recipes.NODE: installing.NODE_SOURCES, recipes.JAVA: installing.JAVA_SOURCES}.get(name, ())
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest() if sources else ""


def _make(folder: Path, recipe: Recipe, say: Say) -> str:
    """Fill the folder of an environment; return its interpreter, "" for one without Python."""
    if folder.name == recipes.NODE:
        installing.node(folder, say)
    elif folder.name == recipes.JAVA:
        installing.java(folder, say)
    else:
        return installing.python(folder, recipe, lock_file(folder.name), say)
    return ""
