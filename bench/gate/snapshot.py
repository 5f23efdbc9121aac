"""What the gate compares: one corpus's score rows, statuses and provenance."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bench.drafts import GoldCounts
from bench.errors import GateError
from bench.gate import run_tables
from bench.gate.run_tables import StoredPage
from bench.gate.verdict import DIGITS
from bench.model import Manifest
from bench.scoring import load
from bench.scoring.statistics.resampling import aggregate, clusters
from bench.scoring.tables.timing import times
from bench.store import frames
from bench.store.run_folder import RunFolder

_FACETS = ("kind", "type", "lang", "site", "title", "url", "gold")
PAGES = ("corpus", "page_id", *_FACETS)  # columns
_MACHINE = ("cores", "cpu", "platform", "python")
# in tables of earlier releases the signature alone says it
_SIGNED = re.compile(r"\w+:(?P<name>[^|]+)@(?P<version>\d+)(?:\|(?!corpus:)(?P<variant>[^|]*))?")


@dataclass(frozen=True, slots=True)
class MeasuredAdapter:
    """One adapter as it was measured: what was installed and set, how each page ended, what it cost."""

    package: str
    version: str
    settings: Mapping[str, Any]
    statuses: tuple[str, ...]  # of the snapshot's pages
    costs: Mapping[str, float] = field(default_factory=dict)  # ``p50_ms p95_ms peak_mb``, empty where nothing was timed
    predictions: str = ""  # the name of the file or folder of stored outputs, FILE where unknown; "" for what was run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """One corpus in one run."""

    corpus: str
    digest: str
    pages: tuple[str, ...]
    # of the pages: kind, type, lang, site, title, url, gold; in a baseline kind alone, in one of an earlier release none
    facets: tuple[Mapping[str, str], ...]
    adapters: Mapping[str, MeasuredAdapter]
    protocols: Mapping[str, Mapping[str, Any]]  # version, variant, columns
    rows: Mapping[tuple[str, str], NDArray[np.float64]]  # (adapter, protocol) -> (pages, columns), NaN: skipped, or without gold
    machine: str = ""
    source: str = ""
    made_by: Mapping[str, Any] = field(default_factory=dict)
    gold: GoldCounts = field(default_factory=GoldCounts)  # no page at all where a baseline of an earlier release does not say
    digests: tuple[tuple[str, str], ...] = ()  # of the pages: of page and of gold; none in a baseline of an earlier release

    def only(self, kept: NDArray[np.bool_]) -> Self:
        """Return the same of the pages in the mask ``kept``.

        Costs are of all pages, so they go with the first page that goes.
        """
        at = np.flatnonzero(kept).tolist()
        return replace(
            self,
            pages=tuple(self.pages[one] for one in at),
            facets=tuple(self.facets[one] for one in at),
            digests=tuple(self.digests[one] for one in at),
            adapters={
                name: replace(adapter, statuses=tuple(adapter.statuses[one] for one in at), costs=adapter.costs if kept.all() else {})
                for name, adapter in self.adapters.items()
            },
            rows={key: rows[kept] for key, rows in self.rows.items()},
        )

    def groups(self) -> NDArray[np.int64]:
        """Return the cluster number of each page, shape (pages,), for resampling by site."""
        return clusters([facet.get("site", "") for facet in self.facets])

    def tracks(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Yield each kind of page present with the mask of its pages; kinds are never averaged together."""
        kinds = np.array([facet.get("kind", "html") for facet in self.facets])
        for kind in sorted(set(kinds.tolist())):
            yield kind, kinds == kind

    def chosen(self, where: Mapping[str, str]) -> NDArray[np.bool_]:
        """Return the mask of pages whose facets equal all of ``where`` (``page`` is the page's id)."""
        facets = [{**facet, "page": page} for facet, page in zip(self.facets, self.pages, strict=True)]
        return np.array([all(facet.get(key, "") == value for key, value in where.items()) for facet in facets], bool)


def metrics_of(protocol: str, rows: NDArray[Any]) -> dict[str, float]:
    """Return metric -> value over rows (pages, columns), rounded; empty where no page was tried."""
    scorer = load(protocol)
    if not len(rows) or np.isnan(rows).any(axis=-1).all():
        return {}
    return dict(zip(scorer.metrics, np.round(aggregate(scorer, rows), DIGITS).tolist(), strict=True))


def from_run(folder: RunFolder) -> tuple[Snapshot, ...]:
    """Return a snapshot of each corpus; raises GateError for a run unfinished or of another scorer."""
    run, pages = _read(folder)
    protocols = {name: _protocol(name, stored) for name, stored in run.metadata.items() if len(run.scores[name])}
    return _snapshots(run, pages, protocols, {name: run.scores[name] for name in protocols})


def of_scores(folder: RunFolder, protocols: Mapping[str, Any], scores: Mapping[str, Any]) -> tuple[Snapshot, ...]:
    """Return a snapshot of each corpus by given rows in the place of the run's scores.

    ``protocols`` holds version, variant and columns by name, ``scores`` a data frame of rows. Raises GateError as :func:`from_run`.
    """
    return _snapshots(*_read(folder), protocols, scores)


def _read(folder: RunFolder) -> tuple[frames.RunFrames, list[StoredPage]]:
    """Return a run and its pages; raises GateError where it is unfinished or damaged."""
    manifest = folder.manifest()
    if not manifest.complete:
        raise GateError(f"the run {manifest.id} was interrupted", "a finished run", "boilerbench run (it goes on where it stopped)")
    run = frames.read(folder, pages=PAGES, extractions=frames.BOARD_EXTRACTIONS)
    pages = run_tables.stored_pages(folder, run.metadata)
    run_tables.refuse_damaged(run, pages)
    return run, pages


def _snapshots(
    run: frames.RunFrames, pages: Sequence[StoredPage], protocols: Mapping[str, Any], scores: Mapping[str, Any]
) -> tuple[Snapshot, ...]:
    """Return a snapshot of each corpus by some rows."""
    manifest, digests = run.manifest, {page.place: page.digests for page in pages}
    made = [_snapshot(manifest, entry, run.pages, run.extractions, protocols, scores) for entry in manifest.corpora]
    return tuple(replace(one, digests=tuple(digests[one.corpus, page] for page in one.pages)) for one in made)


def _protocol(name: str, stored: Mapping[str, str]) -> dict[str, Any]:
    """Return version, variant and columns of a protocol as the metadata of its score table state them."""
    if "version" not in stored:
        signed = _SIGNED.match(stored["signature"])
        stored = signed.groupdict("") if signed else {"version": "?"}
    scorer = load(name)
    if stored["version"] != str(scorer.version):
        what = f"the run was scored by {name}@{stored['version']}, this installation has {name}@{scorer.version}"
        raise GateError(what, "a run scored by the installed version", "boilerbench run")
    return {"version": scorer.version, "variant": stored["variant"], "columns": list(scorer.columns)}


def _snapshot(
    manifest: Manifest, entry: Mapping[str, Any], pages: Any, extractions: Any, protocols: Mapping[str, Any], scores: Mapping[str, Any]
) -> Snapshot:
    """Return the snapshot of the corpus that ``entry`` of the manifest describes."""
    corpus = str(entry["name"])
    ours = pages[pages["corpus"] == corpus]
    ids = tuple(map(str, ours["page_id"]))
    mine = extractions[extractions["corpus"] == corpus]
    rows = {
        (str(adapter), name): _rows(group, ids, protocols[name]["columns"])
        for name, frame in scores.items()
        for adapter, group in frame[frame["corpus"] == corpus].groupby("adapter")
    }
    return Snapshot(
        corpus=corpus,
        digest=str(entry["digest"]),
        pages=ids,
        facets=tuple({name: str(record[name] or "") for name in _FACETS} for record in ours[list(_FACETS)].to_dict("records")),
        adapters={str(made["name"]): _measured(made, mine[mine["adapter"] == made["name"]], ids) for made in manifest.adapters},
        protocols={name: described for name, described in protocols.items() if any(protocol == name for _, protocol in rows)},
        rows=rows,
        machine=", ".join(f"{key}={manifest.machine[key]}" for key in _MACHINE if key in manifest.machine),
        source=str(entry.get("source") or corpus),
        made_by={"run": manifest.id, "version": manifest.version, "created": manifest.created},
        gold=GoldCounts.of(ours["gold"]),
    )


def _rows(scores: Any, ids: tuple[str, ...], columns: list[str]) -> NDArray[np.float64]:
    """Return one adapter's rows in page order, shape (pages, columns)."""
    at = {page_id: number for number, page_id in enumerate(ids)}
    values = np.full((len(ids), len(columns)), np.nan)
    values[[at[page_id] for page_id in scores["page_id"]]] = np.round(scores[columns].to_numpy(np.float64), DIGITS)
    return values


def _measured(adapter: Mapping[str, Any], extractions: Any, ids: tuple[str, ...]) -> MeasuredAdapter:
    """Return one adapter as the manifest and its extractions say it was measured."""
    status = dict(zip(extractions["page_id"], extractions["status"], strict=True))
    timed = extractions[(extractions["status"] == "ok") & (extractions["wall_ns"] > 0)]
    costs = {}
    if len(timed):
        spent = times(timed["wall_ns"].to_numpy(np.float64))
        costs = {"p50_ms": spent.p50_ms, "p95_ms": spent.p95_ms, "peak_mb": float(timed["peak_rss"].max()) / 1e6}
        costs = {name: round(cost, 1 if name == "peak_mb" else 3) for name, cost in costs.items() if not np.isnan(cost)}
    settings = dict(adapter.get("settings") or {})
    statuses = tuple(str(status[page_id]) for page_id in ids)
    predictions = str(adapter.get("file") or "FILE") if adapter.get("stored") else ""
    return MeasuredAdapter(str(adapter.get("package", "")), str(adapter.get("version", "")), settings, statuses, costs, predictions)
