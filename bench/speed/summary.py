"""Read ``speed.json`` into percentiles, throughput, memory, import time, growth and noise.

``speed-summary.json`` in the run folder is the same as JSON, for readers that may not import this package (the report): an object with
``schema``, ``clock``, ``noise``, ``corpora``, ``machine``, ``adapters`` (list of :class:`AdapterSpeed`), ``buckets`` (list of
:class:`BucketSpeed`), ``points`` (list of :class:`PageCost`, for the plot of cost over length) and ``missing`` (adapter -> why).
Undefined figures are null.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench import escaping
from bench.errors import RunError
from bench.files import check_schema
from bench.model import SCHEMA, Estimate
from bench.speed.noise import spread
from bench.speed.sample import buckets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

_ENOUGH = 8  # pages for a fit
_SPAN = 3.0  # least ratio of the longest to the shortest page for a fit
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCost:
    """One page's cost: the median over its samples in milliseconds; ``bytes`` as captured."""

    adapter: str
    corpus: str
    page_id: str
    bytes: int
    cpu_ms: float
    wall_ms: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterSpeed:
    """One adapter's figures.

    Percentiles are over pages, of each page's median; rates are per core, MB is 10^6 bytes of page as captured.

    ``growth`` is the exponent b of cost = a * length^b: 1 is linear, 2 quadratic; NaN where the pages are too few or too alike.
    ``failed`` pages took no part; ``clock`` is ``cpu``, or ``wall`` for workers that do not report CPU time.
    """

    adapter: str
    version: str
    clock: str
    pages: int
    failed: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    wall_p50_ms: float
    wall_p95_ms: float
    wall_p99_ms: float
    pages_per_s: float
    mb_per_s: float
    peak_mb: float
    import_ms: float
    growth: Estimate
    quadratic: bool


@dataclass(frozen=True, slots=True)
class BucketSpeed:
    """One adapter on the pages of one size."""

    adapter: str
    bucket: str
    pages: int
    p50_ms: float
    p95_ms: float
    mb_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A whole session.

    ``noise`` is the 90 % range of a fixed loop over its median: below 0.05 the machine was quiet.
    """

    clock: str
    noise: float
    corpora: Mapping[str, str]
    machine: Mapping[str, Any]
    adapters: tuple[AdapterSpeed, ...]
    buckets: tuple[BucketSpeed, ...]
    points: tuple[PageCost, ...]
    missing: Mapping[str, str]
    schema: int = SCHEMA


def summary(path: Path) -> Summary:
    """Return the figures of a ``speed.json``; raises RunError for a file of another kind."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        facts = value["boilerbench"]
        series = [one for benchmark in value["benchmarks"] for one in benchmark["extra_info"]["series"]]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        what = f"{path} holds no speed samples: {problem}"
        raise RunError(what, "a file that `boilerbench speed` wrote", "boilerbench speed") from problem
    check_schema(facts.get("schema"), path, RunError, "boilerbench speed")
    points = tuple(_point(one) for one in series)
    names = list(dict.fromkeys(point.adapter for point in points))
    speeds = tuple(_adapter(name, [point for point in points if point.adapter == name], facts) for name in names)
    sizes = {(one["corpus"], one["page_id"]): one["bucket"] for one in series}
    by_size = tuple(bucket for name in names for bucket in _buckets(name, points, sizes))
    clock = "cpu" if all(speed.clock == "cpu" for speed in speeds) else "mixed"
    return Summary(
        clock=clock,
        noise=spread(facts["calibration_ns"]),
        corpora=facts["corpora"],
        machine=_machine(value),
        adapters=speeds,
        buckets=by_size,
        points=points,
        missing=facts["missing"],
    )


def _machine(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what pytest-benchmark says of the machine, flat."""
    said = value.get("machine_info") or {}
    cpu = said.get("cpu") or {}
    named = {"cpu": cpu.get("brand_raw", ""), "cores": cpu.get("count")}
    return {**named, "python": said.get("python_version"), "platform": said.get("system")}


def _point(series: Mapping[str, Any]) -> PageCost:
    """Return one page's cost."""
    cpu, wall = (median(series[name]) / 1e6 for name in ("cpu_ns", "wall_ns"))
    return PageCost(
        adapter=series["adapter"],
        corpus=series["corpus"],
        page_id=series["page_id"],
        bytes=series["size"],
        cpu_ms=cpu,
        wall_ms=wall,
        peak_mb=series["peak_rss"] / 1e6,
    )


def _adapter(name: str, points: Sequence[PageCost], facts: Mapping[str, Any]) -> AdapterSpeed:
    """Return the figures of one adapter."""
    starts = [start for start in facts["starts"] if start["adapter"] == name]
    clock = "cpu" if all(point.cpu_ms > 0 for point in points) else "wall"
    costs = [point.cpu_ms if clock == "cpu" else point.wall_ms for point in points]
    walls = [point.wall_ms for point in points]
    total = sum(costs) / 1e3
    fit = growth([point.bytes for point in points], costs)
    return AdapterSpeed(
        adapter=name, version=next((start["version"] for start in starts), ""), clock=clock, pages=len(points),
        failed=sum(series["adapter"] == name for series in facts["failed"]),
        p50_ms=quantile(costs, 0.5), p95_ms=quantile(costs, 0.95), p99_ms=quantile(costs, 0.99),
        wall_p50_ms=quantile(walls, 0.5), wall_p95_ms=quantile(walls, 0.95), wall_p99_ms=quantile(walls, 0.99),
        pages_per_s=len(points) / total if total else math.nan,
        mb_per_s=sum(point.bytes for point in points) / 1e6 / total if total else math.nan,
        peak_mb=max(point.peak_mb for point in points), import_ms=min((start["cpu_ns"] for start in starts), default=0) / 1e6 or math.nan,
        growth=fit, quadratic=fit.low > 1.5,
    )  # fmt: skip


def _buckets(name: str, points: Iterable[PageCost], sizes: Mapping[tuple[str, str], str]) -> list[BucketSpeed]:
    """Return the figures of one adapter by page size, smallest first."""
    speeds = []
    mine = [point for point in points if point.adapter == name]
    for bucket in buckets():
        chosen = [point for point in mine if sizes[point.corpus, point.page_id] == bucket]
        costs = [point.cpu_ms or point.wall_ms for point in chosen]
        if chosen:
            rate = sum(point.bytes for point in chosen) / 1e3 / sum(costs) if sum(costs) else math.nan
            speeds.append(BucketSpeed(name, bucket, len(chosen), quantile(costs, 0.5), quantile(costs, 0.95), rate))
    return speeds


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile by linear interpolation between order statistics; NaN of nothing."""
    import numpy as np

    return float(np.quantile(values, share)) if values else math.nan


def growth(sizes: Sequence[float], costs: Sequence[float]) -> Estimate:
    """Return the exponent of cost over length, with its Student t interval.

    It is the slope of log cost on log length by least squares.

    NaN for fewer than 8 pages, or where the longest is less than 3 times the shortest.
    """
    import numpy as np

    from bench.scoring.statistics.intervals import t_quantile

    logs = np.log([pair for pair in zip(sizes, costs, strict=True) if min(pair) > 0] or np.empty((0, 2)))
    n = len(logs)
    if n < _ENOUGH or np.ptp(logs[:, 0]) < math.log(_SPAN):
        return Estimate(math.nan, math.nan, math.nan, LEVEL, n)
    (slope, _), covariance = np.polyfit(logs[:, 0], logs[:, 1], 1, cov=True)
    half = t_quantile((1 + LEVEL) / 2, n - 2) * math.sqrt(covariance[0, 0])
    return Estimate(float(slope), float(slope - half), float(slope + half), LEVEL, n)


def as_data(speeds: Summary) -> dict[str, Any]:
    """Return the summary as plain data, undefined figures as None."""
    value: dict[str, Any] = escaping.json(asdict(speeds))
    return value


def write(folder: Path) -> Summary:
    """Write ``speed-summary.json`` beside ``speed.json`` of a run folder; return it."""
    from bench.files import write_json

    speeds = summary(folder / "speed.json")
    write_json(folder / "speed-summary.json", as_data(speeds))
    return speeds
