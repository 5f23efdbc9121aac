# ruff: noqa: E501
# A table of cases has one case a line.
import re

from lxml import etree

from bench.corpus.structure.blocks import content_role, html_blocks, parse_markup, read_blocks
from bench.model import Block
from tests.corpus.published import MOZILLA, corpus


def test_text_and_roles_in_order():
    markup = "<h2>A <dl>inside</dl></h2><pre>a\n  b\n\nc</pre><td>x<td>y</td><p>one<br>two\nthree   four</p><textarea>t</textarea>"
    assert read_blocks(markup, content_role) == [
        ("A", "heading"),
        ("inside", "heading"),
        ("a\n  b\nc", "code"),
        ("x | y", "table"),
        ("one\ntwo three four", "paragraph"),
        ("t", "code"),
    ]


def test_the_classifier_is_asked_with_what_the_parent_is():
    asked = []

    def classify(element, inherited):
        asked.append((element.tag, inherited))
        return element.tag

    assert read_blocks("<div>a<b>c</b>d</div>e", classify) == [("a", "div"), ("c", "b"), ("d", "div"), ("e", "body")]
    assert asked == [("html", "paragraph"), ("body", "html"), ("div", "body"), ("b", "div")]


def test_what_cannot_be_parsed_has_no_blocks():
    assert parse_markup("") is None
    assert read_blocks("", content_role) == []


def test_text_of_a_real_page_is_whole():
    """All visible letters of a page come back in order, as lxml's own text has them."""
    page = corpus(MOZILLA).pages[10]
    text = page.content.decode()
    root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    etree.strip_elements(root, "script", "style", "head", "iframe", "svg", "select", "object", with_tail=False)
    read = "".join(block for block, _ in read_blocks(text, content_role))
    assert re.sub(r"[\W_]", "", read) == re.sub(r"[\W_]", "", "".join(root.itertext()))


def test_blocks_of_a_fragment():
    markup = "<h1>T</h1><ul><li>a</li><li>b</li></ul><p>p</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><pre>x\n\ny</pre>"
    assert html_blocks(markup) == (
        Block("T", role="heading"),
        Block("a\nb", role="list"),
        Block("p"),
        Block("1 | 2\n3 | 4", role="table"),
        Block("x\ny", role="code"),
    )
