"""How far a metric may move for the worse by default, and why what has no limit is not gated."""

import math
from collections.abc import Sequence

from bench.gate.verdict import TOLERANCE, Threshold
from bench.model import Scorer

# Of precision and recall on 0-1, beside the headline, which may not fall at all. Settings of one extractor whose F1 differs by little
# trade up to .041 of the one for the other (trafilatura, -fast and -recall on the embedded corpus as it was when this was set;
# -precision, .06 lower in F1, gives up .082 of recall and is told); to lose a tenth of either is another matter.
SIDE = 0.06
SIDES = ("precision", "recall")


def unit(scorer: Scorer) -> float:
    """Return the tolerance on the scale of a protocol's metrics."""
    return TOLERANCE * scale(scorer)


def gated(scorer: Scorer, metric: str) -> bool:
    """Whether a metric is gated without being named by a threshold."""
    return metric == scorer.headline or metric in SIDES


def default(scorer: Scorer, metric: str) -> Threshold | None:
    """Return the limit of a metric that no threshold names; None where it is only shown."""
    if metric == scorer.headline:
        return Threshold(metric, unit(scorer))
    return Threshold(metric, SIDE * scale(scorer)) if metric in SIDES else None


def endless(scorer: Scorer, named: Sequence[Threshold]) -> bool:
    """Whether thresholds let a metric move over its whole scale, which takes it from the gate on purpose."""
    return bool(named) and min(item.limit * (1 if item.relative else 1 / scale(scorer)) for item in named) >= 1


def scale(scorer: Scorer) -> int:
    """Return the best figure of a protocol's metrics."""
    return 100 if scorer.percent else 1


def not_gated(scorer: Scorer, metric: str, floor: float, named: Sequence[Threshold]) -> str:
    """Return why a metric is only shown."""
    if not math.isnan(floor) and endless(scorer, named):
        return f"{', '.join(map(str, named))} lets it move over its whole scale"
    if math.isnan(floor):
        return "the baseline has no figure of it"
    return f"no limit by default; --fail-on {metric}:-{SIDE * scale(scorer):g} sets one"


def said(scorers: Sequence[Scorer]) -> str:
    """Return what is gated by default by these protocols, on one line."""
    parts = []
    for scorer in scorers:
        sides = [metric for metric in scorer.metrics if metric in SIDES and metric != scorer.headline]
        wide = f", {' and '.join(sides)} may fall by {SIDE * scale(scorer):g}" if sides else ""
        parts.append(f"{scorer.name}: {scorer.headline} may not {'rise' if scorer.headline in scorer.lower_is_better else 'fall'}{wide}")
    return "; ".join(parts)
