"""A speed session: what is measured, as a file for the suite's own process, and that process's start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.adapters.table import of_data
from bench.errors import RunError
from bench.speed.recording import RecordingOptions
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.model import Adapter, Corpus

    Corpora = Mapping[str, Mapping[str, Any]]

SUITE = Path(__file__).with_name("suite.py")


@dataclass(frozen=True, slots=True)
class Session:
    """Corpora and adapters to measure, and how."""

    corpora: tuple[Corpus, ...]
    adapters: tuple[Adapter, ...]
    options: RecordingOptions


def write(path: Path, corpora: Corpora, pages: str, adapters: Sequence[Adapter], options: RecordingOptions) -> None:
    """Write a session to a file.

    Corpora are written by what ``bench.corpus.load`` takes with the part that is wanted, adapters whole.
    """
    wanted = {source: dict(part) for source, part in corpora.items()}
    value = {"corpora": wanted, "pages": pages, "adapters": [adapter.as_data() for adapter in adapters], "options": asdict(options)}
    path.write_text(json.dumps(value), encoding="utf-8")


def read(path: Path) -> Session:
    """Read a session back, its corpora loaded."""
    value = json.loads(path.read_text(encoding="utf-8"))
    folder = Path(value["pages"]) if value["pages"] else None
    options = {**value["options"], "limits": Limits(**value["options"]["limits"]), "path": tuple(value["options"]["path"])}
    return Session(_loaded(value["corpora"], folder), tuple(map(of_data, value["adapters"])), RecordingOptions(**options))


def _loaded(corpora: Corpora, pages: Path | None) -> tuple[Corpus, ...]:
    """Return corpora, each the part that is wanted of it."""
    from bench.corpus import load
    from bench.corpus.readers.assembly import chosen_pages

    return tuple(chosen_pages(load(source, pages=pages), part.get("only", ()), part.get("limit")) for source, part in corpora.items())


def run(corpora: Corpora, adapters: Sequence[Adapter], options: RecordingOptions, out: Path, *, pages: str = "") -> None:
    """Run the suite under pytest-benchmark in a process of its own and write its JSON to ``out``, whole.

    ``corpora`` are sources with the part that is wanted of each, as a corpus's ``selection`` says it: ``only``, ``limit``, {} for all.

    Raises CorpusError for a corpus that cannot be read, RunError with pytest's last words where it fails or where no adapter worked.
    """
    from bench.files import whole

    _loaded(corpora, Path(pages) if pages else None)  # what is wrong with them is said here, not in the middle of what pytest prints
    with tempfile.TemporaryDirectory(prefix="boilerbench-speed-") as scratch, whole(out) as temporary:
        write(Path(scratch, "order.json"), corpora, pages, adapters, options)
        done = subprocess.run(
            _command(temporary),
            env=_environment(Path(scratch, "order.json")),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode or not temporary.stat().st_size:
            said = done.stdout.strip()[-800:]
            raise RunError(f"the speed suite failed: {said}", "at least one adapter that works on these pages", "boilerbench doctor")


def _command(out: Path) -> list[str]:
    """Return the command that runs the suite alone: no configuration, no plug-in but pytest-benchmark."""
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "pytest_benchmark.plugin", "--benchmark-only", "--benchmark-quiet"]
    place = [str(SUITE), "-c", os.devnull, "--rootdir", str(SUITE.parent)]
    return [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        *place,
        *quiet,
        "--benchmark-timer",
        "bench.speed.suite.clock",
        "--benchmark-json",
        str(out),
    ]


def _environment(order: Path) -> dict[str, str]:
    """Return the environment of the suite's process, without what an outer pytest says to its own."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**outer, "BOILERBENCH_SPEED": str(order), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": _path()}


def _path() -> str:
    """Return a PYTHONPATH on which the suite finds this very package."""
    root = str(SUITE.parents[2])
    return os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
