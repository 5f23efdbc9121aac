"""HTML to Markdown: what is kept, and that no text becomes markup."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.environments import launch
from bench.model import Adapter, Page
from bench.scoring.text import tree
from bench.workers.answers.html_markdown import convert
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "<h2>A <b>b</b></h2><p>c<br>d</p>": "## A **b**\n\nc\\\nd",
    "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>": "- a\n\n  - b\n- c\n\n  d",
    "<ol start=3><li>a<li>b</ol>": "3. a\n4. b",
    "<ul><li>a</li><ul><li>b</li></ul></ul>": "- a\n  - b",
    "<table><tr><th>a<th>b|c</tr><tr><td>1</table>": "| a | b\\|c |\n| --- | --- |\n| 1 |  |",
    "<table><tr><td><h2>layout</h2><p>one column</p></table>": "## layout\n\none column",
    "<pre><code class='language-py'>x = 1\n  y</code></pre>": "```py\nx = 1\n  y\n```",
    "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n>\n> b",
    "<p>a <a href='/x y(1)'> b </a>c</p>": "a [b](</xy(1)>) c",
    "<p>- a</p><p>1. b</p><p># c</p>": "\\- a\n\n1\\. b\n\n\\# c",
    "<p>a<script>x</script> <code>b`c</code> &amp;lt;</p>": "a ``b`c`` \\&lt;",
    "<a href='/p'><h2>in a link</h2></a>": "## in a link",
    "<p>a<hr>b": "a\n\n---\n\nb",
    " ": "",
    "<p> </p>": "",
}


@pytest.mark.parametrize("html", CASES)
def test_what_becomes_of_elements(html: str) -> None:
    assert convert(html) == CASES[html]


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("ab1 #*_-+=.)(<>[]!|~`\\&;:/\"'\n"), min_size=1, max_size=30))
def test_no_text_becomes_markup(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    for html, part in ((f"<p>{escaped}</p>", "lines"), (f"<h3>{escaped}</h3>", "headings"), (f"<ul><li>{escaped}</li></ul>", "items")):
        wanted = " ".join(text.split())
        assert getattr(tree.parse(convert(html)), part) == ([wanted] if wanted else [])


def test_elements_however_deep_keep_their_text() -> None:
    assert "text" in convert("<div>" * 400 + "text")
    assert "text" in convert("<b>" * 400 + "text")


def test_an_adapter_that_answers_with_html_is_kept_as_markdown(tmp_path: Path) -> None:
    row = Adapter("page-markdown", "bench.adapters.floors:page", output="html")
    page = Page("p", "tiny", b"<h2>a</h2><ul><li>b</li></ul>")
    made = launch.pool(Limits(), 1, tmp_path)
    with closing(made.extract(Schedule([Unit(row, (page,))]))) as results:
        (one,) = results
    assert (one.status, one.text) == ("ok", "## a\n\n- b")
