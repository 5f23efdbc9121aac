"""What holds for every speed test: no process of its own is left behind (others' sessions, a browser's, may run on)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.toys.pages import processes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    before = processes()
    yield
    assert processes() <= before
