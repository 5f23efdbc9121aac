"""Documentation site: ``tox -e docs`` builds it into ``docs/_build``; pages of commands, protocols and reference results are made."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bench import __version__, scoring
from bench.cli import app as verbs
from bench.cli import register
from bench.cli.examples import EXAMPLES
from bench.cli.reference import showing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

project = "boilerbench"
author = "boilerbench maintainers"
release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
html_theme = "furo"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
HERE = Path(__file__).parent


def setup(_: Sphinx) -> None:
    """Write the pages that are made from the program."""
    (HERE / "commands.md").write_text("\n".join(commands()) + "\n", encoding="utf-8")
    (HERE / "protocols.md").write_text("\n".join(protocols()) + "\n", encoding="utf-8")
    (HERE / "reference-results.md").write_text("\n".join(reference_results()) + "\n", encoding="utf-8")


def commands() -> Iterator[str]:
    """Yield the lines of the page of commands: every verb with its arguments, options and examples."""
    register()
    root: Any = typer.main.get_command(verbs)
    yield "# Commands\n"
    yield "Every verb takes `-h`, `-q` (results, warnings and errors alone) and `-v`; exit codes are 0 fine, 1 regressed, 2 cannot judge or wrong"
    yield "usage, 3 a broken harness or a result that could not be written, 130 interrupted.\n"
    for name, command in root.commands.items():
        for inner, verb in (getattr(command, "commands", None) or {"": command}).items():
            yield from _verb(f"{name} {inner}".strip(), verb)


def _verb(name: str, verb: Any) -> Iterator[str]:
    """Yield the lines of one verb."""
    yield f"## boilerbench {name}\n"
    yield (verb.help or "").replace("\n\n", "\n").strip() + "\n"
    shown = [one for one in verb.params if not getattr(one, "hidden", False) and one.name != "help"]
    if shown:
        yield "| Option | |\n|---|---|"
    for one in shown:
        called = (
            ", ".join(f"`{option}`" for option in one.opts) if one.param_type_name == "option" else f"`{(one.metavar or one.name).upper()}`"
        )
        text = (getattr(one, "help", "") or "").replace("|", "\\|")
        yield f"| {called} | {text} |"
    if name in EXAMPLES:
        yield "\n```\n" + "\n".join(EXAMPLES[name]) + "\n```"
    yield ""


def reference_results() -> Iterator[str]:
    """Yield the lines of the page of reference results: their leaderboards, corpus by corpus."""
    yield from showing.page(HERE.parent / "reports" / "reference")


def protocols() -> Iterator[str]:
    """Yield the lines of the page of protocols: what each counts, and its conventions."""
    yield "# Protocols\n"
    yield "A *protocol* is a way to score a text against gold. `--protocol NAME,NAME` chooses; `boilerbench explain PAGE ADAPTER` shows how one page's"
    yield "figures came to be.\n"
    for name, target in {**scoring.SCORERS, **scoring.METADATA}.items():
        scorer = scoring.load(name)
        yield f"## {name}\n"
        yield _explanation(target) + "\n"
        yield f"Metrics: {', '.join(scorer.metrics)}; sorted by {scorer.headline}. Version {scorer.version}.\n"
        for word, text in (("Source", scorer.rules.source), ("Tokens", scorer.rules.tokens), ("Empty texts", scorer.rules.empty),
                           ("Failed pages", scorer.rules.failed), ("Averaging", scorer.rules.averaging)):  # fmt: skip
            if text:
                yield f"- {word}: {text}"
        yield ""


def _explanation(target: str) -> str:
    """Return what the module of a protocol says of itself, as Markdown."""
    text = inspect.getdoc(import_module(target.partition(":")[0])) or ""
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")
