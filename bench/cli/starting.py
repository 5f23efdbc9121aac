"""The verbs a stranger begins with: ``init`` writes a commented configuration and a workflow, ``glossary`` explains words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bench.cli.asking import Json  # noqa: TC001 - typer reads it from the annotations

_WORKFLOWS = {"github": Path(".github", "workflows", "extraction.yml"), "gitlab": Path(".gitlab-ci.yml"), "none": None}
_COMMANDS = {"node": ["node", "extract.mjs"], "go": ["./build/extract"], "rust": ["./target/release/extract"]}
_MANIFESTS = {"pyproject.toml": "python", "setup.py": "python", "package.json": "node", "go.mod": "go", "Cargo.toml": "rust"}
_SNAPSHOTS = ("test", "tests", "testdata", "test/test-pages")  # where projects keep pages beside what they expect of them
_IGNORED = ("/reports/*", "!/reports/baseline/")  # runs are made anew; baselines are what the gate judges by


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("init")(init)
    app.command("glossary")(glossary)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder of a project.")] = Path(),
    workflow: Annotated[str, typer.Option(help="Workflow to write: github, gitlab or none.")] = "github",
    language: Annotated[str, typer.Option("--for", help="What the extractor is written in: python, node, go or rust (by its files).")] = "",
    as_json: Json = False,
) -> None:
    """Write a commented boilerbench.toml, lines for .gitignore and a workflow that gates.

    What is there already is left alone. For Node, Go and Rust the extractor is a command of the project that reads a page and prints text.
    """
    from bench.cli import console
    from bench.config import FILES
    from bench.errors import ConfigError

    if workflow not in _WORKFLOWS:
        raise ConfigError(f"no workflow is called {workflow!r}", f"one of: {', '.join(_WORKFLOWS)}", "boilerbench init --workflow github")
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder", "the folder of a project", f"mkdir -p {folder}")
    if language not in {"", "python", *_COMMANDS}:
        raise ConfigError(f"no workflow is for {language!r}", f"one of: python, {', '.join(_COMMANDS)}", "boilerbench init --for node")
    language = language or _language(folder)
    package = Path(__file__).resolve().parent.parent
    template = (package / "config" / "templates" / FILES[0]).read_text(encoding="utf-8")
    wanted = {folder / FILES[0]: _configuration(template, language, _snapshots(folder))}
    if (place := _WORKFLOWS[workflow]) is not None:
        wanted[folder / place] = (package / "gate" / "examples" / language / f"{workflow}.yml").read_text(encoding="utf-8")
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


def _language(folder: Path) -> str:
    """Return the language whose file a project has, the first of them; Python where it has none."""
    return next((language for name, language in _MANIFESTS.items() if (folder / name).exists()), "python")


def _snapshots(folder: Path) -> str:
    """Return the folder that holds pages beside what is expected of them, "" where there is none."""
    from bench.corpus.readers import mozilla, snapshots
    from bench.corpus.source.archive import open_source

    there = [name for name in _SNAPSHOTS if (folder / name).is_dir()]
    return next((name for name in there if any(one.recognises(open_source(folder / name)) for one in (snapshots, mozilla))), "")


def glossary(
    word: Annotated[str, typer.Argument(help="A word of a table or message, or a part of one (all).")] = "",
    as_json: Json = False,
) -> None:
    """Say what the words of tables and messages mean: columns, metrics, statuses."""
    from dataclasses import asdict

    from bench.cli import console
    from bench.errors import ConfigError
    from bench.report.pages.glossary import entries

    asked = word.casefold()
    exact = [entry for entry in entries() if asked in map(str.casefold, entry.terms)]
    found = exact or [entry for entry in entries() if any(asked in term.casefold() for term in entry.terms)]
    if not found:
        raise ConfigError(f"the glossary has no {word!r}", "a word of a table or message, or a part of one", "boilerbench glossary")
    if as_json:
        console.as_json([asdict(entry) for entry in found])
        return
    for entry in found:
        print(f"{', '.join(entry.terms)}\n  {entry.meaning}")  # noqa: T201 - the result


def _configuration(template: str, language: str, snapshots: str) -> str:
    """Return the template with the command of an extractor of another language, snapshots as corpus."""
    from bench.escaping import toml

    shown: dict[str, str] = {}
    if snapshots:
        shown['# corpus = ["embedded"]'] = f"corpus = [{toml(snapshots)}]"
    if language in _COMMANDS:
        words = ", ".join(map(toml, _COMMANDS[language]))
        shown |= {
            '# adapters = ["core"]': 'adapters = ["mine"]',
            "# [adapters.mine]": "[adapters.mine]",
            '# filter = ["./my-extractor", "--flag"]': f"filter = [{words}]",
        }
    for example, line in shown.items():
        template = template.replace(f"\n{example}", f"\n{line}")
    return template


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
