"""Reference results are made of whole corpora, by protocols that have gold there, and what does not reproduce is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from bench.corpus.readers.assembly import chosen_pages
from bench.engine.plan import Options
from bench.engine.reference import making
from bench.engine.reference.making import Making, Unlike
from bench.errors import CorpusError, RunError
from bench.store.reference import folder as reference
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path


def how(folder: Path, *protocols: str) -> Making:
    return Making(adapters=["nothing"], protocols=protocols, place=folder, out=folder, options=Options(), own={})


def test_a_part_and_a_corpus_without_gold_for_the_protocols_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="only a part of made"):
        making.made(chosen_pages(made.corpus(4), [], 2), how(tmp_path, "aligned"))
    with pytest.raises(RunError, match="no page of made has gold for segments"):
        making.made(made.corpus(4), how(tmp_path, "segments"))
    assert not list(tmp_path.iterdir())


def test_a_figure_that_is_another_by_one_bit_does_not_reproduce(tmp_path: Path) -> None:
    source = made.corpus(6)
    run = made.run(source, tmp_path, good=made.outputs(source), poor=made.outputs(source, skill=0.3))
    held = reference.of_run(run, "made")
    assert making.differences(held, held) == ([], ["good", "poor"])
    table = held.scores["aligned"]
    at = table.column_names.index("f1")
    figures = table["f1"].to_pylist()
    figures[0] += 2**-52
    moved = replace(held, scores={"aligned": table.set_column(at, "f1", pa.array(figures))})
    assert making.differences(held, moved) == ([Unlike("made", "good", "aligned", 1)], ["good", "poor"])
    newer = [{**one, "versions": {"x": "2"}} if one["name"] == "good" else one for one in held.manifest.adapters]
    other = replace(moved, manifest=replace(held.manifest, adapters=tuple(newer)))
    assert making.differences(held, other) == ([], ["poor"])
