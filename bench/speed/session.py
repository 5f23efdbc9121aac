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

from bench.adapters import of_data
from bench.errors import RunError
from bench.speed.recording import RecordingOptions
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Adapter, Corpus

SUITE = Path(__file__).with_name("suite.py")


@dataclass(frozen=True, slots=True)
class Session:
    """Corpora and adapters to measure, and how."""

    corpora: tuple[Corpus, ...]
    adapters: tuple[Adapter, ...]
    options: RecordingOptions


def write(path: Path, specs: Sequence[str], pages: str, adapters: Sequence[Adapter], options: RecordingOptions) -> None:
    """Write a session to a file: corpora by what ``bench.corpus.load`` takes, adapters whole."""
    value = {"corpora": list(specs), "pages": pages, "adapters": [adapter.as_data() for adapter in adapters], "options": asdict(options)}
    path.write_text(json.dumps(value), encoding="utf-8")


def read(path: Path) -> Session:
    """Read a session back, its corpora loaded."""
    from bench import corpus

    value = json.loads(path.read_text(encoding="utf-8"))
    folder = Path(value["pages"]) if value["pages"] else None
    options = {**value["options"], "limits": Limits(**value["options"]["limits"]), "path": tuple(value["options"]["path"])}
    corpora = tuple(corpus.load(spec, pages=folder) for spec in value["corpora"])
    return Session(corpora, tuple(map(of_data, value["adapters"])), RecordingOptions(**options))


def run(specs: Sequence[str], adapters: Sequence[Adapter], options: RecordingOptions, out: Path, *, pages: str = "") -> None:
    """Run the suite under pytest-benchmark in a process of its own and write its JSON to ``out``, whole.

    Raises CorpusError for a corpus that cannot be read, RunError with pytest's last words where it fails or where no adapter worked.
    """
    from bench import corpus
    from bench.files import whole

    for spec in specs:  # what is wrong with it is said here, not in the middle of what pytest prints
        corpus.load(spec, pages=Path(pages) if pages else None)

    with tempfile.TemporaryDirectory(prefix="boilerbench-speed-") as scratch, whole(out) as temporary:
        write(Path(scratch, "order.json"), specs, pages, adapters, options)
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
