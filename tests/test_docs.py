"""What README and docs tell a reader to type: verbs and options that are there, files that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.verbs import unknown_options, verb_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "gold" / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def commands(page: Path) -> list[list[str]]:
    """Return the words of each command of ours in the fenced blocks of a page."""
    lines = [line for block in FENCED.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r" && | \| ", line)]
    return [shlex.split(part, comments=True) for part in parts if re.match(r"(\.venv/bin/)?boilerbench ", part)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_names_a_verb_and_options_that_are_there(page: Path) -> None:
    for words in commands(page):
        verb = verb_of(words[1:])
        assert verb, f"{page.name}: there is no verb in {' '.join(words)}"
        unknown = unknown_options(verb, words[1 + len(verb.split()) :])
        assert not unknown, f"{page.name}: boilerbench {verb} has no {unknown}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), f"{page.name} links to {link}"


def test_the_readme_is_short_and_names_commands_of_ours() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120
    assert len(commands(ROOT / "README.md")) > 10
