"""Whose readings of a page are compared."""

from datetime import UTC, datetime

import pytest

from bench import corpus
from bench.annotate.comparing.collecting import collect, collect_against
from bench.annotate.settling import second_readers, settle
from bench.corpus.gold import readings, signing
from bench.corpus.gold.readings import Reading
from bench.errors import CorpusError
from bench.model import Block

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ONE, TWO = (Block("Some words here"), Block("and more")), (Block("Some words here"), Block("and more", optional=True))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "mine"
    made.mkdir()
    index = 'schema = 1\nname = "mine"\n'
    for page in ("a", "b", "c"):
        (made / f"{page}.html").write_text(f"<h1>Page {page}</h1><p>Some words here<p>and more<p>the end", encoding="utf-8")
        index += f'[pages.{page}]\nfile = "{page}.html"\n'
    (made / "pages.toml").write_text(index, encoding="utf-8")
    return made


def readers(folder):
    return {read.page.id: tuple(sorted(read.by_reader)) for read in collect(corpus.load(folder), folder).pages}


def test_gold_counts_as_the_reading_of_who_signed_it(folder):
    signing.sign_off(folder, "a", ONE, "Ann", now=NOW)
    signing.sign_reading(folder, Reading("Bo", "a", TWO), NOW)
    readings.store_gold(folder, "b", ONE)
    readings.store(folder, Reading("Bo", "b", TWO))
    readings.store_gold(folder, "c", ONE, draft=True)
    readings.store(folder, Reading("Bo", "c", TWO))
    assert readers(folder) == {"a": ("Ann", "Bo"), "b": ("Bo", "gold")}
    assert collect(corpus.load(folder), folder).left_out == {"pages with a second reading that have no two finished ones": 1}


def test_one_who_reads_twice_is_two_readers(folder):
    signing.sign_off(folder, "a", ONE, "Ann", now=NOW)
    readings.store(folder, Reading("Ann", "a", TWO))
    assert readers(folder) == {"a": ("Ann", "gold")}


def test_settled_gold_is_nobodys_reading_and_the_first_one_is_kept(folder):
    signing.sign_off(folder, "a", ONE, "Ann", now=NOW)
    signing.sign_reading(folder, Reading("Bo", "a", TWO), NOW)
    settle(folder, "a", "Bo", {"0": "second"}, "Cy")
    assert readers(folder) == {"a": ("Ann", "Bo")}
    (read,) = collect(corpus.load(folder), folder).pages
    assert read.by_reader["Ann"] == ONE
    assert second_readers(folder, "a", signing.marks(folder)["a"]) == ["Bo"]


def test_pages_read_once_are_one_clear_error(folder):
    readings.store_gold(folder, "a", ONE)
    with pytest.raises(CorpusError, match="no page of mine was read by two readers"):
        collect(corpus.load(folder), folder)


def test_two_corpora_are_compared_where_their_pages_are_the_same(folder, tmp_path):
    import shutil

    for page in "abc":
        readings.store_gold(folder, page, ONE)
    other = tmp_path / "theirs"
    shutil.copytree(folder, other)
    (other / "b.html").write_text("<p>other", encoding="utf-8")
    readings.store_gold(other, "c", TWO, draft=True)
    made = collect_against(corpus.load(folder), corpus.load(other), ("we", "they"))
    assert [(read.page.id, set(read.by_reader)) for read in made.pages] == [("a", {"we", "they"})]
    assert sum(made.left_out.values()) == 2
    for page in "abc":
        readings.store_gold(other, page, ONE, draft=True)
    with pytest.raises(CorpusError, match="no page in common"):
        collect_against(corpus.load(folder), corpus.load(other), ("we", "they"))
