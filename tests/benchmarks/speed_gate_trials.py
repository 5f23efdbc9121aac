"""How often the speed gate cries wolf, and what it catches: real trials, one line of JSON each (a script, not a test).

``python tests/benchmarks/speed_gate_trials.py 0,0.03,0.05 40 FIRST OUT [PAGES]`` runs 40 gates of each kind in turn: a version beside
itself, and beside slowdowns of 3 % and 5 %; PAGES is how many pages a gate draws (16).
The slowdown is extra work of the same kind, in proportion to each page's own cost: a fixed number of small parses, calibrated once.
Nothing sleeps.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import time
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNIT = "<html><body>" + "<p class='a'>Some words <b>in</b> a paragraph, <a href='/x'>linked</a>.</p>" * 6 + "</body></html>"


def unit() -> int:
    """One small parse and walk (tens of microseconds)."""
    from lxml import html

    return sum(len(element.text or "") for element in html.fromstring(UNIT).iter())


def _least(call, times: int) -> int:
    """The least CPU time of a call in ns."""
    found = []
    for _ in range(times):
        start = time.process_time_ns()
        call()
        found.append(time.process_time_ns() - start)
    return min(found)


def slowed(page: str, *, table: dict[str, int], **settings: object) -> str:
    """trafilatura, and as many small parses more as ``table`` says for this page."""
    from bench.adapters.trafilatura import extract

    for _ in range(table.get(hashlib.sha256(page.encode()).hexdigest()[:16], 0)):
        unit()
    return extract(page, **settings)


def table(corpus, adapter, share: float) -> dict[str, int]:
    """Units of extra work a page, so that all of them together make the page sample slower by ``share``.

    A unit costs more between extractions than in a loop of its own (measured: a third more, its data having left the caches), so a first
    guess is corrected by what the pages cost with it.
    """
    from bench.speed.sample import items, sample

    one = _least(unit, 400)
    texts = {
        hashlib.sha256(item.body).hexdigest()[:16]: item.body.decode()
        for item in items(sample(corpus.pages, [adapter], len(corpus.pages)), adapter)
    }
    plain, loaded, guess = {}, {}, {}
    for key, text in texts.items():
        plain[key] = _least(lambda text=text: slowed(text, table={}, **adapter.settings), 5)
        guess[key] = 3 * share * plain[key] / one  # three times the work, so that it stands out of the noise
        loaded[key] = _least(lambda text=text, key=key: slowed(text, table={key: round(guess[key])}, **adapter.settings), 5)
    extra = math.exp(sum(math.log(loaded[key] / plain[key]) for key in texts) / len(texts)) - 1
    factor = share / extra
    print(f"three guesses cost {extra:.4f}, wanted {share:.4f}: units are scaled by {factor:.3f}", flush=True)
    return {key: round(units * factor) for key, units in guess.items()}


def main(shares: list[float], trials: int, first: int, out: Path, pages: int) -> None:
    """Run trials ``first`` ... of each share in turn and append to ``out``."""
    from bench import corpus
    from bench.adapters.selection import select
    from bench.errors import BoilerbenchError
    from bench.speed.regression import SpeedPlan, gate

    embedded = corpus.load("embedded")
    (row,) = select(["trafilatura"])
    plan = SpeedPlan(pages=pages)
    before = replace(row, target=f"{Path(__file__).stem}:slowed", settings={**row.settings, "table": {}})
    slower = {share: replace(before, settings={**row.settings, "table": table(embedded, row, share) if share else {}}) for share in shares}
    for trial, (share, after) in product(range(first, first + trials), slower.items()):
        started = time.monotonic()
        seed = 1000 * trial + round(100 * share)
        told = {"share": share, "trial": trial, "load": os.getloadavg()[0]}
        try:
            verdict = gate(before, after, embedded, replace(plan, seed=seed, path=(str(Path(__file__).parent),)))
            told |= asdict(verdict)
        except BoilerbenchError as problem:  # a worker that does not start in time, beside much other work: the gate refuses
            told |= {"outcome": "error", "error": str(problem)}
        told["wall_s"] = time.monotonic() - started
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
        print(f"{trial} {share:g} {told['outcome']} {told.get('ratio')} load {told['load']:.0f} {told['wall_s']:.0f} s", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    given = sys.argv[1:]
    main(list(map(float, given[0].split(","))), int(given[1]), int(given[2]), Path(given[3]), int((given[4:] or ["16"])[0]))
