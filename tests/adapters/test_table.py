"""The table of adapters: each says all that is printed beside its scores, and stands for one small file."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

import bench.adapters
from bench.adapters.table import ADAPTERS, DEBIAN, ENVS, families, family_of
from bench.model import Adapter, Kind
from bench.registry import resolve, version_of

TABLE = list(ADAPTERS.values())
ROOT = Path(__file__).resolve().parents[2]
NODE = Path(str(bench.adapters.__file__)).parent / "node"
LICENCES = {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "MIT OR Apache-2.0", "GPL-2.0-only", "GPL-2.0-or-later"}  # SPDX
EXTRAS = {"", "extractors", "node", "java", "python3.12", "debian"}


def name_of(adapter: Adapter) -> str:
    return adapter.name


def targets() -> list[str]:
    return sorted({adapter.target.partition(":")[0] for adapter in TABLE if adapter.target})


def test_there_are_forty_two_and_more() -> None:
    assert len(TABLE) >= 42
    assert {adapter.extra for adapter in TABLE} == EXTRAS
    assert [adapter.name for adapter in TABLE] == list(ADAPTERS)


@pytest.mark.parametrize("adapter", TABLE, ids=name_of)
def test_an_adapter_says_what_it_is(adapter: Adapter) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", adapter.name)
    assert adapter.package
    assert adapter.licence in LICENCES
    assert adapter.extra in EXTRAS
    assert adapter.kinds
    assert set(adapter.kinds) <= set(Kind)
    assert adapter.accepts in {"str", "bytes"}
    assert bool(adapter.target) != bool(adapter.command)
    assert json.loads(json.dumps(dict(adapter.settings))) == dict(adapter.settings)


@pytest.mark.parametrize("adapter", [adapter for adapter in TABLE if adapter.target], ids=name_of)
def test_an_adapter_s_function_takes_its_settings(adapter: Adapter) -> None:
    function = resolve(adapter.target)
    assert callable(function)
    assert function.__doc__
    takes = function.__code__
    names = set(takes.co_varnames[: takes.co_argcount + takes.co_kwonlyargcount])
    assert set(adapter.settings) <= names or takes.co_flags & 8  # **settings


@pytest.mark.parametrize("adapter", [adapter for adapter in TABLE if adapter.command], ids=name_of)
def test_a_command_is_given_its_settings(adapter: Adapter) -> None:
    assert "{settings}" in adapter.command or not adapter.settings


@pytest.mark.parametrize("adapter", [adapter for adapter in TABLE if not adapter.extra], ids=name_of)
def test_a_core_adapter_is_installed_with_the_package(adapter: Adapter) -> None:
    assert version_of(adapter.package)


@pytest.mark.parametrize("module", targets())
def test_an_adapter_is_at_most_forty_lines(module: str) -> None:
    source = Path(str(import_module(module).__file__)).read_text(encoding="utf-8")
    without_table = re.sub(r"^STOPLISTS = \{.*?^\}.*?$", "", source, flags=re.DOTALL | re.MULTILINE)
    assert len(without_table.rstrip().splitlines()) <= 40


def test_no_adapter_imports_its_library_when_it_is_imported() -> None:
    for module in targets():
        source = Path(str(import_module(module).__file__)).read_text(encoding="utf-8")
        at_the_top = re.findall(r"^(?:import|from) (\w+)", source, flags=re.MULTILINE)
        assert set(at_the_top) <= {"__future__", "typing", "re", "bench"}, module


def test_every_extractor_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    pins |= {line.partition("==")[0] for recipe in ENVS.values() for line in recipe.requirements if "==" in line}
    debian = {DEBIAN, "java"}  # what those packages bring are of the release of Debian
    wanted = {adapter.package for adapter in TABLE if adapter.extra not in debian} - {"boilerbench"}
    assert {name for name in wanted if name not in pins and f"node_modules/{name}" not in lock} == set()


def test_the_lock_file_says_the_versions_of_the_manifest_and_no_registry() -> None:
    wanted = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("resolved" not in entry for entry in lock["packages"].values())
    assert all(entry.get("integrity") for path, entry in lock["packages"].items() if path)


def test_a_version_is_of_the_family_of_its_adapter_and_a_stranger_of_its_own() -> None:
    made = families(["trafilatura", "trafilatura@1.12.2", "mine", "my:module@x", ""])
    assert made["trafilatura@1.12.2"] == made["trafilatura"]
    assert (made["mine"], made["my:module@x"], made[""]) == ("mine", "my:module@x", "")


@pytest.mark.parametrize(
    "together",
    [
        {
            *("trafilatura", "trafilatura-fast", "trafilatura-precision", "trafilatura-recall", "trafilatura-markdown"),
            "trafilatura-metadata",
            *("rs-trafilatura", "rs-trafilatura-markdown", "trafipy"),
        },
        {"trafilatura-baseline"},
        {
            *(
                "readability-lxml",
                "breadability",
                "readability-linkedom",
                "readability-jsdom",
                "defuddle",
                "article-extractor",
                "go-readability",
            ),
            *("readability-lxml-markdown", "readability-linkedom-markdown", "defuddle-markdown", "readability-lxml-metadata"),
            *("readability-linkedom-metadata", "defuddle-metadata"),
        },
        {"justext", "justext-langindep", "justext-declared"},
        {"newspaper4k", "goose3", "newspaper4k-metadata", "goose3-metadata"},
        {"boilerpy3-article", "boilerpy3-default", "boilerpipe-article", "boilerpipe-default"},
        {"magic-html"},
        {"lines-quality"},
    ],
)
def test_settings_of_one_library_and_ports_of_one_algorithm_are_one_family(together: set[str]) -> None:
    contenders = families(name for name, adapter in ADAPTERS.items() if not adapter.floor)
    first = contenders[min(together)]
    assert {name for name, family in contenders.items() if family == first} == together


@pytest.mark.parametrize(
    ("about", "family"),
    [
        ({"name": "mine"}, "mine"),
        ({"name": "mine", "family": "ours", "package": "trafilatura"}, "ours"),
        ({"name": "mine", "package": "trafilatura"}, "trafilatura"),  # settings of a package that the table has
        ({"name": "mine", "package": "breadability", "family": ""}, "readability"),
        ({"name": "mine-fast", "package": "mine"}, "mine"),
        ({"name": "trafilatura-baseline@2.0.0", "package": "trafilatura", "family": None}, "trafilatura-baseline"),
        ({"name": "readability-lxml", "package": "readability-lxml"}, "readability"),  # of a run made before families stood in manifests
    ],
)
def test_a_family_is_what_is_said_else_the_table_s_else_the_package_else_the_name(about: dict[str, str], family: str) -> None:
    assert family_of(about) == family
