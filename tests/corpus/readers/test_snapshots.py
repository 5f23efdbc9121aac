"""Snapshot folders: which output is of which page, metadata that is no content, what is left out, and a gate over them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.corpus.readers import snapshots
from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.readers.crafted import load

if TYPE_CHECKING:
    from pathlib import Path

STATED = b'```json\n{\n  "title": "A page",\n  "site": "x"\n}\n```\n\n## Heading\n\nOne [two](/t).\n'


def test_outputs_are_found_by_name_and_read_by_ending(tmp_path: Path) -> None:
    pages = {f"tests/fixtures/{name}.html": b"<p>x" for name in ("a", "deep/b", "c--site.com:x?y", "d", "alone")}
    pages["tests/fixtures/a.html"] = b'<!DOCTYPE html>\n<!-- {"url": "https://www.site.example/a"} -->\n<p>One two'
    outputs = {"a.md": STATED, "deep/b.html": b"<h1>B</h1><p>Three", "c--site.com:x?y.txt": b"Four\n\nFive", "d.md": b"", "e.md": b"x"}
    files = pages | {f"tests/expected/{name}": content for name, content in outputs.items()} | {"tests/expected/a.html": b"<p>x"}
    read = load(tmp_path, files | {"README.md": b"# x", "src/a.html": b"<p>"})
    assert [page.id for page in read.pages] == ["a", "c--site.com:x?y", "d", "deep/b"]
    assert read.oracle
    first = read.pages[0]
    assert (first.url, first.site, first.title) == ("https://www.site.example/a", "site.example", "A page")
    assert read.gold["a"].blocks == (Block("Heading", role="heading"), Block("One two."))
    assert read.gold["a"].parts["structure"] == "## Heading\n\nOne [two](/t)."
    assert read.gold["deep/b"].blocks == (Block("B", role="heading"), Block("Three"))
    assert read.gold["c--site.com:x?y"].text == "Four\n\nFive"
    assert (read.gold["d"].text, read.gold["d"].blank) == ("", True)
    assert read.left_out == {"further outputs of a page": 1, "outputs without a page": 1, "pages without an expected output": 1}


def test_lines_between_rules_before_markdown_are_no_content(tmp_path: Path) -> None:
    read = load(tmp_path, {"input/a.htm": b"<p>x", "output/a.markdown": b"---\ntitle: T\n---\nWords.\n\nMore."})
    assert read.gold["a"].text == "Words.\n\nMore."


def test_several_folders_of_snapshots_are_parts_of_ids(tmp_path: Path) -> None:
    files = {f"{part}/{name}": b"<p>x" for part in ("one", "two") for name in ("fixtures/a.html", "expected/a.html")}
    assert [page.id for page in load(tmp_path, files).pages] == ["one/a", "two/a"]


def test_a_folder_without_a_pair_is_none_of_these(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="has no page with an expected output"):
        load(tmp_path, {"fixtures/a.html": b"<p>x", "expected/b.md": b"x"}, reader=snapshots.NAME)


def called(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def test_a_gate_over_snapshots_finds_the_page_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = "the harbour office sells tickets for the ferry that leaves at noon every day of the week"
    outputs = {f"p{number}": f"{number} {words}" for number in range(3)}
    for key, text in outputs.items():
        for folder, ending, content in (("fixtures", "html", f"<nav>Home</nav><p>{text}"), ("expected", "md", f"{text}\n")):
            (tmp_path / "tests" / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / "tests" / folder / f"{key}.{ending}").write_text(content, encoding="utf-8")
    stored = tmp_path / "mine.json"
    asked = ["gate", "--predictions", f"mine={stored}", "--corpus", "tests", "--protocol", "aligned"]
    stored.write_text(json.dumps(outputs), encoding="utf-8")
    assert called(*asked, "--update") == 0
    assert called(*asked) == 0
    stored.write_text(json.dumps({**outputs, "p1": "Home"}), encoding="utf-8")
    assert called(*asked) == 1
