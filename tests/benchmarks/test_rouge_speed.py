"""Benchmark rouge-lsum against rouge-score on the same published pairs and sentences, in one run."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

import nltk
from rouge_score import rouge_scorer, tokenizers

from bench.model import Block, Gold
from bench.scoring.protocols import rouge
from bench.scoring.text import sentences
from tests.scoring import peers

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytest_benchmark.fixture import BenchmarkFixture

EXTRACTORS = ("boilerpipe", "dragnet", "newspaper", "trafilatura")
PAGES = slice(60, 70)  # of the pages by length: neither the shortest nor the longest
ROUNDS = 5


class Whitespace(tokenizers.Tokenizer):
    def tokenize(self, text: str) -> list[str]:
        return text.split()


def cpu(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of :data:`ROUNDS` calls."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return median(spent)


def test_rouge_lsum_against_rouge_score(benchmark: BenchmarkFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nltk, "sent_tokenize", sentences.split)
    gold = peers.gold()
    pages = sorted(gold, key=lambda page: len(gold[page]))[PAGES]
    pairs = [(gold[page], peers.outputs()[name][page]) for page in pages for name in EXTRACTORS if peers.outputs()[name][page].strip()]
    scorer = rouge_scorer.RougeScorer(["rougeLsum"], tokenizer=Whitespace(), split_summaries=True)

    def ours() -> list[tuple[float, ...]]:
        prepared = {wanted: rouge.prepare(Gold("p", (Block(wanted),))) for wanted in dict.fromkeys(wanted for wanted, _ in pairs)}
        return [rouge.row(prepared[wanted], text)[:3] for wanted, text in pairs]

    def theirs() -> list[tuple[float, ...]]:
        scores = (scorer.score(wanted, text)["rougeLsum"] for wanted, text in pairs)
        return [(score.fmeasure, score.precision, score.recall) for score in scores]

    assert ours() == theirs()
    reference = cpu(theirs)
    benchmark.extra_info |= {"pairs": len(pairs), "reference_cpu_s": reference, "ratio": reference / cpu(ours)}
    benchmark.pedantic(ours, rounds=ROUNDS)
    print(f"rouge-lsum: {benchmark.extra_info['ratio']:.1f}x less CPU than rouge-score on {len(pairs)} pairs")
