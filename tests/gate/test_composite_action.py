"""The composite action's own shell steps, run with a ``boilerbench`` that notes what it was called with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUB = """#!/bin/sh
printf '[%s]' "$@" >> calls; echo >> calls
if [ "$1" = gate ]; then echo '{"outcome": "regressed"}' > out/gate.json; exit 1; fi
if [ -f fails ]; then exit "$(cat fails)"; fi
"""


@pytest.fixture
def steps() -> dict[str, str]:
    """Give the shell text of each step by its name."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash")
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    found = re.findall(r"    - name: (\w+)\n(?:      [^\n]*\n)*?      run: \|\n((?:        [^\n]*\n)+)", text)
    return {name: textwrap.dedent(body) for name, body in found}


def run(body: str, folder: Path, **variables: str) -> int:
    """Run a step as GitHub does."""
    (folder / "out").mkdir(exist_ok=True)
    for name, script in (("boilerbench", STUB), ("pip", "#!/bin/sh\n")):
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(folder / "output"),
        "OUT": "out",
        "REPORT_URL": "",
        **variables,
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", body], cwd=folder, env=environment, check=False
    ).returncode


def test_no_input_is_pasted_into_a_script(steps: dict[str, str]) -> None:
    assert set(steps) == {"Install", "Run", "Gate"}
    assert not any("${{" in body for body in steps.values())


def test_inputs_reach_the_verbs_as_single_words(steps: dict[str, str], tmp_path: Path) -> None:
    hostile = "a b; touch pwned $(touch pwned)"
    assert run(steps["Run"], tmp_path, ADAPTERS=hostile, CORPUS="embedded\n\nmy pages.zip", PROTOCOL="", BASELINE="base") == 0
    assert (tmp_path / "calls").read_text(
        encoding="utf-8"
    ) == f"[run][--out][out][--baseline][base][--adapters][{hostile}][--corpus][embedded][--corpus][my pages.zip]\n"
    assert not (tmp_path / "pwned").exists()


def test_the_gate_keeps_its_exit_code_and_sets_outputs(steps: dict[str, str], tmp_path: Path) -> None:
    assert run(steps["Gate"], tmp_path, BASELINE="base", FAIL_ON="f1:-0.1\nf1[type=forum]:-0.2", RULE="floor", RUN_CODE="0") == 1
    assert "--report-url" not in (tmp_path / "calls").read_text(encoding="utf-8")
    call = (tmp_path / "calls").read_text(encoding="utf-8")
    assert "[--rule][floor][--fail-on][f1:-0.1][--fail-on][f1[type=forum]:-0.2]" in call
    assert "[--format][json=out/gate.json][--format][junit=out/gate.xml]" in call
    assert (tmp_path / "output").read_text(encoding="utf-8") == "outcome=regressed\njson=out/gate.json\n"
    assert run(steps["Run"], tmp_path, ADAPTERS="", CORPUS="", PROTOCOL="", BASELINE="base") == 0


def test_the_gate_links_to_where_the_report_is_read(steps: dict[str, str], tmp_path: Path) -> None:
    assert run(steps["Gate"], tmp_path, BASELINE="base", FAIL_ON="", RULE="", RUN_CODE="0", REPORT_URL="https://a.test/$(id)") == 1
    assert "[--report-url][https://a.test/$(id)]" in (tmp_path / "calls").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["2", "3"])
def test_a_run_that_fails_is_still_gated_and_fails_the_job_with_its_code(steps: dict[str, str], tmp_path: Path, code: str) -> None:
    (tmp_path / "fails").write_text(code, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "latest").symlink_to("runs/earlier")
    assert run(steps["Run"], tmp_path, ADAPTERS="", CORPUS="", PROTOCOL="", BASELINE="base") == 0
    assert not (tmp_path / "out" / "latest").is_symlink(), "an earlier run would be judged in its place"
    assert (tmp_path / "output").read_text(encoding="utf-8") == f"code={code}\n"
    assert run(steps["Gate"], tmp_path, BASELINE="base", FAIL_ON="", RULE="", RUN_CODE=code) == int(code)
    assert (tmp_path / "output").read_text(encoding="utf-8").endswith("outcome=regressed\njson=out/gate.json\n")


def test_the_gate_reads_the_code_of_the_run() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert "id: run\n" in text
    assert "RUN_CODE: ${{ steps.run.outputs.code }}" in text
