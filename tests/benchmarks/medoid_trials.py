"""Hold the medoid of stored runs against gold: its settings, and each family left out. No test: a script.

python tests/benchmarks/medoid_trials.py RUN_FOLDER [--protocol shingles] [--adapters a,b,c] [--families families.json]

It prints what the medoid scores, and by how much it beats the best single adapter of the run, for other values of ``SHARPNESS`` and
``KEPT`` and without each family. ``families.json`` maps adapters to families, where those of the run are not wanted.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.scoring.statistics import medoid
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.combinations.lines import combinations
from bench.store import frames
from bench.store.combinations import families_of, medoids
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bench.store.frames import RunFrames

SHARPNESS, KEPT = (1.0, 1.25, 1.5, 1.75, 2.0), (0.5, 2 / 3, 0.75, 1.0)


def of_adapters(run: RunFrames, names: Collection[str], families: Mapping[str, str]) -> RunFrames:
    """Return a run as if these adapters alone had been in it, with these families."""
    known = families_of(run.manifest) | dict(families)
    kept = tuple({**one, "family": known[one["name"]]} for one in run.manifest.adapters if one["name"] in names)
    extractions = run.extractions[run.extractions["adapter"].isin([one["name"] for one in kept])]
    return replace(run, manifest=replace(run.manifest, adapters=kept), extractions=extractions)


def figures(run: RunFrames, protocol: str) -> str:
    """Return the medoid's figure, and its gain over the best adapter, of each corpus and track."""
    made = combinations(run.results(protocol), Sampling(resamples=200), medoids(run), families_of(run.manifest))
    lines = [line for one in made for line in one.lines if line.name == "medoid"]
    return "  ".join(f"{one.metrics[at.metric].value:.4f} ({one.gain.value:+.4f})" for one, at in zip(lines, made, strict=False))


def main() -> None:
    """Print the trials of one run."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("run", type=Path)
    asked.add_argument("--protocol", default="aligned")
    asked.add_argument("--adapters", default="", help="commas; all contenders")
    asked.add_argument("--families", type=Path)
    given = asked.parse_args()
    run = frames.read(RunFolder(given.run), [given.protocol])
    families = json.loads(given.families.read_text("utf-8")) if given.families else {}
    contenders = set(given.adapters.split(",")) if given.adapters else {*run.manifest.names} - run.manifest.floors
    chosen = of_adapters(run, contenders, families)
    print(f"{len(contenders)} adapters, settings of the package: {figures(chosen, given.protocol)}")
    for family in sorted(set(families_of(chosen.manifest).values())):
        left = [name for name, its in families_of(chosen.manifest).items() if its != family]
        print(f"without {family}: {figures(of_adapters(chosen, left, {}), given.protocol)}")
    for medoid.SHARPNESS in SHARPNESS:
        for medoid.KEPT in KEPT:
            print(f"sharpness {medoid.SHARPNESS:g}, kept {medoid.KEPT:.2f}: {figures(chosen, given.protocol)}")


if __name__ == "__main__":
    main()
