"""The report of a run as that of another that has the same tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.model import Manifest


def renamed(index: str, before: Manifest, after: Manifest) -> str:
    """Return the index of a report with the name and the time of another run.

    They change where it says whose it is, and what to type. Raises ValueError where it does not say whose it is.
    """
    said = f"run {before.id} · {before.created}</span>"
    if index.count(said) != 1:
        raise ValueError(f"the report does not say {said!r}")
    index = index.replace(said, f"run {after.id} · {after.created}</span>")
    for verb in ("view", "report"):
        index = index.replace(f"boilerbench {verb} {before.id} adds ", f"boilerbench {verb} {after.id} adds ")
    return index
