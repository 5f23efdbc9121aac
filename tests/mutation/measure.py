"""Mutation testing of the rooms whose faults would be silent: ``tox -e mutation``, or ``python -m tests.mutation.measure --help``.

A seeded sample of cosmic-ray's mutants is tried in copies of the tree, each against the tests that execute its statement; what survives
those is tried against all tests of its module, and a statement that runs on import alone against all tests of its room.
The libraries are imported once, and each mutant is tried in a forked child.
Mutants that only touch annotations are no mutants; those that no test can tell from the original stand in ``equivalents.toml``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutation import covering

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.mutation.covering import Covering

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bench/scoring/statistics", "bench/gate", "bench/store", "bench/environments/identity.py")
COPIED = (
    "bench",
    "tests",
    "gold",
    "seeds",
    "reports/baseline",
    "docs/glossary.md",
    "pyproject.toml",
    "constraints.txt",
    "requirements.txt",
    "action.yml",
    "tox.ini",
    "README.md",
)
STARTS = re.compile(r"\b(subprocess|pytester|browser)\b")  # what test files that start processes name
WALL = (10, 10)  # a mutant is killed after so many times the time without it and so many seconds more, for one that waits for ever
CPU = (4, 4)  # the same of CPU time, for one that computes for ever
TOLD = 20  # mutants between two lines that say how many are tried
LONGEST = 3600  # seconds that tests may take without a mutant
LIBRARIES = ("numpy", "scipy.stats", "pyarrow.parquet", "hypothesis.strategies", "hypothesis.extra.numpy", "rapidfuzz.distance")
PYTEST = (
    *("-q", "--no-header", "-p", "no:benchmark", "-p", "no:xdist", "-p", "no:cacheprovider", "--hypothesis-seed=0"),
    *("-o", "addopts=--import-mode=importlib", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
FORK = multiprocessing.get_context("fork")


_copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one line: ``before`` and ``after`` are that line in its two forms."""

    path: str
    operator: str
    line: int
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where operators of one family apply: ``choices`` are the operators with how many places of theirs come before in the module."""

    path: str
    choices: tuple[tuple[str, int], ...]


def modules(rooms: tuple[str, ...]) -> list[Path]:
    """Return the modules of some rooms, relative to the root, without those that only say what a room is for."""
    paths = [path for room in rooms for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))]
    return sorted(path.relative_to(ROOT) for path in paths)


def shape(source: str) -> str:
    """Return what of a source can be executed: its syntax tree without annotations, and without the flags of dataclasses, which only
    keep a programmer from assigning or from passing by place.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.decorator_list = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body, node.test = [ast.Pass()], ast.Constant(value=False)
    return ast.dump(tree)


def places(path: Path) -> list[Place]:
    """Return the places of a module that can be changed, in a fixed order: once for each family of replacements."""
    nodes = list(ast_nodes(get_ast((ROOT / path).read_text(encoding="utf-8"))))
    families: dict[tuple[Any, ...], list[tuple[str, int]]] = {}
    for name in sorted(operator_names()):
        operator = get_operator(name)
        if operator.arguments():
            continue
        spans = [span for node in nodes for span in operator().mutation_positions(node)]
        for number, span in enumerate(spans):
            families.setdefault((span, name.split("/")[1].partition("_")[0]), []).append((name, number))
    return [Place(path.as_posix(), tuple(choices)) for _, choices in sorted(families.items())]


def mutant(place: Place, choose: random.Random) -> Mutant | None:
    """Return one mutant of a place, None where what can be executed stays as it was (an annotation, a dotted exception)."""
    source = (ROOT / place.path).read_text(encoding="utf-8")
    name, number = choose.choice(place.choices)
    try:
        changed = mutate_code(source, get_operator(name)(), number)
        if changed is None or shape(changed) == shape(source):
            return None
    except (SyntaxError, AttributeError):  # AttributeError is cosmic-ray's own, over ``except socket.error``
        return None
    lines, others = source.splitlines(), changed.splitlines()
    at = next((at for at, pair in enumerate(zip(lines, others, strict=False)) if pair[0] != pair[1]), len(others) - 1)
    return Mutant(place.path, name, at + 1, lines[at].strip(), others[at].strip(), changed)


def drawn(rooms: tuple[str, ...], count: int, seed: int) -> list[Mutant]:
    """Return ``count`` mutants of all rooms alike, fewer where there are not so many, in the order of the source."""
    choose, known, mutants = random.Random(seed), equivalents(), list[Mutant]()
    every = [place for path in modules(rooms) for place in places(path)]
    for place in choose.sample(every, len(every)):
        made = mutant(place, choose)
        if made and (made.path, made.before, made.after) not in known:
            mutants.append(made)
        if len(mutants) == count:
            break
    print(f"{len(mutants)} mutants of {len(every):,} places, seed {seed}; {len(known)} are listed as equivalent", flush=True)
    return sorted(mutants, key=lambda made: (made.path, made.line, made.after))


def tests_of(path: str) -> tuple[list[str], list[str]]:
    """Return the test files that may kill a mutant of a module: its own, and those of its room that start no process."""
    room = Path("tests", *Path(path).parts[1:-1])
    own = room / f"test_{Path(path).name}"
    files = sorted(found.relative_to(ROOT) for found in (ROOT / room).rglob("test_*.py"))
    others = [file for file in files if file != own and not starts_processes(file)]
    others = [] if path in ROOMS else others
    return [own.as_posix()] * (own in files), [file.as_posix() for file in others]


def starts_processes(file: Path | str) -> bool:
    """Whether tests of a file start processes: they are slow, and what those execute is not seen."""
    return bool(STARTS.search((ROOT / file).read_text(encoding="utf-8")))


class Copy:
    """A copy of the tree, in which one mutant at a time is put in place, and how long its tests take without one."""

    def __init__(self, folder: Path, known: Covering) -> None:
        """Copy the tree."""
        self._tree, self._known = copied(folder), known
        self._limits: dict[tuple[str, ...], tuple[float, int]] = {}

    def survives(self, made: Mutant) -> bool:
        """Whether every test passes with the mutant in place; the copy is as before afterwards."""
        own, others = tests_of(made.path)
        quick = self._known.of(made.path, made.line, (ROOT / made.path).read_text(encoding="utf-8"))
        if quick and not self._passes_with(made, quick, limits(sum(self._known.seconds[test] for test in quick))):
            return False
        return all(self._passes_with(made, files, self._limits_of(files)) for files in ([own] if quick else [own, others]) if files)

    def _limits_of(self, selected: list[str]) -> tuple[float, int]:
        """Return the seconds of wall and CPU time that some tests are given, by their own time; SystemExit where they fail as they are."""
        if tuple(selected) not in self._limits:
            began = time.monotonic()
            if not passes(selected, self._tree, (LONGEST, LONGEST), caching=True):
                sys.exit(f"these tests fail without a mutant: {' '.join(selected)}")
            self._limits[tuple(selected)] = limits(time.monotonic() - began)
        return self._limits[tuple(selected)]

    def _passes_with(self, made: Mutant, selected: list[str], given: tuple[float, int]) -> bool:
        """Whether some tests pass with the mutant in place; the file keeps its time, so that its compiled form is used again."""
        target = self._tree / made.path
        original, stat = target.read_bytes(), target.stat()
        target.write_text(made.source, encoding="utf-8")
        try:
            return passes(selected, self._tree, given)
        finally:
            target.write_bytes(original)
            os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def limits(seconds: float) -> tuple[float, int]:
    """Return the seconds of wall and of CPU time that tests are given which take so long without a mutant."""
    return WALL[0] * seconds + WALL[1], int(CPU[0] * seconds + CPU[1])


def passes(selected: list[str], tree: Path, given: tuple[float, int], *, caching: bool = False) -> bool:
    """Whether some tests pass in a copy of the tree, in a child with the libraries imported but nothing of the tree."""
    return ends_well(lambda: pytest.main([*PYTEST, "-x", *selected]), tree, given, caching=caching)


def ends_well(work: Callable[[], int], tree: Path, given: tuple[float, int], *, caching: bool) -> bool:
    """Whether a piece of work in a copy of the tree returns 0 within the seconds of wall and CPU time it is given."""
    wall, cpu = given
    child = FORK.Process(target=run, args=(work, tree, cpu, caching))
    child.start()
    child.join(wall)
    if child.pid:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # what the tests have left behind too
    child.join()
    return child.exitcode == 0


def run(work: Callable[[], int], tree: Path, cpu: int, caching: bool) -> None:
    """Do a piece of work in a copy of the tree in this process, and end it."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    os.chdir(tree)
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"bench", "tests"}]:
        del sys.modules[name]
    sys.path[:] = [str(tree), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    sys.dont_write_bytecode = not caching
    os.environ.pop("CI", None)  # there a skip is a failure
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    importlib.invalidate_caches()
    os._exit(work())


def copied(folder: Path) -> Path:
    """Return a copy of the tree; published data is not beside it, so that tests of whole corpora are skipped."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return folder


def covered(sample: list[Mutant], scratch: Path) -> Covering:
    """Return which tests execute which lines of the modules of a sample; SystemExit where tests fail as they are."""
    paths = sorted({made.path for made in sample})
    files = sorted({file for path in paths for kind in tests_of(path) for file in kind if not starts_processes(file)})
    tree, target = copied(scratch / "covered"), scratch / "covered.json"
    if not ends_well(lambda: covering.record(paths, [*PYTEST, *files], tree, target), tree, (LONGEST, LONGEST), caching=True):
        sys.exit(f"these tests fail without a mutant: {' '.join(files)}")
    return covering.read(target)


def begin(scratch: str, known: Covering) -> None:
    """Give this process a copy of the tree."""
    global _copy  # noqa: PLW0603 - one for each process of the pool
    _copy = Copy(Path(scratch, str(os.getpid()), "tree"), known)


def attempt(made: Mutant) -> bool:
    """Whether a mutant survives in this process's copy."""
    assert _copy is not None
    return _copy.survives(made)


def equivalents() -> set[tuple[str, str, str]]:
    """Return (path, line before, line after) of the mutants that no test can tell from the original."""
    listed = tomllib.loads(Path(__file__).with_name("equivalents.toml").read_text(encoding="utf-8"))
    return {(entry["path"], entry["before"], entry["after"]) for entry in listed.get("equivalent", [])}


def results(sample: list[Mutant], rooms: tuple[str, ...], jobs: int) -> tuple[Counter[str], Counter[str]]:
    """Try each mutant, print those that survive, and return how many of each room were tried and how many survived."""
    tried, lived = Counter[str](), Counter[str]()
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with tempfile.TemporaryDirectory() as scratch:
        print("all tests run once, to see which lines they execute", file=sys.stderr, flush=True)
        known = covered(sample, Path(scratch))
        with ProcessPoolExecutor(jobs, FORK, begin, (scratch, known)) as pool:
            for made, survived in zip(sample, pool.map(attempt, sample), strict=True):
                room = next(room for room in rooms if made.path.startswith(room))
                tried[room] += 1
                lived[room] += survived
                if not tried.total() % TOLD:
                    print(f"{tried.total()} of {len(sample)} mutants tried", file=sys.stderr, flush=True)
                if survived:
                    print(f"survived: {made.path}:{made.line} {made.operator}\n  - {made.before}\n  + {made.after}", flush=True)
    return tried, lived


def main() -> int:
    """Measure and print: survivors with their lines, the score of each room and of all; 1 where it is under the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="mutants to try, drawn from all rooms alike")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--room", action="append", help="folder or module, instead of all rooms")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--bar", type=float, default=0.85)
    options = parser.parse_args()
    rooms = tuple(options.room or ROOMS)
    sample = drawn(rooms, options.count, options.seed)
    began = time.monotonic()
    tried, lived = results(sample, rooms, options.jobs)
    for room in rooms:
        if tried[room]:
            print(f"{room}: {1 - lived[room] / tried[room]:.1%} of {tried[room]} killed")
    score = 1 - lived.total() / max(tried.total(), 1)
    minutes = (time.monotonic() - began) / 60
    print(f"mutation score {score:.1%} of {tried.total()} (bar {options.bar:.0%}) in {minutes:.0f} min with {options.jobs} jobs")
    return int(score < options.bar)


if __name__ == "__main__":
    sys.exit(main())
