"""Availability: what an adapter lacks is said with what to type; environments of a version are adapters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import registry
from bench.adapters.table import ADAPTERS
from bench.environments import availability, envs
from bench.environments.availability import Availability
from bench.model import Adapter

HERE = Path(__file__).parents[1] / "toys"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))


def test_adapters_that_lack_something_say_what_to_type() -> None:
    adapters = [
        Adapter("extra", "m:f", "no-such-package", extra="extractors"),
        Adapter("plain", "m:f", "no-such-package"),
        Adapter("env", "m:f", "shouter", env="shouter@1"),
        Adapter("command", command=("no-such-program-anywhere", "x")),
        Adapter("there", command=("sh", "x")),
        ADAPTERS["defuddle"],
    ]
    assert [here.lacking for here in availability.look_up(adapters, HERE)] == [
        'no-such-package is not installed: pip install "boilerbench[extractors]"',
        "no-such-package is not installed: pip install no-such-package",
        "environment shouter@1 is not made: boilerbench env create shouter@1",
        "there is no program no-such-program-anywhere",
        "",
        "environment node is not made: boilerbench env create node",
    ]


def test_an_environment_of_a_version_is_an_adapter() -> None:
    for name in ("trafilatura@1.12.2", "unrelated@3", "mine"):
        folder = envs.root() / name
        folder.mkdir(parents=True)
        card = {"schema": 1, "name": name, "python": "", "requirements": [], "digest": ""}
        (folder / "env.json").write_text(json.dumps(card), encoding="utf-8")
    own = {"mine": Adapter("mine", "m:f", "mine", env="mine")}
    added = [adapter for adapter in availability.adapters(own) if adapter.name not in ADAPTERS]
    assert [(adapter.name, adapter.env, dict(adapter.settings)) for adapter in added] == [
        ("mine", "mine", {}),
        ("trafilatura@1.12.2", "trafilatura@1.12.2", {"include_comments": False}),
    ]


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=lambda adapter: adapter.name)
def test_an_adapter_is_plain_data_for_machines(adapter: Adapter) -> None:
    data = Availability(adapter, "1.0", "").as_data()
    assert json.loads(json.dumps(data)) == data
    assert {"name", "package", "version", "settings", "licence", "accepts", "extra", "floor", "available"} <= data.keys()
    assert (data["available"], data["lacking"], data["version"]) == (True, "", "1.0")
    assert Availability(adapter, "", "gone").as_data()["available"] is False


def test_the_version_is_that_of_the_adapter_s_package() -> None:
    (here,) = availability.look_up([Adapter("mine", "m:f", "lxml")], HERE)
    assert (here.version, here.lacking) == (registry.version_of("lxml"), "")


def test_an_environment_of_a_version_is_for_the_first_plain_adapter_of_its_package() -> None:
    pretend = envs.root() / "lib@1"
    pretend.mkdir(parents=True)
    card = {"schema": 1, "name": "lib@1", "python": "", "requirements": [], "digest": ""}
    (pretend / "env.json").write_text(json.dumps(card), encoding="utf-8")
    own = {
        "foreign": Adapter("foreign", package="lib", command=("x",)),
        "pinned": Adapter("pinned", "m:f", "lib", env="lib@1"),
        "plain": Adapter("plain", "m:f", "lib"),
        "second": Adapter("second", "m:g", "lib"),
    }
    assert [adapter.name for adapter in availability.adapters(own) if adapter.name not in ADAPTERS] == [*own, "plain@1"]
