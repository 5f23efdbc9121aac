"""newspaper4k by itself walks sets of elements in the order of their addresses."""

import pytest

import bench.corpus
from bench.adapters.newspaper4k import extract


def test_one_answer_where_two_elements_score_alike():
    pytest.importorskip("newspaper")
    (page,) = (page for page in bench.corpus.load("embedded").pages if page.id == "used-accordions")
    assert len({extract(page.content.decode()) for _ in range(30)}) == 1


def test_sets_of_elements_keep_the_order_of_the_page():
    body = pytest.importorskip("newspaper.extractors.articlebody_extractor")
    extract("<p>Bread")
    assert [*body.set("that is it")] == [*dict.fromkeys("that is it")]
