"""Adapters of a run that never worked: what a table of zeros would hide, and what the exit code tells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.model import Status
from bench.store.run_folder import extraction_data

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bench.engine.scale.totals import Totals
    from bench.model import Adapter
    from bench.store.run_folder import RunFolder

_WAY_OUT = re.compile(r"(?:pip install|boilerbench env create|apt-get install) [^:]+$")


@dataclass(frozen=True, slots=True)
class NeverWorked:
    """An adapter that returned no text for any page."""

    adapter: str
    ends: Mapping[str, int]  # how its pages ended, skipped ones only where there are no others
    error: str  # the first one, "" where there is none

    def __str__(self) -> str:
        """Say it in one line."""
        counts = ", ".join(f"{count:,} {status}" for status, count in self.ends.items()) or "none tried"
        return f"{self.adapter} returned nothing for any page ({counts})" + (f"; first error: {self.error}" if self.error else "")

    @property
    def was_tried(self) -> bool:
        """Whether it was given a page: one whose library is not installed never is."""
        return any(status != Status.SKIPPED for status in self.ends)


def owed(broken: Sequence[NeverWorked], named: Collection[str] = ()) -> tuple[NeverWorked, ...]:
    """Return those that a user counts on: adapters that were tried, and any asked for by name.

    A group such as ``all`` stands for what is installed here, so that a library of it that is not is no fault.
    """
    return tuple(one for one in broken if one.was_tried or one.adapter in named)


def together(reasons: Mapping[str, str]) -> list[str]:
    """Return a line for all adapters that did nothing for one reason, or that one command would get."""
    alike: dict[str, list[str]] = {}
    for name, why in reasons.items():
        found = _WAY_OUT.search(why)
        alike.setdefault(found[0] if found else why, []).append(name)
    return [f"{', '.join(names)} did nothing: {reasons[names[0]] if len(names) == 1 else what}" for what, names in alike.items()]


def left_out(folder: RunFolder, named: Collection[str]) -> tuple[NeverWorked, ...]:
    """Return the adapters asked for by name that a run does not hold, sorted.

    They take none of its pages.
    """
    held = set(folder.manifest().names)
    return tuple(NeverWorked(name, {}, "it takes no page of this kind") for name in sorted(set(named) - held))


def never_worked(folder: RunFolder) -> tuple[NeverWorked, ...]:
    """Return the adapters without any text, in run order; floors may return none on purpose."""
    ends: dict[str, Counter[str]] = {}
    for batch in folder.extractions(["adapter", "status"]).to_batches(max_chunksize=10_000):
        for adapter, status in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            ends.setdefault(adapter, Counter())[status] += 1
    return _broken(folder.manifest().adapters, ends, map(extraction_data, folder.made_by(ends)))


def never_worked_of(adapters: Iterable[Mapping[str, Any]], extractions: Sequence[Mapping[str, Any]]) -> tuple[NeverWorked, ...]:
    """Return the same of a manifest's adapters, by adapter, status, error and stderr of each extraction."""
    ends: dict[str, Counter[str]] = {}
    for one in extractions:
        ends.setdefault(one["adapter"], Counter())[one["status"]] += 1
    return _broken(adapters, ends, extractions)


def _broken(
    adapters: Iterable[Mapping[str, Any]], ended: Mapping[str, Mapping[str, int]], extractions: Iterable[Mapping[str, Any]]
) -> tuple[NeverWorked, ...]:
    """Return the adapters that never worked, by how their pages ended.

    Extractions are read only where there are such adapters.
    """
    about = {str(one["name"]): one for one in adapters}
    owed = {name: ends for name, one in about.items() if (ends := _if_nothing(ended.get(name, {}), floor=bool(one.get("floor"))))}
    errors = dict.fromkeys(owed, "")
    for one in extractions if owed else ():
        if one["status"] in owed.get(one["adapter"], {}) and not errors[one["adapter"]]:
            errors[one["adapter"]] = one["error"] or (one["stderr"].strip().splitlines() or [""])[-1]
    helped = {name: _with_way_out(error, str(about[name].get("extra") or "")) for name, error in errors.items()}
    return tuple(NeverWorked(name, ends, helped[name]) for name, ends in owed.items())


def _with_way_out(error: str, extra: str) -> str:
    """Return an error with the command that mends it; what knows those is loaded for errors alone."""
    from bench.environments.availability import with_way_out

    return with_way_out(error, extra)


def _if_nothing(ends: Mapping[str, int], *, floor: bool) -> dict[str, int]:
    """Return how the pages of an adapter ended that never worked, none of one that did.

    Skipped pages are told only where there are no others.
    """
    tried = {status: count for status, count in ends.items() if status != Status.SKIPPED} or dict(ends)
    return {} if {Status.OK, *([Status.EMPTY] if floor else [])} & tried.keys() else tried


def never_extracted(totals: Totals, adapters: Iterable[Adapter], parts: Sequence[Path]) -> tuple[NeverWorked, ...]:
    """Return the adapters without any text in a crawl, each with its first error in the Parquet parts."""
    return tuple(
        NeverWorked(adapter.name, ends, _with_way_out(_first_error(adapter.name, parts), adapter.extra))
        for adapter in adapters
        if (ends := _if_nothing(totals.statuses.get(adapter.name, {}), floor=adapter.floor))
    )


def _first_error(adapter: str, parts: Iterable[Path]) -> str:
    """Return the first error of an adapter in some Parquet parts, "" where there is none."""
    from bench.store import tables

    for part in parts:
        for one in tables.read(part, ["adapter", "error"]).to_pylist():
            if one["adapter"] == adapter and one["error"]:
                return str(one["error"])
    return ""
