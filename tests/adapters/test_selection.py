"""What names, groups, versions and targets stand for, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.adapters import selection
from bench.adapters.selection import accepted, groups, known, select
from bench.adapters.table import ADAPTERS
from bench.errors import AdapterError
from bench.model import Adapter

if TYPE_CHECKING:
    from pathlib import Path

CORE = [name for name, adapter in ADAPTERS.items() if not adapter.extra and adapter.output == "text"]
OWN = {"mine": Adapter("mine", "m:f", "trafilatura"), "trafilatura": Adapter("trafilatura", "m:f", "mine")}


def names(*wanted: str, own: dict[str, Adapter] | None = None) -> list[str]:
    return [adapter.name for adapter in select(wanted, own)]


def test_core_needs_no_extra_and_is_the_default() -> None:
    assert [adapter.name for adapter in select()] == names("core") == CORE
    assert {"trafilatura", "readability-lxml", "justext", "nothing"} <= set(CORE)
    assert set(names("all")) == {name for name, adapter in ADAPTERS.items() if adapter.output != "metadata"}
    assert set(names("metadata")) == set(ADAPTERS) - set(names("all"))
    assert not set(names("metadata")) & {*names("core"), *names("markdown"), *names("floors")}
    assert all(ADAPTERS[name].floor for name in names("floors"))


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (("justext", "trafilatura"), ["justext", "trafilatura"]),
        (("trafilatura", "justext", "trafilatura"), ["trafilatura", "justext"]),
        (
            ("floors", "-nothing", "-everything"),
            [name for name, adapter in ADAPTERS.items() if adapter.floor and name not in {"nothing", "everything"}],
        ),
        (("all", "-all", "goose3"), ["goose3"]),
        (("trafilatura@1.12.2", "trafilatura-fast@1.12.2"), ["trafilatura@1.12.2", "trafilatura-fast@1.12.2"]),
        (("my.module:extract",), ["my.module:extract"]),
    ],
)
def test_adapters_come_once_in_the_order_asked_for(wanted: tuple[str, ...], chosen: list[str]) -> None:
    assert names(*wanted) == chosen


def test_a_version_is_the_same_adapter_in_an_environment_of_that_version() -> None:
    (adapter,) = select(["trafilatura-fast@1.12.2"])
    base = ADAPTERS["trafilatura-fast"]
    assert (adapter.env, adapter.target, adapter.settings, adapter.package) == (
        "trafilatura@1.12.2",
        base.target,
        base.settings,
        "trafilatura",
    )


def test_a_target_becomes_an_adapter_with_a_safe_name() -> None:
    (adapter,) = select(["my.module:Class.method"])
    assert (adapter.name, adapter.target, adapter.package) == ("my.module:Class.method", "my.module:Class.method", "")
    assert select(["a\x1bb:c d"])[0].name == "a-b:c-d"


@pytest.mark.parametrize("wanted", [(), ("core", "-core"), ("nothing", "-nothing")])
def test_nothing_selected_is_an_error(wanted: tuple[str, ...]) -> None:
    with pytest.raises(AdapterError, match="no adapter is selected"):
        select(wanted)


@pytest.mark.parametrize("name", ["trafilatur", "trafilatura@", "@1", "unknown@1", ""])
def test_an_unknown_name_is_an_error_with_the_nearest(name: str) -> None:
    with pytest.raises(AdapterError, match="no adapter is called") as caught:
        select([name])
    assert "boilerbench list" in caught.value.hint
    assert ("did you mean 'trafilatura'?" in caught.value.hint) == name.startswith("traf")


@pytest.mark.parametrize("name", ["defuddle@0.18.1", "my@1"])
def test_only_python_packages_come_in_versions(name: str) -> None:
    with pytest.raises(AdapterError, match="has no versions to choose from"):
        select([name], {"my": Adapter("my", "m:f")})


def test_the_user_s_rows_win() -> None:
    assert known(OWN)["trafilatura"].target == "m:f"
    assert names("mine", "trafilatura@2", own=OWN) == ["mine", "trafilatura@2"]
    assert select(["trafilatura@2"], OWN)[0].env == "mine@2"
    assert set(groups(known(OWN))["all"]) == {*groups(ADAPTERS)["all"], "mine"}


def test_plug_ins_are_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "plugins", lambda group: {"plain": "json:dumps"} if group == "boilerbench.adapters" else {})
    assert select(["plain"])[0] == Adapter("plain", "json:dumps")


@pytest.mark.parametrize("target", ["no_such_module:f", "json:no_such_function", "broken_plugin:f"])
def test_a_plug_in_that_cannot_be_loaded_harms_no_other_row(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_plugin.py").write_text("def f(:", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(selection, "plugins", lambda _: {"gone": target})
    assert select(["trafilatura", "gone"]) == (ADAPTERS["trafilatura"], Adapter("gone", target))


def test_a_plug_in_says_the_package_that_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "my_plugin-3.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plugin\nVersion: 3.1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[boilerbench.adapters]\nplain = json:dumps\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert select(["plain"]) == (Adapter("plain", "json:dumps", "my-plugin"),)


def test_an_entry_point_may_name_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "plugins", lambda _: {"renamed": "tests.adapters.test_selection:PLUGGED"})
    assert select(["renamed"])[0] == Adapter("renamed", "m:f", "p", {"a": 1})


PLUGGED = Adapter("plugged", "m:f", "p", {"a": 1})


@pytest.mark.parametrize(
    ("kinds", "out"),
    [(["html"], {"identity", "lines-quality", "lines-deduplicated"}), (["text"], set()), (["html", "text"], set()), ([], set(ADAPTERS))],
)
def test_rows_that_take_none_of_the_pages_are_left_out(kinds: list[str], out: set[str]) -> None:
    assert set(ADAPTERS) - {adapter.name for adapter in accepted(ADAPTERS.values(), kinds)} == out
