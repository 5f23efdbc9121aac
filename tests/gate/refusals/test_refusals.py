"""The rules are asked in order, the first error is raised, and remarks are gathered, for judging and for accepting a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.gate import judging, refusals
from bench.gate.thresholds import Terms
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_error_of_the_first_rule_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = made.corpus(3)
    run = made.run(source, tmp_path, one=made.outputs(source))
    judging.update(run, tmp_path / "base")
    monkeypatch.setattr(refusals, "REMARKS", (lambda case: [f"{case.now.corpus} said"], lambda _: ()))
    assert judging.judge(run, tmp_path / "base", Terms()).notes[-1] == "made said"
    rules = (lambda _: (), lambda case: [GateError(f"{case.folder.path.name}: one"), GateError("two")], lambda _: [GateError("three")])
    monkeypatch.setattr(refusals, "RULES", rules)
    for work in (lambda: judging.judge(run, tmp_path / "base", Terms()), lambda: judging.update(run, tmp_path / "base")):
        with pytest.raises(GateError) as caught:
            work()
        assert caught.value.what == f"{run.path.name}: one"
