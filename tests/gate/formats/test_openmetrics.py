"""OpenMetrics is read by its own parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from bench.gate import formats
from tests.gate.formats.verdicts import EXAMPLE, VERDICT

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_openmetrics_is_read_by_its_own_parser(verdict: Verdict) -> None:
    text = formats.render(verdict, "openmetrics")
    found = {family.name: family for family in text_string_to_metric_families(text)}
    assert set(found) == {"boilerbench_score", "boilerbench_floor", "boilerbench_broken_pages"}
    assert len(found["boilerbench_score"].samples) == len(verdict.judgements)
    assert sum(sample.value for sample in found["boilerbench_broken_pages"].samples) == len(verdict.broken)
    assert text.endswith("# EOF\n")


def test_the_whole_text() -> None:
    one = 'corpus="made",track="html",adapter="one",protocol="aligned",metric='
    two = 'corpus="made",track="html",adapter="two",protocol="aligned",metric="f1",pages="all"'
    cost = 'corpus="made",track="all",adapter="two",protocol="",metric="p95_ms",pages="all"'
    assert formats.render(EXAMPLE, "openmetrics").splitlines() == [
        "# HELP boilerbench_score Score of an adapter in this run",
        "# TYPE boilerbench_score gauge",
        f'boilerbench_score{{{one}"recall",pages="type=forum"}} 0.75',
        f'boilerbench_score{{{one}"f1",pages="all"}} 0.8',
        f"boilerbench_score{{{two}}} 0.5",
        f"boilerbench_score{{{cost}}} NaN",
        "# HELP boilerbench_floor Score of the accepted baseline",
        "# TYPE boilerbench_floor gauge",
        f'boilerbench_floor{{{one}"recall",pages="type=forum"}} 0.5',
        f'boilerbench_floor{{{one}"f1",pages="all"}} 0.9',
        f"boilerbench_floor{{{two}}} 0.5",
        f"boilerbench_floor{{{cost}}} 10.0",
        "# HELP boilerbench_broken_pages Pages that worked and now fail or lost more than 0.3",
        "# TYPE boilerbench_broken_pages gauge",
        'boilerbench_broken_pages{corpus="made",adapter="one"} 1.0',
        'boilerbench_broken_pages{corpus="made",adapter="two"} 0.0',
        "# EOF",
    ]
