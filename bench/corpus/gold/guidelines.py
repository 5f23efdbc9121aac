"""The guidelines of gold by type of page, read from ``gold/README.md``: the one place where they are written."""

import re

from bench.corpus.source.installed import data_root

_SECTION = re.compile(r"^## What is content$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
_PART = re.compile(r"^### On (?:every page|a page of type (\w+))$", re.MULTILINE)


def guidelines() -> dict[str, tuple[str, ...]]:
    """Return type of page -> rules, one text each; those for every page are under "".

    A rule ends in the names of pages of the embedded corpus on which it can be seen, in backquotes.
    """
    text = (data_root("gold") / "README.md").read_text(encoding="utf-8")
    section = _SECTION.search(text)
    _, *parts = _PART.split(section[1] if section else "")
    return {kind or "": _rules(rules) for kind, rules in zip(parts[::2], parts[1::2], strict=True)}


def _rules(text: str) -> tuple[str, ...]:
    """Return the items of a list; lines that go on an item begin with a space."""
    return tuple(" ".join(item.split()) for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:])
