"""The sentence of a comparison says what moved where the headline metric did not: recall, precision, statuses, pages left out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.engine.stored_outputs import StoredOutputs, store
from bench.report import comparison
from bench.report.movements import pages_compared, verdict
from bench.store import tables
from bench.store.run_folder import RunFolder
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus
    from bench.report.comparison import Comparison

EXTRA = " ".join(["junk"] * 12)


def compared(tmp_path: Path, before: dict[str, str], after: dict[str, str], corpus: Corpus, protocol: str = "aligned") -> Comparison:
    folders = [
        store(corpus, [StoredOutputs("one", version, texts)], [protocol], tmp_path / version, resamples=500)
        for version, texts in (("1", before), ("2", after))
    ]
    return comparison.compare(folders[0].path, folders[1].path)


def whole(corpus: Corpus) -> dict[str, str]:
    return {page.id: corpus.gold[page.id].text for page in corpus.pages}


def test_a_fall_of_recall_that_precision_hides_is_said(tmp_path: Path) -> None:
    """48 words of gold: 12 of junk before, 9 or 10 of its words missing after, so that F1 stays at 8/9."""
    corpus = made.corpus(30)
    before = {page: f"{text}\n{EXTRA}" for page, text in whole(corpus).items()}
    after = {page: " ".join(text.split()[: 48 - (9 + (at % 5 > 1))]) for at, (page, text) in enumerate(whole(corpus).items())}
    (one,) = (found := compared(tmp_path, before, after, corpus)).differences
    said = verdict(one)
    assert said.startswith("No adapter's F1 moved by more than chance, but one's recall fell by 0.200 (p")
    assert "precision rose by 0.200" in said
    assert said.endswith("no page broke.")
    (move,) = one.moves
    recall = next(item for item in move.metrics if item.metric == "recall")
    assert recall.before == 1.0
    assert recall.pair.difference.low <= recall.pair.difference.value == pytest.approx(recall.after - recall.before)
    line = dict(zip(comparison.columns(one), comparison.lines(one)[0], strict=True))
    assert line["recall"] == "1.000 → 0.800"
    assert line["recall difference"].startswith("\u22120.200 (")
    assert "recall fell" in comparison.page(found).split("<h1>")[1].split("</h1>")[0]


def test_statuses_are_counted_on_pages_with_gold_and_without(tmp_path: Path) -> None:
    corpus = made.corpus(12)
    corpus = replace(corpus, gold={key: gold for key, gold in corpus.gold.items() if key != "p011"})
    before = {page.id: "some words here" for page in corpus.pages} | {"p005": ""}
    after = {page: text for page, text in before.items() if page not in {"p003", "p011"}} | {"p004": " ", "p005": "words"}
    (one,) = compared(tmp_path, before, after, corpus).differences
    statuses = one.moves[0].statuses
    assert statuses.changes == {"empty -> ok": 1, "ok -> empty": 1, "ok -> missing": 2}
    assert (statuses.stopped, statuses.recovered, statuses.without_text) == (3, 1, (1, 3))
    assert statuses.share.difference.value == pytest.approx(2 / 12)
    assert "one: 2 pages ok -> missing, 1 page ok -> empty, 1 page empty -> ok" in verdict(one)
    assert (one.pages, one.why_left_out.unscored) == (11, 1)
    assert "1 of 12 pages has no gold" in verdict(one)


def test_one_site_alone_is_never_called_chance(tmp_path: Path) -> None:
    corpus = made.corpus(2)
    after = {page: text.split("\n")[0] for page, text in whole(corpus).items()}
    (one,) = compared(tmp_path, whole(corpus), after, corpus).differences
    assert "too few sites" in verdict(one)
    assert "by more than chance" not in verdict(one)


@pytest.mark.parametrize("protocol", ["edit", "words", "cleaneval", "shingles-allpages", "rouge-5"])
def test_protocols_with_other_metrics_are_compared_by_all_of_theirs(protocol: str, tmp_path: Path) -> None:
    from bench.scoring import load

    corpus = made.corpus(8)
    (one,) = (found := compared(tmp_path, whole(corpus), whole(corpus), corpus, protocol)).differences
    assert {item.metric for item in one.moves[0].metrics} == set(load(protocol).metrics)
    assert one.moves[0].metrics[0].metric == load(protocol).headline
    assert all(item.pair.difference.value == 0 or item.pair.difference.value != item.pair.difference.value for item in one.moves[0].metrics)
    assert len(comparison.lines(one)[0]) == len(comparison.columns(one))
    assert verdict(one).endswith("moved by more than chance, and no page broke.")
    assert comparison.page(found)


def test_what_differs_in_the_making_is_listed_and_pages_are_counted_by_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = made.corpus(8), made.corpus(10, edit="!")
    before, after = (
        store(corpus, [StoredOutputs("one", version, whole(corpus))], ["aligned"], tmp_path / version, resamples=100)
        for corpus, version in ((old, "1"), (new, "2"))
    )
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(before.path), str(after.path), "--json"])
    assert not ended.value.code
    data = json.loads(capsys.readouterr().out)
    changes = {(change["of"], change["name"]): (change["before"], change["after"]) for change in data["changes"]}
    assert changes["corpus made", "digest"] == (old.digest[:12], new.digest[:12])
    assert changes["corpus made", "pages"] == ("8", "10")
    assert changes["adapter one", "version"] == ("1", "2")
    (one,) = data["comparisons"]
    assert one["why_left_out"] == {"only_before": 0, "only_after": 2, "changed": 1, "unscored": 0, "repeated": 0}
    assert one["left_out"] == 3
    (found,) = comparison.compare(before.path, after.path).differences
    assert pages_compared(found) == "7 pages that are the same in both runs; left out: 2 in the later run only, 1 with other bytes or gold"


def test_pages_that_repeat_another_are_counted(tmp_path: Path) -> None:
    from bench.corpus.readers.assembly import assemble

    source = made.corpus(6)
    pages = [
        replace(page, stored=source.pages[0].stored, fingerprint=None) if page.id in {"p001", "p002"} else page for page in source.pages
    ]
    corpus = assemble("made", pages, source.gold, source="made")
    (one,) = compared(tmp_path, whole(corpus), whole(corpus), corpus).differences
    assert one.why_left_out.repeated == 2
    assert "2 of those compared repeat the bytes of another" in pages_compared(one)


def test_scores_of_unlike_versions_are_not_compared_and_it_is_said(tmp_path: Path) -> None:

    from bench.errors import RunError

    corpus = made.corpus(4)
    one, two = (
        store(corpus, [StoredOutputs("one", "1", whole(corpus))], ["aligned", "words"], tmp_path / name, resamples=100) for name in "ab"
    )
    path = two.path / "scores-words.parquet"
    table = tables.read(path)
    tables.write(path, table.replace_schema_metadata({**table.schema.metadata, b"version": b"99"}))
    made_of = comparison.compare(one.path, two.path)
    assert [difference.protocol for difference in made_of.differences] == ["aligned"]
    assert "words is not compared" in made_of.notes[0]
    assert "words@99" in made_of.notes[0]
    (two.path / "scores-aligned.parquet").unlink()
    with pytest.raises(RunError, match="only the earlier run was scored"):
        comparison.compare(one.path, two.path)
    assert RunFolder(one.path).protocols() == ("aligned", "words")
