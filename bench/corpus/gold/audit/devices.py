"""Devices labelled both ways: what a page or the corpus requires in most places and calls optional in a few, or the reverse."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.corpus.gold.audit.gaps import ENDS
from bench.corpus.gold.audit.placement import Placement
from bench.model import Block

_PAGE_LEAST = 4  # blocks of one device on a page that agree, against a single one that does not
_CORPUS_LEAST = 6  # other pages with the device
_CORPUS_SHARE = 0.95  # of the other pages label it alike
_CORPUS_ODD = 2  # other pages that label it otherwise, at most: more, and it is no rule
_WORD = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """One gold block that is placed on its page: how it is labelled, and as what the page shows it."""

    block: int
    optional: bool
    is_prose: bool  # whether it reads as content: sentences, or several lines
    device: tuple[str, ...]  # the chain of elements around it and the inline elements that it opens with; () in a text dump
    words: frozenset[str]  # its role, and tag and class words of the element that it stands in


def labelled(placement: Placement) -> tuple[LabelledBlock, ...]:
    """Return the blocks of one gold text with their devices."""
    made: dict[int, LabelledBlock] = {}
    for number, line in enumerate(placement.lines):
        if placement.placed[number] < 0 or line.block in made:
            continue
        block = placement.blocks[line.block]
        passage = placement.page.passages[placement.passages_of(number)[0]]
        device = (*passage.chain, passage.device) if passage.path else ()
        words = {word.lower() for name in (passage.device, *passage.chain[-1:]) for word in _WORD.split(name) if len(word) > 2}
        words.add(f"[{_kind(placement.blocks, line.block, passage.chain)}]")
        is_prose = block.text.endswith(ENDS) or "\n" in block.text
        made[line.block] = LabelledBlock(line.block, block.optional, is_prose, device, frozenset(words))
    return tuple(made.values())


def _kind(blocks: Sequence[Block], at: int, chain: Sequence[str]) -> str:
    """Return a block's role, or what rules of gold tell from others of its role.

    Captions of tables are content, infoboxes are optional.
    """
    role, following = blocks[at].role, blocks[at + 1].role if at + 1 < len(blocks) else ""
    if any("infobox" in element.lower() for element in chain):
        return "infobox"
    return "caption of a table" if role == "caption" and following == "table" else role


def odd_on_page(blocks: Sequence[LabelledBlock]) -> Iterator[tuple[int, str]]:
    """Yield (block, what most are) for the one block labelled unlike the rest of its device on a page."""
    counts = Counter((block.device, block.optional) for block in blocks if block.device)
    for block in blocks:
        others = counts[block.device, not block.optional]
        if _can_be_odd(block) and block.device and counts[block.device, block.optional] == 1 and others >= _PAGE_LEAST:
            yield block.block, f"the {others} others of its kind on this page are {_said(not block.optional)}"


def odd_in_corpus(pages: Mapping[str, Iterable[LabelledBlock]]) -> Iterator[tuple[str, int, str]]:
    """Yield (page, block, what most are) for blocks labelled unlike their device on other pages."""
    known: dict[str, dict[bool, set[str]]] = {}
    for page in sorted(pages):
        for block in pages[page]:
            for word in block.words:
                known.setdefault(word, {True: set(), False: set()})[block.optional].add(page)
    for page in sorted(pages):
        own = Counter((word, block.optional) for block in pages[page] for word in block.words)
        for block in filter(_can_be_odd, pages[page]):
            rare = (word for word in block.words if own[word, block.optional] <= _PAGE_LEAST)  # else it names another thing on this page
            told = sorted((-count, word) for word in rare if (count := _others(known[word], page, optional=block.optional)))
            if told:
                count, word = told[0]
                yield page, block.block, f"{word} is {_said(not block.optional)} on {-count} other pages"


def _can_be_odd(block: LabelledBlock) -> bool:
    """Whether a block can be told from its device: a byline is rightly optional in any element."""
    return block.is_prose or not block.optional


def _others(labels: Mapping[bool, set[str]], page: str, *, optional: bool) -> int:
    """Return on how many other pages a device has the other label, 0 where that is no rule."""
    alike, unlike = len(labels[optional] - {page}), len(labels[not optional] - {page})
    is_rule = alike + unlike >= _CORPUS_LEAST and alike <= (0 if optional else _CORPUS_ODD) and unlike >= _CORPUS_SHARE * (alike + unlike)
    return unlike if is_rule else 0


def _said(optional: bool) -> str:
    return "optional" if optional else "required"
