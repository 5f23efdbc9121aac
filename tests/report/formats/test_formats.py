"""Formats by name: a user's mistake says what there is."""

from __future__ import annotations

import pytest
from boards import board, scope, standing

from bench.errors import ConfigError
from bench.report import formats


def test_an_unknown_format_says_what_there_is():
    with pytest.raises(ConfigError, match="'xls'") as caught:
        formats.export("xls", [])
    assert "csv, json, latex, md" in str(caught.value)


@pytest.mark.parametrize("name", sorted({*formats.FORMATS} - {"complements", "across"}))  # they have tests of their own
def test_every_format_names_every_adapter_with_its_figure(name):
    text = formats.export(name, [scope(board([standing("trafilatura", 0.875), standing("all", 0.5, floor=True)], []))])
    assert "trafilatura" in text
    assert "0.875" in text
