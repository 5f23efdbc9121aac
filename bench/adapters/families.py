"""Families of extractors, which agree for sharing an algorithm or code: each has one vote."""

from collections.abc import Iterable

from bench.adapters import ADAPTERS


def families(names: Iterable[str]) -> dict[str, str]:
    """Return the family of each adapter by its name.

    It is that of the table, whatever the version, else the name itself.
    """
    known = {name: str(getattr(adapter, "family", "")) or name for name, adapter in ADAPTERS.items()}
    return {name: known.get(name.partition("@")[0], name) for name in names}
