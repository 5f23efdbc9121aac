"""Where what Linux alone has is switched off, a run gives the same texts, holds extractors to their bounds, and says what is weaker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.store.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[3]
OWN = """
import subprocess

def leaves(page):
    subprocess.Popen(["sleep", "600"])
    return "left"

def holds(page):
    held = bytearray(1 << 30)
    held[::4096] = b"x" * len(held[::4096])
    while True:
        pass
"""
ADAPTERS = "trafilatura,own:leaves,own:holds"


@pytest.mark.skipif(not shutil.which("ps"), reason="ps is not installed")
def test_a_run_where_nothing_is_like_linux(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "tests" / "toys" / "elsewhere"), *filter(None, sys.path)))}
    command = [sys.executable, "-m", "bench", "run", "--only", "barley-quota", "--adapters", ADAPTERS, "--memory", "400", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)
    assert run.returncode == 2, run.stderr  # rows that returned nothing
    folder = RunFolder(next((tmp_path / "reports" / "runs").iterdir()))
    ended = {one["adapter"]: one for one in folder.extractions().to_pylist()}
    statuses = {name: one["status"] for name, one in ended.items()}
    assert statuses == {"trafilatura": "ok", "own:leaves": "ok", "own:holds": "memory"}
    assert len(ended["trafilatura"]["text"]) > 200
    assert ended["trafilatura"]["peak_rss"] > 1 << 20
    lacking = {name for adapter in folder.manifest().adapters for name in adapter["unprotected"]}
    assert {"network", "attempts", "files", "processes", "privileges"} <= lacking
    left = subprocess.run(["ps", "-A", "-o", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    assert "sleep 600" not in left
