"""The boilerplate that is put into pages: our own words, by language."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files

Phrases = Mapping[str, Sequence[str]]


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, Phrases]:
    """Return the phrases of every language as they are stored."""
    return tomllib.loads((files("bench.stress.editing") / "boilerplate.toml").read_text("utf-8"))


def of_language(lang: str) -> Phrases:
    """Return the phrases of a BCP 47 language; English for one without."""
    known = _languages()
    return known.get(lang.partition("-")[0].lower()) or known["en"]


def written(text: str) -> str:
    """Return text as markup in ASCII, which every encoding of a page can hold."""
    return escape(text).encode("ascii", "xmlcharrefreplace").decode()
