"""Refuse sides of two corpora, without a page that worked, or scored on one side only."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate.baseline import UPDATE
from bench.gate.limits import said
from bench.model import Status
from bench.scoring import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.gate.refusals import Case


def other_corpus(case: Case) -> Iterator[GateError]:
    """Yield an error where the baseline is of a corpus of another name."""
    then, now = case.baseline.snapshot.corpus, case.now.corpus
    if then != now:
        yield GateError(f"the baseline is of corpus {then!r}, the run of {now!r}", "a baseline of the same corpus", UPDATE)


def never_worked(case: Case) -> Iterator[GateError]:
    """Yield an error for each adapter of the baseline that gave no text on any page of the run.

    A yardstick may return nothing, and what was skipped on both sides has no floor.
    """
    for name, then in sorted(case.baseline.snapshot.adapters.items()):
        now = case.now.adapters.get(name)
        if now is None or Status.OK in now.statuses or {*then.statuses, *now.statuses} == {Status.SKIPPED}:
            continue
        if {*now.statuses} <= {Status.EMPTY, Status.SKIPPED} and name in case.folder.manifest().floors:
            continue
        counts = ", ".join(f"{count} {status}" for status, count in sorted(Counter(now.statuses).items()))
        yield GateError(f"no page of {name} worked: {counts}", "one page that works, at least", "boilerbench doctor")


def scored_on_one_side(case: Case) -> Iterator[GateError]:
    """Yield an error for each adapter and protocol with a page tried on both sides, scored on one."""
    then, now = case.baseline.snapshot, case.now
    at = {page: number for number, page in enumerate(now.pages)}
    common = [(number, at[page]) for number, page in enumerate(then.pages) if page in at]
    old, new = (np.array([pair[side] for pair in common], int) for side in (0, 1))
    for adapter, protocol in sorted({*then.rows, *(key for key in now.rows if key[0] in then.adapters and key[1] in then.protocols)}):
        if adapter not in now.adapters or protocol not in now.protocols:
            continue
        scored = [
            ~np.isnan(side.rows[adapter, protocol][chosen]).any(axis=1) if (adapter, protocol) in side.rows else np.zeros(len(common), bool)
            for side, chosen in ((then, old), (now, new))
        ]
        tried = [np.array(side.adapters[adapter].statuses)[chosen] != Status.SKIPPED for side, chosen in ((then, old), (now, new))]
        odd = np.flatnonzero((scored[0] != scored[1]) & tried[0] & tried[1])
        if len(odd):
            where = "the run" if scored[0][odd[0]] else "the baseline"
            what = f"{where} has no score of {adapter} by {protocol} on {len(odd)} pages, such as {then.pages[old[odd[0]]]}"
            yield GateError(what, "a score on both sides where both were tried", f"boilerbench score --protocol {protocol}, or {UPDATE}")


def unjudged(case: Case) -> Iterator[str]:
    """Yield a line for what the run or the baseline has and the gate says nothing about, and why."""
    then, now = case.baseline.snapshot, case.now
    if new := sorted(set(now.adapters) - set(then.adapters)):
        yield f"{now.corpus}: not in the baseline, so not gated: {', '.join(new)}"
    if protocols := sorted(set(now.protocols) - set(then.protocols)):
        yield f"{now.corpus}: not scored in the baseline, so not gated: protocol {', '.join(protocols)}"
    judged = {key[1] for key in case.baseline.floors}
    if idle := sorted((set(then.adapters) & set(now.adapters)) - judged):
        yield f"{now.corpus}: without a floor, as every page was skipped, so not gated: {', '.join(idle)}"
    if then.made_by.get("run") == now.made_by.get("run"):
        yield f"{now.corpus}: the baseline was made from this very run"


def limits(case: Case) -> Iterator[str]:
    """Yield a line on what may fall by how much."""
    typed = ", ".join(map(str, case.asked.thresholds))
    by_protocol = said([load(name) for name in sorted(case.baseline.snapshot.protocols)])
    yield f"limits: {by_protocol}" + (f"; instead of these where they are about the same: {typed}" if typed else "")
