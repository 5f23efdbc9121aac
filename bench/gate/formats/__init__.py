"""The formats CI reads: one renderer a file, each ``render(verdict) -> str``, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ConfigError
from bench.registry import resolve, unknown

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict

FORMATS = {
    "text": "bench.gate.formats.text:render",
    "json": "bench.gate.formats.json:render",
    "markdown": "bench.gate.formats.markdown:render",
    "junit": "bench.gate.formats.junit:render",
    "github": "bench.gate.formats.github:render",
    "bmf": "bench.gate.formats.bmf:render",
    "bigger-is-better": "bench.gate.formats.action:bigger",
    "smaller-is-better": "bench.gate.formats.action:smaller",
    "openmetrics": "bench.gate.formats.openmetrics:render",
}


def render(verdict: Verdict, name: str) -> str:
    """Return ``verdict`` in the format called ``name``, ending in a line feed; raises ConfigError for an unknown one."""
    if name not in FORMATS:
        raise unknown("format", name, FORMATS, ConfigError, "boilerbench gate --help")
    renderer = resolve(FORMATS[name])
    if not callable(renderer):
        raise TypeError(FORMATS[name])
    return str(renderer(verdict))
