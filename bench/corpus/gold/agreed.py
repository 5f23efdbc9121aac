"""What most families of extractors return of a page, line by line: what outputs are shown against where there is no gold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bench.corpus.gold.presence import windows, words
from bench.corpus.text.lines import split_lines
from bench.model import Block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

QUORUM = 0.5  # of the families: more than this must hold a line
_HELD = 0.8  # share of a line's runs of words that an output must have to hold it
_RUN = 4  # words


def agreed(outputs: Mapping[str, str], families: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the lines that more than :data:`QUORUM` of the families hold, as blocks, in order.

    ``outputs`` maps extractors to texts, blank ones of failures included, ``families`` each extractor to its family. A family holds a line
    by the share of its outputs that do. A line that others hold as part of a longer one stands there once. It errs as extractors err.
    """
    lines = {name: _lines(outputs[name]) for name in sorted(outputs)}
    distinct = {line: text for known in lines.values() for line, text in known.items()}
    votes = _votes(list(distinct), {name: _Voice.of(known) for name, known in lines.items()}, families)
    kept = {line for line in distinct if votes[line] > QUORUM}
    following: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}  # each line's next one
    so_far = _Voice.of(())
    for name in sorted(lines, key=lambda name: (-_worth(lines[name], kept), -len(lines[name]), name)):
        before: tuple[str, ...] = ()
        added = [line for line in lines[name] if line in kept and (line in following or not so_far.holds(line))]
        for line in added:
            if line not in following:
                following[line], following[before] = following[before], line
            before = line
        so_far = _Voice.of([line for line in following if line])
    return tuple(Block(distinct[line]) for line in _chain(following))


def _worth(lines: Iterable[tuple[str, ...]], kept: Collection[tuple[str, ...]]) -> int:
    """Return how many words of an output are agreed on, less those that are not."""
    return sum(len(line) if line in kept else -len(line) for line in lines)


def _lines(text: str) -> dict[tuple[str, ...], str]:
    """Return the distinct lines of a text by their words, none without a word."""
    found: dict[tuple[str, ...], str] = {}
    for line in split_lines(text):
        if key := tuple(words(line)):
            found.setdefault(key, line.strip())
    return found


def _votes(lines: Sequence[tuple[str, ...]], voters: Mapping[str, _Voice], families: Mapping[str, str]) -> dict[tuple[str, ...], float]:
    """Return what share of the families holds each line."""
    members: dict[str, list[_Voice]] = defaultdict(list)
    for name, voter in voters.items():
        members[families[name]].append(voter)
    return {line: sum(sum(one.holds(line) for one in kin) / len(kin) for kin in members.values()) / len(members) for line in lines}


def _chain(following: Mapping[tuple[str, ...], tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Yield lines from the first on."""
    line = following[()]
    while line:
        yield line
        line = following[line]


@dataclass(frozen=True, slots=True)
class _Voice:
    """An output as it votes: its words in a row, and its runs of words."""

    whole: str
    runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, lines: Iterable[tuple[str, ...]]) -> Self:
        """Return the vote of an output of these lines."""
        row = [word for line in lines for word in line]
        return cls(f" {' '.join(row)} ", frozenset(map(tuple, windows(row, _RUN))))

    def holds(self, line: tuple[str, ...]) -> bool:
        """Whether it has a line: a short one as it is, a longer one by most of its runs of words."""
        if len(line) <= _RUN:
            return f" {' '.join(line)} " in self.whole
        runs = [tuple(run) for run in windows(line, _RUN)]
        return sum(run in self.runs for run in runs) >= _HELD * len(runs)
