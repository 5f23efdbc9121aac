"""Addresses and languages that pages state, read from no more of them than need be."""

import pytest

import bench.corpus
from bench.corpus.structure import origin
from bench.corpus.structure.origin import address_and_language
from bench.corpus.text.decode import decode
from bench.model import Kind

URL = "https://s.example/a"
TEXT = "<p>Words.</p>" * 4000


@pytest.mark.parametrize(
    ("markup", "stated"),
    [
        (f'<html lang=en><link rel=canonical href="{URL}">{TEXT}', (URL, "en")),
        (f"<HTML LANG='pt-BR'><LINK href='{URL}' REL='Canonical'>{TEXT}", (URL, "pt-BR")),
        (f'{TEXT}<meta content="{URL}" property="og:url">{TEXT}', (URL, "")),
        (f'<link title="a > b" rel="canonical" href="{URL}">', (URL, "")),
        (f'<link rel=canonical href="/a"><meta property="og:url" content="{URL}">', (URL, "")),
        (f"<script>var canonical = '{URL}'</script>{TEXT}", ("", "")),
        (f"{TEXT}<html lang=fr>", ("", "")),
        ("canonical", ("", "")),
        ("", ("", "")),
    ],
)
def test_what_a_page_states(markup, stated):
    assert address_and_language(markup) == stated


def test_a_part_of_a_page_states_what_the_whole_does(monkeypatch):
    pages = [page for page in bench.corpus.load("embedded").pages if page.kind is Kind.HTML][::4]
    texts = [decode(page.content, page.encoding, page.kind) for page in pages]
    found = [address_and_language(text) for text in texts]
    monkeypatch.setattr(origin, "_TAG", 1 << 30)
    assert [address_and_language(text) for text in texts] == found
