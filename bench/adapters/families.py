"""Families of extractors, which agree for sharing an algorithm or code: each has one vote."""

from collections.abc import Iterable, Mapping
from typing import Any

from bench.adapters import ADAPTERS


def families(names: Iterable[str]) -> dict[str, str]:
    """Return the family of each adapter by its name alone, as :func:`family_of` does."""
    return {name: family_of({"name": name}) for name in names}


def family_of(about: Mapping[str, Any]) -> str:
    """Return the family of an adapter that plain data describe, as manifests do.

    It is the one they say, else that of the table's adapter of this name (whatever the version) or of this package, else the package, else
    the name: settings of one package are no witnesses for each other.
    """
    name, package = str(about["name"]), str(about.get("package") or "")
    if about.get("family"):
        return str(about["family"])
    listed = ADAPTERS.get(name.partition("@")[0]) or next((one for one in ADAPTERS.values() if package and one.package == package), None)
    return (listed.family or listed.package) if listed else package or name
