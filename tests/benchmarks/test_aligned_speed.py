"""Benchmark page diffs against difflib on the same words."""

from __future__ import annotations

import difflib
import time
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from bench.model import Block, Gold
from bench.scoring import diff, tokens
from tests.scoring import peers

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

DIFFS = 3_620
ROUNDS = 5


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
