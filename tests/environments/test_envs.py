"""Environments: what a name stands for, when one counts as ready, and a real one with a library of its own version."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from bench.config.recipe import Recipe
from bench.corpus.source import cache
from bench.engine.run import run
from bench.environments import envs, installed
from bench.environments.making import recipes
from bench.errors import AdapterError
from bench.model import Adapter, Status
from tests import nodes
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = 'VERSION = "{0}"\n\n\ndef extract(page):\n    return f"by {0}: " + page\n'


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def wheel(folder: Path, version: str) -> Path:
    """Write a wheel of one module without dependencies."""
    path = folder / f"shouter-{version}-py3-none-any.whl"
    card = f"shouter-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("shouter.py", SOURCE.format(version))
        archive.writestr(f"{card}/METADATA", f"Metadata-Version: 2.1\nName: shouter\nVersion: {version}\n")
        archive.writestr(f"{card}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{card}/RECORD", "")
    return path


def pretend(name: str, requirements: list[str], **changes: object) -> None:
    """Leave an environment's card without an installation."""
    folder = envs.root() / name
    folder.mkdir(parents=True)
    card = {"schema": 1, "name": name, "python": "", "requirements": requirements, "digest": "", **changes}
    (folder / "env.json").write_text(json.dumps(card), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("trafilatura@1.12.2", ("trafilatura==1.12.2", "lxml-html-clean")),
        ("readability-lxml@0.8.1", ("readability-lxml==0.8.1", "html-text", "lxml-html-clean")),
        ("Readability_LXML@0.8.1", ("readability-lxml==0.8.1", "html-text", "lxml-html-clean")),
        ("resiliparse@0.15.1+local", ("resiliparse==0.15.1+local",)),
        ("node", ()),
        ("old", ("dragnet==2.0.4", "numpy<2")),
    ],
)
def test_a_name_says_what_to_install(name: str, wanted: tuple[str, ...]) -> None:
    assert recipes.of(name, {"old": Recipe(("dragnet==2.0.4", "numpy<2"))}) == Recipe(wanted)


@pytest.mark.parametrize("name", ["old", "trafilatura", "a@", "@1", "a@b@c", "a b@1", "--pre@1", "a@-r", "a@1;x", "../x@1"])
def test_a_name_that_says_nothing_is_an_error(name: str) -> None:
    with pytest.raises(AdapterError, match="no environment is called"):
        recipes.of(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/tmp", "a b", "-x", "x" * 101, "a\0b"])
def test_an_unsafe_name_never_becomes_a_folder(name: str, own_cache: Path) -> None:
    with pytest.raises(AdapterError):
        envs.create(name, listed={name: Recipe(("x",))})
    with pytest.raises(AdapterError, match="there is no environment"):
        envs.remove(name)
    assert envs.find(name) is None
    assert not own_cache.exists()


def test_environments_lie_beside_the_corpora(own_cache: Path) -> None:
    assert envs.root() == own_cache / "envs"
    assert cache.root().parent == envs.root().parent


@pytest.mark.parametrize("card", ["", "[]", "{", '{"schema": 0, "python": "", "requirements": []}'])
def test_a_broken_card_is_no_environment(card: str) -> None:
    (envs.root() / "a@1").mkdir(parents=True)
    (envs.root() / "a@1" / "env.json").write_text(card, encoding="utf-8")
    assert envs.find("a@1") is None
    assert envs.state("a@1") == "not made"
    assert envs.names() == ()


def test_an_environment_is_outdated_once_other_things_are_wanted() -> None:
    pretend("mine", ["x==1"])
    pretend("a@1", ["a==1"])
    assert envs.state("mine", {"mine": Recipe(("x==1",))}) == "ready"
    assert envs.state("mine", {"mine": Recipe(("x==2",))}) == "outdated"
    assert envs.state("mine") == "ready"  # listed by another project's configuration
    assert envs.state("a@1") == "ready"
    assert envs.state("b@1") == "not made"
    assert [env.name for env in envs.ready()] == ["a@1", "mine"]


def test_an_environment_whose_python_has_gone_is_not_ready(tmp_path: Path) -> None:
    pretend("a@1", ["a==1"], python=str(tmp_path / "gone" / "bin" / "python"))
    assert envs.find("a@1") is None
    assert envs.state("a@1") == "outdated"


def test_a_node_environment_of_other_files_of_ours_is_outdated() -> None:
    pretend("node", [], digest="of an older version")
    assert envs.find("node") is None
    assert envs.state("node") == "outdated"


def test_a_failed_installation_leaves_nothing_and_says_the_installer_s_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: hm\nERROR: No matching distribution found for a==1\nhint: see docs")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(AdapterError, match="No matching distribution found for a==1"):
        envs.create("a@1")
    assert envs.names() == ()
    assert not (envs.root() / "a@1").exists()


def test_an_interrupted_installation_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(command: list[str], **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        envs.create("a@1")
    assert not (envs.root() / "a@1").exists()


def test_without_npm_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AdapterError, match="node and npm are not installed"):
        envs.create("node")


def test_without_a_java_compiler_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AdapterError, match="java and javac are not installed") as caught:
        envs.create("java")
    assert caught.value.hint == "apt-get install default-jdk-headless libboilerpipe-java, then: boilerbench env create java"
    assert envs.names() == ()


def test_an_environment_is_outdated_once_another_python_is_wanted() -> None:
    pretend("mine", ["x==1"], version="3.12")
    assert envs.state("mine", {"mine": Recipe(("x==1",), "3.12")}) == "ready"
    assert envs.state("mine", {"mine": Recipe(("x==1",))}) == "outdated"
    assert envs.state("mine", {"mine": Recipe(("x==1",), "3.13")}) == "outdated"


def test_a_failed_installation_says_who_failed_at_what(tmp_path: Path) -> None:
    listed = {"mine": Recipe((str(tmp_path / "no-such-wheel-1.0-py3-none-any.whl"),))}
    with pytest.raises(AdapterError, match=r"^pip failed with exit code 1: .*no-such-wheel"):
        envs.create("mine", listed=listed)
    assert not (envs.root() / "mine").exists()


def test_rows_whose_environments_are_missing_say_what_makes_them(tmp_path: Path) -> None:
    own = {name: Adapter(name, "shouter:extract", "shouter", kinds=pages.ANY, env=env) for name, env in (("b", "b@2"), ("a", "a@1"))}
    with pytest.raises(AdapterError) as caught:
        run([pages.corpus(["x"])], [*own], out=tmp_path / "out", options=pages.options(), own=own)
    assert caught.value.hint == "boilerbench env create a@1 b@2"


def test_only_what_is_not_ready_is_made_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(envs, "create", lambda name, **_: made.append(name))
    pretend("a@1", ["a==1"])
    pretend("mine", ["x==1"])
    envs.provide(["", "b@1", "a@1", "mine", "b@1"], listed={"mine": Recipe(("x==2",))})
    assert made == ["b@1", "mine"]


def test_two_versions_of_one_library_are_two_rows(tmp_path: Path) -> None:
    """A real environment from a local wheel, beside one that was never made: versions printed are those installed."""
    said: list[str] = []
    listed = {"old": Recipe((str(wheel(tmp_path, "1.5")),))}
    env = envs.create("old", listed=listed, say=said.append)
    assert envs.find("old") == env
    assert said[-1].startswith("old is ready")
    assert "old has no lock file: shouter came from a folder or an address, which no digest vouches for" in said
    assert not envs.lock_file("old").exists()
    rows = {name: Adapter(name, "shouter:extract", "shouter", kinds=pages.ANY, env=env) for name, env in (("old", "old"), ("new", "new"))}
    assert installed.versions(list(rows.values())) == {"old": {"shouter": "1.5"}, "new": {}}
    folder = run([pages.corpus(["one", "two"])], list(rows), out=tmp_path / "out", options=pages.options(), own=rows)
    found = {(row["adapter"], row["page_id"]): row for row in folder.extractions().to_pylist()}
    assert found["old", "p0000"]["text"] == "by 1.5: one"
    assert {row["status"] for (name, _), row in found.items() if name == "new"} == {Status.SKIPPED.value}
    assert found["new", "p0000"]["error"] == "there is no environment 'new': boilerbench env create new"
    assert {row["name"]: row["version"] for row in folder.manifest().adapters} == {"old": "1.5", "new": ""}
    envs.remove("old")
    assert envs.names() == ()
    assert not env.folder.exists()


def test_an_environment_is_made_again_from_its_lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real installation by name: the same file a second time, though a newer one is there; a changed file is refused."""
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    said: list[str] = []
    old = wheel(tmp_path, "1.5")
    listed = {"mine": Recipe(("shouter",))}
    envs.create("mine", listed=listed)
    digest = hashlib.sha256(old.read_bytes()).hexdigest()
    assert envs.lock_file("mine").read_text(encoding="utf-8").splitlines()[1:] == [f"shouter==1.5 --hash=sha256:{digest}"]
    wheel(tmp_path, "1.6")
    envs.remove("mine")
    env = envs.create("mine", listed=listed, say=said.append)
    assert "by mine.lock" in said[0]
    row = Adapter("mine", "shouter:extract", "shouter", env="mine")
    assert installed.versions([row]) == {"mine": {"shouter": "1.5"}}
    assert [one for one in installed.bill_of_materials() if one["name"] == "shouter"] == [
        {
            "environment": "mine",
            "name": "shouter",
            "version": "1.5",
            "purl": "pkg:pypi/shouter@1.5",
            "licence": "",
            "digests": (f"sha256:{digest}",),
        }
    ]
    envs.create("mine", listed=listed, update=True)
    assert installed.versions([row]) == {"mine": {"shouter": "1.6"}}
    with zipfile.ZipFile(tmp_path / "shouter-1.6-py3-none-any.whl", "a") as archive:
        archive.writestr("planted.py", "")
    with pytest.raises(AdapterError, match="pip failed") as caught:
        envs.create("mine", listed=listed)
    assert caught.value.hint == "boilerbench env create --update mine"
    assert not env.folder.exists()


def test_the_node_environment_holds_what_the_lock_file_pins(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = nodes.provide(tmp_path_factory, monkeypatch)
    assert env.python == ""
    assert envs.state("node") == "ready"
    row = Adapter("defuddle", package="defuddle", env="node", command=("{python}", "bridge"))
    versions = installed.versions([row])["defuddle"]
    manifest = json.loads((env.folder / "package.json").read_text(encoding="utf-8"))
    assert manifest["dependencies"].items() <= versions.items()
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", versions["node"])
    assert versions["html-text"]
