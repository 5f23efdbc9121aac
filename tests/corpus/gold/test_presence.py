import pytest

from bench.corpus.gold.presence import page_text, share_on_page, squeeze, windows, words
from bench.model import Block, Kind, Page


def test_letters_and_words():
    assert squeeze("  It\u2019s _one_, Stra\u00dfe 5!") == "itsonestrasse5"
    assert words("It's ONE") == ["it", "s", "one"]


@pytest.mark.parametrize(
    ("count", "runs"),
    [(0, []), (1, ["0"]), (4, ["0123"]), (5, ["01234"]), (6, ["01234", "12345"])],
)
def test_windows(count, runs):
    assert ["".join(run) for run in windows([str(number) for number in range(count)])] == runs


def test_what_can_be_seen_on_a_page():
    markup = (
        b"<style>no</style><p hidden>twin</p><script>no</script>tail<svg><text>no</text></svg><img alt='picture'><input placeholder='type'>"
    )
    text = page_text(Page("a", "c", markup))
    assert [word for word in ("twin", "tail", "picture", "type") if word not in text] == []
    assert "no" not in text
    assert page_text(Page("a", "c", b"<b>as it is</b>", Kind.TEXT)) == "<b>as it is</b>"


@pytest.mark.parametrize(
    ("blocks", "share", "missing"),
    [
        ([], 1.0, ""),
        ([Block("...")], 1.0, ""),
        ([Block("one two three")], 1.0, ""),
        ([Block("abcd"), Block("one two three four five")], 19 / 23, "abcd"),  # weighted by letters
        ([Block("one two three four five six SEVEN")], 18 / 27, "three four five six SEVEN"),  # two of three windows
        ([Block("six | one", role="table")], 1.0, ""),  # each cell by itself
        ([Block("six | one")], 0.0, "six one"),
        ([Block("six\none", role="list")], 1.0, ""),
    ],
)
def test_the_share_of_gold_on_a_page(blocks, share, missing):
    there, first = share_on_page(blocks, squeeze("one two three four five six"))
    assert there == pytest.approx(share, abs=0.02)
    assert first == missing
