"""The gate says how many results were reused, and judges none whose code nobody can vouch for or that is another now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.gate import judging
from bench.gate.thresholds import Terms
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of a user's module."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "mine.py").write_text("def f(page): return page\n", encoding="utf-8")
    return folder


def run(place: Path, *, reused: int = 0, **fields: object) -> RunFolder:
    """Make a run of adapter ``a`` of which some results were reused and whose manifest says ``fields`` of it."""
    source = made.corpus(name="one")
    folder = made.run(source, place, a=made.outputs(source, skill=0.7))
    manifest = folder.manifest()
    folder.write_manifest(replace(manifest, adapters=tuple({**adapter, **fields} for adapter in manifest.adapters)))
    lines = [replace(one, reused=at < reused) for at, one in enumerate(folder.made_by(["a"]))]
    folder.write_extractions(lines)
    return folder


def judged(folder: RunFolder, place: Path) -> tuple[str, ...]:
    """Judge a run against a baseline of its like; return what is said beside the verdict."""
    base = place / "base"
    judging.update(run(place / "accepted"), base)
    return judging.judge(folder, base, Terms(place=base)).notes


def test_what_was_reused_is_counted_and_said(tmp_path: Path) -> None:
    folder = run(tmp_path, reused=2, key="k", code={"source of elsewhere": "1"})
    pages = folder.extractions(["adapter"]).num_rows
    assert f"one: 2 of {pages} results were reused" in judged(folder, tmp_path)


@pytest.mark.parametrize("fields", [{}, {"key": "k"}, {"key": "", "code": {"source of mine": "1"}}, {"key": "k", "code": {}}])
def test_reused_results_without_a_record_of_their_code_are_not_judged(tmp_path: Path, fields: dict[str, object]) -> None:
    with pytest.raises(GateError, match="cannot be vouched for, no digest of the code that made them is stored: a") as caught:
        judged(run(tmp_path, reused=1, **fields), tmp_path)
    assert caught.value.hint == "boilerbench run --fresh"


def test_an_older_run_of_which_nothing_was_reused_is_judged(tmp_path: Path) -> None:
    assert judged(run(tmp_path), tmp_path)


@pytest.mark.parametrize("reused", [0, 1])
def test_a_run_made_before_its_code_changed_is_not_judged(tmp_path: Path, reused: int) -> None:
    with pytest.raises(GateError, match="the code of a is not what this run was made with any more: source of mine") as caught:
        judged(run(tmp_path, reused=reused, key="k", target="mine:f", code={"source of mine": "another"}), tmp_path)
    assert caught.value.hint == "boilerbench run"


def test_other_things_that_changed_are_said_and_what_is_not_here_is_not(tmp_path: Path) -> None:
    notes = judged(run(tmp_path, key="k", target="mine:f", code={"data of mine": "another", "package gone": "1"}), tmp_path)
    assert "a: changed since the run, though not its own code: data of mine" in notes


def test_code_that_cannot_be_found_here_is_not_held_against_a_run(tmp_path: Path) -> None:
    assert judged(run(tmp_path, key="k", target="gone:f", code={"source of gone": "1"}), tmp_path)


def test_an_unvouched_run_becomes_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="cannot be vouched for"):
        judging.update(run(tmp_path, reused=1), tmp_path / "base")
    assert not (tmp_path / "base").exists()
