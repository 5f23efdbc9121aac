"""Releases as pip lists them, and what is said when it does not."""

from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pytest

from bench.errors import AdapterError
from bench.speed.releases import index as module
from bench.speed.releases.index import between, releases

SAID = "toy (1.10)\nAvailable versions: 1.10, 1.9, 1.2, 1.0\n  INSTALLED: 1.2\n  LATEST:    1.10\n"


def test_releases_come_oldest_first() -> None:
    assert releases("toy", lambda _: SAID) == ("1.0", "1.2", "1.9", "1.10")


@pytest.mark.parametrize("name", ["", "../x", "-r", "a b", "--index-url=x"])
def test_what_is_no_name_never_reaches_pip(name: str) -> None:
    with pytest.raises(AdapterError, match="no package name"):
        releases(name, lambda _: pytest.fail("pip was asked"))


def test_an_answer_without_versions_is_an_error() -> None:
    with pytest.raises(AdapterError, match="lists no version"):
        releases("toy", lambda _: "toy ()\n")


def test_pips_own_last_words_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(returncode=1, stdout="", stderr="WARNING: retrying\nERROR: No matching distribution found for toy\n")
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(AdapterError, match="No matching distribution found for toy"):
        releases("toy")


def test_an_index_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("pip", 120)

    monkeypatch.setattr(module.subprocess, "run", hang)
    with pytest.raises(AdapterError, match="did not answer"):
        releases("toy")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("1.2", "1.10", ("1.2", "1.9", "1.10")), ("1.10", "1.2", ("1.10", "1.9", "1.2")), ("1.0", "1.0", ("1.0",))],
)
def test_a_range_holds_both_ends_in_the_order_asked_for(first: str, last: str, expected: tuple[str, ...]) -> None:
    assert between(("1.0", "1.2", "1.9", "1.10"), first, last) == expected


def test_an_unknown_end_is_an_error() -> None:
    with pytest.raises(AdapterError, match=r"no release 3\.0"):
        between(("1.0", "1.2"), "1.0", "3.0")
