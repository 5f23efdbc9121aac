"""Where workers come from."""

from __future__ import annotations

from bench.adapters import ADAPTERS
from bench.workers.fork_client import ending, home


def test_rows_of_one_module_share_a_nursery_and_no_others_do() -> None:
    homes = {name: home(row, "python") for name, row in ADAPTERS.items()}
    assert homes["trafilatura"] == homes["trafilatura-baseline"]
    assert homes["nothing"] == homes["paragraphs"] != homes["justext"]
    assert homes["trafilatura"] != homes["readability-lxml"]
    assert home(ADAPTERS["trafilatura"], "another") != homes["trafilatura"]
    assert {homes[name].module for name, row in ADAPTERS.items() if row.command} == {""}


def test_an_ending_is_told_in_words() -> None:
    assert [ending(code) for code in (None, 3, -9, -99)] == ["still running", "exit code 3", "killed by SIGKILL", "killed by signal 99"]
