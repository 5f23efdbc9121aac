"""Damage to bytes, by a seed: one bit or byte changed, a piece cut out, doubled or put in, the end cut off."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = int(os.environ.get("BOILERBENCH_FUZZ", "300"))  # of damaged files of each kind


def damaged(content: bytes, seed: str, number: int = NUMBER) -> Iterator[tuple[str, bytes]]:
    """Yield ``number`` damaged copies, each with what was done to it."""
    for at in range(number):
        rng = random.Random(f"{seed} {at}")
        place = rng.randrange(len(content))
        end = min(len(content), place + rng.randrange(1, 40))
        how = rng.choice(("bit", "bit", "byte", "cut", "out", "twice", "in"))
        made = {
            "bit": content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :],
            "byte": content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :],
            "cut": content[:place],
            "out": content[:place] + content[end:],
            "twice": content[:end] + content[place:],
            "in": content[:place]
            + rng.choice((b"\0", b"\xff", b"[" * 5000, b'{"a":' * 5000, b"\n", b'"', b"-1", b"1e999", b"\xef\xbb\xbf"))
            + content[place:],
        }[how]
        yield f"{seed}: {how} at {place} of {len(content)}, number {at}", made
