"""How the work on a page begins: from its gold where a person cleaned it, else from what extractors agree on."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bench.annotate.colours import Colour, starting
from bench.annotate.work import Items, WorkItem
from bench.corpus.structure.leaves import Leaf, PageBlocks
from bench.model import Block
from bench.scoring.text import lcs
from bench.scoring.text.tokens import words


def from_votes(blocks: PageBlocks, texts: Mapping[str, str], families: Mapping[str, str]) -> Items:
    """Return the blocks of a page coloured by the votes of extractors, whose outputs are ``texts``."""
    colours = starting(blocks, texts, families)
    return tuple(WorkItem(leaf, start.colour, (leaf.number,), start.certainty) for leaf, start in zip(blocks.leaves, colours, strict=True))


def from_gold(blocks: PageBlocks, gold: Sequence[Block]) -> Items:
    """Return blocks whose gold is exactly ``gold``: each at its place on the page, all else dropped."""
    owners = _owners(blocks.leaves, gold)
    places: dict[int, list[int]] = {}
    for number, of in owners.items():
        places.setdefault(of, []).append(number)
    items: list[WorkItem] = []
    waiting = 0
    for leaf in blocks.leaves:
        owner = owners.get(leaf.number)
        if owner is None:
            items.append(WorkItem(leaf, Colour.DROP, (leaf.number,)))
            continue
        while waiting <= owner:
            items.append(_item(gold[waiting], waiting, [blocks.leaves[at] for at in places.get(waiting, [])]))
            waiting += 1
    return (*items, *(_item(block, waiting + at, []) for at, block in enumerate(gold[waiting:])))


def _owners(leaves: Sequence[Leaf], gold: Sequence[Block]) -> dict[int, int]:
    """Return for each leaf the gold block that most of its words align with, where half of them align."""
    page = [(word, leaf.number) for leaf in leaves for word in words(leaf.text.lower())]
    held = [(word, at) for at, block in enumerate(gold) for word in words(block.text.lower())]
    known = lcs.alphabet([word for word, _ in page])
    runs = lcs.blocks(lcs.codes([word for word, _ in page], known), lcs.codes([word for word, _ in held], known))
    counts: dict[int, Counter[int]] = {}
    for start, other, size in runs:
        for step in range(size):
            counts.setdefault(page[start + step][1], Counter())[held[other + step][1]] += 1
    sizes = Counter(number for _, number in page)
    return {leaf: count.most_common(1)[0][0] for leaf, count in counts.items() if 2 * count.total() >= sizes[leaf]}


def _item(block: Block, number: int, leaves: Sequence[Leaf]) -> WorkItem:
    around, like = (leaves[0].containers, leaves[0].like) if leaves else ((), 0)
    leaf = Leaf(number=number, text=block.text, role=block.role, region="", containers=around, like=like)
    return WorkItem(leaf, Colour.OPTIONAL if block.optional else Colour.KEEP, tuple(one.number for one in leaves))
