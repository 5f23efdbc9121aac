"""What an adapter is: versions that matter, its source, its command's files; nothing is imported to find out."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
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


def test_a_source_is_found_without_importing_it(tmp_path: Path) -> None:
    package = tmp_path / "explosive"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    (package / "part.py").write_text("x = 1\n", encoding="utf-8")
    first = identity.source_digest("explosive.part:f", str(tmp_path))
    assert first
    assert "explosive" not in sys.modules
    (package / "part.py").write_text("x = 2\n", encoding="utf-8")
    assert identity.source_digest("explosive.part:f", str(tmp_path)) not in {first, ""}
    assert identity.source_digest("no_such_module:f") == ""
    assert identity.source_digest("") == ""


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
    assert identity.key(ADAPTER, {"lxml": "1"}, {"deadline": 1}) != identity.key(other, {"lxml": "1"}, {"deadline": 1})


def test_versions_and_limits_are_in_the_key_and_order_is_not() -> None:
    key = identity.key(ADAPTER, {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2})
    assert key == identity.key(ADAPTER, {"six": "2", "lxml": "1"}, {"memory": 2, "deadline": 1})
    assert key != identity.key(ADAPTER, {"lxml": "2", "six": "2"}, {"deadline": 1, "memory": 2})
    assert key != identity.key(ADAPTER, {"lxml": "1", "six": "2"}, {"deadline": 2, "memory": 2})
    assert key == identity.key(replace(ADAPTER, licence="MIT", floor=True), {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2})


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


def test_a_source_is_the_file_that_would_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user, first = tmp_path / "user", tmp_path / "first"
    for folder, content in ((user, b"user"), (first, b"first")):
        (folder / "pack").mkdir(parents=True)
        (folder / "pack" / "__init__.py").write_bytes(b"init of " + content)
        (folder / "pack" / "inner.py").write_bytes(content)
    (user / "space" / "deep").mkdir(parents=True)
    (user / "space" / "deep" / "leaf.py").write_bytes(b"leaf")

    def sha(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    assert identity.source_digest("pack.inner:f", str(user)) == sha(b"user")
    assert identity.source_digest("pack:f.g", str(user)) == sha(b"init of user")
    assert identity.source_digest("pack.gone:f", str(user)) == ""
    assert identity.source_digest("space.deep.leaf:f", str(user)) == sha(b"leaf")
    assert identity.source_digest("space.deep:f", str(user)) == ""  # a folder without a file of its own
    assert identity.source_digest("sys:f") == ""  # built in
    monkeypatch.syspath_prepend(str(first))
    assert identity.source_digest("pack.inner:f", str(user)) == sha(b"first")  # sys.path first, as in workers


def test_a_command_is_its_program_its_files_and_the_lock_files_beside_them(tmp_path: Path) -> None:
    place = tmp_path / "worker"
    place.mkdir()
    for name in ("run.mjs", "package-lock.json", "data"):
        (place / name).write_text(name, encoding="ascii")
    before = identity.command_digest(("sh", str(place / "run.mjs"), "--flag"))
    assert before.keys() == {"sh", "run.mjs", "package-lock.json"}
    assert before["run.mjs"] == hashlib.sha256(b"run.mjs").hexdigest()
    assert identity.command_digest(("sh", str(place / "not-there"))).keys() == {"sh", "package-lock.json"}
    (place / "package-lock.json").write_text("else", encoding="ascii")
    after = identity.command_digest(("sh", str(place / "run.mjs"), "--flag"))
    assert {name for name in before if before[name] != after[name]} == {"package-lock.json"}
    assert identity.command_digest(()) == {}
    assert identity.command_digest(("no-such-program-anywhere",)) == {}
    assert identity.command_digest(("sh", "-c", "")).keys() == {"sh"}


def test_a_file_called_by_its_name_alone_has_no_lock_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("run.js", "package-lock.json"):
        Path(name).write_text(name, encoding="ascii")
    assert identity.command_digest(("sh", "run.js")).keys() == {"sh", "run.js"}
    assert identity.command_digest(("sh", "./run.js")).keys() == {"sh", "run.js", "package-lock.json"}


def test_a_long_argument_is_a_script_and_no_file_name(tmp_path: Path) -> None:
    assert identity.command_digest(("sh", "-c", "x" * 5000)).keys() == {"sh"}
    folder = tmp_path
    while len(str(folder)) < 900:
        folder /= "deep" * 10
    folder.mkdir(parents=True)
    for length, is_name in ((1023, True), (1024, False)):
        path = folder / ("x" * (length - len(str(folder)) - 1))
        path.write_text("x", encoding="ascii")
        assert len(str(path)) == length
        assert (path.name in identity.command_digest(("sh", str(path)))) is is_name


def test_a_large_file_is_known_by_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"\0" * (10 << 20))
    assert identity._fingerprint(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(b"\0" * ((10 << 20) + 1))
    os.utime(path, ns=(5, 7))
    assert identity._fingerprint(path) == f"{(10 << 20) + 1} 7"


def test_the_source_the_files_the_wire_and_the_python_are_in_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def key() -> str:
        return identity.key(ADAPTER, {}, {}, str(tmp_path), ("sh", str(tmp_path / "arg")))

    keys = [key()]
    (tmp_path / "mine.py").write_text("1", encoding="ascii")
    keys.append(key())
    (tmp_path / "arg").write_text("1", encoding="ascii")
    keys.append(key())
    monkeypatch.setattr(identity, "harness", lambda: "another")
    keys.append(key())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    keys.append(key())
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "beta", 1))  # only the numbers count
    assert key() == keys[-1]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in keys)


def test_a_key_is_the_digest_of_just_these_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts under other names would make every stored result stale."""
    monkeypatch.setattr(sys, "version_info", (3, 11, 9, "final", 0))
    monkeypatch.setattr(identity, "harness", lambda: "h")
    parts = (
        '{"accepts": "str", "command": [], "env": "", "files": {}, "harness": "h", "limits": {"deadline": 1}, "name": "made", '
        '"python": [3, 11, 9], "settings": {"a": 1}, "source": "", "target": "mine:f", "versions": {"lxml": "1"}}'
    )
    assert identity.key(ADAPTER, {"lxml": "1"}, {"deadline": 1}) == hashlib.sha256(parts.encode()).hexdigest()


def test_settings_that_json_does_not_know_are_in_the_key_too() -> None:
    first, second = (identity.key(replace(ADAPTER, settings={"p": Path(name)}), {}, {}) for name in ("x", "y"))
    assert first != second


def test_a_key_is_the_same_in_every_process() -> None:
    code = "from bench.environments import identity; from bench.model import Adapter; print(identity.key(Adapter('x', 'm:f'), {}, {}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == identity.key(Adapter("x", "m:f"), {}, {})


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
    monkeypatch.setattr(identity, "_PAGE_SOURCES", (*identity._PAGE_SOURCES, "renamed.py"))
    with pytest.raises(FileNotFoundError, match=r"renamed\.py"):
        identity.harness()


@pytest.mark.usefixtures("own_harness")
@pytest.mark.parametrize("name", identity._PAGE_SOURCES)
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
    assert set(identity._PAGE_SOURCES) == {f"{name}.py" for name in imported("payload")}


def imported(name: str) -> set[str]:
    """The modules of ``bench.corpus.text`` that one of them needs, itself included."""
    modules, waiting = set[str](), [name]
    while waiting:
        module = waiting.pop()
        modules.add(module)
        tree = ast.parse(Path(str(import_module(f"bench.corpus.text.{module}").__file__)).read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        waiting += [str(node.module).rpartition(".")[2] for node in nodes if str(node.module).startswith("bench.corpus.text.")]
        waiting = [item for item in waiting if item not in modules]
    return modules
