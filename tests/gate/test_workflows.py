"""Workflows for extractors in four languages, as ``boilerbench init`` writes them: bash executes their steps in a scratch repository.

Extractors are those of docs/workflows.md. Steps that install (apt-get, python3 -m venv, pip, npm) do nothing here, for what they bring is
installed; ``boilerbench`` is answered by this process, which has it imported. Where there is no Go, ``go build`` writes a stand-in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bench.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

yaml: Any = pytest.importorskip("yaml")
DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACES = {"github": ".github/workflows/extraction.yml", "gitlab": ".gitlab-ci.yml"}
PAGE = "<html><body><nav>Home</nav>\n<p>Bread number {0} is baked at night.</p>\n<p class=second>By noon it is sold.</p>\n</body></html>\n"
STAND_IN = """#!/bin/sh
mkdir -p "$(dirname "$3")"
if grep -q '\\[^>\\]' "$4/main.go"; then pattern='<p[^>]*>'; else pattern='<p>'; fi
printf '#!/bin/sh\\nexec sed -n "s:.*%s\\\\(.*\\\\)</p>.*:\\\\1\\\\n:p"\\n' "$pattern" > "$3"
chmod +x "$3"
"""


class Language(NamedTuple):
    """A language: the tool that must be here, the extractor's file, files beside it, and what makes it worse."""

    name: str
    tool: str
    source: str
    files: dict[str, str]
    slip: tuple[str, str]


LANGUAGES = [
    Language("node", "node", "extract.mjs", {"package.json": '{"name": "mine", "version": "1.0.0"}'}, (r"<p\b[^>]*>", "<p>")),
    Language("go", "sh", "cmd/extract/main.go", {"go.mod": "module mine\n\ngo 1.19\n"}, (r"<p\b[^>]*>", "<p>")),
    Language("rust", "cargo", "src/bin/extract.rs", {"Cargo.toml": '[package]\nname = "mine"\n'}, ("skip(1)", "skip(2)")),
    Language("python", "sh", "mine.py", {"pyproject.toml": '[project]\nname = "mine"\n'}, (r"<p\b[^>]*>", "<p>")),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty repository with two pages beside what is expected of them."""
    repository = tmp_path / "repository"
    for number in range(2):
        for name, text in ((f"fixtures/p{number}.html", PAGE.format(number)), (f"expected/p{number}.md", expected(number))):
            path = repository / "test" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GOTOOLCHAIN", "local")
    return repository


def expected(number: int) -> str:
    return f"Bread number {number} is baked at night.\n\nBy noon it is sold.\n"


def typed(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def steps(forge: str) -> Iterator[str]:
    """Yield the shell lines of the workflow that lies here, in order."""
    table = yaml.safe_load(Path(PLACES[forge]).read_text(encoding="utf-8"))
    if forge == "gitlab":
        yield from table["extraction-quality"].get("before_script", [])
        yield from table["extraction-quality"]["script"]
        return
    yield from (step["run"] for step in table["jobs"]["gate"]["steps"] if "run" in step)


def followed(forge: str, tools: Path) -> int:
    """Execute a workflow as its forge does, with the tools first on the path; return the job's exit code."""
    script = "\n".join([f"trap 'echo > {tools}/calls' EXIT", *steps(forge)])
    told = {"REPORT_URL": "https://forge.test/artifacts/7", "CI_JOB_URL": "https://forge.test/jobs/7"}  # what a forge says of the job
    environment = {**os.environ, **told, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], env=environment) as bash:
        while words := (tools / "calls").read_text(encoding="utf-8").split():
            (tools / "codes").write_text(f"{typed(*words)}\n", encoding="utf-8")
    return bash.returncode


def made_tools(folder: Path) -> Path:
    """Write what stands for programs: those that install do nothing."""
    tools = dict.fromkeys(("apt-get", "python3", "pip", "npm"), "#!/bin/sh\n")
    tools["boilerbench"] = f'#!/bin/sh\necho "$@" > {folder}/calls\nread code < {folder}/codes\nexit "$code"\n'
    if not shutil.which("go"):
        tools["go"] = STAND_IN
    folder.mkdir()
    for name, text in tools.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    for name in ("calls", "codes"):
        os.mkfifo(folder / name)
    return folder


def written(language: Language) -> Path:
    """Write the extractor that the documentation shows for a language, and the files beside it; return its path."""
    page = "tutorials/maintainer.md" if language.name == "python" else "workflows.md"
    shown: dict[str, str] = {}
    for name, text in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        shown.setdefault(name, text)
    for name, text in {**language.files, language.source: shown[language.source]}.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return Path(language.source)


@pytest.mark.parametrize("language", LANGUAGES, ids=[language.name for language in LANGUAGES])
def test_a_workflow_passes_what_is_as_it_was_and_fails_what_got_worse(
    language: Language, here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if missing := next((tool for tool in (language.tool, "bash") if not shutil.which(tool)), ""):
        pytest.skip(f"there is no {missing}")
    source, tools = written(language), made_tools(here.parent / "tools")
    monkeypatch.syspath_prepend(str(here))
    assert typed("init") == typed("init", "--workflow", "gitlab") == 0
    configuration = Path("boilerbench.toml")
    assert '\ncorpus = ["test"]' in configuration.read_text(encoding="utf-8")
    if language.name == "python":
        with configuration.open("a", encoding="utf-8") as file:
            file.write('\n[adapters.mine]\ntarget = "mine:extract"\n')
    assert followed("github", tools) == 2, "there is no baseline yet"
    assert typed("gate", "--update") == 0
    assert followed("gitlab", tools) == 0
    assert 'failures="0"' in Path("gate.xml").read_text(encoding="utf-8")
    better, worse = language.slip
    source.write_text(source.read_text(encoding="utf-8").replace(better, worse), encoding="utf-8")
    capfd.readouterr()
    assert followed("github", tools) == 1
    assert "regressed: test/html mine aligned/recall 1 -> 0." in capfd.readouterr().out
    assert "<failure" in Path("gate.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES, ids=[language.name for language in LANGUAGES])
def test_both_forges_build_and_judge_alike(language: Language, here: Path) -> None:
    assert typed("init", "--for", language.name) == typed("init", "--for", language.name, "--workflow", "gitlab") == 0
    own = re.compile(r" --(?:report-url|format) .*")  # where each forge reads reports and verdicts
    found = [[own.sub("", line) for line in steps(forge) if not re.match(r"apt-get|python3|export|pip", line)] for forge in PLACES]
    assert found[0] == found[1]
    assert found[0][-1] == "boilerbench gate"
    assert not (here / "reports").exists()
