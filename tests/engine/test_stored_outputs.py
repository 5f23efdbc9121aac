"""Stored outputs are read in three shapes, and become a run in which a page without one is an error."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bench.engine import stored_outputs
from bench.engine.stored_outputs import StoredOutputs
from bench.errors import BoilerbenchError, CorpusError, RunError
from bench.model import Block, Corpus, Gold, Page, Status
from bench.store.run_folder import find

if TYPE_CHECKING:
    from pathlib import Path


def corpus() -> Corpus:
    pages = tuple(Page(name, "c", b"<p>a") for name in ("p1", "p2", "p3"))
    return Corpus("c", "digest", pages, {page.id: Gold(page.id, (Block("a"),)) for page in pages})


def test_stored_outputs_are_read_plain_wrapped_and_packed(tmp_path: Path) -> None:
    plain = {"p1": {"articleBody": "text \ud800"}, "p2": {"articleBody": None}, "other": {"articleBody": "x"}}
    for name, content in (("mine.json", plain), ("mine.json.gz", {"version": "1.2", "output": plain})):
        data = json.dumps(content).encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        outputs = stored_outputs.read(tmp_path / name)
        assert (outputs.name, outputs.version) == ("mine", "1.2" if name.endswith(".gz") else "")
        made = stored_outputs.extractions(outputs, corpus())
        assert [(one.page_id, one.status, one.text) for one in made] == [
            ("p1", Status.OK, "text ?"),
            ("p2", Status.EMPTY, ""),
            ("p3", Status.ERROR, ""),
        ]
        assert made[2].error == stored_outputs.MISSING


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}', b'{"a": {"articleBody": 5}}', b"\x1f\x8bbroken", b"\xff"])
def test_what_holds_no_outputs_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(CorpusError):
        stored_outputs.read(tmp_path / "x.json")


def test_outputs_become_a_finished_run_that_is_the_latest(tmp_path: Path) -> None:
    outputs = [StoredOutputs("good", "1.0", {"p1": "a", "p2": "a", "p3": "a"}), StoredOutputs("blank", "", {"p1": " ", "p2": "a b"})]
    folder = stored_outputs.store(corpus(), outputs, ["aligned"], tmp_path, seed=3, resamples=100)
    manifest = folder.manifest()
    assert manifest.complete
    assert "-predictions-" in manifest.id
    assert (manifest.options["seed"], manifest.options["resamples"]) == (3, 100)
    assert [(adapter["name"], adapter["version"], adapter["stored"]) for adapter in manifest.adapters] == [
        ("good", "1.0", True), ("blank", "", True)
    ]  # fmt: skip
    assert [line["status"] for line in folder.extractions().to_pylist()] == ["ok", "ok", "ok", "empty", "ok", "error"]
    assert folder.scores("aligned").num_rows == 6
    assert find("latest", tmp_path).path == folder.path.resolve()


@pytest.mark.parametrize("names", [(), ("x", "x")])
def test_a_run_needs_outputs_of_different_names(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(RunError, match=f"{len(names)} predictions with {len(set(names))} names"):
        stored_outputs.store(corpus(), [StoredOutputs(name, "", {"p1": "a"}) for name in names], ["aligned"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_outputs_for_another_corpus_are_refused() -> None:
    with pytest.raises(BoilerbenchError, match="none of the pages"):
        stored_outputs.extractions(stored_outputs.StoredOutputs("x", "", {"q": "a"}), corpus())
