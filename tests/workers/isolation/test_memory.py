"""What a worker holds in memory: files there count, once, whoever of its processes has them open."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.workers.isolation import memory
from bench.workers.limits import MB

HOLDER = """
import mmap, os, sys
file = os.memfd_create("big", 0)
for _ in range(40):
    os.write(file, bytes(1 << 20))
held = mmap.mmap(file, 40 << 20) if sys.argv[1] == "mapped" else None
held and held.read()
if os.fork() == 0:
    held and held.read()
print(flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory files are Linux's")
@pytest.mark.parametrize("how", ["written", "mapped"])
def test_a_memory_file_counts_once_though_two_processes_hold_and_map_it(how: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    process.stdout.readline()
    alone, together = memory.held(process.pid, family=False), memory.held(process.pid, family=True)
    process.communicate()
    assert 40 * MB < alone < 75 * MB
    assert alone <= together < (alone + 40 * MB if how == "written" else 125 * MB)
    assert memory.held(process.pid, family=True) == 0
