"""What the gate compares: one corpus's rows, statuses and provenance, from a run folder or from a baseline file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from bench.engine.store import RunFolder

COSTS = ("p50_ms", "p95_ms", "peak_mb")


@dataclass(frozen=True, slots=True)
class Subject:
    """One adapter as it was measured: what was installed and set, how each page ended, what it cost.

    ``statuses`` follows the snapshot's pages. ``costs`` are of :data:`COSTS`, empty where nothing was timed (stored outputs).
    """

    package: str
    version: str
    settings: Mapping[str, Any]
    statuses: tuple[str, ...]
    costs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One corpus in one run.

    ``facets`` follows ``pages``: dicts of kind, type, lang, site, title, url. ``protocols`` maps a protocol to its version, variant and
    columns. ``rows`` maps (adapter, protocol) to an array (pages, columns), NaN where a page was skipped.
    """

    corpus: str
    digest: str
    pages: tuple[str, ...]
    facets: tuple[Mapping[str, str], ...]
    subjects: Mapping[str, Subject]
    protocols: Mapping[str, Mapping[str, Any]]
    rows: Mapping[tuple[str, str], NDArray[np.float64]]
    machine: str = ""
    made_by: Mapping[str, Any] = field(default_factory=dict)

    def groups(self) -> NDArray[np.int64]:
        """Return a cluster number a page, for resampling by site."""
        from bench.scoring.resampling import clusters

        return clusters([facet.get("site", "") for facet in self.facets])


def from_run(folder: RunFolder) -> tuple[Snapshot, ...]:
    """Return a snapshot of each corpus in a run, in the manifest's order."""
    manifest = folder.manifest()
    pages, extractions = folder.pages(), folder.extractions()
    scores = {protocol: folder.scores(protocol) for protocol in folder.protocols()}
    return tuple(_snapshot(manifest, entry, pages, extractions, scores) for entry in manifest.corpora)


def _snapshot(manifest: Any, entry: Mapping[str, Any], pages: Any, extractions: Any, scores: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of the corpus that ``entry`` of the manifest describes."""
    from bench.scoring import load

    ours = pages[pages["corpus"] == entry["name"]]
    ids = tuple(ours["page_id"])
    at = {page_id: number for number, page_id in enumerate(ids)}
    mine = extractions[extractions["corpus"] == entry["name"]]
    subjects = {adapter["name"]: _subject(adapter, mine[mine["adapter"] == adapter["name"]], ids) for adapter in manifest.adapters}
    protocols, rows = {}, {}
    for protocol, frame in scores.items():
        scorer = load(protocol)
        protocols[protocol] = {"version": scorer.version, "variant": scorer.variant, "columns": list(scorer.columns)}
        for name, group in frame[frame["corpus"] == entry["name"]].groupby("adapter", sort=False):
            values = np.full((len(ids), len(scorer.columns)), np.nan)
            values[[at[page_id] for page_id in group["page_id"]]] = group[list(scorer.columns)].to_numpy(np.float64)
            rows[str(name), protocol] = values
    names = ("kind", "type", "lang", "site", "title", "url")
    facets = tuple({name: str(record[name] or "") for name in names} for record in ours[list(names)].to_dict("records"))
    made_by = {"run": manifest.id, "version": manifest.version, "created": manifest.created}
    return Snapshot(entry["name"], entry["digest"], ids, facets, subjects, protocols, rows, _machine(manifest.machine), made_by)


def _subject(adapter: Mapping[str, Any], rows: Any, ids: tuple[str, ...]) -> Subject:
    """Return one adapter's state from its extraction rows."""
    status = dict(zip(rows["page_id"], rows["status"], strict=True))
    timed = rows[(rows["status"] == "ok") & (rows["wall_ns"] > 0)]
    costs = {}
    if len(timed):
        wall = timed["wall_ns"].to_numpy(np.float64) / 1e6
        peak = float(timed["peak_rss"].max()) / 1e6
        costs = {"p50_ms": float(np.quantile(wall, 0.5)), "p95_ms": float(np.quantile(wall, 0.95)), "peak_mb": peak}
    settings = dict(adapter.get("settings") or {})
    statuses = tuple(str(status.get(page_id, "skipped")) for page_id in ids)
    return Subject(str(adapter.get("package", "")), str(adapter.get("version", "")), settings, statuses, costs)


def _machine(machine: Mapping[str, Any]) -> str:
    """Return one line that names a machine type: stored costs are comparable only where it is equal."""
    return ", ".join(f"{key}={machine[key]}" for key in sorted(machine) if key in {"cpu", "cores", "python", "platform"})
