"""jusText: which stop list a page declares, and that it is the one that is used."""

from __future__ import annotations

import pytest

from bench.adapters.justext import STOPLISTS, declared, extract

GREEK = " ".join(["Το ποτάμι ξεχείλισε και η πόλη μας γέμισε με νερό που δεν έφευγε από τους δρόμους για να δούμε τι είναι."] * 4)


@pytest.mark.parametrize(
    ("page", "stoplist"),
    [
        ("<html lang=el>", "Greek"),
        ("<!doctype html>\n<HTML class='x' LANG = ' DE-at'>", "German"),
        ('<html lang="nb"><p lang=el>', "Norwegian_Bokmal"),
        ("<html lang=xx>", ""),
        ("<html><p lang=el>", ""),
        ("<html xml:lang=el>", ""),
        ("", ""),
    ],
)
def test_the_list_a_page_declares(page: str, stoplist: str) -> None:
    assert declared(page) == stoplist


def test_every_stop_list_is_one_that_justext_has() -> None:
    import justext

    assert set(STOPLISTS.values()) <= justext.get_stoplists()


@pytest.mark.parametrize(("settings", "kept"), [({"stoplist": "declared"}, True), ({"stoplist": "English"}, False)])
def test_the_list_decides(settings: dict[str, str], kept: bool) -> None:
    assert extract(f"<html lang=el><p>{GREEK}</p></html>", **settings) == (GREEK if kept else "")


def test_a_page_that_declares_no_known_language_needs_no_stop_words() -> None:
    page = f"<html lang=xx><p>{GREEK}</p></html>"
    assert extract(page, stoplist="declared") == extract(page, stoplist="", stopwords_low=0, stopwords_high=0) == GREEK


def test_without_a_list_no_paragraph_needs_stop_words() -> None:
    assert extract(f"<p>{GREEK}</p>", stoplist="", stopwords_low=0, stopwords_high=0) == GREEK
