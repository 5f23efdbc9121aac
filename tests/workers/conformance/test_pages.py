"""Articles to ask for are as long as wanted, and no two paragraphs are alike."""

from __future__ import annotations

import pytest

from bench.workers.conformance.pages import article


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_article_has_its_title_twice_and_so_many_paragraphs(count: int) -> None:
    html = article("Tide tables", count, extra="Größe").decode()
    assert html.count("Tide tables") == 2
    assert html.count("<p>") == html.count("</p>") == html.count("Größe</p>") == count


def test_no_two_paragraphs_of_a_long_one_are_alike() -> None:
    paragraphs = article("Large", 200).decode().split("<p>")[1:]
    assert len({paragraph.partition(":")[2] for paragraph in paragraphs}) > 15
    assert len(set(paragraphs)) == 200
