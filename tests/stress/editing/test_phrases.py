"""The boilerplate put into pages: every language has every kind, and it is ASCII once it is markup."""

from __future__ import annotations

import pytest

from bench.stress.editing import phrases


@pytest.mark.parametrize("lang", ["en", "de-AT", "fr", "es"])
def test_every_language_has_every_kind_of_text(lang: str) -> None:
    held, english = phrases.of_language(lang), phrases.of_language("en")
    assert set(english) - set(held) <= {"vendors"}
    assert all(len(set(texts)) == len(texts) >= 2 for texts in held.values())
    assert all(phrases.written(text).isascii() for texts in held.values() for text in texts)
    assert (held is english) == (lang == "en")


def test_other_languages_get_english() -> None:
    assert phrases.of_language("ja") is phrases.of_language("")
