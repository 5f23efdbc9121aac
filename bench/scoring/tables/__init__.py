"""Tables made of score rows, and what their columns are called in the terminal, the report and every export."""

from math import isnan

INTERVAL, RANK, ALONE, COVERAGE, FAILED = "95 % interval", "rank", "gold alone", "coverage", "failed"
COSTS = P50, P95, PEAK = "p50 ms", "p95 ms", "peak MB"


def percent(share: float) -> str:
    """Return a share (0-1, NaN where no page was tried) as coverage is written: ``98.3%``, or a dash."""
    return "-" if isnan(share) else f"{share:.1%}"
