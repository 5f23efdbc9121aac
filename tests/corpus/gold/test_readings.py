"""Second readings: stored beside the gold, which stays as it is; names that lead nowhere else."""

import pytest

from bench import corpus
from bench.corpus.gold.readings import Reading, gold_place, place, read, read_gold, reader_name, readers, store
from bench.errors import CorpusError
from bench.model import Block

BLOCKS = (Block("Title", role="heading"), Block("By Bo", optional=True), Block("Words."))


@pytest.mark.parametrize("reading", [
    Reading("Bo", "a", BLOCKS),
    Reading("Bo", "a", BLOCKS, draft=True),
    Reading("Bo", "a", (), draft=True),
    Reading("Bo", "a", (), blank=True),
    Reading("Bo", "a", (), draft=True, blank=True),
    Reading("हिन्दी नाम", "dev/0001", BLOCKS),
    Reading("O’Neil-Å. Jr", "a", BLOCKS),
])  # fmt: skip
def test_what_is_stored_is_read_and_the_gold_stays(folder, reading):
    before, digest = (folder / "gold/a.txt").read_bytes(), corpus.load(folder)
    store(folder, reading)
    assert read(folder, reading.reader, reading.page_id) == reading
    assert (readers(folder), (folder / "gold/a.txt").read_bytes()) == ((reading.reader,), before)
    after = corpus.load(folder)
    assert (after.digest, after.left_out, after.gold) == (digest.digest, digest.left_out, digest.gold)


@pytest.mark.parametrize("name", ["", " ", ".", "..", "../x", "a/b", "a\\b", "a\0", "a\nb/c", ".a", "a.", "a:b", "x" * 81, "\u202ea", "-a"])
def test_a_name_that_cannot_name_a_folder_is_refused(name):
    with pytest.raises(CorpusError, match="cannot be called"):
        reader_name(name)


@pytest.mark.parametrize("page", ["", "/etc/x", "../x", "a/../../x", "a\\b", "a\0", ".x"])
def test_a_page_that_leads_elsewhere_is_refused(tmp_path, page):
    for find in (lambda: place(tmp_path, "Bo", page), lambda: gold_place(tmp_path, page)):
        with pytest.raises(CorpusError, match="no page is called"):
            find()


def test_one_reader_has_one_spelling(tmp_path):
    store(tmp_path, Reading("Ann", "a", BLOCKS))
    with pytest.raises(CorpusError, match="stored as 'Ann' already"):
        store(tmp_path, Reading("ann", "b", BLOCKS))
    assert reader_name("  Ann \t Lee ") == "Ann Lee"


@pytest.mark.parametrize(
    "reading", [Reading("Bo", "a", ()), Reading("Bo", "a", BLOCKS, blank=True), Reading("Bo", "a", (Block("x\n\ny"),))]
)
def test_what_is_no_gold_is_not_written(tmp_path, reading):
    with pytest.raises(CorpusError):
        store(tmp_path, reading)
    assert not list(tmp_path.rglob("*.txt"))


def test_a_bad_file_is_told_with_its_line(tmp_path):
    assert read(tmp_path, "Bo", "a") is read_gold(tmp_path, "a") is None
    target = store(tmp_path, Reading("Bo", "a", BLOCKS))
    target.write_text("Words\n\n[x] y")
    with pytest.raises(CorpusError, match=r"Bo/a\.txt:3"):
        read(tmp_path, "Bo", "a")
    target.write_bytes(b"\xff")
    with pytest.raises(CorpusError, match="cannot be read"):
        read(tmp_path, "Bo", "a")
