"""What a run measured, as entries of the history: leaderboards, costs, the speed suite."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.model import Manifest
from bench.scoring import load
from bench.scoring.tables.leaderboards import Board
from bench.store import boards as leaderboards
from bench.store.history import HistoryEntry, append, head
from bench.store.run_folder import RunFolder

_SPEED = ("p50_ms", "p95_ms", "p99_ms", "pages_per_s", "mb_per_s", "peak_mb", "import_ms")
_MACHINE = ("cpu", "cores", "platform", "python")  # what of a machine can move costs


def record(folder: RunFolder, root: Path, boards: Sequence[Board] | None = None, *, commit: str | None = None) -> tuple[HistoryEntry, ...]:
    """Append what a run measured, its speed suite included, to the history at ``root``; return it.

    A run without scores adds nothing. ``boards`` (all, by the run's own sampling) spare computing them again; ``commit`` defaults to the
    head of the repository that the current folder lies in.
    """
    manifest = folder.manifest()
    at = head() if commit is None else commit
    entries = (*_qualities(leaderboards.of_run(folder) if boards is None else boards, manifest, at), *_speeds(folder, manifest, at))
    if entries:
        append(root, entries)
    return entries


def _described(manifest: Manifest, commit: str, adapter: str, corpus: str) -> dict[str, Any]:
    """Return the fields of an entry that do not depend on the figure."""
    about: Mapping[str, Any] = next((entry for entry in manifest.adapters if entry["name"] == adapter), {})
    digest = next((str(entry["digest"]) for entry in manifest.corpora if entry["name"] == corpus), "")
    machine = ", ".join(f"{key}={manifest.machine[key]}" for key in _MACHINE if key in manifest.machine)
    return {
        "run": manifest.id, "created": manifest.created, "commit": commit, "machine": machine,
        "corpus": corpus, "digest": digest,
        "adapter": adapter, "package": str(about.get("package", "")), "version": str(about.get("version", "")),
        "settings": json.dumps(about.get("settings") or {}, sort_keys=True, default=str),
    }  # fmt: skip


def _qualities(boards: Iterable[Board], manifest: Manifest, commit: str) -> Iterator[HistoryEntry]:
    """Yield every metric of every protocol on each corpus, and once the costs seen during the run."""
    timed = set[tuple[str, str, str]]()
    for board in sorted((board for board in boards if len(board.corpora) == 1), key=lambda board: board.protocol):
        protocol = f"{board.protocol}@{load(board.protocol).version}"
        for standing in board.standings:
            if standing.adapter not in manifest.names:
                continue  # from the reference: this run did not measure it
            place = (standing.adapter, board.corpora[0], board.track)
            uncleaned = -1 if board.gold.unknown else board.gold.uncleaned
            fixed = {**_described(manifest, commit, *place[:2]), "track": board.track, "n": standing.n, "uncleaned": uncleaned}
            for metric, figure in standing.metrics.items():
                yield HistoryEntry(**fixed, protocol=protocol, metric=metric, value=figure.value, low=figure.low, high=figure.high)
            if place not in timed:
                timed.add(place)
                costs = {"p50_ms": standing.p50_ms, "p95_ms": standing.p95_ms, "peak_mb": standing.peak_mb}
                yield from _costs(fixed, "run", {**costs, "coverage": standing.coverage})


def _speeds(folder: RunFolder, manifest: Manifest, commit: str) -> Iterator[HistoryEntry]:
    """Yield what the speed suite measured, where it was run."""
    try:
        summary = json.loads((folder.path / "speed-summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    corpora = "+".join(sorted(summary["corpora"]))
    for timed in summary["adapters"]:
        about = _described(manifest, commit, timed["adapter"], corpora)
        fixed = {**about, "track": "", "n": int(timed["pages"]), "version": timed["version"]}
        yield from _costs(fixed, "speed", {name: timed[name] for name in _SPEED if timed[name] is not None})


def _costs(fixed: Mapping[str, Any], protocol: str, costs: Mapping[str, float]) -> Iterator[HistoryEntry]:
    """Yield entries of figures without an interval; undefined ones, of what was never timed, are left out."""
    for metric, value in costs.items():
        if not math.isnan(value):
            yield HistoryEntry(**fixed, protocol=protocol, metric=metric, value=float(value), low=math.nan, high=math.nan)
