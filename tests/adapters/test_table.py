"""The table of adapters: every row says all that is printed beside its scores, and stands for one small file."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

import bench.adapters
from bench.adapters import ADAPTERS
from bench.adapters.justext import STOPLISTS
from bench.model import Adapter, Kind
from bench.registry import resolve, version_of

ROWS = list(ADAPTERS.values())
ROOT = Path(__file__).resolve().parents[2]
NODE = Path(str(bench.adapters.__file__)).parent / "node"
LICENCES = {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"}  # SPDX
EXTRAS = {"", "all", "node"}


def name_of(row: Adapter) -> str:
    return row.name


def targets() -> list[str]:
    return sorted({row.target.partition(":")[0] for row in ROWS if row.target})


def test_there_are_twenty_five_rows_and_more() -> None:
    assert len(ROWS) >= 25
    assert {row.extra for row in ROWS} == EXTRAS
    assert [row.name for row in ROWS] == list(ADAPTERS)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_row_says_what_it_is(row: Adapter) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", row.name)
    assert row.package
    assert row.licence in LICENCES
    assert row.extra in EXTRAS
    assert row.kinds
    assert set(row.kinds) <= set(Kind)
    assert row.accepts in {"str", "bytes"}
    assert bool(row.target) != bool(row.command)
    assert json.loads(json.dumps(dict(row.settings))) == dict(row.settings)


@pytest.mark.parametrize("row", [row for row in ROWS if row.target], ids=name_of)
def test_a_row_s_function_takes_its_settings(row: Adapter) -> None:
    function = resolve(row.target)
    assert callable(function)
    assert function.__doc__
    takes = function.__code__
    names = set(takes.co_varnames[: takes.co_argcount + takes.co_kwonlyargcount])
    assert set(row.settings) <= names or takes.co_flags & 8  # **settings


@pytest.mark.parametrize("row", [row for row in ROWS if row.command], ids=name_of)
def test_a_command_is_given_its_settings(row: Adapter) -> None:
    assert "{settings}" in row.command or not row.settings


@pytest.mark.parametrize("row", [row for row in ROWS if not row.extra], ids=name_of)
def test_a_core_row_is_installed_with_the_package(row: Adapter) -> None:
    assert version_of(row.package)


@pytest.mark.parametrize("module", targets())
def test_an_adapter_is_at_most_forty_lines(module: str) -> None:
    source = Path(str(import_module(module).__file__)).read_text(encoding="utf-8")
    without_table = re.sub(r"^STOPLISTS = \{.*?^\}$", "", source, flags=re.DOTALL | re.MULTILINE)
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
    wanted = {row.package for row in ROWS} - {"boilerbench"}
    assert {name for name in wanted if name not in pins and f"node_modules/{name}" not in lock} == set()


def test_the_lock_file_says_the_versions_of_the_manifest_and_no_registry() -> None:
    wanted = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("resolved" not in entry for entry in lock["packages"].values())
    assert all(entry.get("integrity") for path, entry in lock["packages"].items() if path)


def test_every_stop_list_is_one_that_justext_has() -> None:
    justext = pytest.importorskip("justext")
    assert set(STOPLISTS.values()) <= justext.get_stoplists()
