"""Formats by name, and where they are written."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bench.errors import ConfigError
from bench.gate import formats
from tests.gate.formats.verdicts import EXAMPLE, VERDICT

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match="junti"):
        formats.sinks(["junti=x.xml"])
    with pytest.raises(ConfigError, match="two formats"):
        formats.sinks(["json", "junit"])
    assert formats.sinks(["json", "junit=a=b.xml"]) == (("json", None), ("junit", Path("a=b.xml")))


@settings(max_examples=10, deadline=None)
@given(verdict=VERDICT)
def test_files_are_whole_and_stdout_is_one_format(verdict: Verdict, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("out")
    wanted = formats.sinks(["json", *(f"{name}={folder / name}" for name in formats.FORMATS)])
    (folder / "summary.md").write_text("before\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := io.StringIO())
        patch.setattr("sys.stderr", err := io.StringIO())
        formats.emit(verdict, wanted, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")})
    assert json.loads(out.getvalue())["outcome"] == verdict.outcome
    assert err.getvalue().startswith("::")
    assert err.getvalue().splitlines()[-1].startswith("boilerbench gate: ")
    assert (folder / "summary.md").read_text(encoding="utf-8").startswith("before\n## ")
    assert {path.name for path in folder.iterdir()} == {*formats.FORMATS, "summary.md"}
    assert json.loads((folder / "json").read_text(encoding="utf-8")) == json.loads(out.getvalue())


def test_text_is_on_stdout_unless_a_format_took_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = formats.render(EXAMPLE, "text")
    formats.emit(EXAMPLE, formats.sinks([f"bmf={tmp_path / 'bmf.json'}"]), {})
    assert capsys.readouterr() == (text, "")
    formats.emit(EXAMPLE, formats.sinks(["bmf"]), {"GITHUB_ACTIONS": "false"})
    assert capsys.readouterr() == (formats.render(EXAMPLE, "bmf"), text)
    formats.emit(EXAMPLE, (), {"GITHUB_ACTIONS": "true"})
    assert capsys.readouterr() == (text, formats.render(EXAMPLE, "github"))


def test_a_summary_stays_under_the_limit_of_the_file_it_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    formats.emit(EXAMPLE, (), {"GITHUB_STEP_SUMMARY": str(path)})
    assert path.read_text(encoding="utf-8") == formats.render(EXAMPLE, "markdown")
    path.write_text("x" * 999_999, encoding="utf-8")
    formats.emit(EXAMPLE, (), {"GITHUB_STEP_SUMMARY": str(path)})
    assert path.stat().st_size == 999_999


def test_a_stream_gets_what_it_can_take(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(buffer, encoding="ascii", write_through=True))
    formats.emit(replace(EXAMPLE, notes=("é",)), (), {})
    assert b"\n\\xe9\n" in buffer.getvalue()
