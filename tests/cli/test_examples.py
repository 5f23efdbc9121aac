"""Below the help of every verb stand examples, and each names a verb, options and pages that are there."""

from __future__ import annotations

import shlex

import pytest

from bench.cli import main
from bench.cli.examples import EXAMPLES, epilog
from bench.corpus import load
from tests.verbs import VERBS, unknown_options, verb_of


def test_every_verb_has_examples_and_every_example_a_verb() -> None:
    assert set(VERBS) == set(EXAMPLES)


@pytest.mark.parametrize(("verb", "line"), [(verb, line) for verb, lines in EXAMPLES.items() for line in lines])
def test_an_example_uses_options_that_are_there(verb: str, line: str) -> None:
    named = []
    for part in line.split(" > ", maxsplit=1)[0].split(" && "):
        program, *words = shlex.split(part)
        assert program == "boilerbench"
        named.append(verb_of(words))
        assert not unknown_options(named[-1], words[len(named[-1].split()) :])
    assert verb in named


def test_the_page_that_is_explained_is_one_of_the_embedded_corpus() -> None:
    assert {line.split()[2] for line in EXAMPLES["explain"]} <= {page.id for page in load().pages}


def test_the_help_shows_them_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert epilog("no such verb") is None
    with pytest.raises(SystemExit):
        main(["gate", "-h"])
    shown = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert set(EXAMPLES["gate"]) <= set(shown)  # whole lines, which can be copied
