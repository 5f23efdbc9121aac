"""A run: corpora x adapters -> a run folder; interrupted ones go on, known results are reused."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bench.adapters.callables import named
from bench.adapters.selection import accepted, select
from bench.engine.plan import Options, Plan, make, manifest, now
from bench.errors import AdapterError
from bench.model import Adapter, Corpus
from bench.store import reuse
from bench.store.journal import KnownPairs
from bench.store.run_folder import RunFolder, create, point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bench.engine.extract import Notes
    from bench.engine.progress import Progress
    from bench.engine.stored_outputs import StoredOutputs
    from bench.model import PairKey

    Corpora = Corpus | str | Path | Sequence[Corpus | str | Path]
    Adapters = str | Callable[..., str] | Sequence[str | Callable[..., str]]


def run(
    corpora: Corpora = ("embedded",),
    adapters: Adapters = ("core",),
    protocols: str | Sequence[str] = ("aligned",),
    *,
    out: Path | str = "reports",
    options: Options | None = None,
    progress: Progress | None = None,
    own: Mapping[str, Adapter] | None = None,
    predictions: Sequence[StoredOutputs | str] = (),
    ignore_unknown: bool = False,
    only: Sequence[str] = (),
    limit: int | None = None,
) -> RunFolder:
    """Extract, score and store; return the run's folder, to which ``<out>/latest`` then points.

    ``corpora`` are names, folders, archives, globs or :class:`bench.model.Corpus`, one or several. ``adapters`` are names, groups,
    ``module:function``, or functions of modules that can be imported, one or several; those that accept none of the pages are left out.
    ``latest`` stays where it was if nothing could be scored. ``own`` are the user's configured adapters. ``predictions`` are stored
    outputs, or ``NAME=FILE`` of some, each an adapter beside those that are run; outputs of no page are an error unless ``ignore_unknown``.
    ``only`` are patterns of page ids, ``limit`` how many pages of each corpus are taken; the rest is counted.

    Raises BoilerbenchError for what a user can mend, KeyboardInterrupt with no process left and all that was done kept.
    """
    from bench.corpus import load
    from bench.corpus.readers.assembly import chosen_pages

    by: tuple[str, ...] = (protocols,) if isinstance(protocols, str) else tuple(protocols)
    several = [corpora] if isinstance(corpora, str | Path | Corpus) else corpora
    wanted = [adapters] if isinstance(adapters, str) or callable(adapters) else adapters
    loaded = [chosen_pages(corpus if isinstance(corpus, Corpus) else load(corpus), only, limit) for corpus in several]
    plan = prepared(loaded, wanted, by, out=out, options=options, own=own, predictions=predictions, ignore_unknown=ignore_unknown)
    return carry_out(plan, by, Path(out), progress)


def prepared(
    corpora: Sequence[Corpus],
    adapters: Sequence[str | Callable[..., str]],
    protocols: Sequence[str],
    *,
    out: Path | str = "reports",
    options: Options | None = None,
    own: Mapping[str, Adapter] | None = None,
    predictions: Sequence[StoredOutputs | str] = (),
    ignore_unknown: bool = False,
) -> Plan:
    """Return the plan of :func:`run`, checked; nothing is written yet."""
    from bench.engine import stored_outputs
    from bench.scoring import answers, load_to_score

    scorers = [load_to_score(name) for name in protocols]
    outputs = [stored_outputs.named(one) if isinstance(one, str) else one for one in predictions]
    stored = [stored_outputs.adapter_of(one, corpora, ignore_unknown=ignore_unknown) for one in outputs]
    chosen = select(list(map(named, adapters)), own) if adapters or not stored else ()
    selected = accepted(chosen, {page.kind.value for corpus in corpora for page in corpus.pages})
    if not selected and not stored:
        raise AdapterError("no adapter that is selected takes these pages", "adapters for this kind of page", "boilerbench list")
    for scorer in scorers:
        answers.demand(scorer, [*(adapter.output for adapter in selected), *(answers.output_of(one.about) for one in stored)])
    asked = options or Options()
    asked = replace(asked, apart=(*asked.apart, *reuse.apart([corpus.source for corpus in corpora], Path(out))))
    return make(corpora, selected, asked, stored)


def carry_out(plan: Plan, protocols: Sequence[str], out: Path, progress: Progress | None = None) -> RunFolder:
    """Do what is planned and return the run; an interrupted one of the same plan is continued."""
    from bench.engine import state_check
    from bench.engine.score import score_run

    with _folder(plan, out) as (folder, created):
        notes = _extracted(plan, folder, out, progress)
        folder.write_manifest(manifest(plan, folder.path.name, created, notes))
        score_run(folder, protocols, fresh=plan.options.fresh)
        estimated = bool(protocols) and _estimate(folder, plan.corpora)
        folder.write_manifest(manifest(plan, folder.path.name, created, notes, complete=True))
        if plan.options.check_state:
            state_check.write(folder, state_check.check(plan))
        (folder.path / reuse.JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(folder.path / "parts", ignore_errors=True)
        if estimated or any(folder.scores(name).num_rows for name in protocols):
            point(out, folder.path)
    return folder


def _extracted(plan: Plan, folder: RunFolder, out: Path, progress: Progress | None) -> Notes:
    """Write the pages and the extractions of a run, known or made; return notes by adapter.

    Nothing of the pairs is held when it returns.
    """
    from bench.engine.extract import extract, skipped

    with KnownPairs(folder.path / reuse.JOURNAL) as known:
        for one in skipped(plan):
            known.add(one)
        if not plan.options.fresh:
            known.add_reused(reuse.stored(out, plan.keys, plan.pages(), folder.path.name))
        notes = extract(plan, folder, known, progress)
        folder.write_extractions(chain(known.in_order(_keys(plan)), *(adapter.extractions for adapter in plan.stored)))
    return notes


def _estimate(folder: RunFolder, corpora: Sequence[Corpus]) -> bool:
    """Estimate what there is no gold for, or what powered figures rest on; say whether that gave any."""
    from bench.store import estimates

    without_gold = estimates.are_needed(folder)
    if not without_gold and not any(corpus.sampling for corpus in corpora):
        return False
    from bench.engine import agreement

    figures = agreement.ensure(folder)["f1"].to_numpy()
    return without_gold and bool((figures == figures).any())  # noqa: PLR0124 - NaN where there are too few families


def _keys(plan: Plan) -> Iterator[PairKey]:
    """Yield all pairs, by adapter, corpus and page."""
    return ((adapter.name, page.corpus, page.id) for adapter in plan.adapters for page in plan.pages())


@contextmanager
def _folder(plan: Plan, out: Path) -> Iterator[tuple[RunFolder, str]]:
    """Give the locked folder of an interrupted run of the same plan, or a new one, and when it began."""
    if before := reuse.unfinished(out, plan.digest):
        folder, created, lock = before
    else:
        created = now()
        folder = create(out, created, plan.digest[:8])
        if (taken := reuse.lock(folder.path)) is None:
            raise BlockingIOError(f"{folder.path} is locked")
        lock = taken
        folder.write_manifest(manifest(plan, folder.path.name, created))
    try:
        yield folder, created
        (folder.path / ".lock").unlink(missing_ok=True)
    finally:
        os.close(lock)
