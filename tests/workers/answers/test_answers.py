"""What an answer looks like: HTML where a block element is opened and closed."""

from __future__ import annotations

import pytest

from bench.workers.answers import looks_like_html

TEXTS = {
    "<p>A sentence.</p>": True,
    '  <DIV class="x"><span>words</span></DIV>': True,
    "text before <h2>a heading</h2 > and after": True,
    "<p>never closed": False,
    "closed alone</p>": False,
    "a <b>bold</b> word, <br> and <a href=x>a link</a>": False,
    "if a <p and b> c: x </q": False,
    "write <pre and </pretty> here": False,
    "": False,
    "<div>" * 200_000: False,
    "x" * 30_000 + "<p>a</p>": False,
}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_html_is_told_by_a_block_element(text: str) -> None:
    assert looks_like_html(text) is TEXTS[text]
