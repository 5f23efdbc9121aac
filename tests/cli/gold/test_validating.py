"""``boilerbench validate``: estimates held against the gold of a run, as a user asks for it."""

import json

import pytest

from bench import cli
from tests.cli.gold.test_sampling import corpus


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        cli.main([*map(str, arguments)])
    told = capsys.readouterr()
    return left.value.code or 0, told.out, told.err


def test_a_run_with_gold_says_how_well_estimates_match_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder, texts = corpus(tmp_path, 8)
    for page, text in texts.items():
        (folder / "gold" / f"{page}.txt").write_text(text)
    adapters = "readability-lxml,justext-langindep,resiliparse,everything"
    code, _, told = call(capsys, "run", "--corpus", folder, "--adapters", adapters, "--resamples", 100)
    assert code == 0, told
    code, out, _ = call(capsys, "validate", "--json", "--draws", 5)
    assert code == 0
    (one,) = json.loads(out)["validations"]
    assert (one["match"]["pages"], one["families"], len(one["adapters"])) == (8, 3, 3)
    code, out, _ = call(capsys, "validate")
    assert code == 0
    assert "est. F1" in out
    assert "everything" not in out


def test_without_a_run_there_is_one_clear_error(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, _, told = call(capsys, "validate")
    assert code == 2
    assert "expected:" in told
