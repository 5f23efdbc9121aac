"""The architecture, kept by reading imports: floors, sibling plug-ins, module size, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "model": 0, "errors": 0, "config": 0, "registry": 0, "escaping": 0, "files": 0,
    "corpus": 1, "adapters": 1, "scoring": 1,
    "engine": 2,
    "report": 3, "gate": 3, "speed": 3,
    "cli": 4, "__main__": 5,
}  # fmt: skip
MODULES = sorted((ROOT / "bench").rglob("*.py"))
HEAVY = {"pandas", "pyarrow", "numpy", "rich", "jinja2", "trafilatura", "readability", "justext", "distributed", "pytest", "scipy"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> list[tuple[int, str]]:
    """Every module of ours that a tree imports, wherever the import stands, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [(line, module) for line, module in found if module.split(".")[0] == "bench" and len(module.split(".")) > 1]


def test_there_are_modules_to_read() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_its_folder_and_the_floors_below(path: Path) -> None:
    parts = path.relative_to(ROOT / "bench").with_suffix("").parts
    folder = parts[0]
    if folder == "__init__":
        pytest.skip("the public API imports lazily")
    here = FLOORS[folder]
    for line, module in imports(ast.parse(path.read_text(encoding="utf-8"))):
        target = module.split(".")[1]
        if target in {folder, "__version__"} or FLOORS[target] == here == 0:
            continue
        assert FLOORS[target] < here, f"{name_of(path)}:{line} imports {module} (floor {FLOORS[target]}) from floor {here}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{name_of(path)} has no docstring"
    assert text.count("\n") < 300, f"{name_of(path)} has {text.count(chr(10))} lines"


def blind(node: ast.AST) -> bool:
    """Whether a node catches everything and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler) or any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
        return False
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})


def test_everything_is_caught_around_the_call_to_an_adapter_and_where_the_command_ends() -> None:
    """What the command lets through, Python ends with exit code 1, which would say that an extractor regressed."""
    found = [name_of(path) for path in MODULES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if blind(node)]
    assert [name.split("/")[1] for name in sorted(found)] == ["cli", "engine"], found


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom bench.cli import app, register\nregister()\nprint(sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not HEAVY & set(ast.literal_eval(run.stdout))


def test_no_file_holds_a_registry_address_a_machine_path_or_a_credential() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    registry = r'"resolved": *"http|index-url *=? *http|https?://[^ /]*/(?:simple|packages)/'
    wrong = re.compile(registry + r"|/(?:root|home|work)/[\w.]+/|BEGIN [A-Z ]*PRIVATE KEY")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".html", ".txt"} or path == Path(__file__) or not path.is_file():
            continue
        found = wrong.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{name}: {found[0] if found else ''}"
