"""The command line: each verb parses, makes one library call and prints its result.

It sets the exit code. From outside: main.
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import sys
import time
from copy import copy
from typing import TYPE_CHECKING, Annotated

import typer

from bench import __version__
from bench.errors import BoilerbenchError

if TYPE_CHECKING:
    from typer.models import CommandInfo, TyperInfo

_PLACE = {  # what a folder or disk of the user's can be at fault for
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST,
    errno.ENAMETOOLONG, errno.EFBIG,
}  # fmt: skip
_LEAST = 512 << 20  # bytes of address space without which libraries end the process with an exit code of their own
_BROKEN = 3

app = typer.Typer(
    name="boilerbench",
    help="Benchmark of boilerplate removal: run extractors over page dumps, score them against gold, report and gate.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich alone takes longer to import than the rest of the command
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
_EVERYWHERE = {"-q", "--quiet", "-v", "--verbose"}  # options of all verbs, which may stand before or behind the verb


def _version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        sys.stdout.write(f"boilerbench {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing but results, warnings and errors; also behind the verb.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say more: configuration, folders, times; also behind the verb.")
    ] = False,
) -> None:
    """Benchmark of boilerplate removal: run extractors, score them against gold, report and gate."""
    del version
    from bench.cli import console

    console.level = "quiet" if quiet else "verbose" if verbose else ""


def register() -> None:
    """Attach every group of verbs to :data:`app` (their modules import only what parsing needs)."""
    from bench.cli import corpus, environments, gate, history, report, run, scoring, speed, starting, stress
    from bench.cli.examples import epilog
    from bench.cli.gold import agreeing, annotating, sampling, validating
    from bench.cli.reference import verb as reference

    if not app.registered_commands:  # once: typer would keep every command twice
        gold = (sampling, annotating, agreeing, validating)
        for group in (run, scoring, report, gate, reference, stress, speed, history, starting, environments, corpus, *gold):
            group.attach(app)
        for group_name, verbs in [("", app), *((str(one.name), one.typer_instance) for one in app.registered_groups)]:
            for verb in verbs.registered_commands if verbs else ():
                verb.epilog = epilog(f"{group_name} {verb.name}".strip())


def needed(arguments: list[str]) -> typer.Typer:
    """Return :data:`app` with the options of the verb alone that is asked for.

    Reading the options of all verbs takes longer than the rest of ``--help``. Completion of a shell needs them all.
    """
    if any(name.endswith("_COMPLETE") and name.startswith("_") for name in os.environ):
        return app
    asked = next((word for word in arguments if not word.startswith("-")), "")
    light = copy(app)
    light.registered_commands = [verb if verb.name == asked else _outline(verb) for verb in app.registered_commands]
    light.registered_groups = [group if group.name == asked else _outline_group(group) for group in app.registered_groups]
    return light


def _outline(verb: CommandInfo) -> CommandInfo:
    """Return a verb that has its name and help alone."""

    def nothing() -> None:
        """Stand for a verb that is not asked for."""

    outlined = copy(verb)
    outlined.callback, nothing.__doc__ = nothing, getattr(verb.callback, "__doc__", "")
    return outlined


def _outline_group(group: TyperInfo) -> TyperInfo:
    """Return a group that has its name and help alone."""
    outlined = copy(group)
    outlined.typer_instance = copy(group.typer_instance)
    if outlined.typer_instance:
        outlined.typer_instance.registered_commands = []
    return outlined


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit.

    The exit code is 0 fine, 1 regressed, 2 cannot judge or a usage error, 3 a broken harness or a result that could not be written,
    130 interrupted. A standard output or error that is closed, full or a broken pipe ends no verb, and changes no verdict.
    """
    from bench.cli import console
    from bench.cli.streams import Streams

    streams, started = Streams(), time.monotonic()
    code = _outcome(arguments)
    console.detail(f"took {time.monotonic() - started:.1f} s")
    if (lost := streams.lost()) and not code:
        sys.stderr.write(f"error: the result could not be written to standard output: {lost}\n")
        code = _BROKEN
    if arguments is None:
        gc.freeze()  # else the end of Python goes through every object once more
    sys.exit(code)


def _outcome(arguments: list[str] | None) -> int:
    """Run the command and return the exit code, whatever is raised."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: on matrices this small a second thread only burns time
    if os.environ.get("NO_COLOR"):
        os.environ["TERM"] = "dumb"  # before rich: it would still print bold and italics
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # before pyarrow: its own clears too much memory
    gc.set_threshold(200_000)  # a run makes many rows and few cycles
    try:
        given = sys.argv[1:] if arguments is None else arguments
        _room()
        _names(given)
        register()
        needed(given)(_hoisted(given), prog_name="boilerbench")
    except BoilerbenchError as problem:
        _complain(problem)
        return problem.exit_code
    except SystemExit as done:
        return _code(done)
    except KeyboardInterrupt:
        return _interrupted()
    except BaseException as problem:  # noqa: BLE001 - the outermost frame: Python itself would exit 1, which says "regressed"
        return (
            _place(problem)
            if isinstance(problem, OSError) and problem.errno in {*_PLACE, errno.EMFILE, errno.ENFILE, errno.EAGAIN}
            else _broken(problem)
        )
    return 0


def _hoisted(arguments: list[str]) -> list[str]:
    """Return the arguments with the options of all verbs in front.

    What stands behind ``--`` is another program's.
    """
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return [*(one for one in ours if one in _EVERYWHERE), *(one for one in ours if one not in _EVERYWHERE), *arguments[len(ours) :]]


def _room() -> None:
    """Raise BoilerbenchError where the surroundings allow too little to work at all."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft < _LEAST:
        what = f"the address space is limited to {soft >> 20:,} MB here (ulimit -v)"
        raise BoilerbenchError(what, f"{_LEAST >> 20} MB at least", "ulimit -v unlimited")


def _names(arguments: list[str]) -> None:
    """Raise BoilerbenchError for names that are no text, which stored files could not hold."""
    for name in (os.getcwd(), *arguments):  # noqa: PTH109 - text is wanted
        if not name.isprintable() and any("\ud800" <= char <= "\udfff" for char in name):
            shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            raise BoilerbenchError(f"the name {shown} is no UTF-8 text", "names in UTF-8", "rename the folder or file")


def _complain(problem: BoilerbenchError) -> None:
    """Print a user error on stderr."""
    from bench.cli.console import complain

    complain(problem)


def _place(problem: OSError) -> int:
    """Say what a folder or disk of the user's does not allow."""
    place = problem.filename or "a file"
    if problem.errno in {errno.EMFILE, errno.ENFILE}:
        _complain(BoilerbenchError(f"{place}: {problem.strerror}", "more files that may be open at once", "ulimit -n 1024"))
        return 2
    if problem.errno == errno.EAGAIN:
        what = "no more processes can be started here (ulimit -u, or the limit of a container)"
        _complain(BoilerbenchError(what, "room for a few processes", "ulimit -u 1024"))
        return 2
    _complain(BoilerbenchError(f"{place}: {problem.strerror}", "a place that can be read and written, with room on it"))
    return 2


def _interrupted() -> int:
    """Say that the user stopped it."""
    sys.stderr.write("interrupted; what was done is kept\n")
    return 130


def _code(done: SystemExit) -> int:
    """Return the exit code of what typer ended.

    It calls an interrupt 130 without a word, a broken pipe or a refused question 1; 1 stands only where a verb itself gave it.
    """
    chain: list[BaseException] = [done]
    while (behind := chain[-1].__context__) is not None:
        chain.append(behind)
    if any(isinstance(one, KeyboardInterrupt) for one in chain):
        return _interrupted()
    if any(isinstance(one, typer.Abort) for one in chain):
        return 2
    if meant := next((one for one in chain if isinstance(one, typer.Exit)), None):
        return meant.exit_code
    if done.code is None or (isinstance(done.code, int) and done.code != 1):
        return done.code or 0
    return _broken(next((one for one in chain if isinstance(one, OSError)), done))


def _broken(problem: BaseException) -> int:
    """Say in one line that the harness itself is broken, and which file has the traceback."""
    from bench.cli.console import clean

    what = clean(f"{type(problem).__name__}: {problem}", 300)
    sys.stderr.write(f"broken: {what}; a fault of boilerbench: {_kept(problem)}\n")
    return _BROKEN


def _kept(problem: BaseException) -> str:
    """Keep the traceback in a file; return where it is, or itself where no file can be written."""
    import tempfile
    import traceback

    lines = "".join(traceback.format_exception(problem))
    try:
        with tempfile.NamedTemporaryFile("w", prefix="boilerbench-", suffix=".traceback", delete=False, errors="backslashreplace") as file:
            file.write(lines)
    except OSError:
        return f"its traceback could not be kept in a file:\n{lines}"
    return f"the traceback is in {file.name}"
