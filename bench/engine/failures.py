"""Adapters of a run that never worked: what a table of zeros would hide."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class NeverWorked:
    """An adapter that returned no text for any page."""

    adapter: str
    ends: Mapping[str, int]  # how its pages ended, skipped ones only where there are no others
    error: str  # the first one, "" where there is none

    def __str__(self) -> str:
        """Say it in one line."""
        counts = ", ".join(f"{count:,} {status}" for status, count in self.ends.items())
        return f"{self.adapter} returned nothing for any page ({counts})" + (f"; first error: {self.error}" if self.error else "")


def never_worked(folder: RunFolder) -> tuple[NeverWorked, ...]:
    """Return the adapters without any text, in run order; floors may return none on purpose."""
    extractions = folder.extractions(["adapter", "status", "error", "stderr"]).to_pylist()
    broken = []
    for adapter in folder.manifest().adapters:
        own = [one for one in extractions if one["adapter"] == adapter["name"]]
        tried = [one for one in own if one["status"] != Status.SKIPPED] or own
        fine = {Status.OK, Status.EMPTY} if adapter.get("floor") else {Status.OK}
        if tried and all(one["status"] not in fine for one in tried):
            said = [one["error"] or (one["stderr"].strip().splitlines() or [""])[-1] for one in tried]
            broken.append(NeverWorked(str(adapter["name"]), Counter(one["status"] for one in tried), next(filter(None, said), "")))
    return tuple(broken)
