"""Benchmark the LCS kernel where it could hurt: large and hostile outputs, and words per second of the tokeniser."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bench.scoring.text import lcs, tokens

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SIZES = [(1_000, 1_000), (20_000, 20_000), (1_000, 100_000), (1_000, 1_000_000), (100_000, 100_000)]
VOCABULARY = 2_000  # few words, so that most of an output matches something


def text(length: int, seed: int) -> str:
    seeded = random.Random(seed)
    return "".join(chr(int(VOCABULARY * seeded.random() ** 3)) for _ in range(length))


@pytest.mark.parametrize(("gold", "output"), SIZES)
def test_length_of_unrelated_text(benchmark: BenchmarkFixture, gold: int, output: int) -> None:
    assert benchmark.pedantic(lcs.length, (text(gold, 1), text(output, 2)), rounds=5 if gold * output < 10**9 else 1)


@pytest.mark.parametrize(("gold", "output"), SIZES)
def test_alignment_of_unrelated_text(benchmark: BenchmarkFixture, gold: int, output: int) -> None:
    a, b = text(gold, 1), text(output, 2)
    found = benchmark.pedantic(lcs.blocks, (a, b), rounds=5 if gold * output < 10**9 else 1)
    assert sum(size for *_, size in found) == lcs.length(a, b)


@pytest.mark.parametrize(
    "sample",
    [
        "plain words of a text, and more ",
        "mots “accentués” – déjà vu ",
        "слова текста и ещё ",
        "日本語の文章とカタカナ、",
        "ข้อความภาษาไทย ",
    ],
)
def test_words_of_a_megabyte(benchmark: BenchmarkFixture, sample: str) -> None:
    long = sample * (1_000_000 // len(sample))
    assert benchmark.pedantic(tokens.words, (long,), rounds=5)
