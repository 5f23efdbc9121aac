"""Progress on a terminal is a bar for each adapter and the same summary as everywhere."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from bench.engine.bars import Bars
from bench.engine.run import run
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path


def test_a_terminal_gets_bars_and_the_same_summary(tmp_path: Path) -> None:
    screen = io.StringIO()
    display = Bars(Console(file=screen, force_terminal=True, width=120))
    own = {"bad": pages.hostile("bad"), "absent": pages.user("mild:absent", "absent")}
    run([pages.corpus(["raise", "plain", "more"])], [*own], out=tmp_path, options=pages.options(), own=own, progress=display)
    assert "bad: 2 ok, 1 error" in screen.getvalue()
    assert "WARNING: absent did nothing" in screen.getvalue()
