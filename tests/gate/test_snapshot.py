"""Snapshots: what is read from a run folder, also from one of an earlier release, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.gate.snapshot import from_run
from bench.scoring import load
from tests.gate import made

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
