"""Which pages can be judged: those that both sides have unchanged; all else is refused or said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate import baseline as pins
from bench.gate.baseline import UPDATE
from bench.gate.verdict import COSTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.gate.baseline import Baseline
    from bench.gate.refusals import Case
    from bench.gate.snapshot import Snapshot

COMMON = "--common-pages"


@dataclass(frozen=True, slots=True)
class PageDifferences:
    """Pages by id, in the order of the side they are of."""

    added: tuple[str, ...]  # the run has them, the baseline does not
    removed: tuple[str, ...]  # the baseline has them, the run does not
    page_changed: tuple[str, ...]  # their bytes, or what groups or decodes them, differ
    gold_changed: tuple[str, ...]  # only their gold differs
    same: tuple[str, ...]


def differences(then: Snapshot, now: Snapshot) -> PageDifferences:
    """Return how the pages of two snapshots differ; both know the digests of their pages."""
    old, new = (dict(zip(side.pages, side.digests, strict=True)) for side in (then, now))
    common = [page for page in now.pages if page in old]
    return PageDifferences(
        added=tuple(page for page in now.pages if page not in old),
        removed=tuple(page for page in then.pages if page not in new),
        page_changed=tuple(page for page in common if old[page][0] != new[page][0]),
        gold_changed=tuple(page for page in common if old[page][0] == new[page][0] and old[page][1] != new[page][1]),
        same=tuple(page for page in common if old[page] == new[page]),
    )


def alike(then: Snapshot, now: Snapshot) -> bool:
    """Whether two snapshots are of the same pages and gold, byte for byte."""
    same = then.digests == now.digests or not then.digests or not now.digests
    return then.digest == now.digest and then.pages == now.pages and same


def changed(case: Case) -> Iterator[GateError]:
    """Yield an error where pages are gone or changed and that was not accepted, or none are left."""
    then, now = case.baseline.snapshot, case.now
    if alike(then, now):
        return
    what = f"corpus {now.corpus!r} is not the one of the baseline: digest {now.digest[:12]}, not {then.digest[:12]}"
    if not then.digests or not now.digests:
        yield GateError(f"{what}; this baseline does not say which pages changed", "the same pages and gold, byte for byte", UPDATE)
        return
    found = differences(then, now)
    moved = bool(found.added or found.removed or found.page_changed or found.gold_changed)
    if moved is (then.digest == now.digest):
        why = "other pages under one digest" if moved else "the same pages under two digests"
        yield GateError(f"{what}; {why}", "a digest that is that of the pages", f"boilerbench run, or {UPDATE}")
        return
    parts = {"removed": found.removed, "changed": found.page_changed, "with other gold": found.gold_changed}
    told = "; ".join(f"{len(pages)} pages {how} ({_some(pages)})" for how, pages in parts.items() if pages)
    if not found.same:
        yield GateError(f"{what}; no page is the same", "pages that the baseline has, unchanged", UPDATE)
    elif told and not case.asked.common_pages:
        yield GateError(f"{what}; {told}", "every page of the baseline, unchanged", f"{UPDATE}, or boilerbench gate {COMMON}")
    for item in case.asked.thresholds:
        if item.metric in COSTS and len(found.same) < max(len(then.pages), len(now.pages)):
            yield GateError(f"{item.metric} is of all pages, of which only {len(found.same)} are common", "the same pages", UPDATE)


def common(baseline: Baseline, now: Snapshot) -> tuple[Baseline, Snapshot]:
    """Return both sides of the pages that are the same, with floors from the baseline's own rows of these."""
    then = baseline.snapshot
    if alike(then, now):
        return baseline, now
    same = set(differences(then, now).same)
    kept = now.only(np.array([page in same for page in now.pages]))
    held = then.only(np.array([page in same for page in then.pages]))
    at = {page: number for number, page in enumerate(held.pages)}
    order = [at[page] for page in kept.pages]
    held = replace(
        held,
        pages=kept.pages,
        digest=kept.digest,
        facets=kept.facets,
        digests=kept.digests,
        adapters={
            name: replace(adapter, statuses=tuple(adapter.statuses[one] for one in order)) for name, adapter in held.adapters.items()
        },
        rows={key: rows[order] for key, rows in held.rows.items()},
    )
    return pins.accept(held), kept


def told(case: Case) -> Iterator[str]:
    """Yield a line where not all pages of both sides are judged."""
    then, now = case.baseline.snapshot, case.now
    if alike(then, now):
        return
    found = differences(then, now)
    parts = {"added": found.added, "removed": found.removed, "changed": found.page_changed, "with other gold": found.gold_changed}
    said = ", ".join(f"{len(pages)} {how}" for how, pages in parts.items() if pages)
    yield f"{now.corpus}: judged on the {len(found.same)} pages that both sides have unchanged; not judged: {said}"


def _some(pages: Sequence[str]) -> str:
    """Return up to three ids, and that there are more."""
    return ", ".join(pages[:3]) + (", ..." if len(pages) > 3 else "")
