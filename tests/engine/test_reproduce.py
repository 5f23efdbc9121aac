"""Where the data of published tables is looked for, and what is said where there is none."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, NoReturn

import pytest

from bench.corpus.fetching import published_corpora
from bench.corpus.source import cache
from bench.engine.reproduce import ARCHIVES, locate, reproduce
from bench.errors import RunError
from bench.scoring.published import TABLES, Published
from tests.corpus.published import FUNDUS, path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.model import Corpus


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_hint_names_a_corpus_that_can_be_fetched_and_is_then_found(
    table: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = re.search(r"boilerbench corpus fetch ([\w-]+)", table.get)
    assert named
    assert named[1] in published_corpora()
    monkeypatch.setattr(cache, "root", lambda: tmp_path)
    monkeypatch.setattr(cache, "names", list)
    assert locate(table.corpus, None) is None
    monkeypatch.setattr(cache, "names", lambda: ["other", named[1]])
    monkeypatch.setattr(cache, "card", lambda name: {"file": f"{name}.tar.gz"})
    assert locate(table.corpus, None) == tmp_path / named[1] / f"{named[1]}.tar.gz"


def test_a_folder_of_archives_is_searched_by_their_hosts_names(tmp_path: Path) -> None:
    assert locate("wcxb", tmp_path) is None
    (tmp_path / f"{ARCHIVES['wcxb']}-c039d5e").mkdir()
    (tmp_path / "wcxb.txt").write_text("no archive", encoding="utf-8")
    assert locate("wcxb", tmp_path) == tmp_path / "wcxb-c039d5e"


@pytest.mark.parametrize("name", ["fundus-rouge", "fundus-paragraphs", "fundus-complexity"])
def test_each_page_of_fundus_is_recomputed_to_six_digits(name: str) -> None:
    (found,) = reproduce([name], path("data", FUNDUS).parent)
    assert found.agrees
    assert len(found.lines) == (160 if name == "fundus-complexity" else 7 * 80 * 3)
    assert max(abs(line.difference) for line in found.lines) <= 0.5e-6 + 1e-9


def test_what_is_missing_is_said_with_what_was_looked_for_and_where(tmp_path: Path) -> None:
    for found in reproduce((), tmp_path):
        assert found.missing
        assert found.sought == f"{ARCHIVES[found.table.corpus]}*, archive or folder, in {tmp_path}"
    with pytest.raises(RunError, match="there is no folder") as caught:
        reproduce((), tmp_path / "nodir")
    assert "article-extraction-benchmark*" in caught.value.expected


def test_wcxb_is_recomputed_from_its_development_half_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = json.dumps({"ground_truth": {"main_content": "One two three."}}).encode()
    for split, keys in (("dev", "12"), ("test", "234")):
        for folder, ending, content in (("html", ".html.gz", gzip.compress(b"<p>One two three.")), ("ground-truth", ".json", truth)):
            for key in keys:
                file = tmp_path / "wcxb-c0" / split / folder / f"{key}{ending}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
    ran: list[list[str]] = []

    def run(corpora: Sequence[Corpus], *_: object, **__: object) -> NoReturn:
        ran.extend([page.id for page in corpus.pages] for corpus in corpora)
        raise RunError("stop")

    monkeypatch.setattr("bench.engine.run.run", run)
    reproduce(["wcxb"], tmp_path)
    assert ran == [["dev/1", "dev/2"]]
