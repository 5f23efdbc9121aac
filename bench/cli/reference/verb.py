"""The verb ``reference``: the leaderboards of the stored results; ``update`` makes them, ``check`` reproduces them."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import Annotated

import typer

from bench.cli.asking import Deadline, Fresh, Json, Memory, Out, Several, Workers, listed, refuse, reports

_ACTIONS = ("show", "update", "check")
_FORMATS = ("", "md")


def attach(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("reference")(reference)


def reference(
    action: Annotated[str, typer.Argument(help="show the leaderboards, update the results, or check that they reproduce.")] = "show",
    corpus: Annotated[Several, typer.Option(help="Corpora; commas (show: all that are stored).")] = None,
    adapters: Annotated[Several, typer.Option(help="To update or check: names or groups; commas (all).")] = None,
    protocol: Annotated[Several, typer.Option(help="Protocols; commas (all that are stored; aligned, shingles, words, segments).")] = None,
    place: Annotated[Path | None, typer.Option(help="Folder of the results (reference, among the runs).")] = None,
    out: Out = None,
    deadline: Deadline = None,
    memory: Memory = None,
    workers: Workers = None,
    fresh: Fresh = False,
    form: Annotated[str, typer.Option("--format", help="Print the leaderboards as md.")] = "",
    as_json: Json = False,
) -> None:
    """Show the stored results of the field on public corpora; make them anew, or check them.

    They hold figures alone, no word of a page. boilerbench run --corpus NAME --adapters mine:extract --against reference puts a new row
    beside them. Exit 1 where check finds a row that does not reproduce to the bit, 2 where it has nothing to compare.
    """
    from bench import config
    from bench.cli.reference import making, showing
    from bench.errors import ConfigError
    from bench.store.reference import folder

    if action not in _ACTIONS or form not in _FORMATS:
        what = f"reference {action!r}" if action not in _ACTIONS else f"--format {form!r}"
        raise ConfigError(f"{what} is not known", f"one of: {', '.join(_ACTIONS if action not in _ACTIONS else _FORMATS[1:])}",
                          "boilerbench reference --help")  # fmt: skip
    shows = action == "show"
    refuse({"--adapters": shows and adapters, "--fresh": shows and fresh, "--deadline": shows and deadline,
                   "--memory": shows and memory, "--workers": shows and workers, "--format": form and (as_json or not shows)},
                  "boilerbench reference --help")  # fmt: skip
    chosen = config.load()
    runs, corpora = reports(out, chosen), listed(corpus or ())
    if shows:
        showing.show(place or folder.place_of(folder.FOLDER, runs), corpora, listed(protocol or ()), form=form, as_json=as_json)
        return
    wish = {**chosen.run, "adapters": adapters, "protocol": protocol}
    wish |= {name: value for name, value in {"deadline": deadline, "memory": memory, "workers": workers}.items() if value is not None}
    making.carry_out(action, corpora, making.how_of(wish, chosen, runs, place, fresh=fresh or action == "check"), chosen, as_json=as_json)
