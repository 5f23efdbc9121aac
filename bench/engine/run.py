"""A run: corpora x adapters -> a run folder with extractions and scores; interrupted ones go on, known results are reused."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.adapters.selection import accepted, select
from bench.engine import plan, state
from bench.engine.growth import per_thousand
from bench.engine.plan import Options, PairKey, Plan
from bench.engine.score import score_run
from bench.environments import launch
from bench.errors import AdapterError
from bench.model import Corpus, Extraction, Page, Status
from bench.store import journal, reuse
from bench.store.run_folder import RunFolder, point
from bench.workers.outcome import gave_up
from bench.workers.schedule import Schedule, Unit, units
from bench.workers.worker import WARM_UP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from bench.engine.progress import Progress
    from bench.model import Adapter

Notes = dict[str, dict[str, "Any"]]


def run(
    corpora: Sequence[Corpus | str | Path] = ("embedded",),
    adapters: Sequence[str] = ("core",),
    protocols: Sequence[str] = ("aligned",),
    *,
    out: Path = Path("reports"),
    options: Options | None = None,
    progress: Progress | None = None,
    own: Mapping[str, Adapter] | None = None,
) -> RunFolder:
    """Extract, score and store; return the run's folder, to which ``<out>/latest`` then points unless nothing could be scored.

    ``own`` are the user's configured rows. Rows that accept none of the pages are left out. Raises BoilerbenchError
    for what a user can mend, KeyboardInterrupt after leaving no process behind: what was done is kept.
    """
    from bench.scoring import load as load_scorer

    for name in protocols:
        load_scorer(name)
    loaded = [corpus if isinstance(corpus, Corpus) else _load(corpus) for corpus in corpora]
    rows = accepted(select(adapters, own), {page.kind.value for corpus in loaded for page in corpus.pages})
    if not rows:
        raise AdapterError("no adapter that is selected takes these pages", "adapters for this kind of page", "boilerbench list")
    made = plan.make(loaded, rows, options or Options())
    return _carry_out(made, tuple(protocols), out, progress)


def _load(spec: str | Path) -> Corpus:
    """Read a corpus."""
    from bench import corpus

    return corpus.load(spec)


def _carry_out(made: Plan, protocols: tuple[str, ...], out: Path, progress: Progress | None) -> RunFolder:
    """Do what is planned, in the folder of an interrupted run of the same plan if there is one."""
    with _folder(made, out) as begun:
        folder = begun.folder
        folder.write_pages(made.corpora)
        known = {} if made.options.fresh else reuse.stored(out, made, folder.pages(), folder.path)
        known |= {(row.adapter, row.corpus, row.page_id): row for row in journal.rows(folder.path / reuse.JOURNAL)}
        known |= _skipped(made)
        notes = _extract(made, folder, known, progress)
        folder.write_extractions(known[row.name, page.corpus, page.id] for row in made.adapters for page in made.pages())
        folder.write_manifest(plan.manifest(made, folder.path.name, begun.created, notes))
        score_run(folder, protocols)
        folder.write_manifest(plan.manifest(made, folder.path.name, begun.created, notes, complete=True))
        if made.options.check_state:
            state.write(folder, state.check(made))
        (folder.path / reuse.JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(folder.path / "parts", ignore_errors=True)
        if any(folder.scores(name).num_rows for name in protocols):
            point(out, folder.path)
    return folder


@dataclass(frozen=True, slots=True)
class Begun:
    """A run under way: its folder, and when it was first begun."""

    folder: RunFolder
    created: str


@contextmanager
def _folder(made: Plan, out: Path) -> Iterator[Begun]:
    """Give the locked folder of this run: an interrupted one of the same plan, else a new one."""
    before = reuse.unfinished(out, made.digest)
    if before:
        folder, created, fd = before
    else:
        created = plan.now()
        stamp = created.replace("-", "").replace(":", "")
        folder = RunFolder((out / "runs" / f"{stamp}-{made.digest[:8]}-{secrets.token_hex(2)}").resolve())
        folder.path.mkdir(parents=True)
        taken = reuse.lock(folder.path)
        if taken is None:
            raise BlockingIOError(f"{folder.path} is locked")
        fd = taken
        folder.write_manifest(plan.manifest(made, folder.path.name, created))
    try:
        yield Begun(folder, created)
        (folder.path / ".lock").unlink(missing_ok=True)
    finally:
        os.close(fd)


def _skipped(made: Plan) -> dict[PairKey, Extraction]:
    """Return the rows of pages that are not tried: an adapter does not take them, or its environment is missing."""
    found: dict[PairKey, Extraction] = {}
    for row in made.adapters:
        if row.name in made.missing:
            found |= {(row.name, page.corpus, page.id): gave_up(page, row, Status.SKIPPED, made.missing[row.name]) for page in made.pages()}
        taken = {(page.corpus, page.id) for page in made.accepted(row)}
        for page in made.pages():
            if (page.corpus, page.id) not in taken:
                found[row.name, page.corpus, page.id] = gave_up(page, row, Status.SKIPPED, f"does not take {page.kind} pages")
    return found


def _extract(made: Plan, folder: RunFolder, known: dict[PairKey, Extraction], progress: Progress | None) -> Notes:
    """Fill ``known`` with the rows it lacks, journalling each; return notes by row: version, memory growth, why it cannot work."""
    pending = {row.name: [page for page in made.accepted(row) if (row.name, page.corpus, page.id) not in known] for row in made.adapters}
    if progress:
        progress.begin(made, known, pending)
    notes: Notes = {name: {"missing": reason} for name, reason in made.missing.items()}
    missing: dict[str, str] = {}
    with journal.Journal(folder.path / reuse.JOURNAL) as kept:
        for row in _rows(made, pending, folder, notes):
            known[row.adapter, row.corpus, row.page_id] = row
            if row.status is Status.SKIPPED:
                missing[row.adapter] = row.error
            else:
                kept.append(row)
            if progress:
                progress.extracted(row)
    for _ in _work(made, _strangers(made, notes), notes):
        pass
    for name, reason in missing.items():
        notes.setdefault(name, {})["missing"] = reason
    if progress:
        progress.end(made, known, notes)
    return notes


def _rows(made: Plan, pending: Mapping[str, Sequence[Page]], folder: RunFolder, notes: Notes) -> Iterator[Extraction]:
    """Yield the rows of all pending pages from workers here, or from a cluster's."""
    busy = [row for row in made.adapters if pending[row.name]]
    if made.options.cluster and busy:
        from bench.engine.scale import cluster

        yield from cluster.work(made, pending, folder.path / "parts")
    else:
        yield from _work(made, units(pending, busy, {}), notes)


def _strangers(made: Plan, notes: Notes) -> list[Unit]:
    """Return a page each for the foreign workers that were not started and of whose version only their hello knows."""
    page = Page("warm-up", "", WARM_UP.encode())
    unknown = [row for row in made.adapters if row.command and not made.versions[row.name].get(row.package)]
    return [Unit(row, (page,)) for row in unknown if row.name not in notes]


def _work(made: Plan, work: Sequence[Unit], notes: Notes) -> Iterator[Extraction]:
    """Yield the rows of all units as workers make them; fill ``notes`` at the end."""
    if not work:
        return
    rows = {unit.adapter.name: unit.adapter for unit in work}
    pool = launch.pool(made.options.limits, made.options.slots, made.options.folder)
    with closing(pool.extract(Schedule(work))) as results:
        yield from results
    for name, row in rows.items():
        grown = per_thousand(pool.growth.get(name, ()))
        told = str(pool.greetings.get(name, {}).get("version", ""))[:80]
        notes[name] = {"version": told} if row.command and told else {}
        notes[name] |= {"growth_mb_per_1000_pages": grown} if grown is not None else {}
