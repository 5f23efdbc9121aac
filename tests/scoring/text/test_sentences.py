"""Tests of the sentence splitter: text by text as nltk's punkt with the same trained model."""

from __future__ import annotations

import sys
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from bench.scoring.text import sentences
from tests.scoring import peers

PIECES = [
    "Mr.", "e.g.", "U.S.", "J.", "3.", "12.5", "the", "The", "he", "...", ". . .", ".", "?", "!", "!!", ")", "(",
    '"', "”", "“", "’", ",", ";",
    "--", " ", "\n", "\t", "\xa0", "a-vs.", "vs.", "Inc.", "said", "word.", "Word.", "1990s", "(b)", "@", "*",
    "`", "I", "-", "etc.", "É.", "漢.",
]  # fmt: skip
TEXT = st.lists(st.sampled_from([piece + space for piece in PIECES for space in ("", " ", "\n")]), max_size=12).map("".join)


@lru_cache(maxsize=1)
def nltk_splitter() -> PunktSentenceTokenizer:
    model = sentences.english()
    parameters = PunktParameters()
    parameters.abbrev_types = set(model.abbreviations)
    parameters.collocations = set(model.collocations)
    parameters.sent_starters = set(model.starters)
    parameters.ortho_context.update(model.contexts)
    return PunktSentenceTokenizer(parameters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("no end", ["no end"]),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Smith went. He saw J. Bach.", ["Mr. Smith went.", "He saw J. Bach."]),
        ("He said “No.” Then left.", ["He said “No.”", "Then left."]),
        ("(Quite so.) Next.", ["(Quite so.)", "Next."]),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("Very bad acting!!! I promise.", ["Very bad acting!!!", "I promise."]),
        ("A line\nwithout end\n\nThe next.", ["A line\nwithout end\n\nThe next."]),
    ],
)
def test_known_cases(text: str, expected: list[str]) -> None:
    assert sentences.split(text) == expected


def test_older_releases_take_no_curly_quote_for_closing_punctuation() -> None:
    text = "He said “No.” Then left. (Quite so.) Next."
    assert sentences.split(text, older=True) == ["He said “No.” Then left.", "(Quite so.)", "Next."]
    assert sentences.split(text) == ["He said “No.”", "Then left.", "(Quite so.)", "Next."]


@settings(max_examples=1_000, deadline=None)
@given(TEXT)
def test_generated_texts_split_as_by_nltk(text: str) -> None:
    assert sentences.split(text) == nltk_splitter().tokenize(text)


def test_published_texts_split_as_by_nltk() -> None:
    texts = [
        *peers.gold().values(),
        *(text for name in ("boilerpipe", "dragnet", "trafilatura") for text in peers.outputs()[name].values()),
    ]
    different = [number for number, text in enumerate(texts) if sentences.split(text) != nltk_splitter().tokenize(text)]
    assert different == []


def test_another_splitter_serves_where_the_model_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [sentences.variant(), sentences.variant(older=True)] == ["punkt", "punkt<3.10"]
    assert [sentences.doubt(name) for name in ("punkt", "punkt<3.10", "uax29", "")] == [""] * 4
    assert sentences.told() == "sentences by the English punkt on both sides"
    assert sentences.told(older=True) == "sentences by the English punkt of nltk before 3.10 on both sides"
    monkeypatch.setattr(sentences, "find_spec", lambda _: None)
    sentences.variant.cache_clear()
    try:
        assert sentences.variant() == "nupunkt"
        assert sentences.variant(older=True) == "nupunkt<3.10"
        assert "approximate (exact: pip install 'boilerbench[punkt]')" in sentences.told()
        assert sentences.split("This is one. This is two.") == ["This is one.", "This is two."]
    finally:
        sentences.variant.cache_clear()


def test_importing_the_splitter_loads_no_model() -> None:
    import subprocess

    loaded = "print([name for name in ('punkt.data.english', 'nupunkt', 'nltk') if name in sys.modules])"
    code = f"import bench.scoring.protocols.rouge, sys; {loaded}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
