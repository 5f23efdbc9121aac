"""Speed of `words` on WCXB's development set: a further extractor against one whose gold is tokenised again (bar: 3x less CPU)."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from bench import corpus
from bench.scoring.protocols import words
from tests.scoring import peers

if TYPE_CHECKING:
    import pytest


def plainly(gold: str, text: str) -> int:
    """Return the words in common, both sides tokenised and counted anew."""
    wanted, found = (Counter(re.findall(r"\w+", side.lower())) for side in (gold, text))
    return sum(min(count, found[word]) for word, count in wanted.items())


def seconds(work: object) -> float:
    """Return the median CPU seconds of 5 runs."""
    spent = []
    for _ in range(5):
        start = time.process_time()
        work()  # type: ignore[operator]
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def test_speed_of_a_further_extractor(benchmark: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the ratio; the "output" is gold with its lines shuffled into those of the next page, so its length is that of real ones."""
    loaded = corpus.load(str(peers.need(peers.SHARED / "data" / "wcxb-c039d5e.tar.gz")))
    golds = [gold for _, gold in sorted(loaded.gold.items())]
    texts = [gold.text + golds[at - 1].text[:300] for at, gold in enumerate(golds)]
    prepared = [words.prepare(gold) for gold in golds]

    def ours() -> list[float]:
        return [words.row(ready, text)[0] for ready, text in zip(prepared, texts, strict=True)]

    def again() -> list[int]:
        return [plainly(gold.text, text) for gold, text in zip(golds, texts, strict=True)]

    assert ours() == again()
    ratio = seconds(again) / seconds(ours)
    benchmark(ours)  # type: ignore[operator]
    benchmark.extra_info["ratio"] = ratio  # type: ignore[attr-defined]
    with capsys.disabled():
        sys.stdout.write(f"\nwords, each further extractor on {len(golds)} pages: {ratio:.2f}x less CPU than tokenising gold again\n")
