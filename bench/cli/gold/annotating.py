"""The verb that serves pages for annotation in a browser."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import Annotated

import typer

from bench.cli import console
from bench.cli.asking import Out, reports


def attach(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("annotate")(annotate)


def annotate(
    folder: Annotated[Path, typer.Argument(help="Folder of a corpus of your own, with pages.toml.")],
    by: Annotated[str, typer.Option(help="Your name, which signs gold (default: the name you are logged in by).")] = "",
    reader: Annotated[str, typer.Option(help="Read pages a second time under this name; nothing of the first reading is shown.")] = "",
    run: Annotated[str, typer.Option(help="Run whose extractors colour the blocks at first (default: the latest over these pages).")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback (a free one).")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    out: Out = None,
) -> None:
    """Make gold in the browser, on this machine alone: pages shown as saved, block by block; Ctrl-C stops."""
    import webbrowser

    from bench import config, corpus
    from bench.adapters.table import families
    from bench.annotate.project import Project
    from bench.annotate.serving import AnnotationServer
    from bench.cli.corpus import texts_of
    from bench.corpus.gold.readings import reader_name
    from bench.corpus.readers.native import INDEX
    from bench.errors import CorpusError

    if not (folder / INDEX).is_file():
        raise CorpusError(f"{folder} holds no {INDEX}", "the folder of a corpus of your own", f"boilerbench corpus new {folder}")
    held = corpus.load(folder)
    asked, texts = texts_of(held, run, reports(out, config.load()))
    voters = families({name for outputs in texts.values() for name in outputs})
    second = reader_name(reader) if reader else ""
    signer = second or reader_name(by or _login())
    project = Project(folder=folder, corpus=held, by=signer, reader=second, texts=texts, families=voters)
    project.hold()
    with AnnotationServer(project, port) as running:
        typer.echo(running.address)
        console.say(
            f"blocks start as the extractors of run {asked} vote" if asked else "no run over these pages: blocks start by their markup"
        )
        console.say("every action is saved at once; Ctrl-C stops.")
        if not no_open:
            webbrowser.open(running.address)
        try:
            running.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            console.say("stopped; all work is saved")
        finally:
            project.release()


def _login() -> str:
    """Return the name of who is logged in; raises CorpusError where the system has none."""
    from getpass import getuser

    from bench.errors import CorpusError

    try:
        return getuser()
    except (KeyError, OSError) as problem:
        raise CorpusError(
            "nobody is logged in by a name", "your name, which signs gold", "boilerbench annotate FOLDER --by NAME"
        ) from problem
