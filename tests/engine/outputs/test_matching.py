"""Which page an output is of: whatever the field calls it, and nothing where that could mean two pages."""

from __future__ import annotations

import unicodedata

import pytest

from bench.engine.outputs.matching import matched, refuse_unknown
from bench.errors import CorpusError
from bench.model import Corpus, Page


def corpus(*pages: str, name: str = "c", content: str = "", url: str = "") -> Corpus:
    made = tuple(Page(page, name, (content or f"<p>{name} {page}").encode(), url=url and f"{url}/{page}") for page in pages)
    return Corpus(name, "d", made, {})


def match(names: str | tuple[str, ...], *corpora: Corpus) -> tuple[list[tuple[str, str]], list[str]]:
    chosen, unknown = matched({one: (one,) for one in ((names,) if isinstance(names, str) else names)}, corpora, "f.json")
    return list(chosen), unknown


@pytest.mark.parametrize("name", ["p1", "c/p1", "p1.html", "p1.html.gz", "p1.txt", "p1.HTML", "c/p1.html", "https://x.example/p1"])
def test_a_page_is_found_by_id_file_name_and_address(name: str) -> None:
    assert match(name, corpus("p1", "p2", url="https://x.example")) == ([("c", "p1")], [])


def test_a_page_is_found_by_the_digest_of_its_bytes() -> None:
    source = corpus("p1", "p2")
    digest = source.pages[1].sha256
    assert match(digest, source) == match(f"sha256:{digest}", source) == ([("c", "p2")], [])


def test_an_id_with_folder_and_ending_is_found_without() -> None:
    source = corpus("dev/0001.html", "dev/0002.html")
    for name in ("dev/0001.html", "dev/0001", "0001", "0001.html", "dev/0001.html.gz", "c/dev/0001", "c/0001.txt"):
        assert match(name, source) == ([("c", "dev/0001.html")], []), name


@pytest.mark.parametrize("name", ["test/0001", "html/0001", "0003", "001", "p", "", "other/dev/0001", "DEV/0001"])
def test_no_folder_is_taken_away_from_what_the_file_says(name: str) -> None:
    assert match(name, corpus("dev/0001", "dev/0002")) == ([], [name])


def test_an_id_is_spelled_as_any_file_system_does() -> None:
    name = unicodedata.normalize("NFC", "Grüße")
    assert match(unicodedata.normalize("NFD", name) + ".txt", corpus(name)) == ([("c", name)], [])


def test_an_id_counts_before_what_else_a_page_may_be_called() -> None:
    source = corpus("p1", "p1.html", "x/p1")
    assert match("p1", source)[0] == [("c", "p1")]
    assert match("p1.html", source)[0] == [("c", "p1.html")]


def test_a_name_that_could_mean_two_pages_is_refused_with_both() -> None:
    with pytest.raises(CorpusError, match=r"'0001' could be the page 'c/dev/0001' or 'c/test/0001'"):
        match("0001", corpus("dev/0001", "test/0001"))
    with pytest.raises(CorpusError, match=r"'p1' could be the page 'one/p1' or 'two/p1'") as caught:
        match("p1", corpus("p1", name="one"), corpus("p1", name="two"))
    assert "'one/p1'" in caught.value.hint
    assert match(("one/p1", "two/p1"), corpus("p1", name="one"), corpus("p1", name="two")) == ([("one", "p1"), ("two", "p1")], [])


def test_pages_that_are_the_same_bytes_share_an_output() -> None:
    same = corpus("p1", name="one", content="<p>x"), corpus("p1", "p2", name="two", content="<p>x")
    assert match("p1", *same) == ([("one", "p1"), ("two", "p1")], [])
    assert match(same[0].pages[0].sha256, *same)[0] == [("one", "p1"), ("two", "p1"), ("two", "p2")]


def test_two_outputs_of_one_page_are_refused() -> None:
    with pytest.raises(CorpusError, match=r"two outputs for the page 'p1' of c: 'p1' and 'p1.html'"):
        match(("p1", "p1.html"), corpus("p1"))


def test_the_first_name_that_is_known_counts() -> None:
    source = corpus("p1", "p2", url="https://x.example")
    assert matched({"17": ("17", "https://x.example/p2")}, [source], "f") == ({("c", "p2"): "17"}, [])


def test_outputs_of_no_page_are_refused_with_two_ids_of_either_side() -> None:
    source = [corpus("p1", "p2", "p3")]
    with pytest.raises(CorpusError) as caught:
        refuse_unknown(["q1", "q2", "q3"], 5, source, "f.json", ignored=False)
    assert caught.value.what == "3 of 5 outputs in f.json are of no page of c, such as 'q1', 'q2'"
    assert caught.value.expected == "ids of its pages, such as 'p1', 'p2'"
    assert caught.value.hint == "--ignore-unknown leaves them out"
    refuse_unknown(["q1"], 5, source, "f.json", ignored=True)
    refuse_unknown([], 5, source, "f.json", ignored=False)
    with pytest.raises(CorpusError) as all_of_them:
        refuse_unknown(["q1", "q2"], 2, source, "f.json", ignored=True)
    assert "--ignore-unknown" not in all_of_them.value.hint
