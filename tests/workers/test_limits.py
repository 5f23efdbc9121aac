"""Limits that the surroundings set are kept and said; no worker asks for more than it may have."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench.workers import limits
from bench.workers.limits import MB, Limits, within
from tests.cli.test_run import small

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("soft", "memory"), [(resource.RLIM_INFINITY, 2048), (2048 * MB, 2048), (2048 * MB - 1, 2047), (10, 1)])
def test_less_address_space_is_used_and_said(soft: int, memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (soft, resource.RLIM_INFINITY))
    asked = Limits(deadline_s=7.0)
    given, said = within(asked)
    assert given == Limits(deadline_s=7.0, memory_mb=memory)
    assert bool(said) == (given != asked)


CASES = {
    "-v 1500000": (0, "the address space is limited to 1,464 MB here (ulimit -v): extractors get that, not 2,048 MB"),
    "-v 300000": (2, "the address space is limited to 292 MB here (ulimit -v)"),
    "-n 64": (0, ""),
    "-n 16": (2, "Too many open files"),
    "-f 1": (2, "a place that can be read and written, with room on it"),
    "-c 0": (0, ""),
    "-u 1": (2, "no more processes can be started here"),  # nobody counts the processes of root
}


@pytest.mark.parametrize("limit", CASES)
def test_a_run_under_a_limit_of_the_shell_works_or_says_why_not(limit: str, tmp_path: Path) -> None:
    if limit == "-u 1" and os.geteuid() == 0:
        pytest.skip("root may start any number of processes")
    small(tmp_path / "small")
    code, said = CASES[limit]
    command = f'ulimit {limit} && exec "$0" -m bench run --corpus small --adapters everything,html_text --protocol words --resamples 100'
    done = subprocess.run(["bash", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    if code == 0:
        assert "1.000" in done.stdout
