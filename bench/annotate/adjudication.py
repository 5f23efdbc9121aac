"""What differs between two readings of a page, and the gold that decisions make of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.errors import CorpusError
from bench.model import Block
from bench.scoring.text import lcs, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where two readings differ.

    ``kind``: ``label`` (required or optional), ``role``, ``division`` (the same words cut into other blocks), ``text`` (other words),
    ``first`` or ``second`` (only that reading has it). ``before`` and ``after`` are the first reading's blocks around it that both have,
    None at an end of the page.
    """

    number: int  # from 0, in reading order
    kind: str
    first: tuple[Block, ...]
    second: tuple[Block, ...]
    before: Block | None
    after: Block | None


Choice = str | Sequence[Block]  # "first", "second", or the blocks to write


def differences(first: Sequence[Block], second: Sequence[Block]) -> tuple[Difference, ...]:
    """Return the places where two readings differ, in reading order; white space does not count."""
    return tuple(part for part in _parts(first, second) if isinstance(part, Difference))


def settled(first: Sequence[Block], second: Sequence[Block], decisions: Mapping[int, Choice]) -> tuple[Block, ...]:
    """Return the gold that decisions, one for each difference by its number, make of two readings.

    Where both agree, the first reading's block stands. Raises CorpusError for a difference nobody decided and for a decision on none.
    """
    parts = list(_parts(first, second))
    open_ones = {part.number for part in parts if isinstance(part, Difference)}
    for number in sorted(open_ones ^ decisions.keys()):
        what = f"difference {number} is not decided" if number in open_ones else f"there is no difference {number}"
        raise CorpusError(what, f"one decision for each of {len(open_ones)} differences, numbered from 0")
    blocks: list[Block] = []
    for part in parts:
        blocks += [part] if isinstance(part, Block) else _chosen(part, decisions[part.number])
    return tuple(blocks)


def _chosen(difference: Difference, choice: Choice) -> Sequence[Block]:
    if not isinstance(choice, str):
        return tuple(choice)
    if choice not in {"first", "second"}:
        raise CorpusError(f"difference {difference.number} is decided as {choice!r}", "first, second, or the blocks to write")
    return difference.first if choice == "first" else difference.second


def _parts(first: Sequence[Block], second: Sequence[Block]) -> Iterator[Block | Difference]:
    """Yield what both readings have as blocks, what differs as differences, in reading order."""
    keys = [[" ".join(tokens.words(block.text)) or block.text.strip() for block in side] for side in (first, second)]
    known = lcs.alphabet(keys[0] + keys[1])
    runs = lcs.blocks(lcs.codes(keys[0], known), lcs.codes(keys[1], known))
    number = i = j = 0
    before: Block | None = None
    for start, other, size in [*runs, (len(first), len(second), 0)]:
        after = first[start] if size else None
        if start > i or other > j:
            yield _difference(number, first[i:start], second[j:other], before, after)
            number += 1
        for step in range(size):
            ours, theirs = first[start + step], second[other + step]
            if (ours.optional, ours.role) == (theirs.optional, theirs.role):
                yield ours
            else:
                follows = start + step + 1
                yield _difference(number, (ours,), (theirs,), before, first[follows] if follows < len(first) else None)
                number += 1
            before = ours
        i, j = start + size, other + size


def _difference(number: int, first: Sequence[Block], second: Sequence[Block], before: Block | None, after: Block | None) -> Difference:
    kind = _kind(first, second)
    return Difference(number=number, kind=kind, first=tuple(first), second=tuple(second), before=before, after=after)


def _kind(first: Sequence[Block], second: Sequence[Block]) -> str:
    if not first or not second:
        return "first" if first else "second"
    words = [[(word, block.optional, block.role) for block in side for word in tokens.words(block.text)] for side in (first, second)]
    if not words[0] or [word for word, _, _ in words[0]] != [word for word, _, _ in words[1]]:
        return "text"
    if [label for _, label, _ in words[0]] != [label for _, label, _ in words[1]]:
        return "label"
    return "role" if words[0] != words[1] else "division"
