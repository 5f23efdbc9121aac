"""Measure the quality gate on stored outputs (not a test): false alarms between equal runs, and lost sentences that it catches.

    python tests/benchmarks/quality_gate_trials.py CORPUS OUTPUTS.json [--equal 200] [--lost 100] [--fresh 5]

``--equal``: gates of a run made anew from the same outputs; ``--fresh``: gates of real fresh runs of three extractors on the embedded
corpus, each in new processes; ``--lost``: runs with one sentence deleted from the output of three random pages, once any
sentence and once one that is in gold. Default rule throughout.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus as corpora
from bench.engine import stored_outputs
from bench.engine.plan import Options
from bench.engine.run import run
from bench.engine.stored_outputs import StoredOutputs, read
from bench.gate import judging
from bench.gate.thresholds import Terms
from bench.model import Corpus  # noqa: TC001 - a script

SENTENCE = re.compile(r"[^.!?\n]{20,}[.!?]")
ROWS = ("trafilatura", "readability-lxml", "justext")


def gated(source: Corpus, base: Path, outputs: StoredOutputs) -> str:
    """Return the outcome of a run made anew from outputs."""
    with TemporaryDirectory() as scratch:
        return judging.judge(stored_outputs.store(source, [outputs], ["shingles"], Path(scratch)), base, Terms()).outcome.value


def shortened(text: str, gold: str | None, rng: random.Random) -> str:
    """Return the text without one sentence (one that is in ``gold`` where that is given), "" where it has none."""
    found = [s for s in SENTENCE.findall(text) if gold is None or " ".join(s.split()) in " ".join(gold.split())]
    return text.replace(rng.choice(found), "", 1) if found else ""


def lost(source: Corpus, base: Path, outputs: StoredOutputs, seed: int, *, content: bool) -> str:
    """Return the outcome of a run that lost one sentence on each of three pages."""
    rng = random.Random(seed)
    texts = dict(outputs.texts)
    changed = 0
    for page in rng.sample(sorted(texts), len(texts)):
        less = shortened(texts[page], source.gold[page].text if content else None, rng)
        if less and changed < 3:
            texts[page], changed = less, changed + 1
    return gated(source, base, replace(outputs, texts=texts))


def fresh(count: int) -> Counter[str]:
    """Return the outcomes of gates of real fresh runs."""
    with TemporaryDirectory() as scratch:
        place = Path(scratch)
        judging.update(run(adapters=ROWS, out=place, options=Options(fresh=True)), place / "base")
        return Counter(
            judging.judge(run(adapters=ROWS, out=place, options=Options(fresh=True)), place / "base", Terms()).outcome.value
            for _ in range(count)
        )


def main() -> None:
    """Run the trials and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--equal", type=int, default=200)
    parser.add_argument("--lost", type=int, default=100)
    parser.add_argument("--fresh", type=int, default=5)
    asked = parser.parse_args()
    source, outputs = corpora.load(asked.corpus), read(asked.outputs)
    outputs = replace(outputs, name=outputs.name.partition("@")[0])
    with TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        judging.update(stored_outputs.store(source, [outputs], ["shingles"], Path(scratch)), base)
        found = {
            "equal": Counter(gated(source, base, outputs) for _ in range(asked.equal)),
            "lost content": Counter(lost(source, base, outputs, seed, content=True) for seed in range(asked.lost)),
            "lost any sentence": Counter(lost(source, base, outputs, seed, content=False) for seed in range(asked.lost)),
            "fresh": fresh(asked.fresh) if asked.fresh else Counter(),
        }
    print(json.dumps({name: dict(counts) for name, counts in found.items()}, indent=1))


if __name__ == "__main__":
    main()
