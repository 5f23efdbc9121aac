from bench.store.latest import latest_over
from tests.store import made


def test_the_newest_run_over_these_pages_is_found(tmp_path):
    corpus = made.corpus()
    assert latest_over(corpus, tmp_path) is None
    older = made.run(tmp_path / "runs" / "20260101-a", [made.extraction("p0")])
    newer = made.run(tmp_path / "runs" / "20260102-b", [made.extraction("p0")])
    made.run(tmp_path / "runs" / "20260103-c", [made.extraction(corpus="other")], [made.corpus(name="other")])
    folder, pages = latest_over(corpus, tmp_path)
    assert (folder.path.name, pages) == (newer.path.name, {"p0", "p1", "p2"})
    assert older.path.is_dir()


def test_pages_that_have_changed_since_are_left_out(tmp_path):
    made.run(tmp_path / "runs" / "one", [made.extraction("p0")])
    _, pages = latest_over(made.corpus(("one fine morning", "another text", "three more words")), tmp_path)
    assert pages == {"p0", "p2"}
    assert latest_over(made.corpus(("all", "is", "new")), tmp_path) is None


def test_runs_that_are_damaged_or_unfinished_are_passed_over(tmp_path):
    made.run(tmp_path / "runs" / "1-good", [made.extraction("p0")])
    made.run(tmp_path / "runs" / "2-damaged", [made.extraction("p0")])
    (tmp_path / "runs" / "2-damaged" / "pages.parquet").write_bytes(b"not parquet")
    made.run(tmp_path / "runs" / "3-half", [made.extraction("p0")])
    (tmp_path / "runs" / "3-half" / "extractions.parquet").unlink()
    (tmp_path / "runs" / "4-broken").mkdir()
    (tmp_path / "runs" / "4-broken" / "manifest.json").write_text("{")
    folder, _ = latest_over(made.corpus(), tmp_path)
    assert folder.path.name == "1-good"
