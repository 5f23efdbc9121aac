"""The verb speed and ``gate --speed`` as people type them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from bench import cli
from bench import corpus as corpora
from bench.errors import RunError
from bench.gate import formats
from bench.gate.formats.json import SCHEMA
from bench.model import Corpus, Estimate, Outcome
from bench.report import build
from bench.speed import regression, session
from bench.speed.regression import Side, SpeedVerdict
from bench.speed.valgrind import instructions
from bench.store.run_folder import RunFolder
from tests.report import synthetic
from tests.speed.test_summary import row, stored
from tests.speed.valgrind.test_instructions import THEN


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; the embedded corpus is a small one here, and no report is built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(corpora, "load", lambda *_, **__: Corpus("embedded", "d", (), {}))
    monkeypatch.setattr(build, "build", lambda folder: folder)
    return tmp_path


def run(*words: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main(list(words))
    return int(caught.value.code or 0)


def verdict(value: float, outcome: Outcome) -> SpeedVerdict:
    ratio = Estimate(value, value - 0.01, value + 0.01, 0.99, 6)
    sides = (Side("a@1", "1", "python", 5.0), Side("a", "2", "python", 5.1))
    return SpeedVerdict(
        corpus="c",
        digest="d",
        before=sides[0],
        after=sides[1],
        outcome=outcome,
        ratio=ratio,
        pages=("p1", "p2"),
        slowest=(("p1", 1.3), ("p2", 1.0)),
        left_out={},
        noise=0.04,
        pairs=(0.01,) * 6,
    )


@pytest.mark.parametrize(
    ("value", "outcome", "code"),
    [(1.0, Outcome.UNCHANGED, 0), (1.1, Outcome.REGRESSED, 1), (0.9, Outcome.IMPROVED, 0), (1.0, Outcome.INCOMPARABLE, 2)],
)
def test_gate_speed_says_it_in_the_last_line_and_the_exit_code(
    value: float, outcome: Outcome, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regression, "gate", lambda *_, **__: verdict(value, outcome))
    assert run("gate", "--speed", "--against", "trafilatura@2.3.0") == code
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"boilerbench gate --speed: {outcome.value}: a 2 against 1: cpu")
    assert run("gate", "--speed", "--against", "trafilatura@2.3.0", "--json") == code
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["exit_code"]) == (outcome.value, code)


@pytest.mark.parametrize(("value", "outcome", "failures", "errors"), [
    (1.1, Outcome.REGRESSED, 1, 0), (0.9, Outcome.IMPROVED, 0, 0), (1.0, Outcome.INCOMPARABLE, 0, 1)
])  # fmt: skip
def test_gate_speed_writes_the_formats_of_the_gate(
    value: float, outcome: Outcome, failures: int, errors: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regression, "gate", lambda *_, **__: verdict(value, outcome))
    files = [word for name in formats.FORMATS for word in ("--format", f"{name}={name}.out")]
    assert run("gate", "--speed", "--against", "trafilatura@2.3.0", *files) == outcome.exit_code
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"boilerbench gate: {outcome.value}: ")
    assert all(Path(f"{name}.out").is_file() for name in formats.FORMATS)
    said = json.loads(Path("json.out").read_text("utf-8"))
    jsonschema.validate(said, json.loads(SCHEMA.read_text("utf-8")))
    assert said["judgements"][0] | {"metric": "cpu_ratio", "value": value, "floor": 1.0, "outcome": outcome.value} == said["judgements"][0]
    suites = ET.parse("junit.out").getroot()
    assert (int(suites.get("failures", 0)), int(suites.get("errors", 0))) == (failures, errors)
    assert json.loads(Path("smaller-is-better.out").read_text("utf-8"))[0]["value"] == value
    assert json.loads(Path("bigger-is-better.out").read_text("utf-8")) == []


def test_one_slower_row_of_several_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([verdict(1.0, Outcome.INCOMPARABLE), verdict(1.1, Outcome.REGRESSED)])
    monkeypatch.setattr(regression, "gate", lambda *_, **__: next(found))
    assert run("gate", "--speed", "--against", "trafilatura@2.3.0", "--adapters", "trafilatura", "--adapters", "trafilatura-fast") == 1


def test_stored_times_are_never_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gate", "--speed") == 2
    said = capsys.readouterr().err
    assert "times are only compared with times of the same job" in said
    assert "boilerbench gate --speed --against trafilatura@2.3.0" in said


def test_against_what_is_no_version_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gate", "--speed", "--against", "trafilatura") == 2
    assert "names no version" in capsys.readouterr().err


def test_instruction_counts_are_stored_then_compared(
    monkeypatch: pytest.MonkeyPatch, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [replace(THEN, adapter="trafilatura")]
    monkeypatch.setattr(instructions, "count", lambda *_, **__: now[0])
    assert run("gate", "--instructions") == 2  # nothing stored yet
    assert run("gate", "--speed", "--instructions", "--update") == 0
    assert (place / "reports" / "baseline" / "instructions" / "trafilatura-embedded.json").is_file()
    assert run("gate", "--speed", "--instructions") == 0
    now[0] = replace(now[0], pages={page: 2 * number for page, number in now[0].pages.items()})
    assert run("gate", "--speed", "--instructions") == 1
    now[0] = replace(now[0], machine="another")
    capsys.readouterr()
    assert run("gate", "--speed", "--instructions") == 2
    assert "machine of the counts differ" in capsys.readouterr().err


def test_speed_without_a_run_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("speed") == 2
    assert "boilerbench run" in capsys.readouterr().err


def test_speed_times_the_runs_rows_and_stores_both_files(
    monkeypatch: pytest.MonkeyPatch, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = synthetic.make(place / "reports" / "runs" / "one")
    asked = []

    def measure(specs, adapters, options, out, *, pages="") -> None:
        asked.append((list(specs), [adapter.name for adapter in adapters], options.pages, out))
        stored(out.parent, [row("justext", at, 1000 * at, at) for at in range(1, 11)])

    monkeypatch.setattr(session, "run", measure)
    assert run("speed", "one", "--adapters", "justext,-nothing,paragraphs", "--per-size", "3") == 0
    assert asked == [(["made"], ["justext", "paragraphs"], 3, folder.resolve() / "speed.json")]
    assert (folder / "speed-summary.json").is_file()
    assert "justext" in capsys.readouterr().out


def test_speed_times_the_pages_of_the_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def stop(corpora: object, *_: object, **__: object) -> None:
        asked.append(corpora)
        raise RunError("enough")

    monkeypatch.setattr(session, "run", stop)
    folder = RunFolder(synthetic.make(place / "reports" / "runs" / "one"))
    stored = folder.manifest()
    folder.write_manifest(replace(stored, corpora=({**stored.corpora[0], "selection": {"only": ["b*"], "limit": 3}},)))
    assert run("speed", "one") == 2
    assert run("speed", "one", "--corpus", "mine") == 2
    assert asked == [{"made": {"only": ["b*"], "limit": 3}}, {"mine": {}}]
