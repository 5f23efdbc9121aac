"""Extraction without gold: many WARC files through any adapters, here or on a cluster."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.engine.scale import same_code, warc_part
from bench.engine.scale.warc_part import WarcFile, usable
from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.engine.plan import Plan
    from bench.engine.scale.totals import Totals
    from bench.engine.scale.warc_part import Heard


def files(plan: Plan, sources: Sequence[Path], out: Path, pages: int = 0) -> list[WarcFile]:
    """Return what is to be done, one part for each file, named after file, adapters and limits.

    Raises CorpusError where there is no file, or two have one name.
    """
    if not sources:
        raise CorpusError("no WARC file matches", "files like CC-MAIN-*.warc.gz", "boilerbench extract --warc 'crawl/*.warc.gz'")
    twice = [name for name, count in Counter(source.name for source in sources).items() if count > 1]
    if twice:
        raise CorpusError(f"two files are called {twice[0]}", "files of different names: parts are named after them")
    digest = hashlib.sha256(json.dumps([sorted(plan.keys.values()), pages]).encode()).hexdigest()[:12]
    return [WarcFile(source.resolve(), (out / f"{source.name}.{digest}.parquet").resolve(), plan, pages) for source in sources]


def extract(work: Sequence[WarcFile], heard: Heard | None = None) -> Iterator[tuple[WarcFile, Totals | CorpusError]]:
    """Do all files, here or on a cluster; yield each as it ends, with its totals or why it cannot be read.

    ``heard`` is told how a file goes that is done here.
    """
    options = work[0].plan.options
    if not options.cluster:
        yield from ((file, _attempt(file, heard)) for file in work)
        return
    from bench.engine.scale import cluster

    alone = replace(work[0].plan, options=replace(options, workers=1, cluster=""))
    code = same_code.here(usable(alone), options.folder)
    with cluster.client(options.cluster) as connection:
        yield from cluster.spread(connection, _extract_there, [replace(file, plan=alone, code=code) for file in work])


def _extract_there(file: WarcFile) -> tuple[WarcFile, Totals | CorpusError]:
    """Do one file where a Dask worker runs; raises RunError where adapters are not there what was planned."""
    same_code.demand(file.code, usable(file.plan), file.plan.options.folder)
    return file, _attempt(file)


def _attempt(file: WarcFile, heard: Heard | None = None) -> Totals | CorpusError:
    """Do one file; a damaged one must not keep the others from being done."""
    try:
        return warc_part.extract(file, heard)
    except CorpusError as problem:
        return problem
