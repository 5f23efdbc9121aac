"""Data for scripts cannot leave its element and comes back whole; ids are short."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.report.drawing.rendering import HARMLESS, named, packed

TEXT = st.text(st.sampled_from('<>&/script!-\u2028\u202e\x00山a"\\'), max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(TEXT, st.recursive(TEXT | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner))))
def test_packed_data_cannot_leave_its_element_and_comes_back(value):
    block = str(packed(value))
    assert not re.search(r"[<>&\s]", block)
    back = {bytes([to]): bytes([of]) for of, to in enumerate(HARMLESS) if of != to}
    plain = b"".join(back.get(bytes([code]), bytes([code])) for code in block.encode())
    assert json.loads(zlib.decompress(base64.b85decode(plain))) == value


def test_not_a_number_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        packed({"a": float("nan")})


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("e7994d5500875202d93e736e8f0c8a04", "e7994d550087"),
        ("kominka-library", "kominka-library"),
        ("a" * 30, "a" * 12),
        ("x" * 30, "x" * 23 + "…"),
    ],
)
def test_hashes_are_shown_by_their_start_and_long_names_cut(page, shown):
    assert named(page) == shown
