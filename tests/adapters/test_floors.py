"""The floors: nothing, everything, and what lies between."""

from __future__ import annotations

import pytest

from bench.adapters.floors import everything, identity, nothing, paragraphs

PAGE = "<title>t</title><style>s</style><body><nav>Menu</nav><p>One  <b>two</b>\nthree<p hidden>twin<!-- c --><script>x</script>tail"


def test_nothing_and_identity() -> None:
    assert (nothing(PAGE), identity(PAGE)) == ("", PAGE)


def test_everything_is_all_text_of_the_body_one_node_on_each_line() -> None:
    assert everything(PAGE).split("\n") == ["Menu", "One", "two", "three", "twintail"]


def test_paragraphs_are_one_line_each() -> None:
    assert paragraphs(PAGE).split("\n") == ["One two three", "twintail"]


@pytest.mark.parametrize("page", ["", "<p></p>", "<body><script>x</script>"])
def test_a_page_without_text_gives_none(page: str) -> None:
    assert everything(page) == paragraphs(page) == ""


def test_pages_of_any_depth_are_read() -> None:
    assert everything("<div>" * 2000 + "deep") == "deep"
