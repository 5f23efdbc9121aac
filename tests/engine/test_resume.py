"""kill -9 at any moment: the next run goes on, repeats only what was in flight, and ends with the same score files to the byte."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import TYPE_CHECKING
from unittest.mock import patch

from bench.engine.run import run
from bench.workers import surroundings
from bench.workers.pool import Pool
from tests.toys import pages
from tests.workers.test_hostile import sleepers

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bench.model import Page
    from bench.workers.child import Child, Slot

KILLS = int(os.environ.get("BOILERBENCH_TEST_KILLS", "4"))  # the bar of the project is 20
TEXTS = [f"page{number} of some words" for number in range(120)] + ["raise here", "blank"]
NAMES = ("one", "two", "three")
SCRIPT = """
import sys
from pathlib import Path
from tests.engine.test_resume import go
go(Path(sys.argv[1]), sys.argv[2])
"""


def go(out: Path, log: str) -> Path:
    """Make the run under test: three rows over a hundred pages; the first word of each page that a worker begins goes to ``log``."""
    own = {name: pages.user("mild:slow", name) for name in NAMES} | {"bad": pages.hostile("bad")}
    corpora = [pages.corpus(TEXTS)]

    send = Pool._send

    def sent(pool: Pool, slot: Slot, child: Child, page: Page) -> None:
        if child.adapter.name in NAMES:  # workers write no file outside their own folder
            with open(log, "ab", buffering=0) as file:  # noqa: PTH123
                file.write(page.content.split(maxsplit=1)[0] + b"\n")
        send(pool, slot, child, page)

    with patch.object(Pool, "_send", sent):
        return run(corpora, [*NAMES, "bad"], ("aligned", "shingles"), out=out, options=pages.options(), own=own).path


def scores(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("scores-*.parquet"))}


def kill_midway(out: Path, log: Path, pages_more: int, delay: float, temporary: Path) -> bool:
    """Start a run, kill it a moment after so many pages more are done; whether it was still at work."""
    environment = {**os.environ, "PYTHONPATH": str(pages.HERE.parent.parent), "TMPDIR": str(temporary)}
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(out), str(log)], env=environment)
    goal = _calls(log) + pages_more
    while process.poll() is None and _calls(log) < goal:
        time.sleep(0.01)
    time.sleep(delay)
    early = process.poll() is None
    process.kill()
    process.wait()
    return early


def _calls(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def test_killed_runs_end_as_if_nothing_had_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pages.HERE.parent.parent))  # as the killed runs have it: results are keyed by it
    dice = random.Random(os.getpid())
    log, temporary = tmp_path / "calls.log", tmp_path / "temporary"
    temporary.mkdir()
    whole = scores(go(tmp_path / "undisturbed", str(log)))
    assert sorted(whole) == ["scores-aligned.parquet", "scores-shingles.parquet"]
    log.unlink()
    out, killed = tmp_path / "disturbed", 0
    total = len(NAMES) * len(TEXTS)
    for _ in range(KILLS):
        killed += kill_midway(out, log, dice.randrange(2 * total // KILLS), dice.uniform(0, 0.05), temporary)
    for _ in range(100):
        if not sleepers(temporary):
            break
        time.sleep(0.1)
    assert not sleepers(temporary)
    monkeypatch.setattr(surroundings, "_YOUNG", -1.0)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    end = go(out, str(log))
    assert list(temporary.iterdir()) == []
    assert scores(end) == whole
    assert killed
    calls = Counter(log.read_text("ascii").split())
    assert set(calls) == {text.split()[0] for text in TEXTS}
    surplus = sum(calls.values()) - len(NAMES) * len(TEXTS)
    workers = 2 * len(NAMES) * (killed + 1)  # each asks its first page again, for the time
    assert surplus <= killed * 4 + workers  # of two workers a page in flight each, and the first, which waits for its time
