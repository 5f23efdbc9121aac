"""``pytest --boilerbench`` in an extractor's own repository."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.gate import made

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[2]
LOADED = any(point.value == "bench.gate.pytest_plugin" for point in entry_points(group="pytest11"))
PLUGIN = [] if LOADED else ["-p", "bench.gate.pytest_plugin"]
CONFIG = """
[tool.boilerbench.run]
corpus = ["corpus"]
adapters = ["mine"]
[tool.boilerbench.adapters.mine]
target = "mine:extract"
"""
GOOD = "import re\n\ndef extract(page):\n    return re.sub('<.*?>', '', page)\n"
BAD = "import re\n\ndef extract(page):\n    return '' if 'Story 1.' in page else re.sub('<.*?>', '', page)[:40]\n"


@pytest.fixture
def repository(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Give an extractor's repository with a corpus whose gold is all the text of its pages."""
    if not LOADED:
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))
    place = made.folder(pytester.path / "corpus", made.corpus(3))
    for at in range(3):
        gold = place / "gold" / f"p{at:03d}.txt"
        gold.write_text(f"Story {at}. {gold.read_text(encoding='utf-8').split(chr(10), maxsplit=1)[0]}\n", encoding="utf-8")
        (place / f"p{at:03d}.html").write_text(f"<p>{gold.read_text(encoding='utf-8')}</p>", encoding="utf-8")
    pytester.makepyprojecttoml(CONFIG)
    pytester.makepyfile(mine=GOOD, test_own="def test_own():\n    pass\n")
    return pytester


def boilerbench(repository: pytest.Pytester, *words: str) -> None:
    """Run the command line in the repository."""
    subprocess.run([sys.executable, "-P", "-m", "bench", *words], cwd=repository.path, check=True, capture_output=True)


def test_the_working_tree_is_gated(repository: pytest.Pytester) -> None:
    boilerbench(repository, "run")
    boilerbench(repository, "gate", "--update")
    repository.runpytest_subprocess(*PLUGIN, "--boilerbench", "-v").assert_outcomes(passed=5)
    repository.makepyfile(mine=BAD)
    result = repository.runpytest_subprocess(*PLUGIN, "--boilerbench")
    result.assert_outcomes(passed=1, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*regressed: corpus/html mine aligned/f1 1 -> 0.*",
            "*broken: corpus mine p001: aligned 1.000 -> 0.000, ok -> empty*",
            "- Story 1*",
        ]
    )
    result.stdout.fnmatch_lines(["FAILED boilerbench::corpus/html mine aligned/f1*", "FAILED boilerbench::mine broken pages*"])
    repository.runpytest_subprocess(*PLUGIN, "--boilerbench", "-k", "test_own").assert_outcomes(passed=1, deselected=4)


def test_what_cannot_be_judged_is_a_usage_error(repository: pytest.Pytester) -> None:
    result = repository.runpytest_subprocess(*PLUGIN, "--boilerbench")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*incomparable: there is no baseline at *baseline; type: boilerbench run && boilerbench gate --update*"])
    assert not (repository.path / "reports").exists(), "nothing is run in vain"
    repository.makepyprojecttoml("")
    result = repository.runpytest_subprocess(*PLUGIN, "--boilerbench")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*type: boilerbench run --adapters MODULE:FUNCTION && boilerbench gate --update*"])


def test_what_the_configuration_does_not_say_is_read_from_the_baseline(repository: pytest.Pytester) -> None:
    boilerbench(repository, "run", "--protocol", "shingles")
    boilerbench(repository, "gate", "--update")
    repository.makepyprojecttoml(CONFIG.replace('corpus = ["corpus"]', "").replace('adapters = ["mine"]', ""))
    result = repository.runpytest_subprocess(*PLUGIN, "--boilerbench", "-v")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["*corpus/html mine shingles/f1*"])


def test_it_costs_nothing_unless_asked_for(repository: pytest.Pytester) -> None:
    repository.makepyfile(
        test_own="""
        import sys

        def test_own():
            ours = {name for name in sys.modules if name.split(".")[0] == "bench"}
            assert ours == {"bench", "bench.gate", "bench.gate.pytest_plugin"}
            assert not {"numpy", "pandas", "pyarrow", "typer"} & set(sys.modules)
        """
    )
    repository.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)
    assert not (repository.path / "reports").exists()
