"""Read thresholds as people type them: ``f1:-0.01``, ``f1[type=forum]:-0.02``, ``p95_ms:+20%``."""

import re

from bench.errors import ConfigError
from bench.gate.verdict import COSTS, Threshold

_FORM = re.compile(
    r"(?:(?P<protocol>[\w.:-]+)/)?(?P<metric>\w+)(?:\[(?P<where>[^\]]*)\])?"
    r":(?P<sign>[+-])(?P<amount>\d+(?:\.\d+)?)(?P<percent>%?)"
)
FACETS = ("adapter", "kind", "lang", "page", "site", "type")
_EXAMPLE = "f1:-0.01, f1[type=forum]:-0.02, words/recall[adapter=trafilatura]:-0.01 or p95_ms:+20%"


def parse(text: str) -> Threshold:
    """Return one threshold; raises ConfigError. Qualities may get worse (``-``), costs may rise (``+``)."""
    typed = _FORM.fullmatch(text.strip())
    if not typed:
        raise ConfigError(f"the threshold {text!r} cannot be read", _EXAMPLE, "--fail-on f1:-0.01")
    metric, cost = typed["metric"], typed["metric"] in COSTS
    if (typed["sign"] == "+") is not cost:
        direction = "costs rise: write +" if cost else "qualities fall: write -"
        raise ConfigError(f"the threshold {text!r} has the wrong sign ({direction})", _EXAMPLE, "--fail-on f1:-0.01")
    where = _facets(typed["where"] or "", text)
    adapter = where.pop("adapter", "")
    if cost and (where or typed["protocol"]):
        raise ConfigError(f"the threshold {text!r} restricts a cost", "costs over all pages: p95_ms:+20% or p95_ms[adapter=NAME]:+20%")
    relative = bool(typed["percent"])
    return Threshold(metric, float(typed["amount"]) / (100 if relative else 1), relative, where, typed["protocol"] or "", adapter)


def _facets(text: str, whole: str) -> dict[str, str]:
    """Return ``a=b,c=d`` as a dict of known facets."""
    facets: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, equals, value = part.partition("=")
        if not equals or key not in FACETS:
            raise ConfigError(f"the threshold {whole!r} restricts by {part!r}", f"facet=value with one of {', '.join(FACETS)}", _EXAMPLE)
        facets[key] = value
    return facets
