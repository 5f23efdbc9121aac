"""Families of extractors: those that share an algorithm or code agree for that reason, so that a family has one vote."""

from collections.abc import Iterable

from bench.adapters import ADAPTERS


def families(names: Iterable[str]) -> dict[str, str]:
    """Return the family of each adapter by its name: that of the table, whatever its version, else its own name."""
    known = {name: str(getattr(adapter, "family", "")) or name for name, adapter in ADAPTERS.items()}
    return {name: known.get(name.partition("@")[0], name) for name in names}
