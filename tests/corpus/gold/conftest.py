"""A corpus of one page whose gold is a draft."""

import pytest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "pages.toml").write_text("[pages.a]\n")
    (tmp_path / "a.html").write_text("<p>Words.")
    (tmp_path / "gold/a.txt").write_text("[draft] later\n\nWords.\n")
    return tmp_path
