"""OpenMetrics text: scores, floors and broken pages as gauges, for a scrape or a push."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from bench.escaping import terminal
from bench.gate.verdict import Judgement, Verdict


def render(verdict: Verdict) -> str:
    """Return three gauge families and the end mark the format demands."""
    values = [(_labels(judgement), judgement.value) for judgement in verdict.judgements]
    floors = [(_labels(judgement), judgement.floor) for judgement in verdict.judgements]
    counts = Counter((page.corpus, page.adapter) for page in verdict.broken)
    places = sorted({(judgement.corpus, judgement.adapter) for judgement in verdict.judgements} | counts.keys())
    broken = [({"corpus": corpus, "adapter": adapter}, counts[corpus, adapter]) for corpus, adapter in places]
    families = [
        _family("boilerbench_score", "Score of an adapter in this run", values),
        _family("boilerbench_floor", "Score of the accepted baseline", floors),
        _family("boilerbench_broken_pages", "Pages that worked and now fail or lost more than 0.3", broken),
    ]
    return "".join([*families, "# EOF\n"])


def _labels(judgement: Judgement) -> Mapping[str, str]:
    """Return what tells one judgement from another."""
    names = ("corpus", "track", "adapter", "protocol", "metric")
    return {**{name: getattr(judgement, name) for name in names}, "pages": judgement.where or "all"}


def _family(name: str, description: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> str:
    """Return one gauge family with help and samples; an undefined figure is NaN, which the format has."""
    lines = [f"# HELP {name} {description}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        quoted = {key: terminal(text).replace("\\", "\\\\").replace('"', '\\"') for key, text in labels.items()}
        inside = ",".join(f'{key}="{text}"' for key, text in quoted.items())
        lines.append(f"{name}{{{inside}}} {'NaN' if math.isnan(value) else repr(float(value))}")
    return "\n".join(lines) + "\n"
