"""The verbs report, view and compare."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "report"))

import synthetic


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return synthetic.make(tmp_path_factory.mktemp("cli") / "run", synthetic.Plan(corpora=(("made", "html", 9),), adapters=3))


def call(*words):
    from typer.testing import CliRunner

    from bench import cli

    if not cli.app.registered_commands:
        cli.register()
    return CliRunner().invoke(cli.app, [str(word) for word in words], catch_exceptions=False)


def test_report_writes_and_says_where(run, tmp_path):
    result = call("report", run, "--to", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.strip() == str(tmp_path / "index.html")
    listed = [file for files in json.loads((tmp_path / "pages.json").read_text("utf-8")).values() for file in files.values()]
    assert listed
    assert all((tmp_path / file).is_file() for file in listed)


@pytest.mark.parametrize("format_", ["md", "csv", "json", "latex"])
def test_report_prints_boards(run, format_):
    result = call("report", run, "--format", format_)
    assert result.exit_code == 0
    assert "trafilatura" in result.stdout


def test_report_writes_figures(run, tmp_path):
    result = call("report", run, "--figures", tmp_path, "--svg-only")
    assert sorted(result.stdout.split()) == sorted(str(path) for path in tmp_path.iterdir())


@pytest.mark.parametrize("words", [("--svg-only",), ("--format", "md", "--all-pages"), ("--format", "md", "--to", "x")])
def test_an_option_that_would_be_ignored_is_refused(run, words):
    from bench.errors import ConfigError

    with pytest.raises(ConfigError, match="means nothing with these other options"):
        call("report", run, *words)


def test_compare_prints_a_table_and_json(run, tmp_path):
    assert "no page broke" in call("compare", run, run, "--to", tmp_path).stdout
    found = json.loads(call("compare", run, run, "--to", tmp_path, "--json").stdout)
    assert found["comparisons"][0]["pages"] == 9


def test_view_serves_on_loopback_until_interrupted(run):
    command = [sys.executable, "-m", "bench", "view", str(run), "--no-open"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as served:
        try:
            address = served.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(address) as answer:
                assert b"boilerbench" in answer.read()
            served.send_signal(signal.SIGINT)
            assert served.wait(20) == 0
            assert "stopped" in served.stderr.read()
        finally:
            served.kill()
