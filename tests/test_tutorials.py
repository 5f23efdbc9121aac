"""Each tutorial as a reader follows it: its files are written and its commands typed, in order, and all end as the page says.

For time alone, runs take a few pages and extractors; what opens a browser, installs or downloads is passed over by name.
"""

from __future__ import annotations

import gzip
import io
import re
import runpy
import shlex
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.corpus import load
from tests.engine.scale.test_crawl import record

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
BLOCK = re.compile(r"^```(?P<kind>\{code-block\} \w+)?\n(?::caption: (?P<name>\S+)\n\n)?(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
PASSED_OVER = {
    "view": "opens a browser", "annotate": "opens a browser", "pip": "installs", "corpus fetch": "downloads",
    "reproduce": "needs what was fetched", "doctor": "tries every adapter, and has tests of its own",
}  # fmt: skip
FEW = "trafilatura,resiliparse,justext,nothing"  # for "all": three families


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty folder beside which there are pages of a site and a crawl."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def steps(page: str) -> Iterator[tuple[str, str]]:
    """Yield the files (name, text) and commands ("", line) of a tutorial in order."""
    for block in BLOCK.finditer((FOLDER / f"{page}.md").read_text(encoding="utf-8")):
        if block["name"]:
            yield block["name"], block["text"]
        else:
            yield from (("", line) for line in block["text"].splitlines() if line.strip())


def follow(page: str, printed: dict[str, str] | None = None) -> dict[str, str]:
    """Do what a tutorial says; return what each command printed. Python files are run unless they are adapters."""
    told = {} if printed is None else printed
    for name, text in steps(page):
        if name:
            Path(name).write_text(text, encoding="utf-8")
            if name == "look.py":
                told[name] = _printed(lambda: runpy.run_path("look.py") and None)
            continue
        line, _, comment = text.partition("#")
        expected = 1 if "exits 1" in comment else 0
        for command in line.split("&&"):
            words, _, target = command.partition(">")
            told[command.strip()] = shown = _typed(shlex.split(words), expected)
            if target:
                Path(target.strip()).write_text(shown, encoding="utf-8")
    return told


def _typed(words: list[str], expected: int) -> str:
    """Type one command, shortened, and return what it printed."""
    if any(words[:1] == [name] or words[1 : 1 + len(name.split())] == name.split() for name in PASSED_OVER):
        return ""
    assert words[0] == "boilerbench", words
    words = [FEW if word == "all" else word for word in words[1:]]
    if words[0] == "run" and "--corpus" not in words:
        words += ["--limit", "8"]
    if words[0] == "run" and "saved/" not in words and "--adapters" not in words and not Path("boilerbench.toml").exists():
        words += ["--adapters", "trafilatura,justext,everything"]
    codes: list[int] = []
    shown = _printed(lambda: codes.append(_code(words)))
    assert codes == [expected], f"boilerbench {' '.join(words)}: {codes}\n{shown}"
    return shown


def _code(words: list[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        main(words)
    return int(caught.value.code or 0)


def _printed(call) -> str:
    with redirect_stdout(io.StringIO()) as out:
        call()
    return out.getvalue()


def test_every_tutorial_is_followed_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {"first_run", "your_pages", "maintainer", "paper", "crawl"}


def test_a_first_run() -> None:
    told = follow("first_run")
    assert "trafilatura" in told["boilerbench run"]
    assert "shingles" in told["boilerbench score --protocol shingles"]
    assert Path("reports/latest/report/index.html").is_file()


def test_which_extractor_for_my_site(here: Path) -> None:
    site = load("embedded")
    (here / "saved").mkdir()
    for page in [page for page in site.pages if page.kind.value == "html"][:5]:
        (here / "saved" / f"{page.id}.html").write_bytes(page.content)
    before = list(steps("your_pages"))
    cleaned = before.index(("", "boilerbench corpus check saved/      # what is still a draft, and slips"))
    assert cleaned > 0
    told: dict[str, str] = {}
    for name, line in before:
        assert not name
        if "corpus check" in line:
            drafts = list((here / "saved" / "gold").glob("*.txt"))
            assert drafts
            for path in drafts:  # what a person does in `boilerbench annotate`
                text = path.read_text(encoding="utf-8")
                assert text.startswith("[draft]")
                path.write_text(text.partition("\n\n")[2], encoding="utf-8")
        words, _, target = line.partition("#")[0].partition(">")
        if "corpus check" in line:
            told["check"] = ""  # drafts of extractors have slips, which it names
            continue
        told[words.strip()] = shown = _typed(shlex.split(words), 0)
        if target:
            Path(target.strip()).write_text(shown, encoding="utf-8")
    assert "f1" in told["boilerbench run --corpus saved/ --adapters all"]
    assert "trafilatura" in (here / "extractors.md").read_text(encoding="utf-8")


def test_a_gate_in_an_extractor_s_repository(here: Path) -> None:
    told = follow("maintainer")
    assert (here / ".github" / "workflows" / "extraction.yml").is_file()
    assert "regressed" in told["boilerbench gate"]
    assert (here / "reports" / "baseline" / "embedded.json").is_file()


def test_figures_for_a_paper(here: Path) -> None:
    follow("paper")
    table = (here / "table.tex").read_text(encoding="utf-8")
    assert "closed" in table
    assert r"\toprule" in table
    assert "trafilatura" in (here / "table.csv").read_text(encoding="utf-8")
    assert sorted((here / "figures").glob("*.svg"))


def test_a_crawl(here: Path) -> None:
    pytest.importorskip("fastwarc")
    (here / "crawl").mkdir()
    for name in ("one", "two"):
        page = "<html><body><article><h1>Low tide</h1>" + "<p>The harbour was quiet, and nobody spoke of it until noon.</p>" * 8
        records = b"".join(record(number, f"{page}<p>Page {number}.</p></article></body></html>") for number in range(6))
        (here / "crawl" / f"{name}.warc.gz").write_bytes(gzip.compress(records))
    told = follow("crawl")
    assert len(list((here / "reports" / "extracts").rglob("*.parquet"))) == 2
    assert "trafilatura" in told["look.py"]
    assert "https://site0.example/0" in told["look.py"]
