"""What an adapter is: versions that matter, and a key of all that can move its results."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bench import registry
from bench.environments import identity
from bench.model import Adapter
from bench.workers import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

ADAPTER = Adapter("made", "mine:f", "lxml", {"a": 1})


def test_versions_follow_requirements() -> None:
    packages = identity.versions("html-text")
    assert set(packages) >= {"html-text", "lxml"}
    assert packages["html-text"] == registry.version_of("html-text")
    assert list(packages) == sorted(packages)
    assert identity.versions("no-such-distribution") == {}
    assert identity.versions("") == {}


def test_the_key_of_scores_is_of_this_very_python(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = set()
    for version in ((3, 11, 7), (3, 11, 8), (3, 12, 7)):
        monkeypatch.setattr(identity, "sys", SimpleNamespace(version_info=(*version, "final", 0), implementation=sys.implementation))
        keys.add(identity.scoring.__wrapped__())
    assert len(keys) == 3


@pytest.mark.parametrize(
    "other",
    [
        replace(ADAPTER, name="renamed"),
        replace(ADAPTER, settings={"a": 2}),
        replace(ADAPTER, target="mine:g"),
        replace(ADAPTER, accepts="bytes"),
        replace(ADAPTER, env="old"),
        replace(ADAPTER, command=("x",)),
    ],
)
def test_whatever_can_change_a_result_changes_the_key(other: Adapter) -> None:
    assert identity.key(ADAPTER, {"lxml": "1"}, {"deadline": 1}, {}) != identity.key(other, {"lxml": "1"}, {"deadline": 1}, {})


def test_versions_and_limits_are_in_the_key_and_order_is_not() -> None:
    key = identity.key(ADAPTER, {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2}, {})
    assert key == identity.key(ADAPTER, {"six": "2", "lxml": "1"}, {"memory": 2, "deadline": 1}, {})
    assert key != identity.key(ADAPTER, {"lxml": "2", "six": "2"}, {"deadline": 1, "memory": 2}, {})
    assert key != identity.key(ADAPTER, {"lxml": "1", "six": "2"}, {"deadline": 2, "memory": 2}, {})
    assert key == identity.key(replace(ADAPTER, licence="MIT", floor=True), {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2}, {})


def installed(folder: Path, name: str, *requires: str) -> None:
    """Pretend that a distribution of version 1.5 is installed in ``folder``."""
    card = folder / f"{name.replace('-', '_')}-1.5.dist-info"
    card.mkdir(parents=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.5", *(f"Requires-Dist: {line}" for line in requires)]
    (card / "METADATA").write_text("\n".join(lines) + "\n\n", encoding="utf-8")


def test_requirements_are_names_without_extras_normalised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Zeta>=1", "a_b..C[x]==2; python_version > '3'", "only-extra; extra == 'all'", "Extra_Lib", "d (>=1)", "d<9"]
    installed(tmp_path, "made-for-identity", *lines)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert identity.requirements("made-for-identity") == ("a-b-c", "d", "extra-lib", "zeta")
    assert identity.requirements("never-made-for-identity") == ()
    installed(tmp_path, "made-without-needs")
    assert identity.requirements("made-without-needs") == ()


def test_versions_follow_requirements_of_requirements_and_end_where_they_turn_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, requires in (("ring-a", ["ring-b", "ring-gone"]), ("ring-b", ["ring-c"]), ("ring-c", ["ring-a"])):
        installed(tmp_path, name, *requires)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert identity.versions("ring-b") == {"ring-a": "1.5", "ring-b": "1.5", "ring-c": "1.5"}
    assert list(identity.versions("ring-c")) == ["ring-a", "ring-b", "ring-c"]


def test_the_code_the_handling_of_pages_the_python_and_the_machine_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    code = {"source mine": "1"}

    def key() -> str:
        return identity.key(ADAPTER, {}, {}, code)

    keys = [key()]
    code = {"source mine": "2"}
    keys.append(key())
    code = {"source other": "2"}
    keys.append(key())
    monkeypatch.setattr(identity, "harness", lambda: "another")
    keys.append(key())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    keys.append(key())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "beta", 1))  # only the numbers count
    assert key() == keys[-1]
    monkeypatch.setattr(sys, "platform", "elsewhere")
    keys.append(key())
    monkeypatch.setattr(identity.platform, "machine", lambda: "abacus")
    keys.append(key())
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in keys)


def test_a_key_is_the_digest_of_just_these_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts under other names would make every stored result stale."""
    monkeypatch.setattr(sys, "version_info", (3, 11, 9, "final", 0))
    monkeypatch.setattr(sys, "platform", "unix")
    monkeypatch.setattr(identity.platform, "machine", lambda: "abacus")
    monkeypatch.setattr(identity, "harness", lambda: "h")
    parts = (
        '{"accepts": "str", "code": {"source": "c"}, "command": [], "env": "", "harness": "h", "limits": {"deadline": 1}, "name": "made", '
        f'"python": [3, 11, 9, "{sys.implementation.name}", "unix", "abacus"], "settings": {{"a": 1}}, "target": "mine:f", '
        '"versions": {"lxml": "1"}}'
    )
    assert identity.key(ADAPTER, {"lxml": "1"}, {"deadline": 1}, {"source": "c"}) == hashlib.sha256(parts.encode()).hexdigest()


def test_settings_that_json_does_not_know_are_in_the_key_too() -> None:
    first, second = (identity.key(replace(ADAPTER, settings={"p": Path(name)}), {}, {}, {}) for name in ("x", "y"))
    assert first != second


def test_a_key_is_the_same_in_every_process() -> None:
    code = "from bench.environments import identity; from bench.model import Adapter; print(identity.key(Adapter('x', 'm:f'), {}, {}, {}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == identity.key(Adapter("x", "m:f"), {}, {}, {})


def test_another_python_prints_what_it_has_of_each_package() -> None:
    boot = Path(identity.__file__).parents[1] / "workers" / "boot.py"
    told = subprocess.run([sys.executable, "-P", str(boot), "identity", "lxml", "no-such"], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == {"lxml": identity.versions("lxml"), "no-such": {}}


@pytest.fixture
def own_harness() -> Iterator[None]:
    """Have the digest of our own page handling computed anew within a test, and forgotten after it."""
    identity.harness.cache_clear()
    yield
    identity.harness.cache_clear()


@pytest.mark.usefixtures("own_harness")
def test_a_source_of_page_handling_that_is_not_found_is_an_error_and_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_ROOMS", (*identity._ROOMS, "corpus/renamed"))
    with pytest.raises(FileNotFoundError, match=r"corpus/renamed"):
        identity.harness()


@pytest.mark.usefixtures("own_harness")
@pytest.mark.parametrize("name", ["payload.py", "decode.py", "worker.py", "bridge.py"])
def test_each_source_of_page_handling_moves_the_key(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before, digest = identity.harness(), identity._digest
    identity.harness.cache_clear()
    monkeypatch.setattr(identity, "_digest", lambda path: "edited" if path.name == name else digest(path))
    assert identity.harness() != before


@pytest.mark.usefixtures("own_harness")
def test_the_version_of_the_wire_moves_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity.harness()
    identity.harness.cache_clear()
    monkeypatch.setattr(wire, "VERSION", wire.VERSION + 1)
    assert identity.harness() != before


def test_every_module_that_page_handling_imports_moves_the_key() -> None:
    """Only nouns, errors and names are taken from elsewhere; they make no text."""
    rooms = tuple(f"bench.{room.replace('/', '.')}" for room in identity._ROOMS)
    modules = {name for room in rooms for name in imported(room)}
    assert {name for name in modules if not name.startswith(rooms)} <= {
        "bench",
        "bench.model",
        "bench.errors",
        "bench.registry",
        "bench.files",
        "bench.adapters.selection",
    }


def imported(room: str) -> set[str]:
    """The modules of ours that those of a room import."""
    folder = Path(str(import_module(room).__file__)).parent
    nodes = [node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name for name in names if name.partition(".")[0] == "bench"}
