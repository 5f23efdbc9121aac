"""Costs of a stored run in every medium: failed and untimed pages are left out and counted, other corpora keep apart."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.engine.costs import run_costs
from bench.model import Block, Corpus, Gold, Kind, Page, Status
from tests.store.made import corpus, extraction, run

if TYPE_CHECKING:
    from bench.store.run_folder import RunFolder

MS = 1_000_000


def bare() -> Corpus:
    """Return a corpus of HTML pages, one of them without gold."""
    pages = tuple(Page(f"h{at}", "web", b"<p>x", Kind.HTML) for at in range(2))
    return Corpus("web", "digest", pages, {"h0": Gold("h0", (Block("a fine day"),))})


@pytest.fixture
def stored(tmp_path: Path) -> RunFolder:
    def timed(page: str, adapter: str = "a", text: str = "one", status: Status = Status.OK, cpu: int = 36, **more: object):
        return extraction(page, adapter, status, text, wall_ns=50 * MS, cpu_ns=cpu * MS, **more)

    made = [
        timed("p0", text="one fine morning menu"),
        extraction("p1", "a", text="two fine"),  # a first call: its times are not known
        timed("p2", status=Status.TIMEOUT),
        timed("p0", "b", status=Status.EMPTY, cpu=18),
        timed("p1", "b", text="two fine evenings", clock="claims less than passed", cpu=1),
        extraction("p2", "b", Status.SKIPPED),
        timed("h0", "md", "# a [fine](x.test)", corpus="web"),
        timed("h1", "md", "of no gold", corpus="web", cpu=72),
    ]
    adapters = [{"name": "a", "version": "1"}, {"name": "b", "version": "1", "floor": True}, {"name": "md", "output": "markdown"}]
    return run(tmp_path / "runs" / "one", made, [corpus(), bare()], adapters=adapters)


def test_by_hand(stored: RunFolder) -> None:
    text, web = run_costs.of_run(stored, 0.2)
    assert [(one.corpus, one.track, one.unit) for one in (text, web)] == [("tiny", "text", "words"), ("web", "html", "words")]
    a, b = text.lines
    assert (a.adapter, a.pages, a.failed, a.timed, a.floor) == ("a", 2, 1, 1, False)
    assert (a.tokens, a.characters, a.wasted) == (3, (21 + 8) / 2, 0.5)
    assert a.recall == pytest.approx((1 + 2 / 3) / 2)
    assert (a.hours, a.money) == pytest.approx((10, 2))
    assert (b.adapter, b.pages, b.failed, b.timed, b.floor, b.tokens, b.recall) == ("b", 2, 0, 1, True, 1.5, 0.5)
    assert b.hours == pytest.approx(5)
    (md,) = web.lines
    assert (md.pages, md.with_gold, md.wasted, md.timed) == (2, 1, 0, 2)
    assert md.recall == pytest.approx(2 / 3)
    assert md.tokens == 3  # a fine x.test; of no gold


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return (int(ended.value.code or 0), *capsys.readouterr())


@pytest.fixture
def scored(tmp_path: Path) -> RunFolder:
    made = [extraction("p0", text="one fine morning menu", wall_ns=MS, cpu_ns=36 * MS), extraction("p1", "a", Status.ERROR)]
    return run(tmp_path / "runs" / "two", made, protocols=["aligned"])


def test_every_medium_has_them_where_they_are_asked_for(scored: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert "wasted" not in "".join(call(capsys, "report", scored.path, "--format", name)[1] for name in ("md", "csv", "json"))
    asked = ("report", scored.path, "--costs", "--price", 0.3)
    table = call(capsys, *asked, "--format", "md")[1]
    assert r"| words a page \(uax29\) |" in table
    assert "| a | 4.0 | 21.0 | 1.0 | 1.000 | 36.0 | 10.0 | 3.00 | 1 | 1 | 1 |" in table
    assert "Left out, for they failed: 1 of a pages." in table
    (first, *_) = csv.DictReader(io.StringIO(call(capsys, *asked, "--format", "csv")[1]))
    assert (first["tokenizer"], first["tokens_a_page"], first["cost_failed"]) == ("uax29", "4.0", "1")
    assert float(first["usd_per_million"]) == pytest.approx(3)
    (one,) = json.loads(call(capsys, *asked, "--format", "json")[1])["costs"]
    assert one["lines"][0]["money"] == pytest.approx(3)
    assert "wasted words a page" in Path(call(capsys, *asked)[1].strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [("--price", 1), ("--costs", "--format", "latex"), ("--costs", "--figures", "x")])
def test_what_means_nothing_is_refused(scored: RunFolder, options: tuple[object, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = call(capsys, "report", scored.path, *options)
    assert code == 2
    assert "means nothing" in said


def test_a_run_prints_them_and_says_them_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("run", "--adapters", "everything", "--limit", 1, "--resamples", 100, "--costs", "--price", 5)
    assert "hours x 5 (" in call(capsys, *asked)[1]
    _, out, said = call(capsys, *asked, "--json")
    assert "nothing has changed" in said
    assert {one["price"] for one in json.loads(out)["costs"]} == {5.0}
