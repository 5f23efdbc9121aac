"""Benchmark page diffs against difflib: 181 pages x 20 rows, 14 of them stored by article-extraction-benchmark, 6 of ours.

Both sides cut words by the same rules. Three readings of the standard library's price, all with its tokens counted but the last: as anyone
would call it, with the gold indexed once for its 20 outputs, and without its shortcut for frequent words, which makes longer scripts.
In a fourth its words are given, gold's and output's, and ours is what comes after preparing gold: reading the output and aligning it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from bench.adapters.table import ADAPTERS
from bench.model import Block, Gold
from bench.scoring.text import diff, tokens
from tests.scoring import peers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

OURS = ("everything", "paragraphs", "readability-lxml", "justext-langindep", "trafilatura", "trafilatura-recall")
PASSES = 3

Opcodes = Sequence[tuple[str, int, int, int, int]]


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, list[str]]]:
    """Return each gold with its outputs."""
    html = peers.pages()
    stored = peers.outputs()
    return [
        (
            wanted,
            [*(output[page] for output in stored.values()), *(extracted(name, html[page].decode("utf-8", "replace")) for name in OURS)],
        )
        for page, wanted in peers.gold().items()
    ]


def extracted(name: str, page: str) -> str:
    """Return what an extractor makes of a page, "" where it fails."""
    module, _, function = ADAPTERS[name].target.partition(":")
    try:
        return str(getattr(import_module(module), function)(page, **ADAPTERS[name].settings))
    except Exception:  # noqa: BLE001 - any failure is an empty row here
        return ""


def prepared(wanted: str) -> diff.DiffGold:
    return diff.prepare(Gold("p", (Block(wanted),)))


def compared(ready: diff.DiffGold, texts: Sequence[str]) -> list[diff.Diff]:
    return [diff.compare(ready, text) for text in texts]


def plainly(wanted: Sequence[str], words: Sequence[Sequence[str]], *, autojunk: bool = True) -> list[Opcodes]:
    """Call difflib as its manual shows, once an output."""
    return [SequenceMatcher(None, wanted, found, autojunk).get_opcodes() for found in words]


def indexed(wanted: Sequence[str], words: Sequence[Sequence[str]]) -> list[Opcodes]:
    """Call difflib with gold as the sequence that it indexes, once a page."""
    matcher = SequenceMatcher(None, "", wanted)
    opcodes: list[Opcodes] = []
    for found in words:
        matcher.set_seq1(found)
        opcodes.append(matcher.get_opcodes())
    return opcodes


def length(opcodes: Opcodes) -> int:
    """Return how many words an edit script takes out or puts in."""
    return sum((i_end - i) + (j_end - j) for tag, i, i_end, j, j_end in opcodes if tag != "equal")


THEIRS: Mapping[str, Callable[..., list[Opcodes]]] = {
    "as called by default": plainly,
    "gold indexed once": indexed,
    "without autojunk": partial(plainly, autojunk=False),
}


class Clock:
    """CPU seconds of several competitors, added up."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        found = work()
        self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - start
        return found


def race(pages: Sequence[tuple[str, list[str]]]) -> dict[str, float]:
    """Let all take turns at every page, compare the lengths of their scripts, and return how many times as much CPU difflib took."""
    clock = Clock()
    for wanted, texts in pages:
        ready = clock("prepare", partial(prepared, wanted))
        ours = [made.edits() for made in clock("compare", partial(compared, ready, texts))]
        gold, *words = clock("words", partial(list, map(tokens.words, [wanted, *texts])))
        for name, work in THEIRS.items():
            theirs = map(length, clock(name, partial(work, gold, words)))
            assert all(mine <= other for mine, other in zip(ours, theirs, strict=True)), name
    spent = clock.spent
    whole = spent["prepare"] + spent["compare"]
    found = {name: (spent[name] + spent["words"]) / whole for name in THEIRS}
    return {**found, "words given": spent["as called by default"] / spent["compare"], "cpu_s": whole}


def test_page_diffs_against_difflib(benchmark: BenchmarkFixture, pages: list[tuple[str, list[str]]]) -> None:
    """Print each ratio: the median of the passes."""
    passes = [race(pages) for _ in range(PASSES)]
    ratios = {name: median(spent[name] for spent in passes) for name in passes[0]}
    benchmark.extra_info |= {"diffs": sum(len(texts) for _, texts in pages), **ratios}
    benchmark.pedantic(lambda: [diff.compare(prepared(wanted), texts[-1]) for wanted, texts in pages], rounds=1)
    print("diff, times the CPU:", ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()))
