"""Where output cannot go, by real processes: no verb ends by it, no verdict changes, and 1 is never the answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LIST = "corpus list"
HERE = str(Path(__file__).parents[2])
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``BENCH`` stands for the command."""
    command = f"{sys.executable} -m bench"
    env = {**os.environ, "PYTHONPATH": HERE, **environment}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("BENCH", command)], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"BENCH {LIST} >&-", 0),
        (f"BENCH {LIST} 2>&-", 0),
        (f"BENCH {LIST} <&- >&- 2>&-", 0),
        ("BENCH frobnicate 2>&-", 2),
        ("BENCH frobnicate >&- 2>&-", 2),
        ("BENCH score no-such-run 2>&-", 2),
        (f"BENCH {LIST} | true", 0),
        (f"BENCH {LIST} | head -n 1", 0),
        ("BENCH protocols --json | head -n 1", 0),
        ("BENCH --help | true", 0),
        ("BENCH frobnicate 2>&1 >/dev/null | true", 2),
        pytest.param(f"BENCH {LIST} > /dev/full", 3, marks=FULL),
        pytest.param("BENCH --version > /dev/full", 3, marks=FULL),
        pytest.param("BENCH protocols --json > /dev/full", 3, marks=FULL),
        pytest.param(f"BENCH {LIST} > /dev/full 2> /dev/full", 3, marks=FULL),
        pytest.param(f"BENCH {LIST} 2> /dev/full", 0, marks=FULL),
        pytest.param("BENCH score no-such-run 2> /dev/full", 2, marks=FULL),
        pytest.param("BENCH frobnicate > /dev/full", 2, marks=FULL),
    ],
)
def test_output_that_nobody_takes_does_not_say_regressed(line: str, code: int, tmp_path: Path) -> None:
    done = shell(line, tmp_path)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@FULL
def test_a_result_that_could_not_be_written_is_said(tmp_path: Path) -> None:
    assert "could not be written to standard output: No space left on device" in shell(f"BENCH {LIST} > /dev/full", tmp_path).stderr


@FULL
def test_a_run_is_stored_and_its_verdict_is_the_same_whoever_listens(tmp_path: Path) -> None:
    """Only the gate's own regression is a 1, and a pipe that breaks does not make it a 0."""
    module = tmp_path / "mine.py"
    module.write_text("def text(page): return page\n", encoding="utf-8")
    assert shell("BENCH run --adapters mine:text --resamples 100 >&- 2>&- && BENCH gate --update", tmp_path).returncode == 0
    assert (tmp_path / "reports/latest/report/index.html").is_file()
    module.write_text("def text(page): return page[:9]\n", encoding="utf-8")
    done = shell("BENCH run --adapters mine:text --resamples 100 --fresh 2> /dev/full | true", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "reports/latest/manifest.json").read_text("utf-8"))["complete"]
    wheres = ("| true", ">&- 2>&-", "> /dev/full 2> /dev/full")
    assert [shell(f"BENCH gate {where}", tmp_path).returncode for where in wheres] == [1, 1, 1]


def test_an_encoding_without_the_letters_escapes_them(tmp_path: Path) -> None:
    done = shell("BENCH protocols", tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


def test_an_interrupt_is_130(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("import time\ndef slow(page): time.sleep(1); return page\n", encoding="utf-8")
    command = [sys.executable, "-m", "bench", "run", "--adapters", "mine:slow", "--workers", "1"]
    env = {**os.environ, "PYTHONPATH": HERE}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        while not list(tmp_path.glob("reports/runs/*/journal")):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130, err
    assert "interrupted" in err
