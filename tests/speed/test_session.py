"""Starting the speed suite: what cannot be read is said before its process starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.adapters.selection import select
from bench.errors import CorpusError
from bench.speed import session
from bench.speed.recording import RecordingOptions
from bench.workers.limits import Limits
from tests.speed.made import HERE, toy

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Adapter


def test_a_corpus_that_is_none_says_so_itself(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus is called 'nowhere'"):
        session.run({"nowhere": {}}, [], RecordingOptions(), tmp_path / "speed.json")
    assert not list(tmp_path.iterdir())


def test_a_session_survives_its_file(tmp_path: Path) -> None:
    adapters: tuple[Adapter, ...] = (*select(["trafilatura", "goose3"]), toy(command=("node", "worker.js"), settings={"a": [1]}))
    options = RecordingOptions(pages=2, rounds=3, processes=1, limits=Limits(deadline_s=5), path=(HERE,))
    session.write(tmp_path / "order.json", {"embedded": {"only": ["ba*"], "limit": 2}}, "", adapters, options)
    again = session.read(tmp_path / "order.json")
    assert again.adapters == adapters
    assert again.options == options
    assert [(corpus.name, [page.id for page in corpus.pages]) for corpus in again.corpora] == [
        ("embedded", ["balkontomaten-gruen", "barley-quota"])
    ]
