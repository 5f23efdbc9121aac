"""A plan says what is going to be done, refuses what cannot be, and knows by its digest which run it continues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine import plan
from bench.engine.plan import Options, local_workers
from bench.environments import machine
from bench.errors import AdapterError, ConfigError, RunError
from bench.model import Adapter, Corpus, Kind, Page
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.engine.plan import Plan

UPPER = pages.user("mild:capitals", "upper")
ABSENT = replace(UPPER, name="absent", env="no such environment")


def made(*adapters: Adapter, texts: tuple[str, ...] = ("one", "two"), **changes: object) -> Plan:
    return plan.make([pages.corpus(texts)], adapters or [UPPER], replace(pages.options(), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("address", "count"), [("local:1", 1), ("local:12", 12), ("tcp://host:8786", 0), ("tls://local:2", 0)])
def test_an_address_is_a_scheduler_s_or_a_number_of_workers_here(address: str, count: int) -> None:
    assert local_workers(address) == count


@pytest.mark.parametrize("address", ["local:0", "local:", "local:01", "local:2x", "xlocal:2", "host", "8786"])
def test_any_other_address_is_told_before_anything_runs(address: str) -> None:
    with pytest.raises(ConfigError, match="no address"):
        made(cluster=address)


def test_two_corpora_of_one_name_are_told() -> None:
    with pytest.raises(RunError, match="two corpora are called 'tiny'"):
        plan.make([pages.corpus(["a"]), pages.corpus(["b"])], [UPPER], pages.options())


def test_an_adapter_without_its_environment_is_missing_and_an_error_where_there_is_no_other() -> None:
    assert list(made(UPPER, ABSENT).missing) == ["absent"]
    with pytest.raises(AdapterError, match="none of the adapters selected can be tried") as caught:
        made(ABSENT)
    assert caught.value.hint == "boilerbench env create no such environment"


def test_an_adapter_without_its_weights_is_missing(tmp_path: Path) -> None:
    model = replace(UPPER, name="model", settings={"weights": str(tmp_path / "weights")})
    with pytest.raises(AdapterError, match=r"there are no weights at .*weights: download them and set weights under \[adapters.model\]"):
        made(model)


def test_an_adapter_takes_pages_of_its_kind_and_text_wrapped_as_html() -> None:
    html, text = Page("h", "c", b"<p>x"), Page("t", "c", b"x", Kind.TEXT)
    only = {kind: replace(UPPER, name=kind.value, kinds=(kind,)) for kind in Kind}
    planned = plan.make([Corpus("c", "d", (html, text), {})], [*only.values(), ABSENT], pages.options())
    assert planned.pages() == [html, text]
    assert planned.accepted(only[Kind.HTML]) == [html, text]
    assert planned.accepted(only[Kind.TEXT]) == [text]
    assert planned.why_skipped(only[Kind.HTML], text) == ""
    assert planned.why_skipped(only[Kind.TEXT], html) == "does not take html pages"
    assert planned.why_skipped(ABSENT, html) == planned.missing["absent"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (made, True),
        (lambda: made(seed=7, resamples=500, workers=1, fresh=True), True),
        (lambda: made(replace(UPPER, name="other")), False),
        (lambda: made(replace(UPPER, settings={"a": 1})), False),
        (lambda: made(UPPER, pages.user("mild:slow", "slow")), False),
        (lambda: made(texts=("one", "two", "three")), False),
        (lambda: made(limits=replace(pages.options().limits, deadline_s=4.0)), False),
    ],
    ids=["nothing", "options", "name", "settings", "adapters", "pages", "limits"],
)
def test_the_digest_is_of_all_that_decides_the_results(change: Callable[[], Plan], same: bool) -> None:
    assert (change().digest == made().digest) is same


def test_workers_are_as_many_as_said_or_one_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 5)
    assert (Options().slots, Options(workers=3).slots) == (5, 3)


def test_the_manifest_holds_what_repeats_the_run() -> None:
    planned = made(UPPER, ABSENT, seed=5)
    manifest = plan.manifest(planned, "id", "2026-01-02T03:04:05Z", {"upper": {"growth_mb_per_1000_pages": 1.5}})
    assert (manifest.id, manifest.created, manifest.complete) == ("id", "2026-01-02T03:04:05Z", False)
    assert [(entry["name"], entry["digest"], entry["pages"]) for entry in manifest.corpora] == [("tiny", "digest-of-tiny-2", 2)]
    upper, absent = manifest.adapters
    assert (upper["name"], upper["target"], upper["key"], upper["kinds"]) == (
        "upper",
        "mild:capitals",
        planned.keys["upper"],
        ["html", "text"],
    )
    assert (upper["growth_mb_per_1000_pages"], absent.get("growth_mb_per_1000_pages")) == (1.5, None)
    assert (manifest.options["seed"], manifest.options["workers"], manifest.options["plan"]) == (5, 2, planned.digest)
    assert manifest.options["deadline_s"] == 3.0
    assert manifest.machine["cores"] == machine.cores()
    assert plan.manifest(planned, "id", "", complete=True).complete
