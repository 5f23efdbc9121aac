"""Combine what several extractors returned for one page, for those who deploy more than one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bench.errors import BoilerbenchError

if TYPE_CHECKING:
    from bench.scoring.combining import Combined


def combine(texts: Mapping[str, str], families: Mapping[str, str] | None = None) -> Combined:
    """Return the output of a page that is most like the others: name, text and likeness.

    ``texts`` maps the names of extractors to what they returned for one page, "" for nothing; ``families`` maps names to families, whose
    outputs share one vote. Names without one have the family of the adapter of that name, else are families of their own. It is the
    ``medoid`` of ``boilerbench score --complements``, page by page.

    >>> import bench
    >>> texts = {"a": "The tide is low today.", "b": "The tide is low today. Menu", "c": "Buy now, pay later!"}
    >>> bench.combine(texts).name
    'a'

    Ties go to the first name in alphabetical order. A text without a word has no vote, and is returned only where no text has one. Raises
    BoilerbenchError where there is no text, or one is not a string.
    """
    from bench.adapters.table import families as known
    from bench.scoring.combining import most_alike

    _check("texts", texts, "{'trafilatura': text, 'readability-lxml': text}; \"\" where an extractor returned nothing")
    _check("families", {} if families is None else families, "{'my-extractor': 'trafilatura'}")
    if not texts:
        raise BoilerbenchError("there are no texts to combine", "a text for each extractor, at best of three families or more")
    if unknown := sorted(set(families or ()) - set(texts)):
        raise BoilerbenchError(f"families names {unknown[0]!r}, which texts does not have", f"some of: {', '.join(sorted(texts))}")
    return most_alike(texts, {**known(texts), **(families or {})})


def _check(what: str, given: object, expected: str) -> None:
    """Raise BoilerbenchError unless a mapping of strings to strings was given."""
    if not isinstance(given, Mapping):
        raise BoilerbenchError(f"{what} is {type(given).__name__}", f"a mapping of strings: {expected}")
    for name, value in given.items():
        if not isinstance(name, str) or not isinstance(value, str):
            wrong = f"{what}[{name!r}] is {type(value).__name__}" if isinstance(name, str) else f"the key {name!r} of {what} is no string"
            raise BoilerbenchError(wrong, f"a mapping of strings: {expected}")
