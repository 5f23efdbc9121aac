"""Benchmark page diffs against difflib on the same words, and how every protocol of words in order grows with page length."""

from __future__ import annotations

import difflib
import random
import time
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

import pytest

from bench.model import Block, Gold
from bench.scoring import diff, load, losses, tokens
from tests.scoring import peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_benchmark.fixture import BenchmarkFixture

DIFFS = 3_620
ROUNDS = 5
LENGTHS = (625, 1_250, 2_500, 5_000, 10_000, 20_000)  # words


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median CPU seconds of so many calls."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return median(spent)


def pairs() -> list[tuple[str, str]]:
    """Return gold and output of all extractors, again from the first until there are enough."""
    gold = peers.gold()
    found = [(gold[page], text) for output in peers.outputs().values() for page, text in output.items()]
    return list(islice(found + found, DIFFS))


def standard(wanted: str, text: str) -> int:
    """Return the number of edits of the standard library's diff of the same words."""
    codes = difflib.SequenceMatcher(None, tokens.words(wanted), tokens.words(text), autojunk=False).get_opcodes()
    return sum((i2 - i1) + (j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")


def test_page_diffs_against_difflib(benchmark: BenchmarkFixture) -> None:
    listed = [(diff.prepare(Gold("p", (Block(wanted),))), wanted, text) for wanted, text in pairs()]
    spent: list[tuple[float, float]] = []
    for part in (listed[at::ROUNDS] for at in range(ROUNDS)):  # difflib takes minutes: every pair once, in as many parts as rounds
        start = time.process_time()
        ours = [diff.compare(side, text).edits() for side, _, text in part]
        middle = time.process_time()
        theirs = [standard(wanted, text) for _, wanted, text in part]
        spent.append((middle - start, time.process_time() - middle))
        assert all(mine <= other for mine, other in zip(ours, theirs, strict=True))
    ratio = median(theirs / ours for ours, theirs in spent)
    benchmark.extra_info |= {"diffs": len(listed), "cpu_s": [sum(column) for column in zip(*spent, strict=True)], "ratio": ratio}
    benchmark.pedantic(lambda: [diff.compare(side, text) for side, _, text in listed[::ROUNDS]], rounds=1)
    print(f"diff: {ratio:.1f}x less CPU than difflib on {len(listed)} page diffs")


def long_pair(length: int) -> tuple[str, str]:
    """Return a gold of so many words in lines of the published golds, and an output that lost, gained and moved some of them."""
    lines = [line for text in peers.gold().values() for line in text.split("\n") if line.strip()]
    seeded = random.Random(length)
    seeded.shuffle(lines)
    wanted: list[str] = []
    words = 0
    for line in lines:
        wanted.append(line)
        words += len(tokens.words(line))
        if words >= length:
            break
    spare = lines[len(wanted) :] or wanted
    output = [seeded.choice(spare) if seeded.random() < 0.1 else line for line in wanted if seeded.random() > 0.1]
    return "\n".join(wanted), "\n".join(output)


def growth(work: Callable[[Gold, str], object], optional: Iterable[bool]) -> dict[int, float]:
    """Return CPU milliseconds by length."""
    marks = list(optional)
    found = {}
    for length in LENGTHS:
        wanted, text = long_pair(length)
        lines = wanted.split("\n")
        gold = Gold("p", tuple(Block(line, optional=marks[at % len(marks)]) for at, line in enumerate(lines)))
        found[length] = 1000 * cpu(lambda gold=gold, text=text: work(gold, text))
    return found


@pytest.mark.parametrize("name", ["aligned", "aligned+optional", "edit", "blocks", "rouge-lsum", "diff", "losses"])
def test_growth_with_page_length(benchmark: BenchmarkFixture, name: str) -> None:
    def score(gold: Gold, text: str) -> object:
        scorer = load(name.removesuffix("+optional"))
        return scorer.row(scorer.prepare(gold), text)

    work = {"diff": diff.diff, "losses": losses.losses}.get(name, score)
    found = growth(work, [False, False, False, True] if name == "aligned+optional" else [False])
    benchmark.extra_info |= {"cpu_ms": found}
    benchmark.pedantic(lambda: None)
    print(f"{name}: " + ", ".join(f"{length} words {ms:.1f} ms" for length, ms in found.items()))
