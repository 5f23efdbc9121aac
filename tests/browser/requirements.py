"""What the browser tests need: a skip by name where it is missing, a failure in CI."""

from __future__ import annotations

import os

import pytest


def missing(what: str) -> None:
    """Skip by name, fail where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not installed")
