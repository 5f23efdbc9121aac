"""Combinations of a run's adapters: its stored texts and score rows handed to the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.adapters.table import family_of
from bench.corpus.gold.agreed import agreed
from bench.scoring.answers import without_text
from bench.scoring.combining import most_alike
from bench.scoring.statistics.agreement import FEWEST
from bench.scoring.tables.combinations.lines import combinations
from bench.store.page_blocks import tried_pages
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.model import Block, Manifest
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.combinations.lines import Combinations
    from bench.store.frames import RunFrames

COLUMNS = ("adapter", "corpus", "page_id", "status")  # of extractions: texts are read page by page


def agreed_lines(texts: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[Block, ...] | None:
    """Return the lines of a page that most families of contenders return; None of too few families.

    ``texts`` maps contenders to what they returned ("" where they failed), ``kinds`` adapters to families.
    """
    return agreed(texts, kinds) if len({kinds[name] for name in texts}) >= FEWEST else None


def families_of(manifest: Manifest) -> dict[str, str]:
    """Return the family of each adapter of a run, by :func:`bench.adapters.table.family_of`."""
    return {str(adapter["name"]): family_of(adapter) for adapter in manifest.adapters}


def medoids(run: RunFrames) -> dict[tuple[str, str], str]:
    """Return (corpus, page id) -> the contender whose output is most like those of the others.

    A page that failed counts as one without text. A block of pages is in memory.
    """
    floors, kinds = run.manifest.floors | without_text(run.manifest), families_of(run.manifest)
    folder, chosen = RunFolder(run.folder), dict[tuple[str, str], str]()
    keys = folder.extractions(COLUMNS)
    for page, answered in tried_pages(folder, keys, floors):
        chosen[page.corpus, page.page_id] = most_alike(dict(answered.values()), kinds).name
    return chosen


def of_run(run: RunFrames, protocols: Iterable[str], sampling: Sampling, *, metric: str = "") -> list[Combinations]:
    """Return the combinations by each protocol named, of each corpus and track with two contenders.

    ``metric`` is what pages are chosen by where a protocol has it.
    """
    chosen, kinds = medoids(run), families_of(run.manifest)
    made: list[Combinations] = []
    for protocol in protocols:
        results = run.results(protocol)
        made += combinations(results, sampling, chosen, kinds, metric=metric if metric in results.scorer.metrics else "")
    return made
