"""Draft gold from what extractors agree on: the page's own blocks, kept where most outputs hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bench.corpus.gold.presence import squeeze, windows
from bench.corpus.structure.blocks import content_role, merged, page_blocks
from bench.corpus.text.lines import tidy
from bench.model import Block, Page

QUORUM = 0.5  # of the extractors that returned anything; more than this must hold a block
_HELD = 0.8  # share of a block's word windows that an output must have to hold it


def consensus(page: Page, outputs: Mapping[str, str], quorum: float = QUORUM) -> tuple[Block, ...]:
    """Return the page's blocks that more than ``quorum`` of the outputs hold, in page order.

    Roles come from the page's markup. ``outputs`` maps adapters to texts; blank ones (failures) do not vote. A block that stands there
    twice is kept once. A draft errs as extractors err: a person must clean it.
    """
    voters = [_Voter.of(outputs[name]) for name in sorted(outputs) if squeeze(outputs[name])]
    kept: dict[str, tuple[str, str]] = {}
    for text, role in page_blocks(page, content_role):
        key = squeeze(text)
        if key and key not in kept and sum(voter.holds(text, key) for voter in voters) > quorum * len(voters):
            kept[key] = (tidy(text, role), role)
    return merged(kept.values())


@dataclass(frozen=True, slots=True)
class _Voter:
    """An extractor's output as it votes: squeezed whole, and line by line."""

    whole: str
    lines: frozenset[str]

    @classmethod
    def of(cls, output: str) -> Self:
        """Return the vote of one output."""
        return cls(squeeze(output), frozenset(squeeze(line) for line in output.splitlines()))

    def holds(self, text: str, key: str) -> bool:
        """Whether it has a block: a short one as a line of its own, a longer one by most of its windows."""
        runs = [squeeze(" ".join(run)) for run in windows(text.split())]
        if len(runs) <= 1:
            return key in self.lines
        return key in self.whole or sum(run in self.whole for run in runs) >= _HELD * len(runs)
