"""How a verb ends whose adapters returned nothing: each with its first error, and exit 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.engine.failures import NeverWorked

_EXPECTED = "text for one page at least"


def end(broken: Sequence[NeverWorked]) -> None:
    """Print an error for each adapter and exit with 2; nothing where there is none."""
    from bench.cli.console import complain
    from bench.errors import AdapterError

    for one in broken:
        complain(AdapterError(str(one), _EXPECTED, "boilerbench doctor"))
    if broken:
        raise typer.Exit(2)


def as_data(broken: Iterable[NeverWorked]) -> list[dict[str, object]]:
    """Return adapters that returned nothing as plain data for ``--json``."""
    return [{"adapter": one.adapter, "ends": dict(one.ends), "error": one.error} for one in broken]
