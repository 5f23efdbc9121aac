"""The architecture, kept by reading the source: floors, circles, sizes, names, and what no file may hold."""

from __future__ import annotations

import ast
import gzip
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (  # from the ground up: a module imports from its own folder and from those before it, never from those after or beside it
    {"model", "errors", "config", "registry", "escaping", "files", "drafts"},
    {"corpus", "adapters", "scoring"},
    {"workers"},
    {"environments"},
    {"store"},
    {"engine"},
    {"stress"},
    {"report", "gate", "speed", "annotate"},
    {"cli"},
    {"__main__"},
)
ROOMS = {  # the floors inside a room, where it has sub-rooms that data runs through; "" are the modules of the room itself
    "corpus": ({"source", "text", "warc"}, {"structure"}, {"gold"}, {"readers"}, {""}),
    "stress": ({"editing"}, {"changes"}, {""}),
    "scoring": ({"text", "statistics"}, {"protocols"}, {"tables"}, {""}),
}
MODULES = sorted((ROOT / "bench").rglob("*.py"))
ROOM_SIZE, MODULE_LINES, FUNCTION_LINES, PARAMETERS, FIRST_LINE = 16, 300, 60, 6, 100
HEAVY = {
    "pandas",
    "pyarrow",
    "numpy",
    "rich",
    "jinja2",
    "trafilatura",
    "readability",
    "justext",
    "distributed",
    "pytest",
    "scipy",
    "pydantic",
    "tomllib",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {dotted(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
PATHS = {dotted(path): path for path in MODULES}


def imports(tree: ast.AST, *, checked: bool = False) -> set[str]:
    """The modules of ours that a tree imports, wherever the import stands; those for the type checker alone only where ``checked``."""
    modules = set[str]()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not checked:
            continue
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules |= {f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in TREES else node.module for alias in node.names}
        waiting += ast.iter_child_nodes(node)
    return modules & TREES.keys()


GRAPH = {module: imports(tree) - {module} for module, tree in TREES.items()}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that reach each other, taken away from the graph end by end until only circles are left."""
    left = {module: set(targets) for module, targets in graph.items()}
    while ends := [module for module, targets in left.items() if not targets & left.keys()]:
        for module in ends:
            del left[module]
    while starts := left.keys() - {target for targets in left.values() for target in targets}:
        for module in starts:
            del left[module]
    return [sorted(left)] if left else []


def height(module: str, floors: tuple[set[str], ...], name: str) -> int:
    """The floor of a module by its name in a room."""
    heights = [at for at, floor in enumerate(floors) if name in floor]
    assert heights, f"{module} stands on no floor"
    return heights[0]


def test_there_are_modules_to_read() -> None:
    assert len(MODULES) > 200


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(GRAPH) == []


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_module_imports_only_from_its_folder_and_the_floors_below(module: str) -> None:
    parts = module.split(".")
    if len(parts) == 1:
        pytest.skip("the public interface imports lazily")
    for target in sorted(imports(TREES[module], checked=True)):
        others = target.split(".")
        if len(others) == 1:
            continue
        here, there = height(module, FLOORS, parts[1]), height(target, FLOORS, others[1])
        assert there < here or here == there == 0 or parts[1] == others[1], f"{module} imports {target} from a floor above or beside it"


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_inside_a_room_a_module_imports_only_from_its_folder_and_the_floors_below(room: str) -> None:
    for module, targets in GRAPH.items():
        for target in targets:
            if not all(name.startswith(f"bench.{room}.") for name in (module, target)):
                continue
            names = ["".join(name.split(".")[2:3]) if PATHS[name].parent.name != room else "" for name in (module, target)]
            here, there = (height(module, ROOMS[room], name) for name in names)
            assert there < here or names[0] == names[1], f"{module} imports {target} from a floor above or beside it"


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=name_of)
def test_a_room_is_small_enough_to_find_ones_way_in_and_says_what_lives_there(folder: Path) -> None:
    assert len(list(folder.glob("*.py"))) <= ROOM_SIZE
    assert ast.get_docstring(TREES[dotted(folder / "__init__.py")])


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_module_says_what_it_is_for_and_stays_short(module: str) -> None:
    assert ast.get_docstring(TREES[module]), f"{module} has no docstring"
    assert PATHS[module].read_text(encoding="utf-8").count("\n") <= MODULE_LINES


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_function_is_short_takes_few_parameters_and_says_what_it_does(module: str) -> None:
    for node in ast.walk(TREES[module]):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        place = f"{module}:{node.lineno} {node.name}"
        assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES, f"{place} is too long"
        positional = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args) if argument.arg not in {"self", "cls"}]
        verb = module.startswith("bench.cli")  # its options are its parameters
        assert verb or len(positional) <= PARAMETERS, f"{place} takes {len(positional)} positional parameters"
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        assert len(first) <= FIRST_LINE, f"{place} opens with {len(first)} characters"
        assert verb or first or node.name.startswith("_"), f"{place} has no docstring"


def positional(node: ast.ClassDef) -> int:
    """How many fields of a dataclass can be given by their place."""
    names = [
        ast.unparse(part.annotation)
        for part in node.body
        if isinstance(part, ast.AnnAssign) and "ClassVar" not in ast.unparse(part.annotation)
    ]
    return names.index("KW_ONLY") if "KW_ONLY" in names else len(names)


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_dataclass_of_more_than_six_fields_is_built_by_keyword(module: str) -> None:
    for node in ast.walk(TREES[module]):
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list] if isinstance(node, ast.ClassDef) else []
        if any(text.startswith("dataclass") for text in decorators) and positional(node) > PARAMETERS:
            assert any("kw_only=True" in text for text in decorators), f"{module}:{node.lineno} {node.name} has {positional(node)} fields"


def test_a_class_has_its_name_for_itself() -> None:
    names = [node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert sorted(name for name, count in Counter(names).items() if count > 1) == []


def test_no_two_modules_of_a_room_differ_by_an_ending() -> None:
    pairs = [(a, b) for a in TREES for b in TREES if a < b and b.removeprefix(a) in {"s", "ed", "ing", "er", "_s"}]
    assert pairs == []


def blind(node: ast.AST) -> bool:
    """Whether a node catches everything and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler) or any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
        return False
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})


def test_everything_is_caught_around_the_call_to_an_adapter_and_where_the_command_ends() -> None:
    """What the command lets through, Python ends with exit code 1, which would say that an extractor regressed."""
    found = [name_of(path) for path in MODULES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if blind(node)]
    assert [name.split("/")[1] for name in sorted(found)] == ["cli", "workers"], found


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bench.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n"
        "    print('', sorted({name.split('.')[0] for name in sys.modules}), sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "corpus" in run.stdout
    assert not {*HEAVY, "rich"} & set(ast.literal_eval(run.stdout.splitlines()[-1]))


def test_a_fork_server_and_a_worker_load_nothing_that_their_adapter_does_not() -> None:
    """Each adapter of a run pays for what stands here."""
    code = (
        "import sys\nhere = set(sys.modules)\nimport bench.workers.fork_server, bench.adapters.lines, bench.registry\n"
        "print(sorted(set(sys.modules) - here))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(ast.literal_eval(run.stdout))
    assert not {"dataclasses", "inspect", "subprocess", "platform", "bench.model", "bench.adapters.table", "bench.config"} & loaded
    ours = {name.rpartition(".")[0] for name in loaded if name.count(".") > 1}
    assert ours <= {"bench.workers", "bench.workers.isolation", "bench.adapters"}, ours


def test_a_run_of_which_nothing_has_changed_loads_nothing_heavy() -> None:
    rooms = "engine.run engine.unchanged.carrying engine.unchanged.key cli.printed.conclusions report.renaming corpus.readers.wcxb"
    code = (
        f"import sys\nfrom importlib import import_module\nfrom bench.scoring import load_to_score\nload_to_score('aligned')\n"
        f"for room in {rooms!r}.split():\n    import_module(f'bench.{{room}}')\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not ({*HEAVY, "rapidfuzz"} - {"tomllib"}) & set(ast.literal_eval(run.stdout))


def test_scoring_stored_outputs_by_gold_loads_little_that_is_heavy(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text('{"a": "some words"}', encoding="utf-8")
    (tmp_path / "aeb" / "html").mkdir(parents=True)
    (tmp_path / "aeb" / "html" / "a.html.gz").write_bytes(gzip.compress(b"<p>some words here</p>"))
    (tmp_path / "aeb" / "ground-truth.json").write_text('{"a": {"articleBody": "some words here"}}', encoding="utf-8")
    options = ["score", "--predictions", str(tmp_path / "mine.json"), "--corpus", str(tmp_path / "aeb"), "--resamples", "10"]
    code = (
        f"import sys\nfrom bench.cli import main\ntry:\n    main({options!r})\nexcept SystemExit as done:\n"
        "    print(done.code, sorted({name.split('.')[0] for name in sys.modules}), sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    *shown, ended, loaded = run.stdout.splitlines()
    assert (ended, "nothing was stored" in run.stderr) == ("0", True), run.stderr
    assert [line.split()[0] for line in shown[:3]] == ["aligned", "adapter", "mine"]
    assert HEAVY & set(ast.literal_eval(loaded)) <= {"numpy", "tomllib", "rich", "pydantic"}  # rich and pydantic: typer


def test_a_run_loads_no_data_frames(tmp_path: Path) -> None:
    (tmp_path / "aeb" / "html").mkdir(parents=True)
    (tmp_path / "aeb" / "html" / "a.html.gz").write_bytes(gzip.compress(b"<p>some words here</p>"))
    (tmp_path / "aeb" / "ground-truth.json").write_text('{"a": {"articleBody": "some words here"}}', encoding="utf-8")
    options = ["run", "--corpus", str(tmp_path / "aeb"), "--adapters", "everything,paragraphs", "--out", str(tmp_path / "out")]
    code = (
        f"import sys\nfrom bench.cli import main\ntry:\n    main({options!r})\nexcept SystemExit as done:\n"
        "    print(done.code, 'pyarrow' in sys.modules, 'pandas' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.splitlines()[-1] == "0 True False", run.stderr
    assert (tmp_path / "out" / "latest" / "report" / "index.html").is_file()


def test_no_file_holds_a_registry_address_a_machine_path_or_a_credential() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    registry = r'"resolved": *"http|index-url *=? *http|https?://[^ /]*/(?:simple|packages)/'
    wrong = re.compile(registry + r"|/(?:root|home|work)/[\w.]+/|BEGIN [A-Z ]*PRIVATE KEY")
    wrong_in_pages = re.compile(r"/(?:root|work)/|BEGIN [A-Z ]*PRIVATE KEY")  # where /home/ is the start of a site
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path == Path(__file__) or not path.is_file():
            continue
        pattern = wrong_in_pages if path.suffix in {".html", ".txt"} else wrong
        found = pattern.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{name}: {found[0] if found else ''}"
