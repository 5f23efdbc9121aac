"""Snapshots: what is read from a run folder, also from one of an earlier release, and what is asked of it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.errors import GateError
from bench.gate.snapshot import from_run, metrics_of
from bench.model import Extraction, Status
from bench.scoring import load
from tests.gate import made
from tests.gate.figures import SHARE, shot

if TYPE_CHECKING:
    from pathlib import Path


def test_version_and_variant_are_read_from_the_score_tables_own_keys(tmp_path: Path) -> None:
    source = made.corpus(3)
    run = made.run(source, tmp_path, ("aligned", "shingles"), one=made.outputs(source))
    for protocol in ("aligned", "shingles"):
        scorer, table = load(protocol), run.scores(protocol)
        expected = {"version": scorer.version, "variant": scorer.variant, "columns": list(scorer.columns)}
        assert from_run(run)[0].protocols[protocol] == expected
        run.write_scores(protocol, table.replace_schema_metadata({**table.schema.metadata, b"signature": b"f1:other@7|x"}))
        assert from_run(run)[0].protocols[protocol] == expected
        run.write_scores(protocol, table.replace_schema_metadata({**table.schema.metadata, b"variant": b"changed"}))
        assert from_run(run)[0].protocols[protocol]["variant"] == "changed"


@pytest.mark.parametrize(
    ("signature", "version", "variant"),
    [
        ("f1:aligned@1|uax29|corpus:made@123456789abc:3|one==1.0|bs:10000", 1, "uax29"),
        ("f1:aligned@1|corpus:made@123456789abc:3|one==1.0|bs:10000", 1, ""),
        ("f1:aligned@1", 1, ""),
    ],
)
def test_runs_of_earlier_releases_say_it_in_their_signature_alone(tmp_path: Path, signature: str, version: int, variant: str) -> None:
    source = made.corpus(3)
    run = made.run(source, tmp_path, one=made.outputs(source))
    run.write_scores("aligned", run.scores("aligned").replace_schema_metadata({"schema": "1", "signature": signature}))
    described = from_run(run)[0].protocols["aligned"]
    assert (described["version"], described["variant"]) == (version, variant)


@pytest.mark.parametrize(("signature", "version"), [("f1:aligned@12|uax29|x", "12"), ("nonsense", r"\?"), ("", r"\?")])
def test_a_run_scored_by_another_version_is_refused(tmp_path: Path, signature: str, version: str) -> None:
    source = made.corpus(3)
    run = made.run(source, tmp_path, one=made.outputs(source))
    run.write_scores("aligned", run.scores("aligned").replace_schema_metadata({"schema": "1", "signature": signature}))
    with pytest.raises(GateError, match=f"scored by aligned@{version}, this installation has aligned@1") as caught:
        from_run(run)
    assert caught.value.hint == "boilerbench run"


def test_a_run_is_read_corpus_by_corpus(tmp_path: Path) -> None:
    source = made.corpus(4, texts=1)
    texts = made.outputs(source) | {"p002": "  "}
    del texts["p003"]
    run = made.run(source, tmp_path, ("aligned",), two=made.outputs(source, seed=1), one=texts)
    (side,) = from_run(run)
    assert (side.corpus, side.digest, side.pages, side.source) == ("made", source.digest, ("p000", "p001", "p002", "p003"), "made")
    assert side.facets[1] == {
        "kind": "html", "type": "forum", "lang": "en", "site": "site0.test", "title": "Story 1", "url": "https://site0.test/1",
        "gold": "cleaned",
    }  # fmt: skip
    assert side.adapters["one"].statuses == ("ok", "ok", "empty", "missing")
    assert (side.adapters["one"].version, side.adapters["one"].settings, side.adapters["one"].costs) == ("1.0", {}, {})
    assert list(side.adapters) == ["two", "one"]
    manifest = run.manifest()
    assert side.made_by == {"run": manifest.id, "version": manifest.version, "created": manifest.created}
    assert set(side.rows) == {("one", "aligned"), ("two", "aligned")}
    stored = {(line["adapter"], line["page_id"]): line for line in run.scores("aligned").to_pylist()}
    for (adapter, protocol), rows in side.rows.items():
        columns = side.protocols[protocol]["columns"]
        assert rows.tolist() == [[round(stored[adapter, page][column], 6) for column in columns] for page in side.pages]
    run.write_manifest(replace(manifest, machine={"python": "3", "cpu": "x", "other": 1, "cores": 2}))
    assert from_run(run)[0].machine == "cores=2, cpu=x, python=3"
    run.write_manifest(replace(manifest, corpora=({"name": "made", "digest": 5},)))
    assert (from_run(run)[0].source, from_run(run)[0].digest) == ("made", "5")
    run.write_manifest(replace(manifest, complete=False))
    with pytest.raises(GateError, match=f"the run {manifest.id} was interrupted"):
        from_run(run)


def test_costs_are_of_the_pages_that_went_well_and_were_timed(tmp_path: Path) -> None:
    source = made.corpus(6)
    run = made.run(source, tmp_path, one=made.outputs(source), two=made.outputs(source))
    extractions = [Extraction(**{**line, "status": Status(line["status"])}) for line in run.extractions().to_pylist()]
    times = {"p000": 1_000_400, "p001": 2_000_000, "p002": 0, "p003": 99_000_000, "p004": 0, "p005": 3_000_000}
    status = {"p003": Status.ERROR, "p004": Status.OK}
    run.write_extractions([
        replace(line, wall_ns=times[line.page_id], peak_rss=10_040_000 + times[line.page_id], status=status.get(line.page_id, line.status))
        for line in extractions
    ])  # fmt: skip
    run.write_scores("aligned", run.scores("aligned").slice(0, 0))
    one, two = (from_run(run)[0].adapters[name] for name in ("one", "two"))
    assert one.costs == {"p50_ms": 2.0, "peak_mb": 13.0}
    assert two.costs == {"p50_ms": 2.0, "peak_mb": 13.0}
    assert one.statuses == ("ok", "ok", "ok", "error", "ok", "ok")
    run.write_extractions([replace(line, wall_ns=at % 6 * 1_000_400, peak_rss=1_250_000) for at, line in enumerate(extractions)])
    assert from_run(run)[0].adapters["one"].costs == {"p50_ms": 3.001, "peak_mb": 1.2}


def test_protocols_that_scored_nothing_of_a_corpus_are_not_of_its_snapshot(tmp_path: Path) -> None:
    source = made.corpus(3)
    run = made.run(source, tmp_path, ("aligned", "segments"), one=made.outputs(source))
    assert list(from_run(run)[0].protocols) == ["aligned"]
    run.write_scores("aligned", run.scores("aligned").slice(0, 0))
    assert from_run(run)[0].protocols == {}


def test_pages_are_chosen_by_their_facets() -> None:
    side = shot([0.5] * 3)
    facets = ({"kind": "html", "lang": "en", "site": "a"}, {"kind": "text", "lang": "en"}, {"lang": "de", "site": "a"})
    side = replace(side, facets=facets)
    assert side.chosen({}).tolist() == [True, True, True]
    assert side.chosen({"lang": "en"}).tolist() == [True, True, False]
    assert side.chosen({"lang": "en", "page": "p00"}).tolist() == [True, False, False]
    assert side.chosen({"site": ""}).tolist() == [False, True, False]
    assert {kind: mask.tolist() for kind, mask in side.tracks()} == {"html": [True, False, True], "text": [False, True, False]}
    assert side.groups().tolist() == [0, 1, 0]


def test_metrics_are_rounded_and_none_where_nothing_was_tried() -> None:
    assert metrics_of(SHARE.name, np.array([[0.1], [0.2], [0.2]])) == {"share": 0.166667}
    assert metrics_of(SHARE.name, np.array([[np.nan], [0.25]])) == {"share": 0.25}
    assert metrics_of(SHARE.name, np.array([[np.nan], [np.nan]])) == {}
    assert metrics_of(SHARE.name, np.empty((0, 1))) == {}


def test_snapshots_never_change() -> None:
    side = shot([0.5])
    for noun in (side, side.adapters["one"]):
        assert not hasattr(noun, "__dict__")
        with pytest.raises(FrozenInstanceError):
            setattr(noun, fields(noun)[0].name, None)
    assert side != replace(side), "arrays are compared by what they are asked, never as a whole"
