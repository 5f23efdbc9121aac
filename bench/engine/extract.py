"""Extraction: every pair of a plan that is not known yet, by workers here or on a cluster."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from bench.engine.memory_growth import per_thousand
from bench.environments import code, launch
from bench.model import Page, Status
from bench.store import reuse
from bench.workers import surroundings, wire
from bench.workers.outcome import gave_up
from bench.workers.schedule import Schedule, Unit, units
from bench.workers.worker import WARM_UP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from bench.engine.plan import Plan
    from bench.engine.progress import Progress
    from bench.model import Adapter, Extraction
    from bench.store.journal import KnownPairs
    from bench.store.run_folder import RunFolder

    Notes = dict[str, dict[str, Any]]  # by adapter: version, growth of memory, why it cannot work


def skipped(plan: Plan) -> Iterator[Extraction]:
    """Yield the extractions of pages that are not tried, each with the reason."""
    for adapter in plan.adapters:
        for page in plan.pages():
            if reason := plan.why_skipped(adapter, page):
                yield gave_up(page, adapter, Status.SKIPPED, reason)


def extract(plan: Plan, folder: RunFolder, known: KnownPairs, progress: Progress | None = None) -> Notes:
    """Write the run's pages and add to ``known`` what it lacks, pair by pair; return notes by adapter."""
    pairs = known.pairs
    pending = {one.name: [page for page in plan.accepted(one) if (one.name, page.corpus, page.id) not in pairs] for one in plan.adapters}
    surroundings.sweep()  # what killed runs left goes even where everything is known and no worker starts
    if progress:
        progress.begin(plan, pairs, pending)
    notes: Notes = {name: {"missing": reason} for name, reason in plan.missing.items()}
    missing: dict[str, str] = {}
    for extraction in _extractions(plan, pending, folder, notes):
        known.add(extraction)
        if extraction.status is Status.SKIPPED:
            missing[extraction.adapter] = extraction.error
        if progress:
            progress.extracted(extraction)
    if unknown := _never_greeted(plan, notes):
        page = Page("warm-up", "", WARM_UP.encode())
        for _ in _work(plan, unknown, Schedule(Unit(one, (page,)) for one in unknown), notes):
            pass
    for name, reason in missing.items():
        notes.setdefault(name, {})["missing"] = reason
    for name, note in _vouched(plan, known).items():
        notes[name] = notes.get(name, {}) | note
    if progress:
        progress.end(plan, pairs, notes)
    return notes


def _vouched(plan: Plan, known: KnownPairs) -> Notes:
    """Return, by adapter, how many results were reused or look like HTML, and if its code changed."""
    notes: Notes = {}
    tried = [one for one in known.pairs.values() if one.status is not Status.SKIPPED]
    made = {one.adapter for one in tried if not one.reused}
    texts = {one.name for one in plan.adapters if one.output != "html" and not one.floor}  # a yardstick may return the page as it is
    worked = [one for one in plan.adapters if one.name in made]
    after = code.of(worked, plan.options.folder, plan.options.apart, packages=False)  # of which no change is looked for
    results, reused = Counter(one.adapter for one in tried), Counter(one.adapter for one in tried if one.reused)
    for name in (one.name for one in plan.adapters):
        notes[name] = {"results": results[name], "reused": reused[name]}
        if name in texts and 2 * (marked := known.marked[name]) >= results[name] > 0:
            notes[name] |= {"markup": marked}
        if name in after and not plan.code[name].unvouched and (changed := after[name].changed(plan.code[name].shown)):
            notes[name] |= {"key": "", "unvouched": f"it changed while it ran: {', '.join(changed)}"}
    return notes


def _extractions(plan: Plan, pending: Mapping[str, Sequence[Page]], folder: RunFolder, notes: Notes) -> Iterator[Extraction]:
    """Write the pages; yield the extractions of those pending, from workers here or from a cluster's."""
    busy, write = [adapter for adapter in plan.adapters if pending[adapter.name]], partial(folder.write_pages, plan.corpora)
    if not busy or plan.options.cluster:
        write()
    if busy and plan.options.cluster:
        from bench.engine.scale import cluster

        unprotected: dict[str, str] = {}
        yield from cluster.work(plan, pending, folder.path / "parts", unprotected)
        for adapter in busy if unprotected else ():
            notes.setdefault(adapter.name, {})["unprotected"] = unprotected
    elif busy:
        yield from _work(plan, busy, Schedule(_ordered(pending, busy, folder), _of_each_library(busy)[: plan.options.slots]), notes, write)


def _of_each_library(adapters: Sequence[Adapter]) -> list[Adapter]:
    """Return the first adapter of each library."""
    libraries: dict[str, Adapter] = {}
    for adapter in adapters:
        libraries.setdefault(adapter.target.partition(":")[0] or adapter.name, adapter)
    return list(libraries.values())


def _ordered(pending: Mapping[str, Sequence[Page]], busy: Sequence[Adapter], folder: RunFolder) -> Iterator[Unit]:
    """Yield the units of a run; what earlier runs cost is read once the first is asked for."""
    yield from units(pending, busy, reuse.costs(folder.path.parents[1]))


def _never_greeted(plan: Plan, notes: Notes) -> list[Adapter]:
    """Return the foreign workers not started yet of whose version only their hello knows."""
    unknown = [adapter for adapter in plan.adapters if adapter.command and not plan.versions[adapter.name].get(adapter.package)]
    return [adapter for adapter in unknown if adapter.name not in notes]


def _work(
    plan: Plan, adapters: Sequence[Adapter], schedule: Schedule, notes: Notes, meanwhile: Callable[[], object] | None = None
) -> Iterator[Extraction]:
    """Yield the extractions of all units, which are of these adapters, as they come; fill ``notes``.

    ``meanwhile`` is called as the first workers start: writing tables imports pyarrow, which takes as long.
    """
    pool = launch.pool(plan.options.limits, plan.options.slots, plan.options.folder, sealed=plan.options.apart)
    with closing(pool.extract(schedule, meanwhile)) as extractions:
        yield from extractions
    for adapter in adapters:
        name = adapter.name
        grown = per_thousand(pool.growth.get(name, ()))
        greeting = pool.greetings.get(name, {})
        told = str(greeting.get("version", ""))[:80]
        notes[name] = {"version": told} if adapter.command and told else {}
        notes[name] |= {"start_ms": cost / 1e6} if (cost := wire.count(greeting, "start_ns")) else {}
        notes[name] |= {"growth_mb_per_1000_pages": grown} if grown is not None else {}
        notes[name] |= {"unprotected": dict(pool.unprotected)} if pool.unprotected else {}
        notes[name] |= {"unasked": pool.unasked[name]} if pool.unasked[name] else {}
