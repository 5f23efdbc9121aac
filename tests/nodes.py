"""The environment ``node`` for tests, made once a test run: skipped by name where there is no Node or no registry, never in CI."""

from __future__ import annotations

import os

import pytest

from bench.environments import envs
from bench.errors import AdapterError


def provide(factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> envs.Env:
    """Have the cache lie in a folder of this test run for the rest of a test, with the environment ``node`` ready in it."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(factory.getbasetemp() / "cache-with-node"))
    try:
        return envs.find(envs.NODE) or envs.create(envs.NODE)
    except AdapterError as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"needs the environment node: {problem.what}")
