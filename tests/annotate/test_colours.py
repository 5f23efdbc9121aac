"""Colours: what actions do to them, how they start, and the gold that they make."""

from __future__ import annotations

import pytest

from bench.annotate.colours import Colour, cycled, following, painted, starting, written
from bench.annotate.votes import votes
from bench.corpus.structure.leaves import page_blocks
from bench.model import Block, Page

K, MAY, D = Colour.KEEP, Colour.OPTIONAL, Colour.DROP
PAGE = Page(
    "p",
    "c",
    b"<nav><a>Home</a> <a>News</a></nav><main><h1>The tide</h1><p>The tide is low today, and boats lie dry.</p>"
    b"<ul><li>one boat<li>two boats</ul><table><tr><td>a<td>b<tr><td>c<td>d</table></main><footer>All rights reserved</footer>",
)
CONTENT = "The tide\nThe tide is low today, and boats lie dry.\none boat\ntwo boats\na b c d"


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(0, 1, (D, K, K)), (1, 3, (K, D, D)), (3, 1, (K, D, D)), (-2, 9, (D, D, D)), (2, 2, (K, K, K)), (5, 9, (K, K, K))],
)
def test_painted(start: int, stop: int, expected: tuple[Colour, ...]) -> None:
    assert painted((K, K, K), start, stop, D) == expected


def test_a_click_takes_all_leaves_to_what_follows_the_first() -> None:
    assert [following(colour) for colour in (K, MAY, D)] == [MAY, D, K]
    assert cycled((D, K, MAY), 0, 3) == (K, K, K)
    assert cycled((D, K), 1, 1) == (D, K)


def test_a_container_takes_its_leaves_along() -> None:
    blocks = page_blocks(PAGE)
    container = next(one for one in blocks.containers if one.name == "ul")
    colours = cycled([K] * len(blocks.leaves), container.start, container.stop)
    assert [leaf.text for leaf, colour in zip(blocks.leaves, colours, strict=True) if colour is MAY] == ["one boat", "two boats"]


def test_written_joins_items_of_one_list_and_cells_of_one_row() -> None:
    blocks = page_blocks(PAGE)
    colours = [D if leaf.region else K for leaf in blocks.leaves]
    assert written(blocks, colours)[2:] == (Block("one boat\ntwo boats", role="list"), Block("a | b\nc | d", role="table"))
    assert written(blocks, [D] * len(colours)) == ()
    assert all(block.optional for block in written(blocks, [MAY] * len(colours)))


def test_lists_apart_stay_apart() -> None:
    blocks = page_blocks(Page("p", "c", b"<ul><li>a<li>b</ul><ul><li>c</ul>"))
    assert [block.text for block in written(blocks, [K] * 3)] == ["a\nb", "c"]


def test_votes_are_shares_of_words_by_family() -> None:
    shares = votes(page_blocks(PAGE), {"x": CONTENT, "y": "", "z": "Home News " + CONTENT}, {"x": "one", "y": "one"})
    assert shares.shape == (2, 10)
    assert shares[0].tolist() == [0.0, *[0.5] * 8, 0.0]
    assert shares[1].tolist() == [1.0] * 9 + [0.0]


def test_starting_colours_follow_the_vote() -> None:
    starts = starting(page_blocks(PAGE), dict.fromkeys("abc", CONTENT) | {"d": "Home News\n" + CONTENT}, {})
    assert [start.colour for start in starts] == [D, *[K] * 8, D]
    assert all(0 <= start.share <= 1 and 0 <= start.certainty <= 1 for start in starts)


def test_nothing_to_vote_on_and_nobody_to_vote() -> None:
    assert starting(page_blocks(Page("p", "c", b"")), {"a": "x"}, {}) == ()
    assert len(starting(page_blocks(PAGE), {}, {})) == 10
