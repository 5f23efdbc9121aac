"""The notebook of the documentation: its cells run from top to bottom, and end in something that a notebook can show."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bench

if TYPE_CHECKING:
    import pytest

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "notebook.ipynb"


def test_the_notebook_runs_and_every_cell_shows_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    shown = []
    for number, cell in enumerate(cells):
        *steps, last = ast.parse(cell).body
        assert isinstance(last, ast.Expr), f"cell {number} shows nothing"
        exec(compile(ast.Module(steps, []), f"cell {number}", "exec"), names)
        shown.append(eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names))
    assert all(value is not None for value in shown)
    tables = [value._repr_html_() for value in shown if hasattr(value, "_repr_html_")]
    assert len(tables) >= 5
    assert all("<table" in html for html in tables)


def test_the_notebook_and_help_know_the_whole_interface() -> None:
    code = "".join("".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"])
    functions = {name for name in dir(bench) if callable(getattr(bench, name)) and name[0].islower()}
    assert functions == {"boards", "combine", "compare", "gate", "leaderboard", "run", "score", "scores"}
    assert {name for name in functions if f"bench.{name}(" not in code} == set()
    assert {name for name in functions if f"bench.{name}(" not in str(bench.__doc__)} == set()
    assert {name for name in functions if not getattr(bench, name).__doc__} == set()
