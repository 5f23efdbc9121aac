"""The formats CI reads, one renderer in each file, and where they are written."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.errors import ConfigError
from bench.files import whole
from bench.gate.verdict import Verdict
from bench.registry import resolve, unknown

FORMATS = {
    "text": "bench.gate.formats.text:render",
    "json": "bench.gate.formats.json:render",
    "markdown": "bench.gate.formats.job_summary:render",
    "junit": "bench.gate.formats.junit:render",
    "github": "bench.gate.formats.github:render",
    "bmf": "bench.gate.formats.bmf:render",
    "bigger-is-better": "bench.gate.formats.action:bigger",
    "smaller-is-better": "bench.gate.formats.action:smaller",
    "openmetrics": "bench.gate.formats.openmetrics:render",
}
Sink = tuple[str, Path | None]  # a format, and the file it goes to (None: stdout)


def render(verdict: Verdict, name: str) -> str:
    """Return ``verdict`` in the format called ``name``, one of :data:`FORMATS`."""
    renderer: Any = resolve(FORMATS[name])
    return str(renderer(verdict))


def sinks(wanted: Sequence[str]) -> tuple[Sink, ...]:
    """Return what ``NAME`` and ``NAME=FILE`` ask for; raises ConfigError for a wrong name, two on stdout."""
    asked: list[Sink] = []
    for text in wanted:
        name, _, file = text.partition("=")
        if name not in FORMATS:
            raise unknown("format", name, FORMATS, ConfigError, "boilerbench gate --help")
        asked.append((name, Path(file) if file else None))
    if sum(path is None for _, path in asked) > 1:
        expected = "at most one; a file each for the others"
        raise ConfigError("two formats are asked for on stdout", expected, "--format json --format junit=gate.xml")
    return tuple(asked)


def emit(verdict: Verdict, wanted: Sequence[Sink], environment: Mapping[str, str]) -> None:
    """Write a verdict in the formats asked for, and as text to stdout (stderr where a format took that).

    On GitHub annotations go to stderr and the summary to ``$GITHUB_STEP_SUMMARY``, in what room is left of its MiB.
    """
    printed = [name for name, path in wanted if path is None]
    for name, path in wanted:
        if path is not None:
            with whole(path) as temporary:
                temporary.write_text(render(verdict, name), encoding="utf-8", errors="backslashreplace")
    if environment.get("GITHUB_ACTIONS") == "true":
        sys.stderr.write(_encodable(render(verdict, "github"), sys.stderr.encoding))
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        _append(verdict, Path(summary))
    if printed:
        sys.stderr.write(_encodable(render(verdict, "text"), sys.stderr.encoding))
    sys.stdout.write(_encodable(render(verdict, printed[0] if printed else "text"), sys.stdout.encoding))


def _append(verdict: Verdict, path: Path) -> None:
    """Append the summary to the step's file."""
    from bench.gate.formats.job_summary import LIMIT
    from bench.gate.formats.job_summary import render as markdown

    taken = path.stat().st_size if path.exists() else 0
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(markdown(verdict, LIMIT - taken))


def _encodable(text: str, encoding: str | None) -> str:
    """Return text that a stream of this encoding can take."""
    name = encoding or "utf-8"
    return text.encode(name, "backslashreplace").decode(name)
