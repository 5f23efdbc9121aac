"""Sum comparisons up as letters: two adapters share one exactly where no difference was shown."""

from collections.abc import Mapping, Sequence
from string import ascii_letters

from bench.scoring.statistics.comparisons import PairComparison


def letters(names: Sequence[str], compared: Sequence[PairComparison], alpha: float = 0.05) -> Mapping[str, str]:
    """Return the compact letter display: two names share a letter where no difference was shown.

    Insert and absorb (Piepho 2004, Journal of Computational and Graphical Statistics 13). ``names`` best first: letters go down the list.
    """
    columns = [frozenset(names)]
    for pair in compared:
        if pair.p_holm < alpha:
            columns = _split(columns, pair.left, pair.right)
    place = {name: at for at, name in enumerate(names)}
    columns.sort(key=lambda column: sorted(place[name] for name in column))
    return {name: "".join(_letter(at) for at, column in enumerate(columns) if name in column) for name in names}


def _split(columns: Sequence[frozenset[str]], left: str, right: str) -> list[frozenset[str]]:
    """Split every column that holds both names, then drop columns inside others."""
    parts: list[frozenset[str]] = []
    for column in columns:
        parts += [column - {left}, column - {right}] if {left, right} <= column else [column]
    unique = list(dict.fromkeys(parts))
    return [column for column in unique if not any(column < other for other in unique)]


def _letter(at: int) -> str:
    """Return a, b ... z, then A ... Z, then numbers in brackets."""
    return ascii_letters[at] if at < len(ascii_letters) else f"({at + 1})"
