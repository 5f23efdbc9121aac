"""What one answer costs: its tokens and characters, and those of its tokens that gold has no use for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bench.model import Gold
    from bench.scoring.tables.costs.tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class GoldTokens:
    """The tokens of a page's gold as multisets: all, and those of blocks that must be returned."""

    all: Counter[Hashable]
    required: Counter[Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCost:
    """What one answer costs; ``cpu_ns`` is 0 where it was not timed.

    ``wasted`` counts tokens, ``recall`` is a share; both are NaN for a page without gold, ``recall`` for gold without a required token.
    """

    tokens: int
    characters: int
    wasted: float = nan
    recall: float = nan
    cpu_ns: int = 0


def gold_tokens(gold: Gold | None, tokenizer: Tokenizer) -> GoldTokens | None:
    """Return the tokens of gold; None where a page has none, or segments alone."""
    if gold is None or gold.blocks is None:
        return None
    required = "\n\n".join(block.text for block in gold.blocks if not block.optional)
    return GoldTokens(Counter(tokenizer.cut(gold.text)), Counter(tokenizer.cut(required)))


def answer_cost(text: str, seen: str, gold: GoldTokens | None, tokenizer: Tokenizer, cpu_ns: int = 0) -> AnswerCost:
    """Return what an answer costs.

    Tokens and characters are those of ``text``, the answer as returned. Of ``seen``, what a reader sees of it (Markdown without its marks),
    a token is wasted where gold, its optional blocks included, holds it less often: ``sum(max(0, seen - gold))``. ``recall`` is the share
    of the required tokens of gold that are there: ``sum(min(seen, required)) / sum(required)``. Both are blind to order.
    """
    made = {"tokens": len(tokenizer.cut(text)), "characters": len(text), "cpu_ns": cpu_ns}
    if gold is None:
        return AnswerCost(**made)
    held = Counter(tokenizer.cut(seen))
    needed = gold.required.total()
    recall = (held & gold.required).total() / needed if needed else nan
    return AnswerCost(**made, wasted=float((held - gold.all).total()), recall=recall)
