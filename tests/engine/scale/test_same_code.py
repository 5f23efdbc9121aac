"""A machine whose packages or files differ from those planned is refused by name: its results would bear the wrong versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench import registry
from bench.adapters.table import ADAPTERS
from bench.engine import plan
from bench.engine.scale import cluster, same_code
from bench.environments import installed
from bench.errors import AdapterError, RunError
from bench.model import Adapter
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

MINE = Adapter("mine", "my_adapters:f", kinds=pages.ANY)


def test_the_same_machine_is_alike(tmp_path: Path) -> None:
    adapters = [ADAPTERS["trafilatura"], MINE, Adapter("other", command=("sh", "worker.sh"))]
    (tmp_path / "my_adapters.py").write_text("def f(page): return page\n", encoding="utf-8")
    (tmp_path / "worker.sh").write_text("exit\n", encoding="utf-8")
    planned = same_code.here(adapters, tmp_path)
    assert planned["trafilatura"]["trafilatura"] == registry.version_of("trafilatura")
    same_code.demand(planned, adapters, tmp_path)


@pytest.mark.parametrize(("file", "adapter"), [("my_adapters.py", MINE), ("worker.sh", Adapter("other", command=("sh", "worker.sh")))])
def test_another_source_is_told(file: str, adapter: Adapter, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, said in ((here, "1"), (there, "2")):
        folder.mkdir()
        (folder / file).write_text(f"x = {said}\n", encoding="utf-8")
    with pytest.raises(RunError, match=rf"has (source of my_adapters|file worker.sh) \w+ where \w+ was planned, for {adapter.name}"):
        same_code.demand(same_code.here([adapter], here), [adapter], there)


def test_another_version_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    adapter = ADAPTERS["trafilatura"]
    planned = same_code.here([adapter], tmp_path)
    monkeypatch.setattr(installed, "versions", lambda _: {adapter.name: {**planned[adapter.name], "trafilatura": "9.9"}})
    with pytest.raises(RunError, match=r"has trafilatura 9\.9 where .* was planned, for trafilatura"):
        same_code.demand(planned, [adapter], tmp_path)
    monkeypatch.setattr(installed, "versions", lambda _: {adapter.name: {}})
    with pytest.raises(RunError, match=r"\(none\) where"):
        same_code.demand(planned, [adapter], tmp_path)


def test_a_missing_environment_is_told_and_never_replaced_by_this_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path))
    adapter = replace(ADAPTERS["trafilatura"], name="trafilatura@1.0", env="trafilatura@1.0")
    with pytest.raises(RunError, match=r"has no environment 'trafilatura@1\.0'") as caught:
        same_code.demand(same_code.here([adapter], tmp_path), [adapter], tmp_path)
    assert "boilerbench env create trafilatura@1.0" in caught.value.hint
    with pytest.raises(AdapterError, match="there is no environment"):
        installed.python_of("trafilatura@1.0")


def test_a_task_does_nothing_where_adapters_are_others(tmp_path: Path) -> None:
    made = plan.make([pages.corpus(["one"])], [pages.user("mild:capitals")], pages.options())
    pending = {"user": made.pages()}
    (task,), shared = cluster.tasks(made, pending, tmp_path), cluster.common(made, pending)
    changed = {"user": {**shared.code["user"], "source of mild": "0" * 12}}
    with pytest.raises(RunError, match="source of mild"):
        cluster.extract(task, replace(shared, code=changed))
    assert not task.path.exists()
    cluster.extract(task, shared)
    assert task.path.exists()
