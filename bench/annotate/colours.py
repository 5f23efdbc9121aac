"""Colours of blocks: what gold keeps, how blocks start coloured by a vote of extractors, and what an annotator's actions do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np

from bench.annotate.chances import chances, threshold
from bench.annotate.votes import votes
from bench.corpus.structure.leaves import Leaf, PageBlocks
from bench.model import Block
from bench.scoring.text.tokens import words


class Colour(StrEnum):
    """What becomes of a block in gold."""

    KEEP = "keep"  # must be returned
    OPTIONAL = "optional"  # may be returned
    DROP = "drop"  # is boilerplate


@dataclass(frozen=True, slots=True)
class StartingColour:
    """How a block is coloured before anyone looked at it."""

    colour: Colour
    share: float  # of the families of extractors, weighed by how many of the block's words each returned, 0-1
    certainty: float  # 0 where the vote is as good as tied, 1 where there is no doubt


CYCLE = (Colour.KEEP, Colour.OPTIONAL, Colour.DROP)


def starting(blocks: PageBlocks, texts: Mapping[str, str], families: Mapping[str, str]) -> tuple[StartingColour, ...]:
    """Return how each leaf starts, by the outputs of extractors for the page.

    ``texts`` maps adapters to outputs, "" for nothing; ``families`` maps them to families, which have one vote each. No leaf starts as
    optional: votes do not tell what may be left out from what may not. Without texts the markup alone decides, with little certainty.
    """
    shares = votes(blocks, texts, families)
    sizes = np.array([len(words(leaf.text)) for leaf in blocks.leaves], float)
    chance = chances(blocks, shares, sizes)
    edge = threshold(chance, sizes)
    means = shares.mean(axis=0) if len(shares) else np.zeros(len(sizes))
    return tuple(
        StartingColour(Colour.KEEP if value >= edge else Colour.DROP, float(share), _certainty(float(value), edge))
        for share, value in zip(means, chance, strict=True)
    )


def _certainty(chance: float, edge: float) -> float:
    """Return how far a chance lies from the one at which colours change: 0 at it, 1 at 0 and 1."""
    return (chance - edge) / (1 - edge) if chance >= edge else 1 - chance / edge


def following(colour: Colour) -> Colour:
    """Return the colour that comes next: keep, optional, drop, keep."""
    return CYCLE[(CYCLE.index(colour) + 1) % len(CYCLE)]


def painted(colours: Sequence[Colour], start: int, stop: int, colour: Colour) -> tuple[Colour, ...]:
    """Return the colours with leaves ``start`` to ``stop`` (exclusive) in one colour."""
    first, last = sorted((max(start, 0), max(stop, 0)))
    return (*colours[:first], *[colour] * (min(last, len(colours)) - min(first, len(colours))), *colours[last:])


def cycled(colours: Sequence[Colour], start: int, stop: int) -> tuple[Colour, ...]:
    """Return the colours after a click on a range: all its leaves get what follows its first one's."""
    return painted(colours, start, stop, following(colours[start])) if start < stop else tuple(colours)


def written(blocks: PageBlocks, colours: Sequence[Colour]) -> tuple[Block, ...]:
    """Return the gold that these colours make, in reading order.

    Neighbouring items of one list become one block, a line each; so do the rows of one table, their cells joined by " | ".
    """
    made = parts(blocks, colours)
    return tuple(Block(_joined(part), colours[part[0].number] is Colour.OPTIONAL, part[0].role) for part in made)


def parts(blocks: PageBlocks, colours: Sequence[Colour]) -> list[list[Leaf]]:
    """Return the leaves of each block of gold that these colours make.

    Leaves are numbered by their places.
    """
    chosen = [(leaf, colour) for leaf, colour in zip(blocks.leaves, colours, strict=True) if colour is not Colour.DROP]
    groups = groupby(chosen, key=lambda one: (one[0].role, one[0].group or -1 - one[0].number, one[1]))
    return [[leaf for leaf, _ in group] for _, group in groups]


def _joined(leaves: Sequence[Leaf]) -> str:
    rows = groupby(leaves, key=lambda leaf: leaf.row or -1 - leaf.number)
    return "\n".join(" | ".join(leaf.text for leaf in row) for _, row in rows)
