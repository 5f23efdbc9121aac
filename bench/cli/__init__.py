"""The command line: each verb parses, makes one library call and prints its result.

It sets the exit code. From outside: main.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Annotated, NoReturn

import typer

from bench import __version__
from bench.errors import BoilerbenchError

_PLACE = {  # what a folder or disk of the user's can be at fault for
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
    errno.ENAMETOOLONG,
}  # fmt: skip

app = typer.Typer(
    name="boilerbench",
    help="Benchmark of boilerplate removal: run extractors over page dumps, score them against gold, report and gate.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        sys.stdout.write(f"boilerbench {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """Benchmark of boilerplate removal: run extractors, score them against gold, report and gate."""


def register() -> None:
    """Attach every group of verbs to :data:`app` (their modules import only what parsing needs)."""
    from bench.cli import corpus, environments, gate, history, report, run, scoring, speed

    if not app.registered_commands:  # once: typer would keep every command twice
        for group in (run, scoring, report, gate, speed, history, environments, corpus):
            group.attach(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit.

    The exit code is 0 fine, 1 regressed, 2 cannot judge or a usage error, 3 a broken harness, 130 interrupted.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: on matrices this small a second thread only burns time
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # before pyarrow: its own clears too much memory
    gc.set_threshold(200_000)  # a run makes many rows and few cycles
    register()
    try:
        app(arguments, prog_name="boilerbench")
    except BoilerbenchError as problem:
        _complain(problem)
        sys.exit(problem.exit_code)
    except SystemExit as done:
        sys.exit(_code(done))
    except OSError as problem:
        if problem.errno not in _PLACE:
            _break(problem)
        place = problem.filename or "a file"
        _complain(BoilerbenchError(f"{place}: {problem.strerror}", "a place that can be read and written, with room on it"))
        sys.exit(2)
    except Exception as problem:  # noqa: BLE001 - the outermost frame: Python itself would exit 1, which says "regressed"
        _break(problem)


def _complain(problem: BoilerbenchError) -> None:
    """Print a user error on stderr."""
    from bench.cli.console import complain

    complain(problem)


def _code(done: SystemExit) -> int | str | None:
    """Return the exit code of what typer ended.

    It calls an interrupt 130 without a word, and a closed pipe or a refused question 1.
    """
    behind: BaseException | None = done
    try:
        sys.stdout.flush()
    except BrokenPipeError as closed:
        behind = closed
    while behind is not None:
        if isinstance(behind, KeyboardInterrupt):
            sys.stderr.write("interrupted; what was done is kept\n")
            return 130
        if isinstance(behind, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        if isinstance(behind, typer.Abort):
            return 2
        behind = behind.__context__
    return done.code


def _break(problem: Exception) -> NoReturn:
    """Say that the harness itself is broken: the traceback, then one line; exit 3."""
    import traceback

    from bench.cli.console import clean

    traceback.print_exception(problem)
    what = clean(f"{type(problem).__name__}: {problem}", 300)
    sys.stderr.write(f"broken: {what}; a fault of boilerbench: the traceback above says where\n")
    sys.exit(3)
