"""Cost of scores that are known: scoring a run again, against scoring it anew; and of a run among many, against one alone."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

from bench import corpus
from bench.engine.score import score_run
from bench.model import Extraction, Status
from bench.store import reuse
from tests.scoring import peers
from tests.store import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

_RUNS = 50  # earlier ones
_ADAPTERS = 13


def seconds(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of 5 times."""
    spent = []
    for _ in range(5):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def test_speed_of_scoring_again(tmp_path: Path, benchmark: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the ratio; the "outputs" are gold with some lines of the next page."""
    loaded = corpus.load(str(peers.need(peers.SHARED / "data" / "article-extraction-benchmark-4a3bc97.tar.gz")))
    golds = [gold.text for _, gold in sorted(loaded.gold.items())]
    texts = {page: text + golds[at - 1][:300] for at, (page, text) in enumerate(zip(sorted(loaded.gold), golds, strict=True))}
    extractions = [
        Extraction(loaded.name, page, f"a{at}", Status.OK, text=text[at * 10 :]) for at in range(_ADAPTERS) for page, text in texts.items()
    ]
    folder = made.run(tmp_path / "runs" / "1", extractions, [loaded])
    anew = seconds(lambda: score_run(folder, ["aligned"], fresh=True))
    first = folder.scores("aligned")
    score_run(folder, ["aligned"])
    again = seconds(lambda: score_run(folder, ["aligned"]))
    assert folder.scores("aligned").equals(first, check_metadata=True)
    benchmark(lambda: score_run(folder, ["aligned"]))  # type: ignore[operator]
    benchmark.extra_info["ratio"] = again / anew  # type: ignore[attr-defined]
    say(capsys, f"{len(extractions):,} texts scored again: {again / anew:.2f} of scoring them anew")


def test_speed_of_looking_for_one_new_pair(tmp_path: Path, benchmark: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """Print how much longer it takes to find all but one page among many runs than in one."""
    tiny = made.corpus([f"text {at}" for at in range(181)])
    keys = {f"a{at}": f"k{at}" for at in range(_ADAPTERS)}
    named = [{"name": name, "key": key} for name, key in keys.items()]
    extractions = [made.extraction(page.id, name, text="word " * 500) for name in keys for page in tiny.pages[1:]]
    spent = []
    for root, runs in ((tmp_path / "alone", 1), (tmp_path / "among", _RUNS)):
        for at in range(runs):
            made.run(root / "runs" / f"2026-{at:02}", extractions, [tiny], adapters=named)
        made.run(root / "runs" / "2027", [], [tiny], adapters=named)
        assert len(list(reuse.stored(root, keys, tiny.pages, "2027"))) == len(extractions)
        spent.append(seconds(lambda root=root: list(reuse.stored(root, keys, tiny.pages, "2027"))))  # type: ignore[misc]
    benchmark(lambda: list(reuse.stored(tmp_path / "among", keys, tiny.pages, "2027")))  # type: ignore[operator]
    benchmark.extra_info["ratio"] = spent[1] / spent[0]  # type: ignore[attr-defined]
    say(capsys, f"one new page among {_RUNS} runs of {_ADAPTERS} x 181: {spent[1] / spent[0]:.2f}x of one run")
