"""The filter: any command as an adapter, one process for each page, with its costs and its ends told as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from bench.adapters.selection import select
from bench.adapters.table import ADAPTERS
from bench.config import schema
from bench.engine.plan import Options
from bench.engine.run import run
from bench.errors import AdapterError, ConfigError
from bench.model import Adapter, Status
from bench.registry import part
from bench.workers import outcome, wire
from bench.workers.answers import filter as filtering
from bench.workers.limits import Limits
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import os, signal, sys, time
page = sys.stdin.buffer.read().decode()
if "die" in page: os.kill(os.getpid(), signal.SIGSEGV)
if "exit" in page: sys.exit("gave up: 3 words")
if "sleep" in page: time.sleep(60)
if "eat" in page: eaten = b"x" * (600 << 20); time.sleep(60)
if "many" in page: sys.stdout.write("x" * 3_000_000)
if "none" in page: sys.exit(0)
open("seen", "x")  # fails where an earlier page's folder is used again
sys.stdout.write(page.upper() if "--upper" in sys.argv else page)
print("noise", file=sys.stderr)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Write a command that prints the page it reads, and fails in as many ways as pages ask for."""
    path = tmp_path / "mine.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.chdir(tmp_path / "scratch")


def filtered(
    script: Path, texts: list[str], output: str = "text", **limits: float
) -> tuple[dict[str, tuple[str, str, str]], dict[str, object]]:
    """Run a filter; return status, text and error by page, and what the manifest says of it."""
    row = schema.adapter("mine", schema.Row(filter=[sys.executable, script.name, "--upper"], output=output, kinds=["html", "text"]))
    options = Options(folder=script.parent, workers=1, limits=Limits(**{"deadline_s": 20.0, **limits}))
    folder = run([pages.corpus(texts)], ["mine"], out=script.parent / "out", options=options, own={"mine": row})
    listed = folder.extractions().to_pylist()
    assert {one["adapter"] for one in listed} == {"mine"}
    by_page = dict(
        zip(texts, ((one["status"], one["text"], one["error"]) for one in sorted(listed, key=lambda one: one["page_id"])), strict=True)
    )
    return by_page, dict(folder.manifest().adapters[0])


def test_a_page_is_what_a_process_of_its_own_prints(script: Path) -> None:
    ends, about = filtered(script, ["<p>one</p>", "<p>two</p>", "<p>none</p>", "<p>exit</p>", "<p>die</p>", "<p>last</p>"])
    assert ends["<p>one</p>"] == ("ok", "<P>ONE</P>", "")
    assert ends["<p>last</p>"][:2] == ("ok", "<P>LAST</P>")
    assert ends["<p>none</p>"] == ("empty", "", "")
    assert ends["<p>exit</p>"] == ("error", "", f"{filtering.Path(sys.executable).name} ended with exit code 1")
    assert ends["<p>die</p>"] == ("crash", "", "killed by SIGSEGV")
    assert isinstance(about["start_ms"], float)
    assert about["start_ms"] > 0


def test_html_becomes_markdown(script: Path) -> None:
    ends, about = filtered(script, ["<h2>a</h2><p>b</p>"], output="html")
    assert ends["<h2>a</h2><p>b</p>"] == ("ok", "## A\n\nB", "")
    assert about["output"] == "html"


def test_what_runs_too_long_or_eats_too_much_is_killed_with_its_page_alone(script: Path) -> None:
    ends, _ = filtered(script, ["<p>sleep</p>", "<p>on</p>"], deadline_s=1.0)
    assert [ends[page][0] for page in ends] == ["timeout", "ok"]
    ends, _ = filtered(script, ["<p>eat</p>", "<p>on</p>"], memory_mb=256)
    assert [ends[page][0] for page in ends] == ["memory", "ok"]


@pytest.mark.usefixtures("_scratch")
def test_output_over_the_cap_is_cut_off_and_costs_are_those_of_the_process(script: Path) -> None:
    ended = filtering.run([sys.executable, str(script)], b"<p>many</p>", cap=1_000_000)
    assert len(ended.printed) > 1_000_000
    assert ended.code == -9
    ended = filtering.run([sys.executable, str(script)], b"<p>a page</p>")
    assert (ended.code, ended.printed) == (0, b"<p>a page</p>")
    assert ended.cpu_ns > 0
    assert ended.peak_rss > 1 << 20
    assert not list(filtering.Path.cwd().iterdir())


@pytest.mark.usefixtures("_scratch")
def test_a_program_that_is_not_there_says_so_in_its_hello(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    filtering.main(["text", "", "no-such-program"])
    header = wire.parse(capfdbinary.readouterr().out)
    assert header["error"] == "there is no program no-such-program"
    assert filtering.version([sys.executable], "--version").startswith("3.")
    assert filtering.version([sys.executable], "--no-such-option") == ""


def test_the_command_line_takes_a_filter_with_or_without_a_name() -> None:
    plain, named = select(["filter:lynx -dump '-stdin'", "mine=filter:./bin --x"])
    assert (plain.name, plain.command) == ("lynx-dump-stdin", part("filter", "text", "", "lynx", "-dump", "-stdin"))
    assert (named.name, named.command[-2:]) == ("mine", ("./bin", "--x"))
    with pytest.raises(AdapterError, match="a filter without a command"):
        select(["filter: "])
    with pytest.raises(AdapterError, match="cannot be read: No closing quotation"):
        select(["filter:lynx 'x"])


def test_the_configuration_takes_one_of_a_target_a_command_and_a_filter() -> None:
    with pytest.raises(ConfigError, match="has command and filter"):
        schema.adapter("x", schema.Row(command=["a"], filter=["b"]))
    bridged = schema.adapter("x", schema.Row(command=["a"], output="html"))
    assert bridged.command == part("bridge", "--markdown", "a")


@pytest.mark.parametrize("command", [["cat"], ["echo", "hello"]])
def test_a_filter_given_as_a_worker_is_told_so_before_a_minute_is_over(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "SILENT", 1.0)
    row = Adapter("mine", command=tuple(command))
    folder = run([pages.corpus(["<p>one</p>", "<p>two</p>"])], ["mine"], out=tmp_path, options=Options(workers=1), own={"mine": row})
    errors = {(one["status"], one["error"]) for one in folder.extractions().to_pylist()}
    assert len(errors) == 1
    status, error = errors.pop()
    assert status in {Status.CRASH, Status.ERROR}
    assert "filter = [...], not command = [...]" in error


@pytest.mark.parametrize("name", ["lynx", "w3m", "html2text"])
def test_a_packaged_filter_reads_pages_in_every_script(name: str, tmp_path: Path) -> None:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    text = "<html><head><title>T</title></head><body><h1>Überschrift</h1><p>Смысл и 漢字, café.</p></body></html>"
    folder = run([pages.corpus([text])], [name], out=tmp_path, options=Options(workers=1))
    (one,) = folder.extractions().to_pylist()
    assert one["status"] == "ok", one["error"]
    assert all(word in one["text"] for word in ("Überschrift", "Смысл", "漢字", "café")), one["text"]
    assert folder.manifest().adapters[0]["version"][0].isdigit()
    assert ADAPTERS[name].floor


def test_a_command_runs_where_the_environment_is_a_hidden_folder_of_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "p.html").write_text("<p>Words of a page.</p>", encoding="utf-8")
    venv.create(tmp_path / ".venv", symlinks=True)
    python = tmp_path / ".venv" / "bin" / "python"
    own = subprocess.run([python, "-c", "import site; print(site.getsitepackages()[0])"], capture_output=True, text=True, check=True)
    shown = "\n".join(place for place in sys.path if place and os.path.isdir(place))  # noqa: PTH112 - text either way
    (tmp_path / own.stdout.strip() / "shown.pth").write_text(shown, encoding="utf-8")  # what these tests import
    words = ("run", "--corpus", "saved", "--adapters", "one=filter:cat", "--json")
    ended = subprocess.run([python, "-P", "-m", "bench", *words], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert "one: 1 ok" in ended.stderr
    assert "did not start" not in ended.stderr
