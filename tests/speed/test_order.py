"""Starting the speed suite: what cannot be read is said before its process starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.errors import CorpusError
from bench.speed import order
from bench.speed.recording import Options

if TYPE_CHECKING:
    from pathlib import Path


def test_a_corpus_that_is_none_says_so_itself(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus is called 'nowhere'"):
        order.carry_out(["nowhere"], [], Options(), tmp_path / "speed.json")
    assert not list(tmp_path.iterdir())
