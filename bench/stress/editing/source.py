"""What a change is given: one page's markup, its language, and random numbers of its own."""

import random
import zlib
from dataclasses import dataclass

from bench.stress.editing.markup import Markup

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page before one change; ``draw`` depends on seed, page and change alone, never on the dose."""

    markup: Markup
    lang: str  # BCP 47, "" where unknown
    draw: random.Random

    def level(self) -> float:
        """Return the dose above which a step is taken, drawn evenly from [0, 1)."""
        return self.draw.random()

    def name(self) -> str:
        """Return a class name as build tools make them."""
        start = self.draw.choice(("css-", "sc-", "_", "jsx-", "c-", "x"))
        return start + "".join(self.draw.choices(_LETTERS, k=self.draw.randint(5, 8)))


def stream(seed: int, page: str, change: str) -> random.Random:
    """Return the random numbers of one change to one page."""
    return random.Random(f"{seed}\0{page}\0{change}")  # noqa: S311 - reproducible, no secret


def hashed(salt: int, name: str) -> str:
    """Return the name that stands for a class or id after hashing: the same for the same name on a page."""
    return f"c{zlib.crc32(f'{salt}:{name}'.encode('utf-8', 'surrogatepass')):08x}"
