"""Boards of stored outputs by gold alone are those of a run of them, to the bit, and pages are left unread."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench import corpus
from bench.engine import failures, stored_outputs
from bench.engine.outputs import boards as by_gold
from bench.engine.stored_outputs import parse
from bench.errors import ProtocolError
from bench.store import boards

if TYPE_CHECKING:
    from pathlib import Path

    from bench.scoring.tables.leaderboards import Board

PROTOCOLS = ("words", "shingles", "aligned")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a corpus in the layout of WCXB: eight pages of four sites, one of them with gold without a word."""
    for at in range(8):
        truth = {"main_content": "" if at == 3 else f"Tides turn twice a day, says page {at}.\n\nBuoy number {at} rings.",
                 "with": ["Buoy"], "without": ["Buy now"]}  # fmt: skip
        entry = {"url": f"https://s{at % 4}.example/{at}", "ground_truth": truth, "_internal": {"page_type": {"primary": "article"}}}
        for name, content in ((f"ground-truth/{at}.json", json.dumps(entry).encode()), (f"html/{at}.html.gz", gzip.compress(b"<p>x"))):
            (tmp_path / "dev" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "dev" / name).write_bytes(content)
    return tmp_path / "dev"


def outputs() -> list[stored_outputs.StoredOutputs]:
    """Three systems: one lacks a page, one says that a page failed, one has nothing."""
    good = {f"dev/{at}": f"Tides turn twice a day, says page {at}. Buoy" for at in range(7)}
    bad = {f"dev/{at}": {"error": "boom"} if at == 1 else {"text": "Buy now"} for at in range(8)}
    made = {"good": good, "bad": bad, "none": {f"dev/{at}": "" for at in range(8)}}
    return [parse(json.dumps(texts).encode(), f"{name}.json") for name, texts in made.items()]


def figures(made: Board) -> Board:
    """Return a board without its signature, which names the gold alone where no page was read."""
    return replace(made, signature="")


def test_boards_are_those_of_a_run_and_nothing_is_written(place: Path, tmp_path: Path) -> None:
    whole, alone = corpus.load(place), corpus.load(place, gold_only=True)
    folder = stored_outputs.store(whole, outputs(), PROTOCOLS, tmp_path / "reports")
    wanted = boards.boards(folder, PROTOCOLS, boards.sampling({}, resamples=300, seed=4), peer=True)
    before = sorted(tmp_path.rglob("*"))
    found = by_gold.score(alone, outputs(), PROTOCOLS, boards.sampling({}, resamples=300, seed=4), peer=True)
    assert found is not None
    assert repr(list(map(figures, found.boards))) == repr(list(map(figures, wanted)))  # NaN is no equal of itself
    assert {found.corpus: found.gold} == folder.gold_counts()
    assert found.broken == failures.never_worked(folder)
    assert [one.adapter for one in found.broken] == ["none"]
    assert sorted(tmp_path.rglob("*")) == before
    assert all(f"corpus:dev@gold-{alone.digest[5:12]}:8" in board.signature for board in found.boards)


def test_pages_are_left_unread_and_the_digest_is_one_of_gold(place: Path) -> None:
    first = corpus.load(place, gold_only=True)
    (place / "html" / "0.html.gz").write_bytes(b"no gzip at all")
    again = corpus.load(place, gold_only=True)
    assert again.digest == first.digest
    assert not any(page.stored for page in again.pages)
    truth = place / "ground-truth" / "0.json"
    truth.write_bytes(truth.read_bytes().replace(b"twice", b"thrice"))
    assert corpus.load(place, gold_only=True).digest != first.digest


def test_what_gold_alone_cannot_say_takes_a_run(place: Path) -> None:
    held = corpus.load(place, gold_only=True)
    without = {key: gold for key, gold in held.gold.items() if key != held.pages[0].id}
    assert by_gold.score(replace(held, gold=without), outputs(), ["words"], boards.sampling({})) is None
    named = parse(json.dumps({corpus.load(place).pages[0].sha256: "Tides"}).encode(), "a.json")
    assert by_gold.score(held, [named], ["words"], boards.sampling({})) is None
    stray = parse(json.dumps({"dev/0": "Tides", "dev/99": "Tides"}).encode(), "a.json")
    assert by_gold.score(held, [stray], ["words"], boards.sampling({})) is None
    assert by_gold.score(held, [stray], ["words"], boards.sampling({}, resamples=10), ignore_unknown=True) is not None
    assert by_gold.score(replace(held, sampling={"method": "random"}), outputs(), ["words"], boards.sampling({})) is None


def test_an_unknown_protocol_is_refused(place: Path) -> None:
    with pytest.raises(ProtocolError):
        by_gold.score(corpus.load(place, gold_only=True), outputs(), ["wrds"], boards.sampling({}))
