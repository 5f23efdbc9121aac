"""Trials: whether an adapter runs is measured by running it, and why it does not is said with what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import registry
from bench.adapters.table import ADAPTERS
from bench.environments import availability, trials
from bench.environments.making import recipes
from bench.model import Adapter, Kind, Status
from bench.workers.limits import Limits
from tests import nodes
from tests.toys import pages

HERE = Path(__file__).parents[1] / "toys"
BRISK = Limits(deadline_s=1.0, start_s=20.0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))


def tried(*adapters: Adapter, limits: Limits = BRISK) -> dict[str, trials.Trial]:
    """Return how each adapter did, by name."""
    made = trials.run(availability.look_up(adapters, HERE), HERE, limits)
    assert [trial.available.adapter for trial in made] == list(adapters)
    return {trial.available.adapter.name: trial for trial in made}


def test_adapters_are_run_and_what_is_wrong_is_said() -> None:
    good = pages.user("mild:capitals", "good")
    absent = pages.user("mild:absent", "absent")
    unknown = Adapter("unknown", "no_such_module:f", "lxml", kinds=pages.ANY)
    slow = pages.user("stuck:extract", "slow")
    made = tried(good, absent, unknown, slow, ADAPTERS["trafilatura"], ADAPTERS["nothing"], ADAPTERS["identity"])
    assert {name: trial.status for name, trial in made.items()} == {
        "good": Status.OK, "absent": Status.SKIPPED, "unknown": Status.SKIPPED, "slow": Status.TIMEOUT,
        "trafilatura": Status.OK, "nothing": Status.EMPTY, "identity": Status.OK,
    }  # fmt: skip
    assert [name for name, trial in made.items() if not trial.runs] == ["absent", "unknown", "slow"]
    assert "no_such_library_anywhere" in made["absent"].reason
    assert made["unknown"].reason == "ModuleNotFoundError: No module named 'no_such_module'"  # lxml itself is there
    assert made["trafilatura"].available.version == registry.version_of("trafilatura")
    assert made["nothing"].reason == ""


def test_twenty_five_adapters_run_where_everything_is_installed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes.provide(tmp_path_factory, monkeypatch)
    every = [adapter for adapter in ADAPTERS.values() if adapter.env in {"", recipes.NODE}]  # the contract makes the other environments
    adapters = [adapter for adapter in every if adapter.command or registry.version_of(adapter.package)]
    made = tried(*adapters, limits=Limits(deadline_s=30.0))
    assert [name for name, trial in made.items() if not trial.runs] == []
    assert [name for name, trial in made.items() if trial.status is Status.EMPTY] == ["nothing"]
    if len(adapters) == len(every):  # with the extra `all`
        assert len(made) >= 25


def test_the_page_is_of_the_kind_asked_for() -> None:
    assert b"<p>" in trials.page(Kind.HTML).content
    assert b"<" not in trials.page(Kind.TEXT).content


@pytest.mark.parametrize("status", list(Status))
def test_an_adapter_runs_where_it_answered(status: Status) -> None:
    here = availability.Availability(ADAPTERS["nothing"], "", "")
    assert trials.Trial(here, status, "", 0.0).runs == (status in {Status.OK, Status.EMPTY})


def test_a_core_adapter_is_one_of_our_own_without_an_extra() -> None:
    def is_core(adapter: Adapter) -> bool:
        return trials.Trial(availability.Availability(adapter, "", ""), Status.OK, "", 0.0).is_core

    assert is_core(ADAPTERS["nothing"])
    assert not is_core(next(adapter for adapter in ADAPTERS.values() if adapter.extra))
    assert not is_core(Adapter("nothing", "mine:f"))  # a user's own of the same name


def test_what_is_not_available_is_not_tried() -> None:
    (trial,) = trials.run(availability.look_up([Adapter("plain", "m:f", "no-such-package")], HERE), HERE, BRISK)
    assert (trial.status, trial.seconds, trial.runs) == (Status.SKIPPED, 0.0, False)
    assert trial.reason == "no-such-package is not installed: pip install no-such-package"


def test_an_adapter_that_only_text_dumps_suit_is_tried_on_one() -> None:
    here = tried(pages.user("mild:capitals", "html"), Adapter("text", "mild:capitals", kinds=(Kind.TEXT,)))
    assert [trial.status for trial in here.values()] == [Status.OK, Status.OK]
    assert all(0 < trial.seconds < BRISK.deadline_s for trial in here.values())
