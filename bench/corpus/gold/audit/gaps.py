"""Content that the gold leaves out: passages of the page between, beside and after those that it keeps."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from bench.corpus.gold.audit.placement import Placement, visible
from bench.corpus.gold.presence import squeeze, windows
from bench.corpus.structure.blocks import CELLS
from bench.corpus.structure.passages import Passage

ENDS = tuple('.!?…”"“»。！？।›')
_PART = 24  # visible characters of a passage that is kept in part
_INSIDE, _OUTSIDE = 0.35, 0.8  # of the median length of what is kept: how long a passage must be, between what is kept and around it
_LEAST = 30  # visible characters of a passage on its own that may be content
_STANDFIRST = 90  # visible characters of a sentence between headline and first paragraph that may be content, at least: a notice is shorter
_TAIL = 3  # passages after the last that is kept: so many beside required ones are the rest of the content
_SHORT = 8  # visible characters of what says nothing: a button, a number
_SIGNATURE = re.compile("__|--|—")  # what divides a post from its writer's signature
_TWIN = 0.5  # share of a passage's word windows that stand in the gold: more, and it is a second copy of what is kept


@dataclass(frozen=True, slots=True)
class Gap:
    """A passage, or a part of one, that the gold leaves out."""

    passage: int
    text: str
    before: int  # the last line of the gold that is placed before it, -1 for none
    why: str


@dataclass(frozen=True)
class Kept:
    """What a gold keeps of its page, and what it does not."""

    placement: Placement

    @cached_property
    def claims(self) -> Mapping[int, list[int]]:
        """The lines placed on each passage."""
        return self.placement.claims()

    @cached_property
    def required(self) -> list[int]:
        """The passages that hold a required line, in page order."""
        blocks, lines = self.placement.blocks, self.placement.lines
        return sorted(number for number, held in self.claims.items() if any(not blocks[lines[line].block].optional for line in held))

    @cached_property
    def spare(self) -> list[int]:
        """The passages that no line is placed on and that are no second copy of what is kept."""
        gold = squeeze("".join(block.text for block in self.placement.blocks))
        return [number for number, passage in enumerate(self.passages) if number not in self.claims and not _is_twin(passage, gold)]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the page."""
        return self.placement.page.passages

    @cached_property
    def elements(self) -> frozenset[int]:
        """The elements that hold something kept."""
        return frozenset(element for number in self.claims for element in self.passages[number].path)

    @cached_property
    def alone(self) -> Counter[int]:
        """How many passages stand in each outermost element that holds nothing kept."""
        return Counter(
            self.outermost(number) for number, passage in enumerate(self.passages) if number not in self.claims and passage.shown
        )

    @cached_property
    def regions(self) -> frozenset[str]:
        """The classes of boilerplate that the markup says of required passages: wrongly, on this page."""
        return frozenset(self.passages[number].region for number in self.required)

    @cached_property
    def usual(self) -> float:
        """The median length of a required paragraph in visible characters."""
        blocks, lines = self.placement.blocks, self.placement.lines
        sizes = [len(line.key) for line in lines if blocks[line.block].role == "paragraph" and not blocks[line.block].optional]
        return median(sizes) if sizes else 100.0

    @cached_property
    def kept_chains(self) -> Counter[tuple[str, ...]]:
        """How often a chain of elements holds something required."""
        return Counter(self.passages[number].chain for number in self.required)

    @cached_property
    def spare_chains(self) -> Counter[tuple[str, ...]]:
        """How often a chain of elements holds nothing kept."""
        return Counter(self.passages[number].chain for number in self.spare)

    @cached_property
    def siblings(self) -> frozenset[tuple[tuple[int, ...], str, str]]:
        """Parent and device of every required passage; cells only where the gold has a table."""
        blocks, lines = self.placement.blocks, self.placement.lines
        held = [
            self.passages[number]
            for number in self.required
            if self.passages[number].tag not in CELLS or any(blocks[lines[line].block].role == "table" for line in self.claims[number])
        ]
        return frozenset((passage.path[:-1], passage.chain[-1], passage.device) for passage in held if passage.path)

    @cached_property
    def first_paragraph(self) -> int:
        """The passage of the first required paragraph, the last required passage where none is a paragraph."""
        blocks, lines = self.placement.blocks, self.placement.lines
        roles = ((number, {blocks[lines[line].block].role for line in self.claims[number]}) for number in self.required)
        return next((number for number, held in roles if "paragraph" in held), self.required[-1])

    def within_block(self, run: Sequence[int]) -> bool:
        """Whether lines of one block stand right before and right after a run of passages."""
        lines = self.placement.lines
        before, after = ({lines[line].block for line in self.claims.get(number, ())} for number in (run[0] - 1, run[-1] + 1))
        return not before.isdisjoint(after)

    def passages_but(self, block: int) -> frozenset[int]:
        """Return the passages that hold a line of another block than ``block``."""
        lines = self.placement.lines
        return frozenset(number for number, held in self.claims.items() if any(lines[line].block != block for line in held))

    def outermost(self, number: int) -> int:
        """Return the outermost element around a passage that holds nothing kept, 0 where each holds something."""
        return next((element for element in self.passages[number].path if element not in self.elements), 0)


def gaps(kept: Kept) -> list[Gap]:
    """Return what the gold leaves out though it looks like content, in page order.

    Content is what shares its parent and its kind of element with something required; what has the same chain of elements as required
    passages; prose alone among kept passages; and the rest of a passage that is kept in part. Boilerplate repeats, links or is told by
    its markup.
    """
    placement = kept.placement
    if not kept.required:
        return []
    if kept.passages[0].path:
        whole = [([number], _reason(kept, number)) for number in kept.spare]
    else:
        whole = [(run, _alone(kept, run)) for run in _runs(kept)]
    made = [Gap(run[0], " ".join(kept.passages[at].text for at in run), _before(placement, run[0]), why) for run, why in whole if why]
    if not made and (tail := _tail(kept)):
        text = " ".join(kept.passages[number].text for number in tail)
        made = [Gap(tail[0], text, _before(placement, tail[0]), "it follows in the same element as the last that is kept")]
    return sorted([*made, *_parts(kept)], key=lambda gap: gap.passage)


def _reason(kept: Kept, number: int) -> str:
    """Return why a passage of a page with markup looks like content, "" where it does not."""
    passage = kept.passages[number]
    size = len(visible(passage.text))
    beside = any(number + step in kept.claims for step in (-2, -1, 1, 2))
    if (passage.path[:-1], passage.chain[-1], passage.device) in kept.siblings:
        return "its like in the same element is kept" if size > _SHORT and beside else ""
    if (passage.region and passage.region not in kept.regions) or passage.linked > 0.5:
        return ""
    alike, spare = kept.kept_chains[passage.chain], kept.spare_chains[passage.chain]
    is_prose = passage.text.rstrip().endswith(ENDS)
    if alike > 2 and passage.linked < 0.2 and ((spare == 1 and size > _SHORT) or (2 * alike >= spare and is_prose and size >= _LEAST)):
        return "its like elsewhere on the page is kept"
    if not passage.shown or (spare > 1 and not alike):
        return ""
    outermost = kept.outermost(number)
    if outermost and kept.alone[outermost] > 1:
        return ""
    return _alone(kept, [number])


def _alone(kept: Kept, run: list[int]) -> str:
    """Return why passages beside kept ones look like content, "" where they do not."""
    text = "".join(kept.passages[number].text for number in run)
    size = len(visible(text))
    is_prose = text.rstrip().endswith(ENDS)
    after, before = run[0] - 1 in kept.claims, run[-1] + 1 in kept.claims
    in_markup = kept.passages[run[0]].path
    if size > _SHORT and kept.within_block(run):
        return "it stands within a block that is kept"
    if in_markup and is_prose and size >= _STANDFIRST and kept.required[0] < run[0] < kept.first_paragraph:
        return "it stands between the headline and the first paragraph that is kept"
    if after and before and size >= _LEAST and (is_prose or (in_markup and size >= 2 * _LEAST)):
        return "it stands between what is kept"
    if in_markup and ("." in kept.passages[run[0]].chain[-1] or kept.outermost(run[0]) != kept.passages[run[0]].block):
        return ""
    inside = kept.required[0] < run[0] < kept.required[-1]
    if (after or before) and is_prose and size >= max(_LEAST, (_INSIDE if inside else _OUTSIDE) * kept.usual):
        return "it stands beside what is kept"
    return ""


def _tail(kept: Kept) -> list[int]:
    """Return the three passages after the last kept one, where each stands beside something required."""
    parents = {kept.passages[number].path[:-1] for number in kept.required}
    after = [number for number in kept.spare if number > kept.required[-1] and kept.passages[number].shown][:_TAIL]
    near = [
        number
        for number in after
        if (path := kept.passages[number].path)
        and kept.passages[number].linked <= 0.5
        and (not kept.passages[number].region or kept.passages[number].region in kept.regions)
        and (path[:-1] in parents or path[:-2] in parents)
    ]
    is_prose = any(len(visible(text := kept.passages[number].text)) >= _LEAST and text.rstrip().endswith(ENDS) for number in near)
    return near if len(near) == _TAIL and is_prose else []


def _runs(kept: Kept) -> Iterator[list[int]]:
    """Yield the lines of a text dump that are not kept, joined where no blank or kept line divides them."""
    run: list[int] = []
    for number in kept.spare:
        if run and kept.passages[number].block != kept.passages[run[-1]].block + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _parts(kept: Kept) -> Iterator[Gap]:
    """Yield the rest of each passage that is kept in part."""
    placement = kept.placement
    page = placement.page
    for number in kept.required:
        start, end = page.bounds(number)
        at = start
        lines = sorted(kept.claims[number], key=lambda line: placement.placed[line])
        for line in [*lines, -1]:
            stop = placement.placed[line] if line >= 0 else end
            is_link = at == start and " a" in page.passages[number].device
            if stop - at >= _PART and not is_link and not _SIGNATURE.match(page.key, at) and page.passages[number].linked <= 0.5:
                yield Gap(number, page.source(number, at, stop), _before(placement, number), "the rest of the same passage is kept")
            if line >= 0:
                at = max(at, stop + len(placement.lines[line].key))


def _is_twin(passage: Passage, gold: str) -> bool:
    """Whether a passage is a second copy of what is kept."""
    runs = [squeeze(" ".join(run)) for run in windows(passage.text.split())]
    return squeeze(passage.text) in gold or sum(run in gold for run in runs) > _TWIN * len(runs)


def _before(placement: Placement, number: int) -> int:
    start = placement.page.bounds(number)[0]
    return max((line for line, place in enumerate(placement.placed) if 0 <= place <= start), default=-1)
