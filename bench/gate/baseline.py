"""Baselines: one committed JSON file for each corpus, with floors, score rows and what made them."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.drafts import GoldCounts
from bench.errors import GateError
from bench.files import check_schema, sealed, unsealed, whole
from bench.gate.snapshot import MeasuredAdapter, Snapshot, metrics_of
from bench.gate.verdict import TOLERANCE
from bench.model import SCHEMA, Status
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
        temporary.write_text(json.dumps(sealed(_as_dict(baseline)), ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def read(path: Path) -> Baseline:
    """Read a baseline; raises GateError where it is missing, damaged or of another schema.

    Nothing is taken for something else: a key that stands twice, a floor that is no finite number, or an unknown status is damage.
    """
    try:
        stored = unsealed(json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once, parse_constant=_finite))
        check_schema(stored.get("schema"), path, GateError, UPDATE)
        return _from_dict(stored)
    except FileNotFoundError:
        raise GateError(f"there is no baseline at {path}", "the floors of an accepted run", UPDATE) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
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
        **({"pages": _page_lines(snapshot)} if snapshot.digests else {}),
        "floors": floors,
        "adapters": {name: _adapter_dict(snapshot, name) for name in sorted(snapshot.adapters)},
    }


def _page_lines(snapshot: Snapshot) -> dict[str, str]:
    """Return of each page its kind and the digests of the page and of its gold."""
    kinds = (facets["kind"] for facets in snapshot.facets)
    return {page: " ".join([kind, *digests]) for page, kind, digests in zip(snapshot.pages, kinds, snapshot.digests, strict=True)}


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
        **({"predictions": adapter.predictions} if adapter.predictions else {}),
        "costs": dict(adapter.costs),
        "pages": dict(zip(snapshot.pages, lines, strict=True)),
    }


def _figures(row: NDArray[Any]) -> str:
    """Return a row as figures that read back to the same bits; "" for a page without a row."""
    return "" if np.isnan(row).any() else " ".join(str(int(value)) if value.is_integer() else repr(value) for value in map(float, row))


def _from_dict(stored: Mapping[str, Any]) -> Baseline:
    """Return the baseline of a JSON form; raises what :func:`read` catches where something is amiss."""
    corpus, protocols = stored["corpus"], {name: stored["protocols"][name] for name in sorted(stored["protocols"])}
    pages: tuple[str, ...] = tuple(stored.get("pages", ()))
    rows: dict[tuple[str, str], NDArray[np.float64]] = {}
    adapters: dict[str, MeasuredAdapter] = {}
    for name, entry in stored["adapters"].items():
        pages = pages or tuple(entry["pages"])
        if tuple(entry["pages"]) != pages or len(pages) != corpus["pages"]:
            raise ValueError(f"{len(entry['pages'])} pages of {name}, the corpus has {corpus['pages']}")
        cells = [(line + _BAR * len(protocols)).split(_BAR) for line in entry["pages"].values()]
        statuses = tuple(Status(cell[0]).value for cell in cells)
        costs = {cost: _number(value, cost) for cost, value in entry["costs"].items()}
        adapters[name] = MeasuredAdapter(
            entry["package"], entry["version"], entry["settings"], statuses, costs, str(entry.get("predictions", ""))
        )
        for at, (protocol, described) in enumerate(protocols.items(), 1):
            array = _array([cell[at] for cell in cells], len(described["columns"]))
            if not np.isnan(array).all():
                rows[name, protocol] = array
    lines = [line.split(" ") for line in stored.get("pages", {}).values()]
    snapshot = Snapshot(
        corpus=corpus["name"],
        digest=corpus["digest"],
        pages=pages,
        facets=tuple({"kind": kind} for kind, _, _ in lines),
        digests=tuple((page, gold) for _, page, gold in lines),
        adapters=adapters,
        protocols=protocols,
        rows=rows,
        machine=stored["machine"],
        source=corpus["source"],
        made_by=stored["made_by"],
        gold=_gold(corpus.get("gold", {})),
    )
    return Baseline(snapshot, _floors(stored["floors"], rows))


def _floors(stored: Mapping[str, Mapping[str, object]], rows: Mapping[tuple[str, str], object]) -> dict[Key, float]:
    """Return floors by key; raises ValueError for one that is no finite number, or has no rows."""
    floors = {
        (track, adapter, protocol, metric): _number(value, f"the floor of {text} {metric}")
        for text, metrics in stored.items()
        for track, adapter, protocol in [text.split(SEPARATOR)]
        for metric, value in metrics.items()
    }
    if not floors:
        raise ValueError("it has no floors")
    if stray := next((key for key in sorted(floors) if key[1:3] not in rows), None):
        raise ValueError(f"a floor of {SEPARATOR.join(stray[:3])}, but no page of it has a score")
    return floors


def _number(value: object, what: str) -> float:
    """Return a finite number; raises ValueError for anything else, a truth value too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{what} is {value!r}, not a finite number")
    return float(value)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; raises ValueError where a key stands twice, as all but the last would be lost."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(f"{next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))!r} stands twice in one object")
    return made


def _finite(constant: str) -> float:
    """Raise ValueError for NaN and infinities, which JSON does not have."""
    raise ValueError(f"{constant} is not a finite number")


def _gold(stored: Mapping[str, Any]) -> GoldCounts:
    """Return what a baseline says of its gold; raises ValueError for what are no counts."""
    if not all(type(count) is int and count >= 0 for count in stored.values()):
        raise ValueError(f"gold {dict(stored)}")
    return GoldCounts(**stored)


def _array(lines: list[str], columns: int) -> NDArray[np.float64]:
    """Return rows (pages, columns) of figures, NaN for ""; raises ValueError for one that is not finite."""
    figures = [[float(part) for part in line.split()] if line else [np.nan] * columns for line in lines]
    if not all(np.isfinite(row).all() for row, line in zip(figures, lines, strict=True) if line):
        raise ValueError("a score row is not finite")
    return np.array(figures).reshape(len(lines), columns)
