import pytest

from bench.corpus.readers import cleaneval
from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.readers.crafted import load

CLEANEVAL = {
    "orig/1.html": b'<text id="http://a.example/x" title="t" encoding="iso-8859-7">\n<html><p>\xe1</p></html>\n</text>',
    "clean/1-cleaned.txt": b"URL: http://a.example/x\n\n<h>Head &amp; line\n<p>Para\nover lines\n<l>one\n<l>two\n<p>End",
    "orig/2.html": b"<p>never cleaned",
}


def test_cleaneval_files(tmp_path):
    read = load(tmp_path, CLEANEVAL)
    (page,) = read.pages
    assert (page.id, page.url, page.site, page.encoding) == ("1", "http://a.example/x", "a.example", "iso-8859-7")
    assert page.content == b"<html><p>\xe1</p></html>"
    assert read.gold["1"].blocks == (
        Block("Head & line", role="heading"),
        Block("Para over lines"),
        Block("one\ntwo", role="list"),
        Block("End"),
    )
    assert read.gold["1"].parts["tagged"].startswith("URL: ")
    assert read.left_out == {"pages without gold of the same number": 1}


@pytest.mark.parametrize("name", ["zh/1.html", "orig/1.htm", "zh/1.txt", "clean/1.txt"])
def test_two_files_of_one_number_are_an_error(tmp_path, name):
    with pytest.raises(CorpusError, match=rf"two files for page 1: (\S+ and {name}|{name} and \S+)"):
        load(tmp_path, CLEANEVAL | {name: b"<p>another"})


def test_texts_without_a_page_are_counted(tmp_path):
    read = load(tmp_path, CLEANEVAL | {"clean/3.txt": b"<p>x", "README.txt": b"x", "zh/README.txt": b"x"})
    assert read.left_out == {"pages without gold of the same number": 1, "texts without a page": 2}


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("", ()),
        ("no tags at all", (Block("no tags at all"),)),
        ("<p>a</p><P>b</P>", (Block("a"), Block("b"))),
        ("<p>the URL: stays\n<p>x", (Block("the URL: stays"), Block("x"))),
        ("<p> \n<h>x", (Block("x", role="heading"),)),
    ],
)
def test_cleaneval_tags(tagged, expected):
    assert cleaneval.blocks(tagged) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"clean/1-cleaned.txt": b"no tags at all"},  # any folder of pages and texts would be CleanEval otherwise
        {"clean/1-cleaned.txt": None},
    ],
)
def test_what_is_not_taken_for_cleaneval(tmp_path, changes):
    files = {name: content for name, content in (CLEANEVAL | changes).items() if content is not None}
    assert not load(tmp_path, files).gold  # saved pages as they are
    if changes["clean/1-cleaned.txt"] is None:
        with pytest.raises(CorpusError, match="no page with gold of the same number"):
            load(tmp_path, files, reader="cleaneval")


def test_gold_without_tags_is_recognised_by_its_address_and_cut_at_blank_lines(tmp_path):
    read = load(tmp_path, {"orig/1.html": b"<p>x", "clean/1.txt": b"URL: http://a.example/x\n\nOne &amp;\nmore.\n\nTwo."})
    assert read.gold["1"].blocks == (Block("One & more."), Block("Two."))


def test_a_page_said_to_have_no_article_has_empty_gold(tmp_path):
    read = load(tmp_path, CLEANEVAL | {"clean/2.txt": b"URL: http://a.example/y\n<!-- this page contains no article -->"})
    assert read.gold["2"].blocks == ()
    assert read.gold["2"].blank
