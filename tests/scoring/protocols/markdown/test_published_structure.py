"""The ``structure`` figures that the protocol was specified with, again by ``structure-lines``: six extractors on 250 pages of WCXB."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.adapters.table import ADAPTERS, ENVS
from bench.corpus.text.decode import decode
from bench.environments import envs
from bench.registry import resolve
from bench.scoring import load
from bench.workers.worker import attempt
from tests.corpus.published import WCXB, corpus

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from bench.model import Page

ROOT = Path(__file__).resolve().parents[4]
ENV = "python3.12"
PARTS = ("words", "headings", "items", "rows", "links")
PAGES = {"words": 248, "headings": 209, "items": 115, "rows": 28, "links": 197}  # whose gold has the part
FIGURES = {  # protocols.md, section "structure": F1
    "trafilatura-markdown": (0.836, 0.557, 0.469, 0.634, 0.585),
    "readability-lxml-markdown": (0.697, 0.591, 0.527, 0.561, 0.538),
    "html-to-markdown": (0.663, 0.646, 0.445, 0.734, 0.308),
    "rs_trafilatura": (0.826, 0.675, 0.573, 0.667, 0.597),
    "go_readability": (0.793, 0.695, 0.594, 0.714, 0.585),
    "magic_html": (0.715, 0.630, 0.544, 0.510, 0.541),
}
HERE, ELSEWHERE = tuple(FIGURES)[:3], tuple(FIGURES)[3:]
IN_HTML = {"readability-lxml-markdown", "go_readability", "magic_html"}


@cache
def sample() -> tuple[Page, ...]:
    """Return every sixth page, in the order of their ids: no seed was drawn."""
    return corpus(WCXB).pages[::6]


@cache
def texts() -> dict[str, str]:
    """Return the pages of the sample as text, by id."""
    return {page.id: decode(page.content, page.encoding) for page in sample()}


@cache
def counts() -> dict[str, Mapping[str, Counter[str]]]:
    """Return the parts of gold by the id of the page, of pages that have Markdown."""
    scorer, gold = load("structure-lines"), corpus(WCXB).gold
    golds = {page.id: gold[page.id] for page in sample()}
    return {key: scorer.prepare(truth) for key, truth in golds.items() if scorer.applies(truth)}


def pinned(*packages: str) -> bool:
    """Whether packages are here as ``constraints.txt`` has them."""
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split() if "==" in line)
    return all(version(package) == pins[package] for package in packages)


def markdown(name: str, answers: dict[str, str]) -> dict[str, str]:
    """Return answers as Markdown: HTML goes through html-to-markdown, whatever our own converter would make of it."""
    convert = resolve(ADAPTERS["html-to-markdown"].target)
    return {key: convert(answer) if answer and name in IN_HTML else answer for key, answer in answers.items()}


def check(name: str, answers: dict[str, str], margin: float) -> None:
    """Hold an extractor's figures against those published."""
    scorer, made = load("structure-lines"), markdown(name, answers)
    rows = np.array([scorer.row(truth, made[key]) for key, truth in counts().items()])
    figures = dict(zip(scorer.metrics, scorer.finish(scorer.parts(rows).sum(0)).tolist(), strict=True))
    assert [figures[part] for part in PARTS] == pytest.approx(FIGURES[name], abs=margin, rel=0)


def test_two_pages_of_the_sample_have_no_markdown_gold_and_parts_are_as_many_as_were_counted() -> None:
    assert len(sample()) == 250
    assert {page.id for page in sample()} - counts().keys() == {"dev/0602", "dev/4763"}
    assert {part: sum(bool(count[part]) for count in counts().values()) for part in PARTS} == PAGES


@pytest.mark.parametrize("name", HERE)
def test_the_figures_of_extractors_that_are_installed(name: str) -> None:
    adapter = ADAPTERS[name]
    for package in (adapter.package, "html-to-markdown"):
        pytest.importorskip(package.replace("-", "_").removesuffix("_lxml"))
    function = resolve(adapter.target)
    answers = {key: attempt(lambda page: function(page, **adapter.settings), page)[0] or "" for key, page in texts().items()}
    check(name, answers, 0.001 if pinned(adapter.package, "lxml", "html-to-markdown") else 0.02)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_figures_of_extractors_that_live_in_an_environment(name: str) -> None:
    pytest.importorskip("html_to_markdown")
    if (env := envs.find(ENV)) is None:
        pytest.skip(f"{name} needs the environment {ENV}: boilerbench env create {ENV}")
    script = Path(__file__).with_name("elsewhere.py")
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [env.python, str(script), name], input=json.dumps(texts()), env=environ, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    check(name, json.loads(done.stdout), 0.001 if env.recipe == ENVS[ENV] and pinned("html-to-markdown") else 0.02)
