"""The matrix of a small run: who stands where, and what a part of it keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from bench.scoring.statistics.resampling import Sampling, page_values
from bench.scoring.tables.page_rules import ABSENT
from tests.scoring.tables.small_run import results


def test_there_is_a_matrix_for_each_corpus_and_track_with_scores() -> None:
    run = results()
    assert list(run.matrices) == [(corpus, track) for corpus in ("one", "two", "oracle") for track in ("html", "text")]
    assert run.matrices is run.matrices  # made once
    html = replace(run, scores=run.scores[~run.scores["page_id"].isin({"p4", "p5"})])
    assert list(html.matrices) == [(corpus, "html") for corpus in ("one", "two", "oracle")]


def test_rows_and_statuses_stand_at_their_adapter_and_page() -> None:
    matrix = results().matrices["two", "html"]
    assert (matrix.corpus, matrix.track) == ("two", "html")
    assert matrix.adapters == ("good", "bad", "everything")
    assert matrix.page_ids == ("p0", "p1", "p2", "p3")
    assert matrix.keys == (("two", "p0"), ("two", "p1"), ("two", "p2"), ("two", "p3"))
    assert matrix.keys is matrix.keys  # made once: reports ask for it page by page
    assert matrix.rows[..., 0].tolist() == [[10, 10, 10, 10], [5, 0, 5, 5], [8, 8, 8, 8]]
    assert matrix.statuses.tolist() == [["ok"] * 4, ["ok", "timeout", "ok", "ok"], ["ok"] * 4]
    assert matrix.of("recall")[1].tolist() == [0.5, 0, 0.5, 0.5]
    assert (matrix.headline == matrix.of("f1")).all()


def test_the_order_of_score_rows_does_not_matter() -> None:
    run = results()
    turned = replace(run, scores=run.scores.iloc[::-1])
    for key, matrix in run.matrices.items():
        assert (matrix.rows == turned.matrices[key].rows).all()
        assert matrix.page_ids == turned.matrices[key].page_ids


def test_a_pair_without_a_row_is_absent() -> None:
    run = results()
    gone = (run.scores["adapter"] == "bad") & (run.scores["page_id"] == "p2")
    matrix = replace(run, scores=run.scores[~gone]).matrices["one", "html"]
    assert matrix.statuses[1].tolist() == ["ok", "timeout", ABSENT, "ok"]
    assert np.isnan(matrix.rows[1, 2]).all()
    assert np.isnan(matrix.of("recall")[1, 2])
    assert np.isnan(matrix.headline).sum() == 1
    own = page_values(run.scorer, matrix.rows)[..., run.scorer.metrics.index("recall")]
    assert np.array_equal(matrix.of("recall"), own, equal_nan=True)


def test_adapters_and_pages_without_any_row_are_left_out() -> None:
    run = results()
    kept = run.scores[(run.scores["adapter"] != "good") & (run.scores["page_id"] != "p1")]
    stranger = run.scores.head(1).assign(adapter="stranger", page_id="p1")
    matrix = replace(run, scores=pd.concat([kept, stranger])).matrices["one", "html"]
    assert matrix.adapters == ("bad", "everything")
    assert matrix.page_ids == ("p0", "p2", "p3")


def test_statistics_get_clusters_by_the_unit() -> None:
    matrix = results().matrices["one", "html"]
    scored = matrix.scored(Sampling(resamples=7, seed=3))
    assert scored.groups.tolist() == [0, 0, 1, 2]
    assert matrix.scored(Sampling(unit="page")).groups.tolist() == [0, 1, 2, 3]
    assert (scored.names, scored.corpus, scored.sampling.seed) == (matrix.adapters, "one", 3)
    assert scored.rows is matrix.rows
    assert results().matrices["one", "text"].sites == ("", "w")


def test_a_part_has_the_adapters_that_have_a_row_there() -> None:
    run = results()
    gone = (run.scores["adapter"] == "bad") & run.scores["page_id"].isin({"p1", "p3"})
    matrix = replace(run, scores=run.scores[~gone]).matrices["one", "html"]
    part = matrix.on(["p3", "p1", "elsewhere"])
    assert (part.page_ids, part.sites, part.adapters) == (("p1", "p3"), ("x", "z"), ("good", "everything"))
    assert part.rows.tolist() == matrix.rows[[0, 2]][:, [1, 3]].tolist()
    assert part.statuses.shape == (2, 2)
    assert matrix.on(["p0", "p1"]).adapters == matrix.adapters
    assert matrix.on([]).adapters == ()


def test_a_run_can_be_cut_to_some_pages() -> None:
    run = results()
    assert run.on(run.pages[run.pages["page_id"] == "p2"]).matrices["one", "html"].page_ids == ("p2",)
