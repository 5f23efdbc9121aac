"""The trend shows what earlier runs measured on the very same corpus, and nothing that came later."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from bench.report.figures import draw
from bench.report.scopes import scopes
from bench.store import frames, history, measured
from bench.store.run_folder import RunFolder


@pytest.fixture
def past(small, tmp_path):
    """Three runs and their history, a day apart; the folder of the second."""
    for day in (1, 2, 3):
        folder = tmp_path / "runs" / f"run-{day}"
        shutil.copytree(small, folder)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        manifest.pop("sha256", None)
        manifest |= {"id": f"run-{day}", "created": f"2026-01-0{day}T00:00:00Z"}
        (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        measured.record(RunFolder(folder), tmp_path / history.FOLDER, commit="")
    return tmp_path / "runs"


def test_runs_up_to_this_one_are_drawn(past):
    for day, runs in ((1, 0), (2, 2), (3, 3)):
        scope = scopes(frames.read_all(past / f"run-{day}"))[0]
        figure = draw("trend", scope, "x")
        assert (figure is None) == (runs == 0)
        if figure:
            assert f"over {runs} runs" in figure.svgs[0]
            contenders = [row.adapter for row in scope.board.standings if not row.floor]
            assert re.findall(r'class="lb"[^>]*>([^<]+)<', figure.svgs[0]) == contenders
