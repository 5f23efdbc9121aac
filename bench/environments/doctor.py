"""The doctor: what is installed here, what is missing and how to get it, and which rows really run, measured by running them."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench import registry
from bench.adapters import ADAPTERS
from bench.engine.plan import cores
from bench.environments import envs, installed, launch
from bench.environments.roster import Entry, how_to_install
from bench.model import Kind, Page, Status
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.model import Adapter, Extraction

_NODE = 20  # the oldest Node that the extractors' lock file is for
_LIMITS = Limits(deadline_s=20.0, start_s=60.0)
_EXTRAS = {"warc": ("fastwarc",), "cluster": ("distributed",)}  # extras that bring no rows
_PROBES = {  # run in a Python of their own, since what they do cannot be undone
    "network": "from bench.workers import guard; raise SystemExit(not guard.leave_network())",
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
_STORY = (
    (
        "The ferry left the quay an hour late because the captain was still looking for his spectacles, which his wife had put into the "
        "bread bin, and by the time they were found the tide had turned and the pilot had gone home to have his breakfast."
    ),
    (
        "Nobody on board minded much, since the sun had come out, the cook was handing round warm rolls, and somebody had brought an "
        "accordion; the only one who was cross about it was the postman, who had a parcel of live bees with him."
    ),
    (
        "When at last they reached the island it was nearly noon, and the lighthouse keeper said that they were the first visitors he had "
        "seen since the spring, so that he would have put on a tie if only he had known that they would be coming."
    ),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for. ``level``: ``ok``, ``missing`` (something cannot be used without it) or ``note``."""

    name: str
    level: str
    seen: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """One row and how it did on one small page. ``status`` is what its page ended with; ``runs`` whether it can be relied on to answer."""

    entry: Entry
    status: Status
    reason: str
    seconds: float

    @property
    def runs(self) -> bool:
        """Whether the row answered."""
        return self.status in {Status.OK, Status.EMPTY}

    @property
    def is_core(self) -> bool:
        """Whether the row is one of ours that should run wherever this package is installed."""
        row = self.entry.adapter
        return ADAPTERS.get(row.name) is row and not row.extra


def page(kind: Kind) -> Page:
    """Return a small page that every extractor should find text on."""
    lines = [f"<p>{line}</p>" for line in _STORY]
    head = "<!DOCTYPE html><html lang='en'><head><title>Ferry</title></head>"
    html = f"{head}<body><article><h1>Late ferry</h1>{''.join(lines)}</article></body></html>"
    text = "\n".join(("Late ferry", *_STORY))
    return Page(f"doctor-{kind.value}", "doctor", (html if kind is Kind.HTML else text).encode(), kind)


def examine(entries: Sequence[Entry], folder: Path, limits: Limits = _LIMITS) -> tuple[Patient, ...]:
    """Run every row that is available on one small page, several at a time; return how each did, in the order given."""
    there = [entry.adapter for entry in entries if not entry.lacking]
    pool = launch.pool(limits, cores(), folder)
    with closing(pool.extract(Schedule([Unit(row, (page(_kind(row)),)) for row in there]))) as rows:
        results = {row.adapter: row for row in rows}
    told = {name: str(greeting.get("version") or "") for name, greeting in pool.greetings.items()}
    return tuple(_patient(entry, results.get(entry.adapter.name), told) for entry in entries)


def _kind(row: Adapter) -> Kind:
    """Return the kind of page to try a row on."""
    return Kind.HTML if Kind.HTML in row.kinds else Kind.TEXT


def _patient(entry: Entry, result: Extraction | None, told: Mapping[str, str]) -> Patient:
    """Return how a row did; a version that only its worker knows is filled in."""
    if result is None:
        return Patient(entry, Status.SKIPPED, entry.lacking, 0.0)
    known = replace(entry, version=entry.version or told.get(entry.adapter.name, ""))
    reason = result.error or ("returned no text" if result.status is Status.EMPTY and not entry.adapter.floor else "")
    if reason and result.status is Status.SKIPPED and entry.adapter.package and (entry.adapter.env or not known.version):
        reason = f"{reason}: {how_to_install(entry.adapter)}"
    return Patient(known, result.status, reason, result.wall_ns / 1e9)


def look_around(entries: Sequence[Entry], listed: Mapping[str, Sequence[str]]) -> tuple[Check, ...]:
    """Return what there is of everything that rows, tests or isolation need. ``listed`` are the configuration's environments."""
    checks = [Check("python", "ok", f"{platform.python_version()} at {sys.executable}"), Check("cores", "ok", str(cores()))]
    checks += [_extra(extra, entries) for extra in sorted({entry.adapter.extra for entry in entries} - {"", envs.NODE})]
    checks += [_packages(extra, names) for extra, names in _EXTRAS.items()]
    checks += [_node(), _npm(), *(_env(name, listed) for name in sorted({envs.NODE, *envs.names(), *listed}))]
    return (*checks, _chromium(), _valgrind(), *_isolation())


def _extra(extra: str, entries: Sequence[Entry]) -> Check:
    """Look for the libraries of rows that an extra brings."""
    return _packages(extra, sorted({entry.adapter.package for entry in entries if entry.adapter.extra == extra and not entry.adapter.env}))


def _packages(extra: str, names: Sequence[str]) -> Check:
    """Look for the packages of an extra."""
    absent = [name for name in names if not registry.version_of(name)]
    if absent:
        return Check(f"extra {extra}", "missing", f"not installed: {', '.join(absent)}", f'pip install "boilerbench[{extra}]"')
    return Check(f"extra {extra}", "ok", ", ".join(f"{name} {registry.version_of(name)}" for name in names))


def _node() -> Check:
    """Look for Node."""
    said = installed.program(["node", "--version"])
    major = said.removeprefix("v").partition(".")[0]
    if not said:
        return Check("node", "missing", "not found: the JavaScript rows need it", f"install Node.js {_NODE} or later")
    if not major.isdigit() or int(major) < _NODE:
        return Check("node", "missing", said, f"install Node.js {_NODE} or later")
    return Check("node", "ok", said.removeprefix("v"))


def _npm() -> Check:
    """Look for npm, which makes the environment ``node``."""
    said = installed.program(["npm", "--version"])
    return Check("npm", "ok", said) if said else Check("npm", "missing", "not found: it makes the environment node", "install npm")


def _env(name: str, listed: Mapping[str, Sequence[str]]) -> Check:
    """Look at one environment."""
    state = envs.state(name, listed)
    if state == "ready":
        return Check(f"env {name}", "ok", "ready")
    return Check(f"env {name}", "missing", state, f"boilerbench env create {name}")


def _chromium() -> Check:
    """Look for the browser that tests of the report drive."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
    mend = "install chromium: only tests of the report need it"
    return Check("chromium", "ok", found) if found else Check("chromium", "note", "not found", mend)


def _valgrind() -> Check:
    """Look for the counter of instructions."""
    said = installed.program(["valgrind", "--version"])
    mend = "install valgrind: only counting instructions needs it (boilerbench speed)"
    return Check("valgrind", "ok", said) if said else Check("valgrind", "note", "not found", mend)


def _isolation() -> tuple[Check, ...]:
    """Try what keeps workers in: network namespaces, memory caps, peak memory page by page."""
    alone = "foreign workers run without a network"
    network = alone if _probe("network") else "foreign workers keep the network (Python workers are refused it)"
    memory = "workers are held to theirs" if _probe("memory") else "the system does not hold processes to a cap"
    peak = "page by page" if os.access("/proc/self/clear_refs", os.W_OK) else "of a worker's whole life"
    orphans = "all are found and killed" if Path("/proc/self/task").is_dir() else "those of a dead worker may escape"
    return (
        Check("network namespaces", "ok" if network == alone else "note", network),
        Check("memory caps", "ok" if memory.startswith("workers") else "note", memory),
        Check("peak memory", "ok" if peak == "page by page" else "note", peak),
        Check("orphans", "ok" if orphans.startswith("all") else "note", orphans),
    )


def _probe(name: str) -> bool:
    """Whether a small program of ours succeeds."""
    boot = str(Path(__file__).resolve().parent.parent / "workers")
    code = f"import sys; sys.path.insert(0, {boot!r}); import boot; boot.mount()\n{_PROBES[name]}"
    try:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
