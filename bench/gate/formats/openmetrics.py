"""OpenMetrics text: scores, floors and broken pages as gauges, for a scrape or a push."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench.escaping import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.gate.verdict import Judgement, Verdict


def render(verdict: Verdict) -> str:
    """Return three gauge families and the end mark the format demands."""
    labels = [_labels(judgement) for judgement in verdict.judgements]
    values = [(label, judgement.value) for label, judgement in zip(labels, verdict.judgements, strict=True)]
    floors = [(label, judgement.floor) for label, judgement in zip(labels, verdict.judgements, strict=True)]
    counts: dict[tuple[str, str], int] = {(judgement.corpus, judgement.adapter): 0 for judgement in verdict.judgements}
    for page in verdict.broken:
        counts[page.corpus, page.adapter] = counts.get((page.corpus, page.adapter), 0) + 1
    broken = [({"corpus": corpus, "adapter": adapter}, float(count)) for (corpus, adapter), count in sorted(counts.items())]
    return "".join(
        (
            _family("boilerbench_score", "Score of an adapter in this run", values),
            _family("boilerbench_floor", "Score of the accepted baseline", floors),
            _family("boilerbench_broken_pages", "Pages that worked and now fail or lost more than 0.3", broken),
            "# EOF\n",
        )
    )


def _labels(judgement: Judgement) -> Mapping[str, str]:
    """Return what tells one judgement from another."""
    return {
        "corpus": judgement.corpus,
        "track": judgement.track,
        "adapter": judgement.adapter,
        "protocol": judgement.protocol,
        "metric": judgement.metric,
        "pages": judgement.where or "all",
    }


def _family(name: str, description: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> str:
    """Return one gauge family with help and samples; an undefined figure is NaN, which the format has."""
    lines = [f"# HELP {name} {description}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        inside = ",".join(f'{key}="{_quoted(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{inside}}} {'NaN' if math.isnan(value) else repr(float(value))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a label's value with what the format escapes escaped."""
    return terminal(text).replace("\\", "\\\\").replace('"', '\\"')
