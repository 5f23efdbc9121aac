"""Measure blocks and starting colours by an annotator who knows the gold. No test: a script.

python -m tests.benchmarks.annotator_trials RUN_FOLDER [--corpus SOURCE] [--json]

For each type of page it prints the medians of: word F1 of the best choice of blocks, word F1 of the starting colours, single blocks to
toggle until word F1 is .98 (and the ninth decile), and actions until then, where a block, a container, a range and all
blocks like one are one action. The
contenders of the run vote. Without ``--corpus``, the corpora are read from where the run found them.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.annotate.colours import Colour, starting
from bench.corpus import load
from bench.corpus.structure.leaves import page_blocks
from bench.store.combinations import families_of
from bench.store.run_folder import RunFolder
from tests.benchmarks.annotator import Annotator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.model import Gold, Page

    Task = tuple[Page, Gold, dict[str, str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Played:
    """What one page took."""

    type: str
    best: float
    start: float
    toggles: float
    actions: float


def tasks(folder: RunFolder, source: str) -> Iterator[Task]:
    """Yield each page that has gold with the outputs of contenders, and their families."""
    manifest = folder.manifest()
    texts: dict[str, dict[str, str]] = {}
    for one in folder.extractions(["adapter", "page_id", "text"]).to_pylist():
        if one["adapter"] not in manifest.floors:
            texts.setdefault(one["page_id"], {})[one["adapter"]] = one["text"] or ""
    for spec in [source] if source else manifest.sources.values():
        corpus = load(spec)
        for page in corpus.pages:
            named = next((name for name in page.ids if name in texts), "")
            gold = corpus.gold.get(page.id)
            if named and gold is not None and gold.text:
                yield page, gold, texts[named], families_of(manifest)


def play(task: Task) -> Played:
    """Return what the annotator did on one page."""
    page, gold, texts, families = task
    blocks = page_blocks(page)
    chosen = np.array([start.colour is not Colour.DROP for start in starting(blocks, texts, families)], bool)
    annotator = Annotator(gold.text, [leaf.text for leaf in blocks.leaves], [leaf.like for leaf in blocks.leaves])
    best, start = annotator.score(annotator.best(chosen)), annotator.score(chosen)
    return Played(page.type, best, start, annotator.toggles(chosen), annotator.actions(chosen))


def main() -> None:
    """Print the figures of one run."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("run", type=Path)
    asked.add_argument("--corpus", default="")
    asked.add_argument("--type", default="", help="pages of this type alone")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--json", action="store_true", help="a line for each page")
    given = asked.parse_args()
    with ProcessPoolExecutor(given.workers) as pool:
        wanted = (task for task in tasks(RunFolder(given.run), given.corpus) if given.type in {"", task[0].type})
        played = list(pool.map(play, wanted, chunksize=8))
    if given.json:
        print("\n".join(json.dumps(asdict(one)) for one in played))
        return
    print(f"{'type':16}{'pages':>6}{'best':>7}{'start':>7}{'toggles':>9}{'ninth':>7}{'actions':>9}")
    for kind in sorted({one.type for one in played}):
        own = [one for one in played if one.type == kind]
        best, start, toggles, actions = (np.array([getattr(one, name) for one in own]) for name in ("best", "start", "toggles", "actions"))
        ninth = np.quantile(toggles, 0.9, method="higher")
        middle = [np.quantile(one, 0.5, method="higher") for one in (toggles, actions)]
        print(f"{kind or '-':16}{len(own):>6}{np.median(best):>7.3f}{np.median(start):>7.3f}{middle[0]:>9g}{ninth:>7g}{middle[1]:>9g}")


if __name__ == "__main__":
    main()
