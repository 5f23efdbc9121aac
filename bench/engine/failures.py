"""Rows of a run that never worked: what a table of zeros would hide."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class Dead:
    """A row that returned no text for any page: how its pages ended (skipped ones only where there are no others), its first error."""

    adapter: str
    ends: Mapping[str, int]
    error: str

    def __str__(self) -> str:
        """Say it in one line."""
        counts = ", ".join(f"{count:,} {status}" for status, count in self.ends.items())
        return f"{self.adapter} returned nothing for any page ({counts})" + (f"; first error: {self.error}" if self.error else "")


def dead(folder: RunFolder) -> tuple[Dead, ...]:
    """Return the rows that returned no text for any page, in the order of the manifest; yardsticks may be silent on purpose."""
    columns = folder.extractions(["adapter", "status", "error", "stderr"]).to_pylist()
    found = []
    for adapter in folder.manifest().adapters:
        rows = [row for row in columns if row["adapter"] == adapter["name"]]
        tried = [row for row in rows if row["status"] != Status.SKIPPED] or rows
        quiet = {Status.EMPTY} if adapter.get("floor") else set()
        if tried and all(row["status"] != Status.OK and row["status"] not in quiet for row in tried):
            said = [row["error"] or (row["stderr"].strip().splitlines() or [""])[-1] for row in tried]
            found.append(Dead(str(adapter["name"]), Counter(row["status"] for row in tried), next(filter(None, said), "")))
    return tuple(found)
