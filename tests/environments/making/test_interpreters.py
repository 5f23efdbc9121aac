"""Which Python an environment is made with: ours, or another that is found on PATH, by pyenv or by uv."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bench.environments.making import interpreters
from bench.errors import AdapterError

if TYPE_CHECKING:
    from pathlib import Path

OURS = "{}.{}".format(*sys.version_info)


def program(path: Path, said: str, code: int = 0) -> str:
    """Write a program that prints one line, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_our_own_is_taken_where_it_fits() -> None:
    assert interpreters.find("", "mine") == interpreters.find(OURS, "mine") == sys.executable


def test_one_on_the_search_path_comes_first(bare: Path) -> None:
    program(bare / "pyenv" / "versions" / "3.98.1" / "bin" / "python", "3.98")
    first = program(bare / "bin" / "python3.98", "3.98")
    assert interpreters.find("3.98", "mine") == first


def test_pyenv_s_own_command_for_a_version_that_is_not_chosen_is_passed_over(bare: Path) -> None:
    program(bare / "bin" / "python3.98", "pyenv: python3.98: command not found", 127)
    program(bare / "pyenv" / "versions" / "3.98.2" / "bin" / "python", "3.98")
    newest = program(bare / "pyenv" / "versions" / "3.98.10" / "bin" / "python", "3.98")
    assert interpreters.find("3.98", "mine") == newest


def test_uv_is_asked_last(bare: Path) -> None:
    python = program(bare / "uv-python", "3.98")
    program(bare / "bin" / "uv", python)
    assert interpreters.find("3.98", "mine") == python


def test_without_any_the_error_says_what_to_type(bare: Path) -> None:
    program(bare / "bin" / "python3.98", "3.97")
    with pytest.raises(AdapterError) as caught:
        interpreters.find("3.98", "mine")
    assert caught.value.what == "environment mine needs Python 3.98, and there is none"
    assert caught.value.hint == "install Python 3.98, then: boilerbench env create mine"
    program(bare / "bin" / "uv", "", 1)
    with pytest.raises(AdapterError) as caught:
        interpreters.find("3.98", "mine")
    assert caught.value.hint == "uv python install 3.98, then: boilerbench env create mine"
