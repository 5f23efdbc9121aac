"""The wire checker finds each breach that a worker can make, explains it, and passes the examples that are handed out."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

import bench.workers
from bench.workers.conformance import check as checking
from bench.workers.conformance.check import check
from bench.workers.conformance.rules import Patience, RuleResult

EXAMPLES = Path(bench.workers.__file__).parent / "examples"
WORKERS = str(Path(__file__).parents[2] / "toys" / "workers.py")
SHORT = Patience(start=20.0, answer=20.0, end=10.0)
BRISK = {  # for workers that hang at one point whatever they are given
    "no hello": Patience(start=1.5), "hang": Patience(answer=1.0, end=0.5), "no flush": Patience(answer=1.0, end=0.5),
    "too long": Patience(answer=1.0, end=0.5),
    "lives on": Patience(end=0.5),
}  # fmt: skip

BREACHES = {  # fault -> (rule, seen, mend)
    "no hello": ("says hello", "nothing within 1.5 s", "before reading anything"),
    "banner": ("says hello", "not JSON: b'Welcome to the extractor", "standard error"),
    "die at start": ("says hello", "exit code 1 (no module named extractor)", "say why in the hello"),
    "wire 2": ("says hello", "'wire': 2", '"wire":1'),
    "result first": ("says hello", "'type': 'result'", '"type":"hello"'),
    "hello error": ("says hello", "no library", "install what it needs"),
    "hello body": ("says hello", "a body of 4 bytes", '"length":0'),
    "number version": ("says hello", "version is 1.0", "quotation marks"),
    "hang": ("answers an ordinary page", "nothing within 1 s", "flush"),
    "no flush": ("answers an ordinary page", "nothing within 1 s", "flush"),
    "too long": ("answers an ordinary page", "after a frame begun with", "as many bytes as announced"),
    "nothing": ("answers an ordinary page", "status empty with 0 characters", "three paragraphs"),
    "prints": ("answers an ordinary page", "not JSON: b'parsing", "standard error"),
    "wrong id": ("answers an ordinary page", "id 0 in answer to page 1", "repeat the page's id"),
    "text id": ("answers an ordinary page", "id '1' in answer to page 1", "as a number"),
    "status done": ("answers an ordinary page", "status 'done'", "ok, empty, error, memory"),
    "type answer": ("answers an ordinary page", "a frame of type 'answer'", '"type":"result"'),
    "float times": ("answers an ordinary page", "wall_ns is 1.5", "whole number"),
    "too short": ("answers an ordinary page", "behind the end of the answer", "counts the bytes"),
    "dies on second": ("counts bytes, not characters", "killed by SIGSEGV", "instead of ending"),
    "characters": ("counts bytes, not characters", "behind the end of the answer", "counts the bytes"),
    "latin-1": ("counts bytes, not characters", "text that is not UTF-8 at byte", "encode the text as UTF-8"),
    "wrong decoding": ("counts bytes, not characters", "without the letters it was sent", "decode the page as UTF-8"),
    "dies on empty": ("answers an empty page", "exit code 3", "status error"),
    "strict fields": ("ignores header fields it does not know", "unknown field", "instead of ending"),
    "small buffer": ("answers a page of 5 MB", "page too large", "instead of ending"),
    "seconds": ("measures itself", "wall_ns 1,000,000,000,000,000 of an answer", "nanoseconds"),
    "lives on": ("ends when standard input ends", "still running after 0.5 s", "meets the end of standard input"),
}
ADVICE = {
    "no version": "says hello",
    "ok without text": "answers an empty page",
    "state": "answers the same page the same way",
    "no times": "measures itself",
    "ends badly": "ends when standard input ends",
}


def worker(fault: str) -> list[str]:
    return [sys.executable, WORKERS, fault]


def failing(results: tuple[RuleResult, ...], level: str) -> list[RuleResult]:
    return [result for result in results if result.level == level]


@pytest.mark.parametrize("fault", BREACHES)
def test_a_breach_is_found_where_it_happens_and_explained(fault: str) -> None:
    rule, seen, mend = BREACHES[fault]
    breach = failing(check(worker(fault), BRISK.get(fault, SHORT)), "breach")[0]
    assert breach.rule == rule
    assert seen in breach.seen
    assert mend in breach.mend


def test_a_frame_nobody_asked_for_is_found_whenever_it_comes() -> None:
    breach = failing(check(worker("speaks unasked"), SHORT), "breach")[0]
    assert breach.rule in {"answers an ordinary page", "stays silent between pages", "counts bytes, not characters"}
    assert "log" in breach.seen
    assert breach.mend


@pytest.mark.parametrize("fault", ADVICE)
def test_what_could_be_better_is_advice(fault: str) -> None:
    results = check(worker(fault), SHORT)
    assert not failing(results, "breach")
    advice = failing(results, "advice")
    assert advice[0].rule == ADVICE[fault]
    assert advice[0].mend


def test_a_worker_without_fault_keeps_every_rule() -> None:
    results = check(worker("none"), SHORT)
    assert {result.level for result in results} == {"kept"}
    assert len({result.rule for result in results}) == len(results) == 12


def test_after_a_breach_that_ends_the_talk_the_rest_is_untested() -> None:
    results = check(worker("wire 2"), SHORT)
    assert [result.level for result in results] == ["breach"] + ["untested"] * (len(results) - 1)
    assert [result.rule for result in results] == [result.rule for result in check(worker("none"), SHORT)]


@pytest.mark.parametrize("program", [("python3", "worker.py"), ("node", "worker.mjs"), ("sh", "worker.sh")], ids=lambda value: value[1])
def test_the_examples_keep_every_rule(program: tuple[str, str]) -> None:
    runner, file = program
    if shutil.which(runner) is None and os.environ.get("CI") != "true":
        pytest.skip(f"needs {runner}")
    results = check([runner, str(EXAMPLES / file)], SHORT)
    assert not failing(results, "breach") + failing(results, "untested")
    assert {result.rule for result in failing(results, "advice")} <= {"measures itself"}  # a shell has no clock of nanoseconds


def test_a_program_that_is_not_there_is_a_breach() -> None:
    results = check(["no-such-program-anywhere"], SHORT)
    assert "cannot be started" in results[0].seen
    assert {result.level for result in results[1:]} == {"untested"}


def test_checking_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check(worker("dies on second"), SHORT)
    check(["no-such-program-anywhere"], SHORT)
    assert list(tmp_path.iterdir()) == []


def test_a_filter_is_told_so_without_waiting_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SILENT", 0.2)
    breach = failing(check(["cat"], Patience()), "breach")[0]
    assert breach.seen == "no hello; with nothing to read the worker ended with exit code 0"
    assert "filter = [...] in the configuration" in breach.mend
