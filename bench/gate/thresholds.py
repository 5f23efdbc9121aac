"""By what to judge: the gate's options and configuration, thresholds as people type them.

``f1:-0.01``, ``f1[type=forum]:-0.02``, ``p95_ms:+20%``.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import escaping
from bench.config import Config
from bench.errors import ConfigError
from bench.gate.verdict import COSTS, RULES, Threshold
from bench.registry import unknown

_FORM = re.compile(
    r"(?:(?P<protocol>[\w.:-]+)/)?(?P<metric>\w+)(?:\[(?P<where>[^\]]*)\])?"
    r":(?P<sign>[+-])(?P<amount>\d+(?:\.\d+)?)(?P<percent>%?)"
)
FACETS = ("adapter", "kind", "lang", "page", "site", "type")
_EXAMPLE = "f1:-0.01, f1[type=forum]:-0.02, words/recall[adapter=trafilatura]:-0.01 or p95_ms:+20%"


# Of [tool.boilerbench.gate].
KEYS: dict[str, type] = {"allow_drafts": bool, "baseline": str, "fail_on": list, "report_url": str, "rule": str}
PLACE = Path("reports", "baseline")
RUN = "{run}"  # in the address of a report: the id of the run


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """By what to judge."""

    thresholds: tuple[Threshold, ...] = ()
    rule: str = "floor"  # or ``significant``
    seed: int = 0  # of the paired intervals
    place: Path = PLACE  # where baselines lie
    allow_drafts: bool = False  # whether gold that no person cleaned may be judged by
    estimated: bool = False  # judge by estimates of pages without gold, instead of scores
    common_pages: bool = False  # judge what both sides have unchanged, though pages of the baseline are gone or changed
    report_url: str = ""  # where the report of the run will be read, for links; "" unknown


def terms(
    chosen: Config,
    fail_on: Sequence[str] | None = None,
    rule: str | None = None,
    *,
    allow_drafts: bool = False,
    common_pages: bool = False,
    estimated: bool = False,
    report_url: str | None = None,
) -> Terms:
    """Return the terms that the configuration and the options, which win, ask for; raises ConfigError."""
    for key, value in chosen.gate.items():
        if key not in KEYS:
            raise unknown("key of [tool.boilerbench.gate]", key, KEYS, ConfigError, "boilerbench gate --help")
        if not isinstance(value, KEYS[key]) or (isinstance(value, list) and not all(isinstance(part, str) for part in value)):
            wanted = {bool: "true or false", list: "strings in a list", str: "a string"}[KEYS[key]]
            raise ConfigError(f"gate.{key} = {value!r}", wanted, "boilerbench gate --help")
    named = rule or chosen.gate.get("rule", "floor")
    if named not in RULES:
        raise ConfigError(f"no rule is called {named!r}", f"one of: {', '.join(RULES)}", "boilerbench gate --help")
    place = chosen.folder / chosen.gate["baseline"] if "baseline" in chosen.gate else PLACE
    return Terms(
        thresholds=tuple(map(parse, fail_on or chosen.gate.get("fail_on", ()))),
        rule=named,
        place=place,
        allow_drafts=allow_drafts or chosen.gate.get("allow_drafts", False),
        common_pages=common_pages,
        estimated=estimated,
        report_url=_address(report_url if report_url is not None else chosen.gate.get("report_url", "")),
    )


def _address(text: str) -> str:
    """Return the address of a report, if any; raises ConfigError where it cannot be followed."""
    if text and not escaping.link(text.replace(RUN, "run")):
        expected = f"an http(s) address of the folder of index.html, {RUN} standing for the id of the run"
        raise ConfigError(f"the address of the report, {text!r}, cannot be followed", expected, "--report-url https://example.org/report/")
    return text


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
    if not math.isfinite(float(typed["amount"])) or (not cost and float(typed["amount"]) > 100):
        raise ConfigError(
            f"the threshold {text!r} is wider than any scale", f"at most 1, 100 for percentages; {_EXAMPLE}", "--fail-on f1:-0.01"
        )
    return Threshold(metric, float(typed["amount"]) / (100 if relative else 1), relative, where, typed["protocol"] or "", adapter)


def _facets(text: str, whole: str) -> dict[str, str]:
    """Return ``a=b,c=d`` as a dict of known facets."""
    facets: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, equals, value = part.partition("=")
        if not equals or key not in FACETS or key in facets:
            raise ConfigError(
                f"the threshold {whole!r} restricts by {part!r}", f"facet=value, each once, with one of {', '.join(FACETS)}", _EXAMPLE
            )
        facets[key] = value
    return facets
