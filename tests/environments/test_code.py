"""Whatever an adapter runs moves its digests when it is edited; what it does not run does not; what cannot be told is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench.adapters.table import ADAPTERS
from bench.config.recipe import Recipe
from bench.environments import code, envs, trees
from bench.environments.envs import Env
from bench.model import Adapter

if TYPE_CHECKING:
    from pathlib import Path

    from bench.environments.code import Code

MINE = Adapter("mine", "mine:f")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of the user's configuration."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    for name in code._VARIABLES:  # of whoever runs the tests
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "user"
    folder.mkdir()
    return folder


def write(path: Path, text: str = "x = 1\n", *, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def of(adapter: Adapter, folder: Path, *apart: Path) -> Code:
    return code.of([adapter], folder, apart)[adapter.name]


def moved(adapter: Adapter, folder: Path, path: Path, text: str = "x = 2\n") -> bool:
    """Whether an edit of a file moves the digests; that nothing moves them without one is checked first."""
    before = of(adapter, folder)
    assert before == of(adapter, folder)
    assert not before.unvouched, before.unvouched
    mode = path.stat().st_mode if path.exists() else 0o644
    write(path, text, mode=mode)
    return of(adapter, folder) != before


USER = {
    "itself": ("mine.py", "def f(page): return page"),
    "a helper": ("mine.py", "import helper"),
    "a helper imported in the function": ("mine.py", "def f(page):\n    from helper import g\n    return g(page)"),
    "a helper imported by a computed name": ("mine.py", "import importlib\nh = importlib.import_module('hel' + 'per')"),
    "a package beside": ("mine.py", "from beside.deep import g"),
    "a module of the package": ("mine/__init__.py", "from . import part"),
    "a package beside the package": ("mine/__init__.py", "from beside.deep import g"),
    "a namespace package": ("mine/inner.py", "x = 1"),
    "data": ("mine.py", "open('words.txt')"),
    "a prompt": ("mine.py", "open('prompt.md')"),
    "a prompt in a folder": ("mine.py", "PROMPTS.glob('*')"),
    "what source with a bad escape names": ("mine.py", "D = '\\d'\nopen('../user/prompt.md')"),
}
EDITED = {
    "itself": "mine.py", "a helper": "helper.py", "a helper imported in the function": "helper.py",
    "a helper imported by a computed name": "helper.py", "a package beside": "beside/deep/__init__.py",
    "a module of the package": "mine/part.py",
    "a package beside the package": "beside/deep/__init__.py", "a namespace package": "mine/other.py", "data": "words.txt",
    "a prompt": "prompt.md", "a prompt in a folder": "prompts/one.md", "what source with a bad escape names": "prompt.md",
}  # fmt: skip


@pytest.mark.parametrize("kind", USER)
def test_a_user_s_module_is_its_whole_folder(here: Path, kind: str) -> None:
    name, source = USER[kind]
    for other in ("helper.py", "beside/__init__.py", "beside/deep/__init__.py", "words.txt"):
        write(here / other)
    write(here / EDITED[kind])
    write(here / name, source)
    target = "mine.inner:f" if kind == "a namespace package" else "mine:f"
    assert moved(Adapter("mine", target), here, here / EDITED[kind])


def test_nothing_is_imported_to_find_out(here: Path) -> None:
    write(here / "explosive.py", "raise SystemExit('imported')\n")
    assert of(Adapter("mine", "explosive:f"), here).parts
    assert "explosive" not in sys.modules


def test_a_new_file_counts_and_running_leaves_none_that_does(here: Path) -> None:
    write(here / "mine.py")
    before = of(MINE, here, here / "reports")
    for name in ("__pycache__/mine.cpython-311.pyc", "reports/runs/1/manifest.json", "run.log", "verdict.md"):
        write(here / name)
    assert of(MINE, here, here / "reports") == before
    write(here / "sitecustomise.py")
    assert of(MINE, here, here / "reports") != before


@pytest.mark.parametrize("source", ["open({path!r})", "DATA = {{'words': {path!r}}}", "open('../elsewhere/words.txt')"])
def test_a_file_elsewhere_that_the_source_names_counts(here: Path, tmp_path: Path, source: str) -> None:
    path = write(tmp_path / "elsewhere" / "words.txt")
    write(here / "mine.py", source.format(path=str(path)))
    assert moved(MINE, here, path)


def test_a_file_or_folder_that_the_settings_name_counts(here: Path, tmp_path: Path) -> None:
    write(here / "mine.py")
    words, model, prompt = (write(tmp_path / name) for name in ("words.txt", "model/weights.bin", "prompt.md"))
    settings = {"lists": [str(words), str(prompt)], "model": {"place": str(model.parent)}, "n": 3, "x": "/nowhere"}
    adapter = Adapter("mine", "mine:f", settings=settings)
    for path in (words, model, prompt):
        assert moved(adapter, here, path)
    assert not moved(Adapter("mine", "mine:f", settings={"log": str(tmp_path / "calls.log")}), here, tmp_path / "calls.log")


@pytest.mark.parametrize("text", ["//div[contains(@class, 'article')]" * 9, "/" + "x" * 300, "/locked/words.txt"])
def test_text_that_only_looks_like_a_path_names_nothing(here: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Nor does a path that we may not look at, which an adapter could not read either."""
    stat = os.stat

    def refuse(path: Path | str, **more: bool) -> os.stat_result:
        if str(path).startswith("/locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **more)

    write(here / "mine.py", f"X = {text!r}")
    monkeypatch.setattr(os, "stat", refuse)
    found = of(Adapter("mine", "mine:f", settings={"xpath": text}), here)
    assert not found.unvouched
    assert set(found.parts) == {"source of mine", "data of mine"}


def test_a_module_on_pythonpath_counts_and_what_it_imports_there(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "shared"
    write(here / "mine.py", "import shared_thing")
    write(place / "shared_thing.py", "import further_thing")
    write(place / "further_thing.py")
    write(place / "unrelated_thing.py")
    before = of(MINE, here)
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.syspath_prepend(str(place))
    assert of(MINE, here) != before
    assert moved(MINE, here, place / "shared_thing.py", "import further_thing  # edited")
    assert moved(MINE, here, place / "further_thing.py")
    assert not moved(MINE, here, place / "unrelated_thing.py")


def test_the_current_folder_does_not_count_for_workers_look_elsewhere(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "mine.py", "import helper_thing")
    write(tmp_path / "helper_thing.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not moved(MINE, here, tmp_path / "helper_thing.py")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert moved(MINE, here, tmp_path / "helper_thing.py", "x = 3")


def test_the_same_name_in_two_places_counts_both(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "first"))
    for folder in (here, tmp_path / "first"):
        write(folder / "mine.py")
    assert moved(MINE, here, tmp_path / "first" / "mine.py")
    assert moved(MINE, here, here / "mine.py")


def installed(site: Path, name: str, *, requires: tuple[str, ...] = (), url: dict[str, object] | None = None, record: bool = True) -> Path:
    """Install a distribution of one module and one data file in ``site``, as pip does; return its description's folder."""
    card = site / f"{name}-1.5.dist-info"
    files = [write(site / name / "__init__.py"), write(site / name / "words.txt")] if url is None else [write(site / f"_{name}.pth", "")]
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.5", *(f"Requires-Dist: {line}" for line in requires)]
    write(card / "METADATA", "\n".join(lines) + "\n\n")
    if record:
        listed = [*files, card / "METADATA", site / "../../../bin/x"]
        write(card / "RECORD", "".join(f"{str(path).removeprefix(str(site) + '/')},sha256=x,1\n" for path in listed))
    if url is not None:
        write(card / "direct_url.json", json.dumps(url))
    return card


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of installed packages, found by this Python."""
    folder = tmp_path / "lib" / "site-packages"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder))
    return folder


def test_a_released_package_is_its_installed_files_and_those_of_all_it_requires(here: Path, site: Path) -> None:
    installed(site, "made_one", requires=("made_two>=1", "made_three; extra == 'fast'", "made_four; extra == 'dev'"))
    for name in ("made_two", "made_three", "made_four", "made_other"):
        installed(site, name)
    adapter = Adapter("a", "bench.adapters.floors:nothing", "made_one")
    assert set(of(adapter, here).parts) == {
        "package made-one", "package made-two", "package made-three", "source of bench.adapters.floors",
    }  # fmt: skip
    for name in ("made_one/__init__.py", "made_two/words.txt", "made_three/added.py"):
        assert moved(adapter, here, site / name)
    assert not moved(adapter, here, site / "made_other" / "__init__.py")
    assert not moved(adapter, here, site / "made_one" / "__pycache__" / "x.pyc")
    before = of(adapter, here)
    (site / "made_two-1.5.dist-info").rename(site / "made_two-1.6.dist-info")
    assert of(adapter, here) != before


def test_packages_are_left_out_where_nobody_asks_for_them(here: Path, site: Path) -> None:
    installed(site, "made_one")
    write(here / "mine.py", "def f(page):\n    import made_one")
    whole = code.of([MINE], here)["mine"].parts
    assert any(name.startswith("package ") for name in whole)
    kept = {name: digest for name, digest in whole.items() if not name.startswith("package ")}
    assert code.of([MINE], here, packages=False)["mine"].parts == kept


def test_a_user_s_module_takes_in_the_packages_it_imports_and_no_others(here: Path, site: Path) -> None:
    for name in ("made_one", "made_two", "made_other"):
        installed(site, name)
    write(site / "loose_thing.py")
    write(here / "mine.py", "def f(page):\n    import made_one.inner\n    import loose_thing\n    return __import__('made_two')")
    for name in ("made_one/words.txt", "made_two/__init__.py", "loose_thing.py"):
        assert moved(MINE, here, site / name)
    assert not moved(MINE, here, site / "made_other" / "__init__.py")


def test_the_table_s_adapters_take_in_their_package(here: Path) -> None:
    parts = of(ADAPTERS["trafilatura"], here).parts
    assert {"source of bench.adapters.trafilatura", "package trafilatura", "package lxml", "package htmldate"} <= set(parts)
    assert not [name for name in parts if "pytest" in name]


@pytest.mark.parametrize("layout", ["src", "", "pth"])
def test_an_editable_package_is_its_whole_project(here: Path, site: Path, tmp_path: Path, layout: str) -> None:
    project = tmp_path / "project"
    module = write(project / ("" if layout == "pth" else layout) / "made_one" / "__init__.py")
    write(project / "pyproject.toml", "")
    installed(site, "made_one", url={"url": project.as_uri(), "dir_info": {"editable": True}})
    write(here / "mine.py", "import made_one")
    for adapter in (Adapter("a", "bench.adapters.floors:nothing", "made_one"), Adapter("b", "made_one:f"), MINE):
        assert moved(adapter, here, module, f"x = '{adapter.name}'\n")
        assert moved(adapter, here, project / "compiled.so", adapter.name)
        assert not moved(adapter, here, project / ".git" / "HEAD", adapter.name)


def test_a_local_install_that_is_no_editable_one_is_its_installed_files(here: Path, site: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    card = installed(site, "made_one")
    write(card / "direct_url.json", json.dumps({"url": project.as_uri(), "dir_info": {}}))
    adapter = Adapter("a", "made_one:f", "made_one")
    assert not moved(adapter, here, project / "made_one" / "__init__.py")  # which is not what runs, before it is installed
    assert moved(adapter, here, site / "made_one" / "__init__.py")


def test_what_was_developed_by_setup_py_is_its_folder(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    write(project / "made_old.egg-info" / "PKG-INFO", "Metadata-Version: 2.1\nName: made_old\nVersion: 1\n\n")
    write(project / "made_old.py")
    monkeypatch.syspath_prepend(str(project))
    assert moved(Adapter("a", "bench.adapters.floors:nothing", "made-old"), here, project / "made_old.py")


def test_a_package_that_does_not_list_its_files_is_not_vouched_for(here: Path, site: Path) -> None:
    card = installed(site, "made_one", record=False)
    assert moved(Adapter("a", "bench.adapters.floors:nothing", "made_one"), here, site / "made_one" / "words.txt")
    (site / "made_one").rename(site / "other_name")
    assert (
        of(Adapter("a", "bench.adapters.floors:nothing", "made_one"), here).unvouched
        == "made_one-1.5 has no list of its files; reinstall it"
    )
    write(card / "top_level.txt", "other_name\n")
    assert moved(Adapter("a", "bench.adapters.floors:nothing", "made_one"), here, site / "other_name" / "words.txt", "again")


def test_an_environment_is_all_that_is_installed_in_it(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "old")], check=True)
    (inside,) = (tmp_path / "old" / "lib").glob("python*/site-packages")
    for name in ("made_one", "made_two"):
        installed(inside, name)
    env = Env("old", tmp_path / "old", str(tmp_path / "old" / "bin" / "python"), Recipe())
    monkeypatch.setattr(envs, "find", lambda name: env if name == "old" else None)
    write(here / "mine.py")
    for adapter in (Adapter("a", "bench.adapters.floors:nothing", "made_one", env="old"), Adapter("b", "mine:f", env="old")):
        assert moved(adapter, here, inside / "made_two" / "words.txt", adapter.name)


@pytest.mark.parametrize(("most", "why"), [("MOST_FILES", "more than 1 files"), ("MOST_BYTES", "holds more than")])
def test_a_folder_that_is_too_large_is_not_vouched_for(here: Path, monkeypatch: pytest.MonkeyPatch, most: str, why: str) -> None:
    for name in ("mine.py", "more.py"):
        write(here / name)
    monkeypatch.setattr(trees, most, 1)
    assert why in of(MINE, here).unvouched
    assert of(MINE, here).parts == {}


def test_a_module_of_which_no_file_is_found_is_not_vouched_for(here: Path) -> None:
    assert of(Adapter("a", "gone:f"), here).unvouched == "no file of its module 'gone' is found"
    assert not of(Adapter("a", "json:loads"), here).unvouched


def test_what_changed_is_named_by_kind(here: Path) -> None:
    write(here / "mine.py")
    before = of(MINE, here).shown
    write(here / "mine.py", "x = 2")
    write(here / "words.txt")
    assert of(MINE, here).changed(before) == ("source of mine",)
    assert of(MINE, here).changed(before, ("data ",)) == ("data of mine",)
    assert of(MINE, here).changed({}) == ()
    assert code.Code().changed(before) == ()  # what cannot be seen here cannot be held against it


SCRIPT = "#!/bin/sh\nexec cat\n"


@pytest.mark.parametrize(
    ("command", "edited"),
    [
        (("./worker",), "worker"),
        (("./worker",), "helper.sh"),
        (("./worker", "--words=words.txt"), "words.txt"),
        (("sh", "worker"), "helper.sh"),
        (("sh", "deep/worker"), "deep/data.bin"),
        (("sh", "-c", "exec sh deep/worker"), "deep/data.bin"),
        (("sh", "worker", "other/worker"), "other/worker"),
        (("python3", "deep/run.py"), "deep/helper.py"),
        (("python3", "deep/run.py", "other/words.txt"), "other/words.txt"),
        (("env", "A=1", "python3", "deep/run.py"), "deep/helper.py"),
        (("node", "app/src/worker.mjs"), "app/node_modules/lib/index.js"),
        (("node", "app/src/worker.mjs"), "app/package-lock.json"),
        (("node", "app/src/worker.mjs", '{"rules": "other/words.txt"}'), "other/words.txt"),
        (("./link",), "deep/data.bin"),
        (("./worker", "model/"), "model/weights.bin"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_command_is_the_folder_of_its_script_and_the_files_it_is_given(here: Path, command: tuple[str, ...], edited: str) -> None:
    for name in ("worker", "deep/worker", "helper.sh"):
        write(here / name, SCRIPT, mode=0o755)
    for name in ("words.txt", "deep/data.bin", "other/worker", "other/words.txt", "deep/run.py", "deep/helper.py", "model/weights.bin"):
        write(here / name)
    for name in ("src/worker.mjs", "package.json", "package-lock.json", "node_modules/lib/index.js"):
        write(here / "app" / name)
    (here / "link").symlink_to("deep/worker")
    adapter = Adapter("c", command=command)
    assert moved(adapter, here, here / edited)
    assert not moved(adapter, here, here / "__pycache__" / "x.pyc")


@pytest.mark.parametrize("script", ["exec $HOME/worker", "cd `dirname x` && ./w", 'x=$(pwd); "$x/w"'])
def test_a_shell_script_that_computes_what_it_runs_is_not_vouched_for(here: Path, script: str) -> None:
    assert "put the script into a file" in of(Adapter("c", command=("sh", "-c", script)), here).unvouched
    assert "put the script into a file" in of(Adapter("c", command=("bash", "-ec", script)), here).unvouched


@pytest.mark.parametrize("words", [("-m", "made_one"), ("-c", "import made_one"), ("run.py",)])
def test_a_command_in_python_takes_in_the_packages_it_imports(here: Path, site: Path, words: tuple[str, ...]) -> None:
    installed(site, "made_one")
    write(here / "run.py", "import made_one")
    assert moved(Adapter("c", command=(sys.executable, *words)), here, site / "made_one" / "words.txt")


def test_another_python_s_packages_are_asked_of_it(here: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "other")], check=True)
    (inside,) = (tmp_path / "other" / "lib").glob("python*/site-packages")
    installed(inside, "made_one")
    write(here / "run.py", "import made_one")
    adapter = Adapter("c", command=(str(tmp_path / "other" / "bin" / "python"), "run.py"))
    assert moved(adapter, here, inside / "made_one" / "__init__.py")
    console = write(tmp_path / "other" / "bin" / "made", f"#!{tmp_path}/other/bin/python\nfrom made_one import main\n", mode=0o755)
    assert moved(Adapter("c", command=(str(console),)), here, inside / "made_one" / "words.txt")


def test_the_bridge_is_left_out_of_what_it_stands_before(here: Path) -> None:
    write(here / "worker.py")
    command = ("{python}", "-P", "{engine}/boot.py", "bridge", "sh", "worker.py")
    parts = of(Adapter("c", command=command), here).parts
    assert {"package html-text", "package lxml", "source beside worker.py", "program sh"} <= set(parts)
    assert moved(Adapter("c", command=command), here, here / "worker.py")


def test_where_programs_are_found_counts(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "worker.sh")
    before = of(Adapter("c", command=("sh", "worker.sh")), here)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert of(Adapter("c", command=("sh", "worker.sh")), here) != before
    tool = write(tmp_path / "mytool", SCRIPT, mode=0o755)
    assert moved(Adapter("c", command=("mytool",)), here, tool)
    assert moved(Adapter("c", command=("mytool",)), here, write(tmp_path / "helper.sh"), "edited")


def test_a_command_that_is_not_there_runs_nothing(here: Path) -> None:
    assert not of(Adapter("c", command=("no-such-program", "x" * 5000, "nul\0")), here).unvouched
