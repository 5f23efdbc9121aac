"""Whether a changed page still holds its gold: every line that stood on the page, letter for letter and in order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bench.corpus.gold.audit.placement import Placement, place
from bench.corpus.gold.presence import page_text, squeeze
from bench.corpus.structure.passages import passage_texts, passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Gold, Page


class GoldCheck:
    """One page and its gold, against which changed versions of the page are held."""

    def __init__(self, page: Page, gold: Gold | None) -> None:
        """Keep both; the page is read when first asked."""
        self._page, self._gold = page, gold

    @cached_property
    def _words(self) -> list[list[str]]:
        return _words(self._page)

    @cached_property
    def _placement(self) -> Placement | None:
        return place(self._gold, passages(self._page)) if self._gold and self._gold.blocks else None

    @cached_property
    def _joined(self) -> frozenset[int]:
        """Return the passages that must stand right after the one before: a line of the gold runs over both."""
        held = self._placement
        spans = [held.passages_of(line) for line, at in enumerate(held.placed) if at >= 0] if held else []
        return frozenset(number for span in spans for number in span[1:])

    @cached_property
    def _segments(self) -> frozenset[str]:
        """Return the segments of the gold that are on the page, those that must not be returned too."""
        segments = {squeeze(segment) for segment in (*self._gold.must_have, *self._gold.must_not)} if self._gold else set()
        text = squeeze(page_text(self._page)) if segments else ""
        return frozenset(segment for segment in segments if segment in text)

    def keeps(self, changed: Page) -> bool:
        """Whether every line of the gold that is placed on the page is placed on a changed version of it too.

        Segments that must not be returned have to stand there as well, else the task is an easier one.
        """
        if self._segments and not all(map(squeeze(page_text(changed)).__contains__, self._segments)):
            return False
        if self._gold is None or self._placement is None or self._holds_all(_words(changed)):
            return True
        now = place(self._gold, passages(changed)).placed
        return all(after >= 0 for before, after in zip(self._placement.placed, now, strict=True) if before >= 0)

    def _holds_all(self, words: Sequence[Sequence[str]]) -> bool:
        """Whether all passages of the page stand in a changed one, in order, and no line of the gold is cut.

        If so, every line stands where it stood, and nothing is to be searched for.
        """
        at, last = iter(enumerate(words)), -1
        for number, passage in enumerate(self._words):
            found = next((index for index, other in at if other == passage), None)
            if found is None or (number in self._joined and found != last + 1):
                return False
            last = found
        return True


def _words(page: Page) -> list[list[str]]:
    """Return the words of each passage of a page."""
    return [text.split() for text in passage_texts(page)]
