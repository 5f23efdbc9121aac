"""Boards of a stored run: by the run's own sampling, in the order asked for, ranked by a metric that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.errors import BoilerbenchError, ProtocolError
from bench.scoring import load
from bench.scoring.statistics.resampling import Sampling
from bench.store.boards import boards, of_run, sampling
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

FEW = Sampling(20, 1)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run over two corpora, scored by two protocols; ``a`` has the higher recall, ``b`` the higher precision."""
    corpora = [made.corpus(), made.corpus(name="other")]
    said = {"a": "{0} more", "b": "{1}"}
    kept = [
        made.extraction(page.id, name, text=said[name].format(page.content.decode(), page.content.decode().split()[0]), corpus=page.corpus)
        for corpus in corpora for page in corpus.pages for name in ("a", "b")
    ]  # fmt: skip
    return made.run(tmp_path / "one", kept, corpora, protocols=["words", "aligned"])


def test_sampling_is_the_run_s_own_unless_something_else_is_asked_for() -> None:
    assert sampling({}) == Sampling()
    options = {"resamples": 7, "seed": 3, "unit": "page", "test": "swap", "level": 0.9, "alpha": 0.1, "workers": 2}
    assert sampling(options) == Sampling(7, 3, "page", "swap", 0.9, 0.1)
    assert sampling(options, resamples=9, seed=None, unit="site") == Sampling(9, 3, "site", "swap", 0.9, 0.1)
    assert sampling(options, seed=0).seed == 0
    with pytest.raises(BoilerbenchError):
        sampling({}, unit="letter")


def test_each_protocol_has_a_board_for_each_corpus_and_their_mean(folder: RunFolder) -> None:
    made_boards = boards(folder, ["words", "aligned"], FEW)
    assert [(board.protocol, board.corpora) for board in made_boards] == [
        ("words", ("tiny",)), ("words", ("other",)), ("words", ("tiny", "other")),
        ("aligned", ("tiny",)), ("aligned", ("other",)), ("aligned", ("tiny", "other")),
    ]  # fmt: skip
    assert [board.protocol for board in boards(folder, iter(["aligned"]), FEW, peer=True)] == ["aligned"] * 2


def test_the_metric_asked_for_ranks_where_a_protocol_has_it(folder: RunFolder) -> None:
    ranked = {metric: boards(folder, ["aligned"], FEW, metric=metric)[0] for metric in ("precision", "recall")}
    assert {metric: board.standings[0].adapter for metric, board in ranked.items()} == {"precision": "b", "recall": "a"}
    assert boards(folder, ["aligned"], FEW, metric="recall")[2].metric == "recall"
    with pytest.raises(ProtocolError, match="no protocol here has a metric 'grade'") as caught:
        boards(folder, ["aligned"], FEW, metric="grade")
    assert caught.value.expected == f"one of: {', '.join(sorted(load('aligned').metrics))}"
    assert caught.value.hint == "boilerbench protocols"
    assert boards(folder, [], FEW) == []


def test_a_run_s_own_boards_are_by_its_own_options(folder: RunFolder) -> None:
    own = of_run(folder)
    assert [board.protocol for board in own] == ["aligned"] * 3 + ["words"] * 3  # in the order of their names
    assert repr(own[:3]) == repr(boards(folder, ["aligned"], Sampling(50, 3)))  # as written: a figure that is missing (NaN) equals itself
    assert [board.protocol for board in of_run(folder, ["words"])] == ["words"] * 3
