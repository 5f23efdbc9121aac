"""What workers are kept from, in words: how it is where a protection is in force, and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = {  # by protection: in force, not in force
    "network": ("workers reach no network", "workers can reach the network"),
    "attempts": ("attempts to reach a network are seen, whoever makes them", "attempts to reach a network are seen of Python code alone"),
    "files": (
        "workers read no gold, run or home, and write to their own folder alone",
        "workers can read and write whatever you can, gold and runs too",
    ),
    "processes": ("workers neither see into other processes nor signal them", "workers can see into your other processes or signal them"),
    "privileges": ("workers have none, and no program brings any", "workers keep some of yours"),
    "shared memory": ("counts against a worker's cap", "is not held to a worker's cap"),
}


def lacking(unprotected: Mapping[str, str]) -> list[str]:
    """Return a clause for each protection that is not in force; ``unprotected`` is reasons by name."""
    told = {name: WORDS[name][1] for name in WORDS if name in unprotected}
    return [
        f"{words if words.startswith(('workers', 'attempts')) else f'{name} {words}'} ({unprotected[name]})" for name, words in told.items()
    ]
