"""``init`` writes what a project needs and leaves alone what is there."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from bench.cli import main
from bench.config import load, schema
from bench.gate.thresholds import KEYS

TEMPLATE = Path(schema.__file__).parent / "templates" / "boilerbench.toml"


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return int(caught.value.code or 0)


def test_it_writes_a_configuration_a_workflow_and_lines_for_git(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".gitignore").write_text("*.pyc", encoding="utf-8")
    assert call("init", str(tmp_path), "--json") == 0
    written = json.loads(capsys.readouterr().out)["written"]
    assert written == [str(tmp_path / name) for name in ("boilerbench.toml", ".github/workflows/extraction.yml", ".gitignore")]
    assert load(tmp_path).source == str(tmp_path / "boilerbench.toml")
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.pyc\n/reports/*\n!/reports/baseline/\n"
    assert "boilerbench gate" in (tmp_path / ".github" / "workflows" / "extraction.yml").read_text(encoding="utf-8")


def test_a_second_time_it_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("init", str(tmp_path), "--workflow", "gitlab") == 0
    (tmp_path / "boilerbench.toml").write_text("[run]\nseed = 7\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert call("init", str(tmp_path), "--workflow", "gitlab") == 0
    assert "written" not in capsys.readouterr().out
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert (tmp_path / ".gitlab-ci.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workflow", "jenkins"], "no workflow is called"),
        (["--for", "cobol"], "no workflow is for 'cobol'"),
        (["nowhere"], "nowhere is no folder"),
    ],
)
def test_bad_input_is_one_error(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("init", *arguments) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "arguments", "expected"),
    [
        (["package.json"], [], ["node", "extract.mjs"]),
        (["go.mod", "package.json"], ["--for", "go"], ["./build/extract"]),
        (["Cargo.toml"], [], ["./target/release/extract"]),
        (["pyproject.toml", "package.json"], [], []),
        ([], ["--for", "python"], []),
    ],
)
def test_an_extractor_in_another_language_is_a_command(files: list[str], arguments: list[str], expected: list[str], tmp_path: Path) -> None:
    for name in files:
        (tmp_path / name).touch()
    assert call("init", str(tmp_path), *arguments) == 0
    table = tomllib.loads((tmp_path / "boilerbench.toml").read_text(encoding="utf-8"))
    assert table.get("adapters", {}).get("mine", {}).get("filter", []) == expected
    assert table["run"] == ({"adapters": ["mine"]} if expected else {})


@pytest.mark.parametrize(
    "files", [("test/test-pages/a/source.html", "test/test-pages/a/expected.html"), ("test/input/a.html", "test/output/a.md")]
)
def test_snapshots_of_the_project_are_its_corpus(files: tuple[str, str], tmp_path: Path) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "tests").mkdir()
    assert call("init", str(tmp_path)) == 0
    assert load(tmp_path).run["corpus"] == ["test"]


def test_the_template_shows_every_key_and_each_example_is_one_that_is_taken() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines()[3:] if "command = [" not in line and "filter = [" not in line]
    table = tomllib.loads("\n".join(lines))
    parsed = schema.parse(table, TEMPLATE)
    assert set(table["run"]) == set(schema.RunDefaults.model_fields)
    assert set(table["gate"]) == set(KEYS)
    assert {*table["adapters"]["mine"], "command", "filter"} == set(schema.Row.model_fields)
    assert schema.adapter("mine", parsed.adapters["mine"]).target == "my_module:extract"


def test_the_glossary_explains_a_word_whatever_its_case_and_else_those_that_hold_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("glossary", "RANK") == 0
    assert capsys.readouterr().out.startswith("rank\n  1-6: between")
    assert call("glossary", "median d", "--json") == 0
    assert [entry["terms"][-1] for entry in json.loads(capsys.readouterr().out)] == ["median days"]
    assert call("glossary", "no such word") == 2
    assert "boilerbench glossary" in capsys.readouterr().err
