"""Where a score was lost: what is missing, what is extra, what order, repetition and glued words cost.

Taken from the alignment that ``aligned`` scored. All columns are counts of words, so that sums over pages aggregate them:

- ``missing_ROLE`` of ``gold_ROLE``: required words of gold that the output lacks, by what they are. A role is what gold says of its
  block; where gold says ``paragraph`` and the page's markup says otherwise of the same words (a region of that text), the markup is
  believed, since plain-text gold knows nothing but paragraphs. ``first`` and ``last`` paragraph of gold are counted besides their role.
- ``extra_CLASS``: output words that gold lacks, by the class of the page's region they come from. Three words in a row that stand in a
  region tell it; a shorter run must be a whole piece of one. Words of the page's content are ``content``, others ``elsewhere``.
- order: ``bag`` is what would be matched if order did not count; order loss is the F1 of bags minus that of the alignment.
- ``repeated``: output words in passages of :data:`PASSAGE` words that the output has had before, oftener than gold has them.
- ``glued`` of ``boundaries``: places where the last word of a line of gold and the first of the next make one word of the output
  (trafilatura's issue 896); only lines between which white space is all that separates two words can be glued so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from bench.model import Gold
from bench.scoring.text import alignment, lcs, tokens

ROLES = ("heading", "paragraph", "list", "table", "code", "quote", "caption")
EDGES = ("first", "last")
CLASSES = ("navigation", "header", "footer", "sidebar", "related", "comments", "form", "share", "cookie", "ad", "content", "elsewhere")
SHINGLE = 3  # words in a row that tell a region: two are often chance ("read more"), four miss menu entries
PASSAGE = 8  # words of a passage whose return is a repetition, not a turn of phrase
VERSION = 1  # of what the columns mean: stored rows of another version are computed again
_CHARACTERS = 0x110000
COLUMNS = (
    *(f"missing_{name}" for name in (*ROLES, *EDGES)),
    *(f"gold_{name}" for name in (*ROLES, *EDGES)),
    *(f"extra_{name}" for name in CLASSES),
    "matched", "required", "output", "optional_matched", "bag_matched", "bag_output", "repeated", "glued", "boundaries",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LossGold:
    """Gold as ``aligned`` prepares it, and what each of its words and each region is."""

    scored: alignment.AlignedGold
    roles: tuple[str, ...]  # of each gold word
    edges: Mapping[str, tuple[int, int]]  # first and last paragraph: first and end word
    classes: Mapping[tuple[str, ...], str]  # shingles and whole short pieces of regions
    junctions: Counter[str]  # the words that boundaries would make if glued, none of which gold has itself
    wanted: Counter[str]  # required words
    spare: Counter[str]  # optional words
    passages: Counter[tuple[str, ...]]  # of gold


def prepare(gold: Gold, regions: Sequence[tuple[str, str]] = ()) -> LossGold:
    """Do once for a page what serves every output."""
    blocks = [(block, tokens.words(block.text)) for block in gold.blocks or ()]
    words = [word for _, own in blocks for word in own]
    read = [(tokens.words(text), role) for text, role in regions]
    roles = [block.role if block.role in ROLES else "paragraph" for block, own in blocks for _ in own]
    known = frozenset(words)
    return LossGold(
        scored=alignment.prepare(gold),
        roles=tuple(_informed(words, roles, read)),
        edges=_edges([(block.role == "paragraph" and not block.optional, len(own)) for block, own in blocks]),
        classes=_classes(read),
        junctions=Counter(word for word in _junctions(gold.text) if word and word not in known),
        wanted=Counter(word for block, own in blocks if not block.optional for word in own),
        spare=Counter(word for block, own in blocks if block.optional for word in own),
        passages=Counter(_passages(words)),
    )


def counted(gold: LossGold, text: str) -> tuple[float, ...]:
    """Return the values of :data:`COLUMNS` for one output."""
    words = tokens.words(text)
    runs = alignment.runs(gold.scored, words)
    optional = gold.scored.optional
    lost = bytearray(1 - free for free in optional)  # 1: a required word that is missing
    extra = bytearray(b"\x01" * len(words))
    for i, j, size in runs:
        lost[i : i + size] = bytes(size)
        extra[j : j + size] = bytes(size)
    free = sum(sum(optional[i : i + size]) for i, _, size in runs)
    matched = sum(size for *_, size in runs) - free
    bag_matched, bag_free = _bags(gold, words)
    return tuple(
        float(count)
        for count in (
            *_by_role(gold, lost),
            *_by_role(gold, bytes(1 - free for free in optional)),
            *_by_class(gold.classes, words, extra),
            *(matched, len(optional) - sum(optional), len(words), free, bag_matched, len(words) - bag_free),
            *(_repeated(gold.passages, words), *_glued(gold.junctions, words)),
        )
    )


def _informed(words: Sequence[str], roles: Sequence[str], regions: Sequence[tuple[Sequence[str], str]]) -> list[str]:
    """Return each word's role: gold's own, or where that is paragraph, that of a region of the same words."""
    known = lcs.alphabet(words)
    code, told, cursor = lcs.codes(words, known), list(roles), 0
    for text, role in regions:
        piece = lcs.codes(text, known)
        if role not in ROLES or not text or len(piece) != len(text):
            continue
        at = code.find(piece, cursor)
        if at < 0 and len(text) >= SHINGLE:
            at = code.find(piece)
        if at >= 0:
            cursor = at + len(piece)
            told[at:cursor] = [role if own == "paragraph" else own for own in told[at:cursor]]
    return told


def _edges(blocks: Sequence[tuple[bool, int]]) -> dict[str, tuple[int, int]]:
    """Return where the first and the last required paragraph with words lie; nowhere where there is none."""
    ends = accumulate(size for _, size in blocks)
    spans = [(end - size, end) for (counts, size), end in zip(blocks, ends, strict=True) if counts and size] or [(0, 0)]
    return {"first": spans[0], "last": spans[-1]}


def _classes(regions: Sequence[tuple[Sequence[str], str]]) -> dict[tuple[str, ...], str]:
    """Map each shingle of a region, and each shorter region whole, to its class.

    Boilerplate goes before content, then the first on the page.
    """
    classes: dict[tuple[str, ...], str] = {}
    for words, role in sorted(regions, key=lambda region: region[1] not in CLASSES):
        for at in range(max(1, len(words) - SHINGLE + 1) if words else 0):
            classes.setdefault(tuple(words[at : at + SHINGLE]), role if role in CLASSES else "content")
    return classes


def _junctions(text: str) -> Iterator[str]:
    """Yield the one word that two neighbouring lines would make at their joint, "" where none."""
    lines = [(line.strip(), spans) for line in text.splitlines() if (spans := tokens.spans(line.strip()))]
    for (left, left_spans), (right, right_spans) in pairwise(lines):
        joint = tokens.words(left[left_spans[-1][0] :] + right[: right_spans[0][1]])
        yield joint[0] if len(joint) == 1 else ""


def _by_role(gold: LossGold, flags: Sequence[int]) -> list[int]:
    """Count flagged gold words by role, then those of the first and the last paragraph."""
    counts = Counter(role for role, flag in zip(gold.roles, flags, strict=True) if flag)
    return [*(counts[role] for role in ROLES), *(sum(flags[slice(*gold.edges[edge])]) for edge in EDGES)]


def _by_class(classes: Mapping[tuple[str, ...], str], words: Sequence[str], extra: Sequence[int]) -> list[int]:
    """Count extra output words by the class of the region they come from."""
    counts: Counter[str] = Counter()
    for start, end in _stretches(extra):
        first, last = max(0, start - SHINGLE + 1), min(end, len(words) - SHINGLE + 1)
        told = [classes.get(tuple(words[at : at + SHINGLE]), "") for at in range(first, last)]
        whole = classes.get(tuple(words[start:end]), "") if end - start < SHINGLE else ""
        for place in range(start, end):
            around = told[max(0, place - SHINGLE + 1 - first) : place + 1 - first]
            counts[next(filter(None, around), whole or "elsewhere")] += 1
    return [counts[name] for name in CLASSES]


def _stretches(flags: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of set flags as half-open ranges."""
    end = 0
    for flag, stretch in groupby(flags):
        start, end = end, end + len(list(stretch))
        if flag:
            yield start, end


def _bags(gold: LossGold, words: Sequence[str]) -> tuple[int, int]:
    """Return how many required and optional words match if order does not count, required first."""
    returned = Counter(words)
    return (gold.wanted & returned).total(), (gold.spare & (returned - gold.wanted)).total() if gold.spare else 0


def _repeated(allowed: Mapping[tuple[str, ...], int], words: Sequence[str]) -> int:
    """Count output words in passages that come again oftener than gold has them."""
    known = {word: chr(at % _CHARACTERS) for at, word in enumerate(dict.fromkeys(words))}
    code = lcs.codes(words, known)  # a character for each word: quick to look at, and exact unless there are more words than characters
    count = len(words) - PASSAGE + 1
    if len({code[at : at + PASSAGE] for at in range(count)}) >= count:
        return 0
    seen, again = Counter[tuple[str, ...]](), bytearray(len(words))
    for at, passage in enumerate(_passages(words)):
        seen[passage] += 1
        if seen[passage] > 1 and seen[passage] > allowed.get(passage, 0):
            again[at : at + PASSAGE] = b"\x01" * PASSAGE
    return sum(again)


def _passages(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every :data:`PASSAGE` words in a row."""
    return zip(*(words[at:] for at in range(PASSAGE)), strict=False)


def _glued(junctions: Counter[str], words: Sequence[str]) -> tuple[int, int]:
    """Count boundaries at which the output has one word for two, and boundaries at which it could."""
    return (junctions & Counter(word for word in words if word in junctions)).total(), junctions.total()
