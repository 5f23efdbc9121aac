"""The page as saved, made safe to look at, with what each output missed and added outlined on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.corpus.structure.leaves import MARK, mark
from bench.corpus.structure.safe_page import safe_page
from bench.model import Gold, Page
from bench.report.drawing import palette
from bench.scoring.text.passages import Passages

LARGEST = 1_500_000  # characters of safe markup: a frame with more is slow to scroll
HELD = 0.5  # share of a block's words from which on a text holds it
Fates = NDArray[np.bool_]
_INK = palette.LIGHT["ink"]
_OPENING = "<!doctype html><meta charset=utf-8>"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class OutlinedPage:
    """A page's safe markup, and for each text how many blocks of the page it missed and added.

    ``#k3`` in the address of the markup outlines what the text number 3 missed (dashed) and added (solid); no script is needed.
    ``found`` is the share of gold's words that stand on the page, NaN without gold.
    """

    markup: str
    counts: tuple[tuple[int, int], ...]
    found: float


def saved_page(page: Page, gold: Gold, texts: Sequence[str]) -> OutlinedPage | None:
    """Return the page with outlines for each of ``texts``; None where it cannot be shown.

    That is where it cannot be parsed, or has more than :data:`LARGEST` characters.
    """
    marked = mark(page)
    if marked.root is None:
        return None
    passages = Passages([leaf.text for leaf in marked.blocks.leaves])
    wanted, allowed, found = _gold(passages, gold)
    returned = [passages.shares(text) >= HELD for text in texts]
    missed = [wanted & ~there for there in returned]
    added = [there & ~allowed & (passages.sizes > 0) if gold.blocks is not None else there & False for there in returned]
    groups = _grouped(missed, added) if texts else [0] * len(marked.blocks.leaves)  # no text to outline by
    for element in marked.root.iter():
        if isinstance(element.tag, str) and MARK in element.attrib:
            element.set(MARK, str(groups[int(element.get(MARK))]))
    markup = safe_page(marked.root).decode("utf-8").removeprefix(_OPENING)
    if len(markup) > LARGEST:
        return None
    counts = tuple((int(less.sum()), int(more.sum())) for less, more in zip(missed, added, strict=True))
    return OutlinedPage(_opening(missed, added, groups) + markup.replace(f' {MARK}="0"', ""), counts, found)


def _gold(passages: Passages, gold: Gold) -> tuple[Fates, Fates, float]:
    """Return which passages gold requires, which it allows, and what share of its words they hold."""
    blocks = gold.blocks or ()
    required = passages.shares("\n".join(block.text for block in blocks if not block.optional))
    everything = passages.shares("\n".join(block.text for block in blocks))
    total = Passages([block.text for block in blocks]).sizes.sum()
    return required >= HELD, everything >= HELD, float((everything * passages.sizes).sum() / total) if total else float("nan")


def _grouped(missed: Sequence[Fates], added: Sequence[Fates]) -> list[int]:
    """Return for each leaf a number shared by those alike in every text; 0 where nothing is outlined."""
    fates = np.stack([*missed, *added]).T
    numbers: dict[bytes, int] = {bytes(fates.shape[1]): 0}
    return [numbers.setdefault(fate.tobytes(), len(numbers)) for fate in fates]


def _opening(missed: Sequence[Fates], added: Sequence[Fates], groups: Sequence[int]) -> str:
    """Return the head of the markup: its policy, the rules of the outlines, a target for each text."""
    style = ":root{color-scheme:light;background:#fff}"
    for at, fates in enumerate(zip(missed, added, strict=True)):
        for fate, line, name in zip(fates, ("dashed", "solid"), ("missing", "extra"), strict=True):
            chosen = sorted({number for number, is_there in zip(groups, fate.tolist(), strict=True) if is_there})
            if chosen:
                leaves = ":is(" + ",".join(f'[{MARK}="{number}"]' for number in chosen) + ")"
                paper, edge = palette.LIGHT[f"{name}-paper"], palette.LIGHT[name]
                look = f"outline:3px {line} {edge}!important;outline-offset:1px;background:{paper}!important;color:{_INK}!important"
                style += f"#k{at}:target~{leaves},#k{at}:target~* {leaves}{{{look}}}"
    targets = "".join(f"<i hidden id=k{at}></i>" for at in range(len(missed)))
    return f'{_OPENING}<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{style}</style>{targets}'
