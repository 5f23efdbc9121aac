"""Slips that people make in gold, planted one at a time by a seeded choice."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from bench.corpus.gold.audit.placement import visible
from bench.corpus.structure.passages import passages
from bench.model import Block, Page

Blocks = tuple[Block, ...]
Planter = Callable[[Page, Blocks, random.Random], Blocks | None]


def paragraphs(blocks: Blocks, least: int = 8) -> list[int]:
    return [at for at, block in enumerate(blocks) if block.role == "paragraph" and not block.optional and size(block.text) >= least]


def size(text: str) -> int:
    """Words, or pairs of characters of a script that is written without spaces."""
    return max(len(text.split()), len(visible(text)) // 12)


def without(blocks: Blocks, at: int) -> Blocks:
    return blocks[:at] + blocks[at + 1 :]


def put(blocks: Blocks, at: int, block: Block) -> Blocks:
    return (*blocks[:at], block, *blocks[at:])


def paragraph_deleted(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    return without(blocks, chance.choice(places)) if len(places) >= 2 else None


def first_paragraph_deleted(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    return without(blocks, places[0]) if len(places) >= 2 else None


def last_paragraph_deleted(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    return without(blocks, places[-1]) if len(places) >= 2 else None


def item_deleted(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = [at for at, block in enumerate(blocks) if block.role == "list" and not block.optional and block.text.count("\n") >= 2]
    if not places:
        return None
    at = chance.choice(places)
    items = blocks[at].text.split("\n")
    del items[chance.randrange(len(items))]
    return put(without(blocks, at), at, replace(blocks[at], text="\n".join(items)))


def boilerplate(page: Page, blocks: Blocks, least: int = 4) -> list[str]:
    held = visible("".join(block.text for block in blocks))
    texts = [" ".join(passage.text.split()) for passage in passages(page) if passage.shown]
    return [text for text in texts if size(text) >= least and visible(text) not in held]


def boilerplate_at_the_end(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    texts = boilerplate(page, blocks)
    return (*blocks, Block(chance.choice(texts))) if texts else None


def boilerplate_in_place(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    """Page boilerplate where it stands on the page: before the first block that stands after it."""
    texts = boilerplate(page, blocks)
    if not texts:
        return None
    text = chance.choice(texts)
    whole = visible("\n".join(passage.text for passage in passages(page)))
    start = whole.find(visible(text))
    at, seen = 0, 0
    for number, block in enumerate(blocks):
        first = visible(block.text.split("\n")[0].split(" | ")[0])
        place = whole.find(first, seen)
        if place > start:
            break
        if place >= 0 and len(first) > 6:
            seen = place
        at = number + 1
    return put(blocks, at, Block(text))


def boilerplate_anywhere(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    texts = boilerplate(page, blocks)
    return put(blocks, chance.randrange(len(blocks) + 1), Block(chance.choice(texts))) if texts else None


def word_changed(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = [(at, word) for at in paragraphs(blocks) for word in blocks[at].text.split() if word.isalpha() and len(word) > 3]
    if not places:
        return None
    at, word = chance.choice(places)
    return put(without(blocks, at), at, replace(blocks[at], text=blocks[at].text.replace(word, word[1:] + word[0], 1)))


def word_dropped(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    places = [at for at in places if len(blocks[at].text.split()) > 4]
    if not places:
        return None
    at = chance.choice(places)
    words = blocks[at].text.split()
    del words[chance.randrange(1, len(words) - 1)]
    return put(without(blocks, at), at, replace(blocks[at], text=" ".join(words)))


def swapped(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    if len(places) < 2:
        return None
    one = chance.randrange(len(places) - 1)
    a, b = places[one], places[one + 1]
    changed = list(blocks)
    changed[a], changed[b] = changed[b], changed[a]
    return tuple(changed)


def doubled(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    if not places:
        return None
    at = chance.choice(places)
    return put(blocks, at, blocks[at])


def doubled_far(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    return (*blocks, blocks[chance.choice(places)]) if places else None


def turned(optional: bool) -> Planter:
    def plant(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
        places = [at for at, block in enumerate(blocks) if block.optional == optional]
        if not places:
            return None
        at = chance.choice(places)
        return put(without(blocks, at), at, replace(blocks[at], optional=not optional))

    return plant


def tag_lost(role: str) -> Planter:
    def plant(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
        places = [at for at, block in enumerate(blocks) if block.role == role]
        if not places:
            return None
        at = chance.choice(places)
        return put(without(blocks, at), at, replace(blocks[at], role="paragraph"))

    return plant


def paragraph_as_heading(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    places = paragraphs(blocks)
    if not places:
        return None
    at = chance.choice(places)
    return put(without(blocks, at), at, replace(blocks[at], role="heading"))


def second_half_lost(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    return blocks[: (len(blocks) + 1) // 2] if len(blocks) >= 4 else None


def first_half_lost(page: Page, blocks: Blocks, chance: random.Random) -> Blocks | None:
    return blocks[len(blocks) // 2 :] if len(blocks) >= 4 else None


SLIPS: dict[str, Planter] = {
    "content paragraph deleted": paragraph_deleted,
    "first paragraph deleted": first_paragraph_deleted,
    "last paragraph deleted": last_paragraph_deleted,
    "list item deleted": item_deleted,
    "page boilerplate added where it stands": boilerplate_in_place,
    "page boilerplate added at the end": boilerplate_at_the_end,
    "page boilerplate added anywhere": boilerplate_anywhere,
    "one word changed": word_changed,
    "one word dropped": word_dropped,
    "two paragraphs swapped": swapped,
    "paragraph doubled": doubled,
    "paragraph repeated at the end": doubled_far,
    "required made optional": turned(optional=False),
    "optional made required": turned(optional=True),
    "[table] tag lost": tag_lost("table"),
    "[heading] tag lost": tag_lost("heading"),
    "[list] tag lost": tag_lost("list"),
    "[code] tag lost": tag_lost("code"),
    "paragraph tagged [heading]": paragraph_as_heading,
    "second half lost": second_half_lost,
    "first half lost": first_half_lost,
}


def planted(slip: str, page: Page, blocks: Sequence[Block], seed: int) -> Blocks | None:
    """Return the blocks with one slip, None where it fits none of them; the same for the same seed."""
    return SLIPS[slip](page, tuple(blocks), random.Random(f"{slip} {page.id} {seed}"))
