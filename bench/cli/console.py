"""Print for people and for machines: tables, errors and cleaned page text (rich on a terminal, plain lines elsewhere)."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bench.escaping import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.errors import BoilerbenchError


def clean(text: str, limit: int = 0) -> str:
    r"""Return ``text`` safe for a terminal on one line: control, format (bidi) and surrogate characters become ``\\xNN`` escapes.

    ``limit`` > 0 cuts it to that many characters, the last being an ellipsis.
    """
    return terminal(text, limit)


def complain(problem: BoilerbenchError) -> None:
    """Print a user error on stderr: what was wrong, what was expected, what to type next."""
    lines = [f"error: {clean(problem.what)}"]
    if problem.expected:
        lines.append(f"  expected: {clean(problem.expected)}")
    if problem.hint:
        lines.append(f"  try: {clean(problem.hint)}")
    sys.stderr.write("\n".join(lines) + "\n")


def say(text: str) -> None:
    """Write a line of conversation on stderr."""
    sys.stderr.write(text + "\n")


def warn(text: str) -> None:
    """Write a warning on stderr that is hard to overlook: cleaned, in red on a terminal."""
    line = f"WARNING: {clean(text)}"
    sys.stderr.write(f"\x1b[1;31m{line}\x1b[0m\n" if sys.stderr.isatty() else line + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> None:
    """Print a table on stdout. Numbers go right, text left; every cell is cleaned. ``rows`` are as wide as ``columns``."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    numeric = [bool(rows) and all(isinstance(row[i], int | float) or _looks_numeric(row[i]) for row in rows) for i in range(len(columns))]
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name, right in zip(columns, numeric, strict=True):
        drawn.add_column(Text(clean(name)), justify="right" if right else "left", no_wrap=True)
    for row in rows:
        drawn.add_row(*(Text(clean(str(cell))) for cell in row))
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 10_000)
    if title:
        console.print(Text(clean(title), style="italic"), soft_wrap=True)  # not the table's own: that wraps at the table's width
    console.print(drawn)


def _looks_numeric(cell: object) -> bool:
    """Whether a formatted cell is a figure or the dash that stands for none."""
    text = str(cell)
    return text in {"", "-", "–"} or text[:1] in "+-.0123456789"


def as_json(value: Mapping[str, object] | Sequence[object]) -> None:
    """Print ``value`` as JSON on stdout: UTF-8, sorted keys, NaN as null."""
    sys.stdout.write(json.dumps(_finite(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def _finite(value: object) -> object:
    """Return ``value`` with NaN and infinities replaced by None, containers rebuilt."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
