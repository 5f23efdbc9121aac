"""The environments of our adapters for tests, made once a test run: skipped by name where something is missing, never in CI."""

from __future__ import annotations

import os

import pytest

from bench.environments import envs
from bench.environments.making import recipes
from bench.errors import AdapterError


def provide(factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, name: str = recipes.NODE) -> envs.Env:
    """Have the cache lie in a folder of this test run for the rest of a test, with the environment ``name`` ready in it."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(factory.getbasetemp() / "cache-with-envs"))
    try:
        return envs.find(name) or envs.create(name)
    except AdapterError as problem:
        if os.environ.get("CI") == "true" and "needs Python" not in problem.what:  # which CI may not have
            raise
        pytest.skip(f"needs the environment {name}: {problem.what}")
