"""What an environment's name stands for: requirements, and the Python they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.adapters.table import ENVS
from bench.config.recipe import Recipe
from bench.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Listed = Mapping[str, Recipe] | None  # the configuration's environments

NODE, JAVA = "node", "java"
OURS = (NODE, JAVA, *ENVS)  # the environments of adapters of ours
_VERSIONED = re.compile(r"(?P<package>[A-Za-z0-9][A-Za-z0-9._-]*)@(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_FORGETFUL = ("trafilatura", "newspaper4k", "goose3", "breadability")  # whose old releases did not require lxml-html-clean
_COMPANIONS = {"readability-lxml": ("html-text", "lxml-html-clean"), **dict.fromkeys(_FORGETFUL, ("lxml-html-clean",))}


def split(name: str) -> tuple[str, str] | None:
    """Return package and version of ``PACKAGE@VERSION``, None for any other name."""
    match = _VERSIONED.fullmatch(name)
    return (match["package"].lower().replace("_", "-"), match["version"]) if match else None


def of(name: str, listed: Listed = None) -> Recipe:
    """Return what to install for an environment's name; raises AdapterError where the name says nothing."""
    if listed and name in listed:
        return listed[name]
    if versioned := split(name):
        package, version = versioned
        return Recipe((f"{package}=={version}", *_COMPANIONS.get(package, ())))
    if name in {NODE, JAVA}:
        return Recipe()
    if name in ENVS:
        return ENVS[name]
    hint = f"boilerbench env create PACKAGE@VERSION, or list {name!r} under [tool.boilerbench.envs]"
    raise AdapterError(f"no environment is called {name!r}", f"{', '.join(OURS)}, PACKAGE@VERSION, or a name of the configuration", hint)
