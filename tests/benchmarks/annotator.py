"""Play an annotator who knows the gold of a page: what is the best choice of blocks, and how many actions lead there.

Figures are word F1 of the protocol ``words``: the words of all chosen blocks against those of gold, as bags.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

GOAL = 0.98  # word F1 at which the annotator is content
NEVER = float("inf")  # actions that lead nowhere
_WORD = re.compile(r"\w+")
_GAIN = 1e-9  # more than rounding


class Annotator:
    """One who knows the gold of a page that is cut into texts."""

    def __init__(self, gold: str, texts: Sequence[str], alike: Sequence[int] = ()) -> None:
        """Count the words of gold and of each text; ``alike`` numbers the texts that one action changes together, 0 for none."""
        kinds = np.array(alike, int)
        self.alike = [np.flatnonzero(kinds == kind) for kind in range(1, int(kinds.max(initial=0)) + 1)]
        numbers: dict[str, int] = {}
        counted = [Counter(numbers.setdefault(word, len(numbers)) for word in _WORD.findall(text.lower())) for text in (gold, *texts)]
        self.gold = np.zeros(len(numbers))
        self.gold[list(counted[0])] = list(counted[0].values())
        self.wanted = float(self.gold.sum())
        self.leaves = [(np.array(list(one), int), np.array(list(one.values()), float)) for one in counted[1:]]
        self.sizes = np.array([counts.sum() for _, counts in self.leaves], float)

    def score(self, chosen: Chosen) -> float:
        """Return the word F1 of a choice."""
        held = self._held(chosen)
        return self._f1(float(np.minimum(held, self.gold).sum()), float(held.sum()))

    def best(self, chosen: Chosen) -> Chosen:
        """Return the best choice that is found: by single blocks, from what gold mostly holds and from ``chosen``."""
        return max((self._climbed(chosen), self._climbed(self._mostly_gold())), key=self.score)

    def toggles(self, chosen: Chosen, most: int = 100) -> float:
        """Return how many single blocks are to be toggled, each time the best one, for :data:`GOAL`."""
        chosen, held = chosen.copy(), self._held(chosen)
        for done in range(most + 1):
            true, size = float(np.minimum(held, self.gold).sum()), float(held.sum())
            now = self._f1(true, size)
            if now >= GOAL:
                return done
            signs = np.where(chosen, -1.0, 1.0)
            values = [self._f1(true + self._gained(at, held, sign), size + sign * self.sizes[at]) for at, sign in enumerate(signs)]
            best = int(np.argmax(values)) if values else 0
            if not values or values[best] <= now + _GAIN:
                return NEVER
            words, counts = self.leaves[best]
            held[words] += signs[best] * counts
            chosen[best] = not chosen[best]
        return NEVER

    def actions(self, chosen: Chosen, most: int = 100) -> float:
        """Return how many ranges are to be given one colour for :data:`GOAL`.

        A leaf, and the leaves of a container, are ranges too; all blocks like one are given a colour by one action as well. The annotator
        aims at any of several choices that are good enough: words that
        stand twice on a page may come from either place. Ranges are taken one by one, each time the best one, which may lie inside an
        earlier one; or else the fewest that lie side by side.
        """
        if self.score(chosen) >= GOAL:
            return 0
        fewest = NEVER
        for near in (chosen, self._mostly_gold(), np.zeros_like(chosen), np.ones_like(chosen)):
            aim = self._climbed(near)
            if self.score(aim) >= GOAL:
                brings = self._credited(aim)
                for alike in (False, True) if self.alike else (False,):
                    fewest = min(fewest, self._one_by_one(brings, chosen, most, alike=alike))
                fewest = min(fewest, self._side_by_side(brings, chosen, most), self._alike_first(brings, chosen, most))
        return fewest

    def _one_by_one(self, brings: NDArray[np.float64], chosen: Chosen, most: int, *, alike: bool) -> float:
        chosen = chosen.copy()
        for done in range(1, most + 1):
            value, start, stop, keep = max(self._best_range(brings, chosen, keep=keep) for keep in (True, False))
            together = self._best_alike(brings, chosen) if alike else None
            if together is not None and together[0] > value:
                chosen[together[1]] = together[2]
            elif value < 0:
                return NEVER
            else:
                chosen[start:stop] = keep
            if self.score(chosen) >= GOAL:
                return done
        return NEVER

    def _alike_first(self, brings: NDArray[np.float64], chosen: Chosen, most: int, few: int = 6) -> float:
        """Return the fewest actions of which the first few are on blocks that are alike, the others ranges that do not overlap."""
        chosen, fewest = chosen.copy(), NEVER
        for done in range(1, few + 1):
            together = self._best_alike(brings, chosen)
            if together is None:
                break
            chosen[together[1]] = together[2]
            if self.score(chosen) >= GOAL:
                return min(fewest, done)
            fewest = min(fewest, done + self._side_by_side(brings, chosen, most))
        return fewest

    def _best_alike(self, brings: NDArray[np.float64], chosen: Chosen) -> tuple[float, NDArray[np.int64], bool] | None:
        """Return the blocks that are alike with the highest F1 once all are kept or dropped; None where none is higher than now."""
        true, size = float(brings[chosen].sum()), float(self.sizes[chosen].sum()) + self.wanted
        best, found = true / max(size, 1.0) + _GAIN, None
        for members in self.alike:
            for keep in (True, False):
                moved, sign = members[chosen[members] != keep], 1.0 if keep else -1.0
                value = (true + sign * float(brings[moved].sum())) / max(size + sign * float(self.sizes[moved].sum()), 1.0)
                if value > best:
                    best, found = value, (value, members, keep)
        return found

    def _side_by_side(self, brings: NDArray[np.float64], chosen: Chosen, most: int) -> float:
        """Return the fewest ranges that do not overlap: F1 reaches the goal where the sum of the kept leaves' values does."""
        ratio = GOAL / 2
        values = brings - ratio * self.sizes
        nothing, kept, dropped = np.full((3, most + 1), -np.inf)
        nothing[0] = 0.0
        for value, was in zip(values, chosen, strict=True):
            best = np.maximum(np.maximum(nothing, kept), dropped)
            opened = np.concatenate([[-np.inf], best[:-1]])
            nothing = best + value * was
            kept, dropped = np.maximum(kept, opened) + value, np.maximum(dropped, opened)
        enough = np.flatnonzero(np.maximum(np.maximum(nothing, kept), dropped) >= ratio * self.wanted - _GAIN)
        return float(enough[0]) if len(enough) else NEVER

    def _best_range(self, brings: NDArray[np.float64], chosen: Chosen, *, keep: bool) -> tuple[float, int, int, bool]:
        """Return the range with the highest F1 once it is kept or dropped; by Dinkelbach's method (Management Science 13, 1967)."""
        sign, moved = (1.0, ~chosen) if keep else (-1.0, chosen)
        true, size = float(brings[chosen].sum()), float(self.sizes[chosen].sum()) + self.wanted
        trues, sizes = (sign * np.concatenate([[0.0], np.cumsum(np.where(moved, values, 0.0))]) for values in (brings, self.sizes))
        ratio, start, stop = true / max(size, 1.0), 0, 0
        for _ in range(50):
            along = trues - ratio * sizes
            gains = along - np.minimum.accumulate(along)
            end = int(gains.argmax())
            if true - ratio * size + gains[end] <= _GAIN:
                break
            start, stop = int(along[: end + 1].argmin()), end
            ratio = (true + trues[stop] - trues[start]) / max(size + sizes[stop] - sizes[start], 1.0)
        return (ratio if stop > start else -1.0), start, stop, keep

    def _climbed(self, chosen: Chosen, passes: int = 8) -> Chosen:
        """Return a choice that no single block improves, or that of the last pass."""
        chosen, held = chosen.copy(), self._held(chosen)
        true, size = float(np.minimum(held, self.gold).sum()), float(held.sum())
        for _ in range(passes):
            before = chosen.copy()
            for at in np.argsort(-self.sizes, kind="stable"):
                sign = -1.0 if chosen[at] else 1.0
                gained = self._gained(at, held, sign)
                if self._f1(true + gained, size + sign * self.sizes[at]) > self._f1(true, size) + _GAIN:
                    words, counts = self.leaves[at]
                    held[words] += sign * counts
                    true, size, chosen[at] = true + gained, size + sign * self.sizes[at], not chosen[at]
            if (before == chosen).all():
                break
        return chosen

    def _mostly_gold(self) -> Chosen:
        return np.array([np.minimum(counts, self.gold[words]).sum() >= 0.8 * counts.sum() for words, counts in self.leaves], bool)

    def _credited(self, chosen: Chosen) -> NDArray[np.float64]:
        """Return how many words of gold each leaf brings; a word of gold counts once, for chosen leaves first."""
        left, brings = self.gold.copy(), np.zeros(len(self.leaves))
        for at in np.argsort(~chosen, kind="stable"):
            words, counts = self.leaves[at]
            taken = np.minimum(counts, left[words])
            left[words] -= taken
            brings[at] = taken.sum()
        return brings

    def _held(self, chosen: Chosen) -> NDArray[np.float64]:
        held = np.zeros(len(self.gold))
        for at in np.flatnonzero(chosen):
            words, counts = self.leaves[at]
            held[words] += counts
        return held

    def _gained(self, at: int, held: NDArray[np.float64], sign: float) -> float:
        """Return by how many words in common a choice grows with a leaf (sign 1) or without it (-1)."""
        words, counts = self.leaves[at]
        mine, gold = held[words], self.gold[words]
        return float((np.minimum(mine + sign * counts, gold) - np.minimum(mine, gold)).sum())

    def _f1(self, true: float, size: float) -> float:
        return 2 * true / (size + self.wanted) if size + self.wanted else 1.0
