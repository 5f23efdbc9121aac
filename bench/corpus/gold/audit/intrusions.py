"""Boilerplate in gold: required blocks that stand where, or are made as, the page's boilerplate is."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from bench.corpus.gold.audit.gaps import ENDS, Kept
from bench.corpus.gold.audit.placement import visible
from bench.corpus.structure.passages import Passage

_FAR = 3  # passages between a line and the nearest one that is kept: more than a share row and a date
_LONG = 0.4  # of the median length of what is kept: prose of that length between kept passages is content, whatever a class name says
_LINKED = 0.5  # share of its letters that are link text
_CARDS = 2  # line ends in a block of links that is a list of content: products, search results


def intrusions(kept: Kept) -> Iterator[tuple[int, str]]:
    """Yield (line, why) for each required block that looks like boilerplate, with its first line.

    Headings are left out, and what has its like among what is kept or kept passages on both sides.
    """
    placement = kept.placement
    asked: set[int] = set()
    for number, line in enumerate(placement.lines):
        block = placement.blocks[line.block]
        if placement.placed[number] < 0 or block.optional or block.role == "heading" or line.block in asked:
            continue
        asked.add(line.block)
        if why := _reason(kept, line.block, placement.passages_of(number)[0]):
            yield number, why


def reads_as_content(kept: Kept, text: str) -> bool:
    """Whether a text is prose of the length of what is kept."""
    return text.rstrip().endswith(ENDS) and len(visible(text)) >= _LONG * kept.usual


def _reason(kept: Kept, block: int, number: int) -> str:
    """Return why a passage looks like boilerplate, "" where it does not."""
    passage = kept.passages[number]
    others = kept.passages_but(block)
    if not others or (number - 1 in others and number + 1 in others):
        return ""
    far = min(abs(number - other) for other in others) >= _FAR
    prose = reads_as_content(kept, kept.placement.blocks[block].text)
    if not passage.path:
        return "it stands apart from all other lines that are kept" if far and not prose else ""
    alike = sum(kept.passages[other].chain == passage.chain for other in others)
    if alike > 1 or any(name.startswith("blockquote") for name in passage.chain):
        return ""
    is_list = kept.placement.blocks[block].text.count("\n") >= _CARDS
    if passage.linked > _LINKED and not is_list:
        return "it is a link"
    if is_list or (prose and min(others) < number < max(others)):
        return ""
    return _by_markup(kept, passage, others) or ("" if alike else _by_kind(kept, passage)) or _by_place(kept, passage, others, far=far)


def _by_markup(kept: Kept, passage: Passage, others: AbstractSet[int]) -> str:
    if passage.region and not any(kept.passages[other].region == passage.region for other in others):
        return f"the markup calls it {passage.region}"
    return ""


def _by_kind(kept: Kept, passage: Passage) -> str:
    return "its like elsewhere on the page is left out" if kept.spare_chains[passage.chain] > 1 else ""


def _by_place(kept: Kept, passage: Passage, others: AbstractSet[int], *, far: bool) -> str:
    """Return why a passage stands apart: by its element or by distance."""
    held = frozenset(element for other in others for element in kept.passages[other].path)
    outermost = next((element for element in passage.path[:-1] if element not in held), 0)
    apart = any(outermost in kept.passages[other].path for other in kept.spare) if outermost else far
    return "it stands apart from all else that is kept" if apart else ""
