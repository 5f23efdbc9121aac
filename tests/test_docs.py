"""What README and docs tell a reader to type: verbs and options that are there, files that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from bench.cli import app, register

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "gold" / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
register()
VERBS = {
    f"{name} {inner}".strip(): command
    for name, group in typer.main.get_command(app).commands.items()
    for inner, command in (getattr(group, "commands", None) or {"": group}).items()
}


def commands(page: Path) -> list[list[str]]:
    """Return the words of each command of ours in the fenced blocks of a page."""
    lines = [line for block in FENCED.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r" && | \| ", line)]
    return [shlex.split(part, comments=True) for part in parts if re.match(r"(\.venv/bin/)?boilerbench ", part)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_names_a_verb_and_options_that_are_there(page: Path) -> None:
    for words in commands(page):
        verb = next((name for name in VERBS if words[1 : 1 + len(name.split())] == name.split()), None)
        assert verb, f"{page.name}: there is no verb in {' '.join(words)}"
        rest = words[1 + len(verb.split()) :]
        given = {word.partition("=")[0] for word in rest[: rest.index("--") if "--" in rest else None] if word.startswith("--")}
        known = {option for parameter in VERBS[verb].params for option in parameter.opts}
        assert given <= known, f"{page.name}: boilerbench {verb} has no {given - known}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_the_readme_is_short_and_names_commands_of_ours() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120
    assert len(commands(ROOT / "README.md")) > 10
