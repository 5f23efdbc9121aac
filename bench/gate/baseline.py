"""Baselines: one committed JSON file for each corpus, with floors, score rows and what made them."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.drafts import GoldCounts
from bench.errors import GateError
from bench.files import check_schema, whole
from bench.gate.snapshot import MeasuredAdapter, Snapshot, metrics_of
from bench.gate.verdict import TOLERANCE
from bench.model import SCHEMA
from bench.scoring import load

Key = tuple[str, str, str, str]  # track, adapter, protocol, metric
UPDATE = "boilerbench gate --update"
SEPARATOR = " / "
_BAR = " | "


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A snapshot that was accepted, and the floors it may not fall below."""

    snapshot: Snapshot
    floors: Mapping[Key, float]


@dataclass(frozen=True, slots=True)
class FloorMove:
    """One floor that an update moves."""

    key: Key
    before: float  # NaN where the floor is new
    after: float  # NaN where it goes
    lower: bool  # whether it becomes laxer


def accept(snapshot: Snapshot) -> Baseline:
    """Return the baseline that a snapshot makes: a floor for every metric that is defined."""
    floors = {
        (track, adapter, protocol, metric): value
        for track, mask in snapshot.tracks()
        for (adapter, protocol), rows in sorted(snapshot.rows.items())
        for metric, value in metrics_of(protocol, rows[mask]).items()
        if not math.isnan(value)
    }
    return Baseline(snapshot, floors)


def moves(before: Baseline | None, after: Baseline) -> tuple[FloorMove, ...]:
    """Return the floors that differ between two baselines by key; one that goes counts as lower."""
    old = before.floors if before else {}
    moved = []
    for key in sorted({*old, *after.floors}):
        was, now = old.get(key, math.nan), after.floors.get(key, math.nan)
        if not abs(now - was) < TOLERANCE:
            stricter = now < was if key[3] in load(key[2]).lower_is_better else now > was
            moved.append(FloorMove(key, was, now, lower=not math.isnan(was) and not stricter))
    return tuple(moved)


def path_of(folder: Path, corpus: str) -> Path:
    """Return where the baseline of a corpus lies: letters, digits, dot and dash are kept."""
    safe = "".join(char if char.isascii() and (char.isalnum() or char in "-.") else "_" for char in corpus).strip(".") or "corpus"
    return folder / f"{safe}.json"


def write(baseline: Baseline, path: Path) -> None:
    """Write a baseline whole: a temporary file in the same folder, then a rename."""
    with whole(path) as temporary:
        temporary.write_text(json.dumps(_as_dict(baseline), ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def read(path: Path) -> Baseline:
    """Read a baseline; raises GateError where it is missing, damaged or of another schema."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        check_schema(stored.get("schema"), path, GateError, UPDATE)
        return _from_dict(stored)
    except FileNotFoundError:
        raise GateError(f"there is no baseline at {path}", "the floors of an accepted run", UPDATE) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        what = f"{path} is damaged ({type(problem).__name__}: {problem})"
        raise GateError(what, "a file that `boilerbench gate --update` wrote", f"git checkout -- {path}, or {UPDATE}") from problem


def _as_dict(baseline: Baseline) -> dict[str, Any]:
    """Return the JSON form: floors by track, adapter and protocol; a page of an adapter is one line."""
    snapshot = baseline.snapshot
    floors: dict[str, dict[str, float]] = {}
    for key in sorted(baseline.floors):
        floors.setdefault(SEPARATOR.join(key[:3]), {})[key[3]] = baseline.floors[key]
    return {
        "schema": SCHEMA,
        "corpus": {
            "name": snapshot.corpus,
            "digest": snapshot.digest,
            "pages": len(snapshot.pages),
            "source": snapshot.source,
            **({"gold": asdict(snapshot.gold)} if snapshot.gold.pages else {}),
        },
        "made_by": dict(snapshot.made_by),
        "machine": snapshot.machine,
        "protocols": {name: dict(snapshot.protocols[name]) for name in sorted(snapshot.protocols)},
        "floors": floors,
        "adapters": {name: _adapter_dict(snapshot, name) for name in sorted(snapshot.adapters)},
    }


def _adapter_dict(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Return one adapter's JSON: of each page its status, then its score row by each protocol, if any."""
    adapter = snapshot.adapters[name]
    arrays = [snapshot.rows.get((name, protocol)) for protocol in sorted(snapshot.protocols)]
    lines = (
        _BAR.join([status, *("" if array is None else _figures(array[at]) for array in arrays)]).rstrip(" |")
        for at, status in enumerate(adapter.statuses)
    )
    return {
        "package": adapter.package,
        "version": adapter.version,
        "settings": dict(adapter.settings),
        "costs": dict(adapter.costs),
        "pages": dict(zip(snapshot.pages, lines, strict=True)),
    }


def _figures(row: NDArray[Any]) -> str:
    """Return a row as figures that read back to the same bits; "" for a page without a row."""
    return "" if np.isnan(row).any() else " ".join(str(int(value)) if value.is_integer() else repr(value) for value in map(float, row))


def _from_dict(stored: Mapping[str, Any]) -> Baseline:
    """Return the baseline of a JSON form; raises what :func:`read` catches where something is amiss."""
    corpus, protocols = stored["corpus"], {name: stored["protocols"][name] for name in sorted(stored["protocols"])}
    pages: tuple[str, ...] = ()
    rows: dict[tuple[str, str], NDArray[np.float64]] = {}
    adapters: dict[str, MeasuredAdapter] = {}
    for name, entry in stored["adapters"].items():
        pages = pages or tuple(entry["pages"])
        if tuple(entry["pages"]) != pages or len(pages) != corpus["pages"]:
            raise ValueError(f"{len(entry['pages'])} pages of {name}, the corpus has {corpus['pages']}")
        cells = [(line + _BAR * len(protocols)).split(_BAR) for line in entry["pages"].values()]
        statuses = tuple(cell[0] for cell in cells)
        adapters[name] = MeasuredAdapter(entry["package"], entry["version"], entry["settings"], statuses, entry["costs"])
        for at, (protocol, described) in enumerate(protocols.items(), 1):
            array = _array([cell[at] for cell in cells], len(described["columns"]))
            if not np.isnan(array).all():
                rows[name, protocol] = array
    snapshot = Snapshot(
        corpus=corpus["name"],
        digest=corpus["digest"],
        pages=pages,
        facets=(),
        adapters=adapters,
        protocols=protocols,
        rows=rows,
        machine=stored["machine"],
        source=corpus["source"],
        made_by=stored["made_by"],
        gold=_gold(corpus.get("gold", {})),
    )
    floors = {
        (track, adapter, protocol, metric): float(value)
        for text, metrics in stored["floors"].items()
        for track, adapter, protocol in [text.split(SEPARATOR)]
        for metric, value in metrics.items()
    }
    if not floors:
        raise ValueError("it has no floors")
    return Baseline(snapshot, floors)


def _gold(stored: Mapping[str, Any]) -> GoldCounts:
    """Return what a baseline says of its gold; raises ValueError for what are no counts."""
    if not all(type(count) is int and count >= 0 for count in stored.values()):
        raise ValueError(f"gold {dict(stored)}")
    return GoldCounts(**stored)


def _array(lines: list[str], columns: int) -> NDArray[np.float64]:
    """Return rows (pages, columns) from their figures, NaN for ""."""
    return np.array([[float(part) for part in line.split()] if line else [np.nan] * columns for line in lines]).reshape(len(lines), columns)
