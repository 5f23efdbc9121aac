"""Every change: it changes something, is the same for the same seed, grows with the dose, and leaves gold on the page."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from bench.corpus import load
from bench.corpus.text.decode import decode
from bench.errors import BoilerbenchError
from bench.model import Gold, Page
from bench.stress.changes import CHANGES, about, change, chosen
from bench.stress.editing.source import PageSource, stream
from bench.stress.editing.steps import ChangeStep, taken
from bench.stress.editing.writing import SourceText, read
from bench.stress.gold_check import GoldCheck

DOSES = (0.25, 0.5, 1.0)


@cache
def sources() -> tuple[tuple[Page, Gold, SourceText], ...]:
    corpus = load()
    pages = [page for page in corpus.pages if page.kind == "html"][::40]
    found = [(page, corpus.gold[page.id], read(page)) for page in pages]
    return tuple((page, gold, source) for page, gold, source in found if source)


def steps_of(name: str, page: Page, source: SourceText, seed: int = 0) -> list[ChangeStep]:
    return list(change(name)(PageSource(source.markup, page.lang, stream(seed, page.id, name))))


def test_there_are_ten_changes_at_least_and_each_says_what_it_does() -> None:
    assert len(CHANGES) >= 10
    assert len({about(name) for name in CHANGES}) == len(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seeded_grows_and_keeps_the_gold(name: str) -> None:
    contents = set()
    for page, gold, source in sources():
        steps, check = steps_of(name, page, source), GoldCheck(page, gold)
        assert steps == steps_of(name, page, source)
        held = [taken(steps, dose) for dose in DOSES]
        assert all(set(less) <= set(more) for less, more in pairwise(held))
        assert len(held[-1]) == len(steps)
        for dose, now in zip(DOSES, held, strict=True):
            made = source.written(f"{name}@{dose}", now)
            assert check.keeps(made), f"{name} at {dose} breaks the gold of {page.id}"
            contents.add(made.content == page.content)
    assert False in contents, f"{name} changes nothing"


@pytest.mark.parametrize("name", ["class-names", "ads", "charset"])
def test_another_seed_is_another_change(name: str) -> None:
    page, _, source = sources()[0]
    assert source.written("a", steps_of(name, page, source)).content != source.written("a", steps_of(name, page, source, 7)).content


def test_class_names_are_hashed_alike_all_over_the_page() -> None:
    source = read(Page("a", "c", b'<p class="lead big">one</p><p class="big">two</p><a href="#x" id="x">three</a>'))
    assert source is not None
    text = decode(source.written("b", steps_of("class-names", source.page, source)).content)
    assert "lead" not in text
    assert "big" not in text
    first, second = (part.partition('"')[0].split() for part in text.split('class="')[1:])
    assert first[1] == second[0] != first[0]
    hashed = decode(source.written("b", steps_of("ids", source.page, source)).content)
    assert hashed.count(hashed.partition('id="')[2].partition('"')[0]) == 2


def test_semantic_tags_become_div_and_nothing_else_moves() -> None:
    source = read(Page("a", "c", b"<main id=m><p>one</p></main><footer>two</footer>"))
    assert source is not None
    made = source.written("b", steps_of("semantic-tags", source.page, source))
    assert made.content == b"<div id=m><p>one</p></div><div>two</div>"


def test_a_dump_of_tags_that_close_nothing_is_passed_by() -> None:
    source = read(Page("a", "c", b"</p></div>text<p<<a href='>x<!-- " + b"<i>" * 50))
    assert source is not None
    for name in CHANGES:
        source.written("b", steps_of(name, source.page, source))


def test_changes_are_chosen_by_name_in_their_own_order() -> None:
    assert chosen([]) == tuple(CHANGES)
    assert chosen(["ads", "class-names", "ads"]) == ("class-names", "ads")
    with pytest.raises(BoilerbenchError, match="no change is called 'adds'"):
        chosen(["adds"])
