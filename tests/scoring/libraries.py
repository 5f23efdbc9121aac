"""Skip by name what needs a library that a protocol's extra installs; in CI nothing is skipped."""

from __future__ import annotations

import os
import warnings
from importlib import import_module

import pytest

from bench.errors import ProtocolError
from bench.scoring import load_to_score


def need(protocol: str) -> None:
    """Skip where a protocol's library is not installed, but fail in CI; import it without its own warnings."""
    try:
        library = load_to_score(protocol).library
    except ProtocolError as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI has to install every extra: {problem}")
        pytest.skip(problem.what)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import_module(library or "bench")
