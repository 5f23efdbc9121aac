"""Gold as line labels: which lines of a text dump are content, as blocks."""

import re
from collections.abc import Sequence

from bench.corpus.text.textdump import bullet_text
from bench.errors import CorpusError
from bench.model import Block

_RANGE = re.compile(r"^([1-9][0-9]*)(?:-([1-9][0-9]*))?$")


def blocks(lines: Sequence[str], keep: Sequence[str], optional: Sequence[str], where: str = "labels") -> tuple[Block, ...]:
    """Return the gold of labelled lines in page order: a block for each line or run of bullets.

    ``keep`` and ``optional`` hold line numbers from 1 and inclusive ranges (``"3-21"``). Raises CorpusError for ranges that overlap or lie
    beyond the page. Blank lines give no block.
    """
    marks: dict[int, bool] = {}
    for spans, mark in ((keep, False), (optional, True)):
        for number in numbers(spans, where):
            if number in marks or number > len(lines):
                why = "labelled twice" if number in marks else f"beyond the page's {len(lines)} lines"
                raise CorpusError(f"{where}: line {number} is {why}", "each line of the page at most once")
            marks[number] = mark
    made: list[Block] = []
    last_bullet = 0
    for number in sorted(marks):
        line, is_optional = lines[number - 1], marks[number]
        item = bullet_text(line)
        if item is not None and made and last_bullet == number - 1 and made[-1].optional == is_optional:
            made[-1] = Block(f"{made[-1].text}\n{item}", is_optional, "list")
        elif line.strip():
            made.append(Block(item or line.strip(), is_optional, "list" if item else "paragraph"))
        last_bullet = number if item is not None else last_bullet
    return tuple(made)


def numbers(spans: Sequence[str], where: str) -> list[int]:
    """Return the line numbers that ``spans`` name, in the order given."""
    named: list[int] = []
    for span in spans:
        match = _RANGE.match(str(span))
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if last < first or last > 10_000_000:
            raise CorpusError(f"{where}: {span!r} is no range of lines", 'a line or a range, such as "7" or "3-21"')
        named.extend(range(first, last + 1))
    return named
