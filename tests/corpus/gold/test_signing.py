"""Signatures: the draft mark goes, who and when stays, and a file changed afterwards is said to be."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bench import corpus
from bench.corpus.gold.readings import Reading, read
from bench.corpus.gold.signing import FILE, Act, Signature, marks, sign_off, sign_reading, status
from bench.errors import CorpusError
from bench.model import Block

NOW = datetime(2026, 5, 3, 23, 30, tzinfo=timezone(timedelta(hours=-2)))  # the 4th in UTC
BLOCKS = (Block("Words."),)


def test_a_page_goes_from_draft_to_adjudicated(folder):
    assert (status(folder, "a"), corpus.load(folder).gold["a"].draft) == ("draft", True)
    sign_reading(folder, Reading("Bo", "a", (Block("Other"),)), NOW)
    assert status(folder, "a") == "draft, second reading by Bo on 2026-05-04"
    mark = sign_off(folder, "a", BLOCKS, "Ann", now=NOW)
    assert (mark.act, mark.by, mark.at) == (Act.CLEANED, "Ann", "2026-05-04T01:30:00+00:00")
    assert corpus.load(folder).gold["a"].draft is False
    sign_off(folder, "a", BLOCKS, "Cy", act=Act.ADJUDICATED, now=NOW)
    assert status(folder, "a") == "second reading by Bo on 2026-05-04, cleaned by Ann on 2026-05-04, adjudicated by Cy on 2026-05-04"
    assert read(folder, "Bo", "a").blocks == (Block("Other"),)


def test_the_gold_file_has_the_last_word(folder):
    sign_off(folder, "a", BLOCKS, "Ann", now=NOW)
    gold = folder / "gold/a.txt"
    gold.write_text("Words. More.")
    assert status(folder, "a") == "cleaned by Ann on 2026-05-04, changed since"
    gold.write_text("[draft] again\n\nWords.")
    assert status(folder, "a") == "draft"
    gold.unlink()
    assert status(folder, "a") == "no gold, cleaned by Ann on 2026-05-04"


@pytest.mark.parametrize(("text", "said"), [("Words.", "cleaned"), ("", "empty"), ("[empty]", "cleaned")])
def test_gold_that_nobody_signed(folder, text, said):
    (folder / "gold/a.txt").write_text(text)
    assert status(folder, "a") == said


def test_a_page_without_content_is_signed_too(folder):
    sign_off(folder, "a", (), "Ann", blank=True, now=NOW)
    assert corpus.load(folder).gold["a"].blank
    with pytest.raises(CorpusError, match="no block"):
        sign_off(folder, "a", (), "Ann")


@pytest.mark.parametrize(
    "held", ["", "[]", "{}", '{"schema": 1}', '{"schema": 9, "pages": {}}', '{"schema": 1, "pages": {"a": [{"act": "x"}]}}']
)
def test_damaged_signatures_are_told_before_anything_is_written(folder, held):
    (folder / "readings").mkdir()
    (folder / "readings" / FILE).write_text(held)
    before = (folder / "gold/a.txt").read_bytes()
    for sign in (lambda: sign_off(folder, "a", BLOCKS, "Ann"), lambda: sign_reading(folder, Reading("Bo", "a", BLOCKS))):
        with pytest.raises(CorpusError, match=FILE):
            sign()
    assert (folder / "gold/a.txt").read_bytes() == before
    assert not list(folder.rglob("Bo"))


def test_those_who_sign_at_once_all_stand(folder):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: sign_off(folder, f"p{n}", BLOCKS, "Ann"), range(24)))
    assert set(marks(folder)) == {f"p{n}" for n in range(24)}


def test_a_draft_is_no_second_reading_and_a_second_reading_no_gold(folder):
    with pytest.raises(CorpusError, match="not finished"):
        sign_reading(folder, Reading("Bo", "a", BLOCKS, draft=True))
    with pytest.raises(CorpusError, match="no gold"):
        sign_off(folder, "a", BLOCKS, "Bo", act=Act.SECOND)
    assert marks(folder) == {}


def test_a_mark_in_words():
    assert Signature(Act.SECOND, "Bo", datetime(2026, 1, 2, tzinfo=UTC).isoformat()).said == "second reading by Bo on 2026-01-02"
