"""The changed pages of a corpus: each once, those that would lose gold left out, all counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.stress import changes
from bench.stress.changed_pages import changed
from bench.stress.editing.steps import ChangeStep, Edit
from tests.toys import stories

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from bench.stress.editing.source import PageSource

DOSES = (0.25, 0.5, 1.0)


def cutting(source: PageSource) -> Iterator[ChangeStep]:
    """Cut a word out of a story."""
    at = source.markup.text.find("nobody")
    if at >= 0:
        yield ChangeStep(0.4, (Edit(at, at + 6, ""),))


def test_a_page_stands_once_however_many_doses_make_it() -> None:
    made = changed(stories.corpus(2), ["charset"], DOSES, 0)
    ids = {made.same["charset", dose]["s0"] for dose in DOSES}
    assert 1 <= len(ids) <= 2
    assert ids - {"s0"} == {page.id for page in made.pages.pages if page.id.endswith("/s0")}
    assert len({page.sha256 for page in made.pages.pages}) == len(made.pages.pages)
    assert {page.corpus for page in made.pages.pages} == {made.pages.name}
    assert all(made.pages.gold[page.id].page_id == page.id for page in made.pages.pages)


def test_pages_that_would_lose_gold_are_left_out_from_that_dose_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(changes.CHANGES, "cutting", f"{__name__}:cutting")
    made = changed(stories.corpus(3), ["cutting"], DOSES, 0)
    assert [len(made.same["cutting", dose]) for dose in DOSES] == [3, 0, 0]
    assert made.why["cutting"] == {"gold would break": 3}


def test_text_dumps_are_left_out_and_what_cannot_be_parsed_stays_as_it_is() -> None:
    made = changed(stories.corpus(1, stories.DUMP, stories.EMPTY), ["ads"], (1.0,), 0)
    assert made.same["ads", 1.0].keys() == {"s0", "nothing"}
    assert made.same["ads", 1.0]["nothing"] == "nothing"
    assert made.why["ads"] == {"changed": 1, "unparsable": 1}


def test_the_digest_names_the_changed_bytes() -> None:
    one, same, other = (changed(stories.corpus(2), ["ads"], DOSES, seed).pages.digest for seed in (0, 0, 1))
    assert one == same != other
