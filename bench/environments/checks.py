"""What adapters, tests and isolation need: what of it is here, what is missing, and how to get it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import registry
from bench.adapters.table import DEBIAN
from bench.environments import envs, installed, machine
from bench.environments.making import interpreters, recipes
from bench.errors import AdapterError
from bench.workers.isolation import processes, protections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.config.recipe import Recipe
    from bench.environments.availability import Availability

_NODE = 20  # the oldest Node that the extractors' lock file is for
_EXTRAS = {"warc": ("fastwarc",), "cluster": ("distributed",)}  # extras that bring no adapters
_PROBES = {  # run in a Python of their own, since what they do cannot be undone
    "memory": """
from bench.workers import guard
guard.limit(1 << 28)
try:
    bytearray(1 << 29)
except MemoryError:
    raise SystemExit(0)
raise SystemExit(1)
""",
}


_ENTER = """
import json
from bench.workers.isolation import sandbox
print(json.dumps(dict(sandbox.enter(json.loads(sys.argv[1])).protections)))
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for."""

    name: str
    level: str  # ``ok``, ``missing`` (something cannot be used without it) or ``note``
    seen: str
    mend: str = ""


def all_checks(adapters: Sequence[Availability], listed: Mapping[str, Recipe]) -> tuple[Check, ...]:
    """Return what there is of everything that is needed. ``listed`` are the configuration's environments."""
    here = [Check("python", "ok", f"{platform.python_version()} at {sys.executable}"), Check("cores", "ok", str(machine.cores()))]
    extras: dict[str, set[str]] = {extra: set() for extra in sorted({one.adapter.extra for one in adapters} - {"", DEBIAN, *recipes.OURS})}
    for one in adapters:
        if one.adapter.extra in extras and not one.adapter.env:
            extras[one.adapter.extra].add(one.adapter.package)
    here += [_packages(extra, sorted(names)) for extra, names in [*extras.items(), *_EXTRAS.items()]]
    here += [_node(), _program("npm", "missing", "not found: it makes the environment node", "install npm")]
    here.append(_program("javac", "missing", "not found: it makes the environment java", "apt-get install default-jdk-headless"))
    here += [_env(name, listed) for name in sorted({*recipes.OURS, *envs.names(), *listed})]
    here.append(_debian(sorted({one.adapter.package for one in adapters if one.adapter.extra == DEBIAN})))
    valgrind = _program("valgrind", "note", "not found", "install valgrind: only counting instructions needs it (boilerbench speed)")
    return (*here, _chromium(), valgrind, *_isolation())


def _packages(extra: str, names: Sequence[str]) -> Check:
    """Look for the packages of an extra."""
    absent = [name for name in names if not registry.version_of(name)]
    if absent:
        return Check(f"extra {extra}", "missing", f"not installed: {', '.join(absent)}", f'pip install "boilerbench[{extra}]"')
    return Check(f"extra {extra}", "ok", ", ".join(f"{name} {registry.version_of(name)}" for name in names))


def _debian(packages: Sequence[str]) -> Check:
    """Look for the programs of Debian's packages, each of its package's name."""
    absent = [name for name in packages if not shutil.which(name)]
    if absent:
        return Check(f"extra {DEBIAN}", "missing", f"not on PATH: {', '.join(absent)}", f"apt-get install {' '.join(absent)}")
    return Check(f"extra {DEBIAN}", "ok", ", ".join(packages) or "no adapter needs any")


def _node() -> Check:
    """Look for Node."""
    said = installed.program(["node", "--version"])
    major = said.removeprefix("v").partition(".")[0]
    if major.isdigit() and int(major) >= _NODE:
        return Check("node", "ok", said.removeprefix("v"))
    return Check("node", "missing", said or "not found: the JavaScript adapters need it", f"install Node.js {_NODE} or later")


def _program(name: str, level: str, gone: str, mend: str) -> Check:
    """Look for a program; without it the check has ``level``, says ``gone`` and how to ``mend`` that."""
    said = installed.program([name, "--version"])
    return Check(name, "ok", said) if said else Check(name, level, gone, mend)


def _env(name: str, listed: Mapping[str, Recipe]) -> Check:
    """Look at one environment."""
    if (state := envs.state(name, listed)) == "ready":
        return Check(f"env {name}", "ok", state)
    try:
        interpreters.find(recipes.of(name, listed).python, name)
    except AdapterError as problem:  # there is no such Python, or another project's configuration lists it
        return Check(f"env {name}", "missing", f"{state}: {problem.what}", problem.hint)
    return Check(f"env {name}", "missing", state, f"boilerbench env create {name}")


def _chromium() -> Check:
    """Look for the browser that tests of the report drive."""
    browser = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
    mend = "install chromium: only tests of the report need it"
    return Check("chromium", "ok", browser) if browser else Check("chromium", "note", "not found", mend)


def _isolation() -> tuple[Check, ...]:
    """Try what keeps workers in: each protection, memory caps, peak memory page by page."""
    peak, told = os.access("/proc/self/clear_refs", os.W_OK), processes.told_by()
    seen = (
        ("memory caps", _probe("memory"), "workers are held to theirs", "the system does not hold processes to a cap"),
        ("peak memory", peak, "page by page", "of a worker's whole life"),
        ("orphans", told == "proc", "all are found and killed", "those of a dead worker may escape"),
        ("memory watch", told, "what a worker holds is read four times a second", "nothing tells what a worker holds: install ps"),
    )
    tried = tuple(Check(name, "ok" if fine else "note", good if fine else bad) for name, fine, good, bad in seen)
    return (*_protections(), *tried)


def _protections() -> tuple[Check, ...]:
    """Have a process give up what a worker does; return which protections are then in force.

    Of others it is said why they are not.
    """
    with tempfile.TemporaryDirectory(prefix="boilerbench-doctor-") as folder:
        Path(folder).chmod(0o711)
        scratch = Path(folder, "scratch")
        scratch.mkdir()
        order = {"scratch": str(scratch), "path": [], "reads": [], "sealed": [], "private": [str(Path.home())], "memory": 1 << 28}
        try:
            done = _ask(_ENTER, json.dumps(order))
            found = json.loads(done.stdout) if done.returncode == 0 else {}
        except (OSError, subprocess.TimeoutExpired, ValueError):
            found = {}
    reasons = {name: str(found.get(name, "the trial failed")) for name in protections.WORDS}
    return tuple(
        Check(f"isolation: {name}", "note" if reasons[name] else "ok", f"{lacks} ({reasons[name]})" if reasons[name] else holds)
        for name, (holds, lacks) in protections.WORDS.items()
    )


def _ask(code: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a small program of ours in a Python of its own."""
    boot = str(Path(__file__).resolve().parent.parent / "workers")
    mounted = f"import sys; sys.path.insert(0, {boot!r}); import boot; boot.mount()\n{code}"
    return subprocess.run([sys.executable, "-c", mounted, *arguments], capture_output=True, timeout=60, check=False)


def _probe(name: str) -> bool:
    """Whether a small program of ours succeeds."""
    try:
        return _ask(_PROBES[name]).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
