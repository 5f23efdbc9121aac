"""The committed pins: one JSON file a corpus with floors, per-page rows and what made them; a floor never falls silently."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate.snapshot import Snapshot, Subject
from bench.gate.tracks import metrics_of, tracks
from bench.model import SCHEMA

if TYPE_CHECKING:
    from typing import Any

Floors = Mapping[tuple[str, str, str, str], float]  # (track, adapter, protocol, metric) -> value
SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Baseline:
    """A snapshot that was accepted, and the floors it may not fall below."""

    snapshot: Snapshot
    floors: Floors


@dataclass(frozen=True, slots=True)
class Move:
    """One floor that an update moves: ``before`` is NaN where it is new, ``after`` NaN where it goes."""

    key: tuple[str, str, str, str]
    before: float
    after: float


def measured(snapshot: Snapshot) -> dict[tuple[str, str, str, str], float]:
    """Return the value of every defined metric of a snapshot, by track, adapter, protocol and metric."""
    values = {}
    for track, mask in tracks(snapshot):
        for (adapter, protocol), rows in sorted(snapshot.rows.items()):
            for metric, value in metrics_of(protocol, rows[mask]).items():
                if not np.isnan(value):
                    values[track, adapter, protocol, metric] = value
    return values


def accept(snapshot: Snapshot, before: Baseline | None) -> tuple[Baseline, tuple[Move, ...], tuple[Move, ...]]:
    """Return the baseline that accepts ``snapshot``, every floor that moved, and of those the ones that fall."""
    from bench.gate.tracks import is_cost

    floors = measured(snapshot)
    old = dict(before.floors) if before and before.snapshot.digest == snapshot.digest else {}
    moves = tuple(
        Move(key, old.get(key, float("nan")), floors.get(key, float("nan")))
        for key in sorted({*floors, *old})
        if old.get(key) != floors.get(key)
    )
    lower = tuple(move for move in moves if move.before == move.before and not _rises(move, cost=is_cost(move.key)))
    return Baseline(snapshot, floors), moves, lower


def _rises(move: Move, *, cost: bool) -> bool:
    """Whether a floor that moved became stricter."""
    return bool(move.after < move.before if cost else move.after > move.before)


def path_of(folder: Path, corpus: str) -> Path:
    """Return where the baseline of a corpus lies: its name, other characters than letters, digits, dot and dash as underscores."""
    safe = "".join(char if char.isascii() and (char.isalnum() or char in "-.") else "_" for char in corpus).strip(".") or "corpus"
    return folder / f"{safe}.json"


def write(baseline: Baseline, path: Path) -> None:
    """Write a baseline whole: a temporary file in the same folder, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(_as_dict(baseline), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path) -> Baseline:
    """Read a baseline; raises GateError where it is missing, damaged or of another schema."""
    again = "boilerbench gate --update"
    if not path.exists():
        raise GateError(f"there is no baseline at {path}", "the floors of an accepted run", again)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.get("schema") != SCHEMA:
            raise GateError(f"{path} has schema {found.get('schema')!r}", f"schema {SCHEMA}", again)
        return _from_dict(found)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise GateError(f"{path} is damaged: {problem!r}", "a file that `gate --update` wrote", f"restore it from git, or {again}") from problem


def _as_dict(baseline: Baseline) -> dict[str, Any]:
    """Return the JSON form; a row of a skipped page is null, a page a line."""
    snapshot = baseline.snapshot
    return {
        "schema": SCHEMA,
        "corpus": {"name": snapshot.corpus, "digest": snapshot.digest, "pages": len(snapshot.pages)},
        "made_by": dict(snapshot.made_by),
        "machine": snapshot.machine,
        "protocols": {name: dict(value) for name, value in snapshot.protocols.items()},
        "floors": {SEPARATOR.join(key): value for key, value in baseline.floors.items()},
        "adapters": {name: _subject_dict(snapshot, name) for name in snapshot.subjects},
        "pages": [{"id": page, **facet} for page, facet in zip(snapshot.pages, snapshot.facets, strict=True)],
    }


def _subject_dict(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Return one adapter's JSON: rows as compact strings, so that a diff of the file shows which page moved."""
    subject = snapshot.subjects[name]
    rows = {protocol: [_line(row) for row in array] for (adapter, protocol), array in snapshot.rows.items() if adapter == name}
    return {
        "package": subject.package,
        "version": subject.version,
        "settings": dict(subject.settings),
        "costs": dict(subject.costs),
        "statuses": list(subject.statuses),
        "rows": rows,
    }


def _line(row: Any) -> str:
    """Return a row as figures that read back to the same bits; "" for a skipped page."""
    return "" if np.isnan(row).any() else " ".join(f"{value:.0f}" if float(value).is_integer() else repr(float(value)) for value in row)


def _from_dict(found: Mapping[str, Any]) -> Baseline:
    """Build a baseline from its JSON form; raises ValueError where lengths disagree."""
    pages = tuple(page["id"] for page in found["pages"])
    facets = tuple({key: str(value) for key, value in page.items() if key != "id"} for page in found["pages"])
    protocols = found["protocols"]
    rows, subjects = {}, {}
    for name, entry in found["adapters"].items():
        if len(entry["statuses"]) != len(pages):
            raise ValueError(f"{len(entry['statuses'])} statuses of {name} for {len(pages)} pages")
        subjects[name] = Subject(entry["package"], entry["version"], entry["settings"], tuple(entry["statuses"]), entry["costs"])
        for protocol, lines in entry["rows"].items():
            rows[name, protocol] = _array(lines, len(pages), len(protocols[protocol]["columns"]))
    corpus = found["corpus"]
    snapshot = Snapshot(corpus["name"], corpus["digest"], pages, facets, subjects, protocols, rows, found["machine"], found["made_by"])
    floors = {_key(text): float(value) for text, value in found["floors"].items()}
    return Baseline(snapshot, floors)


def _key(text: str) -> tuple[str, str, str, str]:
    """Return a floor's key from its text."""
    track, adapter, protocol, metric = text.split(SEPARATOR)
    return track, adapter, protocol, metric


def _array(lines: list[str], pages: int, columns: int) -> Any:
    """Return rows (pages, columns) from their lines, NaN for "" (skipped)."""
    if len(lines) != pages:
        raise ValueError(f"{len(lines)} rows for {pages} pages")
    return np.array([[float(part) for part in line.split()] if line else [np.nan] * columns for line in lines]).reshape(pages, columns)
