"""What README and docs tell a reader to type: verbs and options that are there, files that exist."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest

from bench.adapters.table import ADAPTERS
from bench.model import Status
from bench.scoring import METADATA, SCORERS
from tests.verbs import VERBS, unknown_options, verb_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "gold" / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```(?:\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def commands(page: Path) -> list[list[str]]:
    """Return the words of each command of ours in the fenced blocks of a page."""
    lines = [line for block in FENCED.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in re.split(r" && | \| ", line)]
    return [shlex.split(part, comments=True) for part in parts if re.match(r"(\.venv/bin/)?boilerbench ", part)]


MADE = {ROOT / "docs" / name for name in ("commands.md", "protocols.md", "reference-results.md")}  # by docs/conf.py


def test_the_readme_counts_what_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    floors = [adapter.floor for adapter in ADAPTERS.values() if adapter.output != "metadata"]
    said = re.search(r"\*\*(\d+) extractors and settings\*\* beside (\d+) yardsticks.*?\*\*(\d+) scoring protocols\*\*", text, re.DOTALL)
    assert said
    assert tuple(map(int, said.groups())) == (floors.count(False), floors.count(True), len(SCORERS))


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
        is_made = (page.parent / link).resolve() in MADE and page.parent != ROOT  # on the site
        assert is_made or (page.parent / link).exists(), f"{page.name} links to {link}"


def test_the_readme_is_short_and_names_commands_of_ours() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120
    assert len(commands(ROOT / "README.md")) > 10


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Give the pages that the documentation makes from the program."""
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    return {name: "\n".join(conf[name]()) for name in ("commands", "protocols")}


def test_every_verb_and_option_is_in_the_reference(made: dict[str, str]) -> None:
    parts = dict(part.split("\n", 1) for part in made["commands"].split("\n## boilerbench ")[1:])
    assert parts.keys() == VERBS.keys()
    for verb, command in VERBS.items():
        shown = [one for one in command.params if one.param_type_name == "option" and one.name != "help" and not one.hidden]
        assert [option for one in shown for option in one.opts if f"`{option}`" not in parts[verb]] == [], verb


def test_pages_means_one_thing() -> None:
    meanings = {one.help for command in VERBS.values() for one in command.params if "--pages" in one.opts and not one.hidden}
    assert len(meanings) == 1, meanings


def test_every_protocol_is_explained_with_source_tokens_and_averaging(made: dict[str, str]) -> None:
    parts = dict(part.split("\n", 1) for part in made["protocols"].split("\n## ")[1:])
    assert parts.keys() == SCORERS.keys() | METADATA.keys()
    for name, part in parts.items():
        assert all(word in part for word in ("- Source: ", "- Tokens: ", "- Averaging: ", "Metrics: ")), name
        assert ":mod:" not in part, name


def test_words_that_tables_use_are_in_the_glossary() -> None:
    told = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    assert [status.value for status in Status if status.value not in told] == []
    defined = {word.strip() for line in re.findall(r"^(\S.*)\n: ", told, re.MULTILINE) for word in line.split(",")}
    assert {"adapter", "rank", "interval", "signature", "coverage", "p95", "draft", "gold", "protocol", "estimate", "f1"} <= defined


def test_every_page_is_reached_from_the_first() -> None:
    pages = {str(path.relative_to(ROOT / "docs").with_suffix("")) for path in (ROOT / "docs").rglob("*.md")}
    assert pages - {"index"} <= set((ROOT / "docs" / "index.md").read_text(encoding="utf-8").split())
