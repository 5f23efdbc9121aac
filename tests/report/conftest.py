"""Runs made from a seed for the report's tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import synthetic


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Return a run of 40 HTML pages and 9 text dumps x 6 adapters, two protocols."""
    plan = synthetic.Plan(corpora=(("made", "html", 40), ("notes", "text", 9)), adapters=6, protocols=("aligned", "shingles"))
    return synthetic.make(tmp_path_factory.mktemp("small") / "run", plan)
