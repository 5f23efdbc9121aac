"""The command line: each verb parses, makes one library call, prints its result and sets the exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bench import __version__
from bench.errors import BoilerbenchError

app = typer.Typer(
    name="boilerbench",
    help="Benchmark of boilerplate removal: run extractors over page dumps, score them against gold, report and gate.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the signature typer calls
    """Print the version and stop."""
    if wanted:
        sys.stdout.write(f"boilerbench {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """Benchmark of boilerplate removal: run extractors over page dumps, score them against gold, report and gate."""


def register() -> None:
    """Attach every group of verbs to :data:`app` (their modules import only what parsing needs)."""
    from bench.cli import corpus, engine, gate, history, report, run, scoring, speed

    if not app.registered_commands:  # once: typer would keep every command twice
        for group in (run, scoring, report, gate, speed, history, engine, corpus):
            group.attach(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit: 0 fine, 1 regressed, 2 cannot judge or a usage error, 3 a broken harness."""
    register()
    try:
        app(arguments)
    except BoilerbenchError as problem:
        from bench.cli.console import complain

        complain(problem)
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was done is kept\n")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
