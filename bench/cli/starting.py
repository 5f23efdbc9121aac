"""The verb ``init``: a commented configuration, a line for git and a workflow, where there are none yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.cli.asking import Json  # noqa: TC001 - typer reads it from the annotations

_WORKFLOWS = {"github": Path(".github", "workflows", "extraction.yml"), "gitlab": Path(".gitlab-ci.yml"), "none": None}
_IGNORED = ("/reports/*", "!/reports/baseline/")  # runs are made anew; baselines are what the gate judges by


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("init")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of a project.")] = Path(),
    workflow: Annotated[str, typer.Option(help="Workflow to write: github, gitlab or none.")] = "github",
    as_json: Json = False,
) -> None:
    """Write a commented boilerbench.toml, lines for .gitignore and a workflow that gates.

    What is there already is left alone.
    """
    from bench.cli import console
    from bench.config import FILES
    from bench.errors import ConfigError

    if workflow not in _WORKFLOWS:
        raise ConfigError(f"no workflow is called {workflow!r}", f"one of: {', '.join(_WORKFLOWS)}", "boilerbench init --workflow github")
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder", "the folder of a project", f"mkdir -p {folder}")
    package = Path(__file__).resolve().parent.parent
    wanted = {folder / FILES[0]: (package / "config" / "templates" / FILES[0]).read_text(encoding="utf-8")}
    if (place := _WORKFLOWS[workflow]) is not None:
        wanted[folder / place] = (package / "gate" / "examples" / f"{workflow}.yml").read_text(encoding="utf-8")
    made, kept = list[str](), list[str]()
    for path, content in wanted.items():
        (kept if path.exists() else made).append(str(path))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    (made if _ignore(folder / ".gitignore") else kept).append(str(folder / ".gitignore"))
    if as_json:
        console.as_json({"written": made, "kept": kept})
        return
    for what, names in (("written", made), ("kept as it is", kept)):
        for name in names:
            print(f"{what}: {console.clean(name)}")  # noqa: T201 - the result
    console.say("next: boilerbench run, then boilerbench gate --update, then commit reports/baseline/")


def _ignore(path: Path) -> bool:
    """Add to a .gitignore what it does not list yet; return whether anything was missing."""
    from bench.errors import ConfigError

    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except (OSError, ValueError) as problem:
        raise ConfigError(f"{path} cannot be read: {problem}", "a text file in UTF-8") from problem
    missing = [line for line in _IGNORED if line not in text.splitlines()]
    if missing:
        start = "" if not text or text.endswith("\n") else "\n"
        path.write_text(text + start + "\n".join(missing) + "\n", encoding="utf-8")
    return bool(missing)
