"""Combine outputs of one page: take the one most like the others, by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.scoring.statistics.medoid import likeness
from bench.scoring.text.shingle_sets import shingle_sets, table


@dataclass(frozen=True, slots=True)
class Combined:
    """The output that was taken: whose it is, its text, and how like the others it is.

    ``likeness`` is 0-1; 0 where no output has a word.
    """

    name: str
    text: str
    likeness: float


def most_alike(texts: Mapping[str, str], families: Mapping[str, str]) -> Combined:
    """Return the output most like the others, by :mod:`bench.scoring.statistics.medoid`.

    ``texts`` maps names to outputs, at least one; ``families`` maps each name to its family. Ties go to the first name in alphabetical
    order, so that the order of the mapping does not matter. A text without a word has no vote and is taken only where all are such.
    """
    names = sorted(texts)
    alike = likeness(table(shingle_sets([texts[name] for name in names])), [families[name] for name in names])
    at = int(alike.argmax())
    return Combined(names[at], texts[names[at]], float(alike[at]))
