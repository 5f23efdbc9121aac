"""Figures from stored samples: percentiles, rates, growth with page length, noise; and what is no file of samples."""

from __future__ import annotations

import json
import math
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.errors import RunError
from bench.speed.sample import bucket_of
from bench.speed.summary import as_data, growth, quantile, summary, write

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = st.floats(0, 1e6, allow_nan=False)


def row(adapter: str, page: int, size: int, cpu: float, wall: float = 0.0) -> dict[str, object]:
    """One page's samples: three of them, the middle one as given (milliseconds)."""
    times = {name: [round(time * 1e6 * f) for f in (1, 0.9, 3)] for name, time in (("cpu_ns", cpu), ("wall_ns", wall or cpu))}
    place = {"adapter": adapter, "corpus": "c", "page_id": f"p{page}", "bucket": bucket_of(size), "size": size}
    return {**place, "status": "ok", "peak_rss": size, **times}


def stored(folder: Path, rows: list[dict[str, object]], **changes: object) -> Path:
    starts = [{"adapter": "a", "version": "2", "cpu_ns": cost, "wall_ns": 1} for cost in (7_000_000, 5_000_000)]
    facts = {"schema": 1, "corpora": {"c": "d"}, "options": {}, "calibration_ns": [1000] * 30, "missing": {"gone": "not installed"}}
    facts |= {"failed": [], "starts": starts, **changes}
    path = folder / "speed.json"
    entries = [
        {"extra_info": {"series": [one for one in rows if one["bucket"] == bucket]}}
        for bucket in sorted({str(one["bucket"]) for one in rows})
    ]
    path.write_text(json.dumps({"benchmarks": entries, "boilerbench": facts, "machine_info": {"python_version": "3.11"}}), encoding="utf-8")
    return path


def test_figures_are_of_each_pages_median(tmp_path: Path) -> None:
    found = summary(stored(tmp_path, [row("a", at, 1000 * at, at, 2 * at) for at in range(1, 11)]))
    (one,) = found.adapters
    assert (one.pages, one.version, one.clock, one.failed) == (10, "2", "cpu", 0)
    assert (one.p50_ms, one.p95_ms, one.wall_p50_ms) == pytest.approx((5.5, 9.55, 11.0))
    assert one.pages_per_s == pytest.approx(10 / 0.055)
    assert one.mb_per_s == pytest.approx(0.055 / 0.055)
    assert (one.peak_mb, one.import_ms) == pytest.approx((0.01, 5.0))
    assert one.growth.value == pytest.approx(1.0)
    assert not one.quadratic
    assert [cut.bucket for cut in found.buckets] == ["<8k", "8-32k"]
    assert sum(cut.pages for cut in found.buckets) == len(found.points) == 10
    assert found.missing == {"gone": "not installed"}
    assert found.noise == 0


def test_a_quadratic_extractor_shows(tmp_path: Path) -> None:
    rng = random.Random(1)
    rows = [row("slow", at, size, size**2 / 1e7 * rng.uniform(0.8, 1.25)) for at, size in enumerate(range(2000, 60_000, 2500))]
    (one,) = summary(stored(tmp_path, rows)).adapters
    assert one.quadratic
    assert one.growth.low < 2 < one.growth.high
    assert one.growth.value == pytest.approx(2, abs=0.1)


def test_a_worker_that_reports_no_cpu_time_is_judged_by_wall_time(tmp_path: Path) -> None:
    found = summary(stored(tmp_path, [row("node", at, 5000, 0, 4.0) for at in range(3)]))
    (one,) = found.adapters
    assert (one.clock, found.clock) == ("wall", "mixed")
    assert one.p50_ms == pytest.approx(4.0)
    assert math.isnan(one.growth.value)


def test_undefined_figures_are_null_in_the_file_for_the_report(tmp_path: Path) -> None:
    stored(tmp_path, [row("a", 1, 5000, 1.0)])
    write(tmp_path)
    value = json.loads((tmp_path / "speed-summary.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert value["schema"] == 1
    assert value["adapters"][0]["growth"]["value"] is None
    assert value["points"][0]["bytes"] == 5000
    assert value == json.loads(json.dumps(as_data(summary(tmp_path / "speed.json"))))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"benchmarks": []}', '{"benchmarks": [{}], "boilerbench": {"schema": 1}}'])
def test_what_holds_no_samples_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "speed.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match="holds no speed samples"):
        summary(tmp_path / "speed.json")


def test_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="has schema 9"):
        summary(stored(tmp_path, [], schema=9))


@given(st.lists(NUMBERS, min_size=1, max_size=40), st.floats(0, 1))
def test_quantiles_are_numpys(values: list[float], share: float) -> None:
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), rel=1e-9, abs=1e-9)


@given(st.floats(0.2, 3), st.floats(0.001, 100), st.lists(st.integers(100, 10**6), min_size=8, max_size=30, unique=True))
def test_growth_finds_the_exponent(exponent: float, factor: float, sizes: list[int]) -> None:
    found = growth(sizes, [factor * (size / 1000) ** exponent for size in sizes])
    if max(sizes) < 3 * min(sizes):
        assert math.isnan(found.value)
    else:
        assert found.value == pytest.approx(exponent, abs=1e-6)


def test_growths_interval_agrees_with_scipy() -> None:
    from scipy import stats

    rng = random.Random(5)
    sizes = [1000 * at for at in range(1, 25)]
    costs = [size**1.3 * rng.lognormvariate(0, 0.2) for size in sizes]
    found, fit = growth(sizes, costs), stats.linregress(np.log(sizes), np.log(costs))
    half = stats.t.ppf(0.975, len(sizes) - 2) * fit.stderr
    assert (found.value, found.low, found.high) == pytest.approx((fit.slope, fit.slope - half, fit.slope + half))
