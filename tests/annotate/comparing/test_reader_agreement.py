"""Figures of agreement: known by hand, by page type, with intervals."""

import math

import pytest

from bench.annotate.comparing.collecting import Collected, PageReadings
from bench.annotate.comparing.reader_agreement import reader_agreement
from bench.model import Block, Page

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def read(page_id, kind="", site="", **kept):
    """A page of ten words, each a block; readers say how many of the first are required, then how many optional."""
    markup = "".join(f"<p>{word}" for word in WORDS).encode()
    blocks = {
        name: [Block(word, optional=at >= required) for at, word in enumerate(WORDS[: required + optional])]
        for name, (required, optional) in kept.items()
    }
    return PageReadings(Page(page_id, "c", markup, type=kind, site=site), blocks)


def agreed(*pages):
    return reader_agreement(Collected(tuple(pages), {}), resamples=200)


def test_figures_by_hand():
    made = agreed(read("p", ann=(5, 0), bo=(4, 0)))
    both = made.overall.with_optional
    assert both.f1.value == pytest.approx(8 / 9)
    assert both.kappa.value == pytest.approx((0.9 - 0.5) / 0.5)
    assert both.alpha.value == pytest.approx(1 - 19 * 2 / (20 * 20 - 9 * 9 - 11 * 11))
    assert math.isnan(both.f1.low)  # one page says nothing of others
    assert (made.overall.words, made.pages[0].differing, made.unit) == (10, 1, "page")


def test_optional_words_are_told_apart_or_left_out():
    made = agreed(read("p", ann=(4, 1), bo=(5, 0)))
    assert made.overall.with_optional.f1.value == 1.0
    assert made.overall.with_optional.kappa.value < 1
    assert made.overall.without.kappa.value == 1.0
    assert made.pages[0].differing == 1


def test_three_readers_of_whom_two_read_each_page():
    made = agreed(read("p", ann=(5, 0), bo=(5, 0)), read("q", bo=(5, 0), cy=(2, 0)), read("r", ann=(0, 0), cy=(0, 0)))
    assert [(left, right, pages) for left, right, pages, _ in made.pairs] == [("ann", "bo", 1), ("ann", "cy", 1), ("bo", "cy", 1)]
    assert made.overall.with_optional.f1.value == pytest.approx((1 + 4 / 7 + 1) / 3)  # two empty golds are the same gold
    kappa = (0.7 - 0.5) / 0.5  # 5 and 2 of ten words: by chance .5 x .2 + .5 x .8
    assert made.overall.with_optional.kappa.value == pytest.approx((1 + kappa) / 2)  # no figure where neither reader keeps a word
    assert [page.id for page in made.pages] == ["q", "p", "r"]


def test_intervals_by_site_and_figures_by_type():
    pages = [read(f"p{at}", "forum" if at % 2 else "article", f"s{at // 2}.example", ann=(5, 0), bo=(5 - at % 3, 0)) for at in range(12)]
    made = agreed(*pages)
    assert made.unit == "site"
    assert [(one.type, one.pages, one.words) for one in made.types] == [("article", 6, 60), ("forum", 6, 60)]
    for one in (made.overall, *made.types):
        for figure in (one.with_optional.f1, one.with_optional.kappa, one.with_optional.alpha):
            assert figure.low < figure.value < figure.high
    assert agreed(*pages) == made


def test_readers_who_agree_have_one_everywhere():
    made = agreed(read("p", ann=(5, 1), bo=(5, 1)), read("q", ann=(2, 0), bo=(2, 0)))
    assert [each.value for each in (made.overall.with_optional.f1, made.overall.with_optional.kappa, made.overall.with_optional.alpha)] == [
        1
    ] * 3
