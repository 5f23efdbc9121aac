"""The report of a run as that of another that has the same tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.model import Manifest


def run_line(manifest: Manifest) -> str:
    """Return which run a report is of, and how many of its results are of earlier runs."""
    results, reused = (sum(int(one.get(kind) or 0) for one in manifest.adapters) for kind in ("results", "reused"))
    kept = f" · {reused:,} of {results:,} results reused from earlier runs, with their times" if reused else ""
    return f"run {manifest.id} · {manifest.created}{kept}"


def renamed(index: str, before: Manifest, after: Manifest) -> str:
    """Return the index of a report with the name and the time of another run.

    They change where it says whose it is, and what to type. Raises ValueError where it does not say whose it is.
    """
    said = f"{run_line(before)}</span>"
    if index.count(said) != 1:
        raise ValueError(f"the report does not say {said!r}")
    index = index.replace(said, f"{run_line(after)}</span>")
    for verb in ("view", "report"):
        index = index.replace(f"boilerbench {verb} {before.id} adds ", f"boilerbench {verb} {after.id} adds ")
    return index
