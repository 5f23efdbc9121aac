"""Families of extractors, which agree for sharing an algorithm or code: each has one vote."""

from collections.abc import Iterable

from bench.adapters import ADAPTERS

_READABILITY = ("breadability", "readability-linkedom", "readability-jsdom", "defuddle", "article-extractor")
_OWN = ("trafilatura-baseline", "lines-quality", "lines-deduplicated")  # another algorithm of a package that has several
_FAMILIES = {
    **{name: adapter.package or name for name, adapter in ADAPTERS.items()},
    **dict.fromkeys(_READABILITY, "readability-lxml"),  # ports of one another, or built on one
    "goose3": "newspaper4k",  # which began as a port of Goose
    **{name: name for name in _OWN},
}


def families(names: Iterable[str]) -> dict[str, str]:
    """Return the family of each adapter by its name, whatever the version; the name itself where the table has none."""
    return {name: _FAMILIES.get(name.partition("@")[0], name) for name in names}
