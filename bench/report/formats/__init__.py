"""Leaderboards for other media, one a file: ``render(scopes) -> str`` cleans foreign text by its medium's own rules."""

from collections.abc import Sequence

from bench.errors import ConfigError
from bench.registry import lookup
from bench.report.scopes import Scope

FORMATS = {
    "md": "bench.report.formats.markdown:render",
    "csv": "bench.report.formats.commas:render",
    "across": "bench.report.formats.across:render",
    "complements": "bench.report.formats.complements:render",
    "json": "bench.report.formats.document:render",
    "latex": "bench.report.formats.latex:render",
}


def export(name: str, scopes: Sequence[Scope]) -> str:
    """Return the boards of a run in the format ``name``; raises ConfigError for an unknown one."""
    render = lookup("format", name, FORMATS, "boilerbench.formats", ConfigError, "boilerbench report --help")
    if not callable(render):
        raise ConfigError(f"format {name!r} is no function", "render(scopes) -> str")
    return str(render(scopes))
