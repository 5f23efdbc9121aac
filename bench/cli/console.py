"""Print tables, errors and cleaned page text: rich on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import TYPE_CHECKING

from bench import escaping
from bench.escaping import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from bench.errors import BoilerbenchError

    Part = str | Mapping[str, Any]  # a line, or a table: its ``columns``, ``lines`` and ``title``

_WRAP = 16  # cells: text that is longer may wrap on a terminal
_PIPE = 10_000  # cells of a line in a pipe or file
_COLOURED = ("FORCE_COLOR", "TTY_COMPATIBLE")  # by which rich takes a pipe for a terminal
level = ""  # how much is said: "quiet", "" or "verbose"


def clean(text: str, limit: int = 0) -> str:
    r"""Return ``text`` safe for a terminal on one line.

    Control, format (bidi) and surrogate characters become ``\\xNN`` escapes.

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
    """Write a line of conversation on stderr, unless with ``--quiet``."""
    if level != "quiet":
        sys.stderr.write(text + "\n")


def detail(text: str) -> None:
    """Write a line on stderr that only ``--verbose`` asks for, cleaned."""
    if level == "verbose":
        sys.stderr.write(clean(text) + "\n")


def warn(text: str) -> None:
    """Write a warning on stderr that is hard to overlook: cleaned, in red on a terminal."""
    line = f"WARNING: {clean(text)}"
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    sys.stderr.write(f"\x1b[1;31m{line}\x1b[0m\n" if coloured else line + "\n")


def counter(total: int, what: str = "pages") -> Callable[[int], None] | None:
    """Return what shows how many pages of ``total`` are done, on a terminal only."""
    if not sys.stderr.isatty() or level == "quiet":
        return None

    def show(done: int) -> None:
        if done % 25 == 0 or done == total:
            sys.stderr.write(f"\r{done:,} of {total:,} {what}" + ("\n" if done == total else ""))

    return show


def table(columns: Sequence[str], lines: Sequence[Sequence[object]], *, title: str = "") -> None:
    """Print a table on stdout; every cell is cleaned. ``lines`` are as wide as ``columns``.

    Numbers go right, text left.

    A terminal gets the columns it has room for, long text wrapped, and is told which ones it does not get; a pipe or file gets all.
    """
    cells = [[clean(str(cell)) for cell in line] for line in lines]
    numeric = [
        bool(lines) and all(isinstance(line[at], int | float) or _looks_numeric(line[at]) for line in lines) for at in range(len(columns))
    ]
    if not sys.stdout.isatty() and not any(map(os.environ.get, _COLOURED)) and (plain := _plain([*map(clean, columns)], cells, numeric)):
        sys.stdout.write(f"{clean(title)}\n{plain}" if title else plain)
    else:
        _draw(columns, cells, numeric, title)


def _plain(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """Return a table as the lines that rich would draw, "" where it is wider than a pipe gets.

    To import rich and to draw by it takes a tenth of a run that changes nothing.
    """
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True)]
    if sum(widths) + 2 * len(widths) > _PIPE:
        return ""

    def fitted(cell: str, width: int, *, right: bool) -> str:
        cell = cell.rstrip() if right else cell
        spaces = " " * (width - cell_len(cell))
        return spaces + cell if right else cell + spaces

    return "".join(
        "  ".join(fitted(*one[:2], right=one[2]) for one in zip(line, widths, numeric, strict=True)) + "\n" for line in (columns, *cells)
    )


def _draw(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool], title: str) -> None:
    """Draw a table by rich."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _PIPE)
    widths = _widths(columns, cells, numeric, console.width)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name, right, width in zip(columns, numeric, widths, strict=False):
        drawn.add_column(Text(clean(name)), justify="right" if right else "left", min_width=width, overflow="fold", no_wrap=right)
    for line in cells:
        drawn.add_row(*map(Text, line[: len(widths)]))
    if title:
        console.print(Text(clean(title), style="italic"), soft_wrap=True)  # not the table's own: that wraps at the table's width
    console.print(drawn)
    if left_out := columns[len(widths) :]:
        say(f"no room for: {clean(', '.join(left_out))}; a wider terminal, a pipe or --json has all")


def show(parts: Iterable[Part]) -> None:
    """Print lines and tables on stdout, in their order; lines are clean already."""
    for part in parts:
        if isinstance(part, str):
            sys.stdout.write(part + "\n")
        else:
            sys.stdout.flush()
            table(part["columns"], part["lines"], title=part["title"])


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool], room: int) -> list[int]:
    """Return the least width of each column there is room for, from the left.

    It is that of the widest cell, or :data:`_WRAP` where text may wrap.
    """
    from rich.cells import cell_len

    kept: list[int] = []
    for at, name in enumerate(columns):
        widest = max(map(cell_len, (clean(name), *(line[at] for line in cells))))
        width = widest if numeric[at] or not at else min(widest, max(_WRAP, cell_len(name)))
        if kept and sum(kept) + 2 * len(kept) + width > room:
            break
        kept.append(width)
    return kept


def _looks_numeric(cell: object) -> bool:
    """Whether a formatted cell is a figure or the dash that stands for none."""
    text = str(cell)
    return text in {"", "-", "–"} or text[:1] in "+-.0123456789"


def number(value: float, digits: int) -> str:
    """Return a number to some decimals, a dash for NaN."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def interval(low: float, high: float) -> str:
    """Return an interval to three decimals, a dash where there is none (of one page, say)."""
    return "-" if math.isnan(low) or math.isnan(high) else f"{low:.3f}-{high:.3f}"


def pages(count: int, sites: int) -> str:
    """Return how many pages figures rest on, and of how many sites where that is another number."""
    of = f" of {sites:,} sites" if sites < count else ""
    return f"{count:,} page{'s' if count != 1 else ''}{of}"


def as_json(value: Mapping[str, object] | Sequence[object]) -> None:
    """Print ``value`` as JSON on stdout: UTF-8, sorted keys, NaN as null."""
    sys.stdout.write(json.dumps(escaping.json(value), ensure_ascii=False, indent=2, sort_keys=True) + "\n")
