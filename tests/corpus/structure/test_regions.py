# ruff: noqa: E501
# A table of cases has one case a line.
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus.structure.blocks import content_role, html_blocks, read_blocks
from bench.corpus.structure.regions import BOILERPLATE, CONTENT, Region, regions
from bench.model import Block, Kind, Page
from tests.corpus.published import corpus


def roles(markup: str) -> list[tuple[str, str]]:
    return [(region.text, region.role) for region in regions(Page("x", "c", markup.encode()))]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h2>Head <b>bold</b></h2><p>Text<br>next", [("Head bold", "heading"), ("Text\nnext", "paragraph")]),
        ("<ul><li>one<li>two <a>x</a></ul>", [("one", "list"), ("two x", "list")]),
        ("<table><caption>C</caption><tr><th>a</th><td>b</td></tr></table>", [("C", "caption"), ("a | b", "table")]),
        ("<pre>if x:\n    y</pre><code>z</code>", [("if x:\n    y", "code"), ("z", "paragraph")]),
        ("<figure><img><figcaption>cap</figcaption></figure><blockquote><p>q</blockquote>", [("cap", "caption"), ("q", "quote")]),
        (
            "<nav>n</nav><aside>s</aside><form>f</form><footer>t</footer>",
            [("n", "navigation"), ("s", "sidebar"), ("f", "form"), ("t", "footer")],
        ),
        (
            "<header>top</header><article><header>own</header>text</article>",
            [("top", "header"), ("own", "paragraph"), ("text", "paragraph")],
        ),
        ("<div role=contentinfo>t</div><div role=banner>h</div>", [("t", "footer"), ("h", "header")]),
        ("<div class='related-posts'>r</div><div id=comments>c</div>", [("r", "related"), ("c", "comments")]),
        ("<div class='cookieConsent'>c</div><div class=shareBar>s</div>", [("c", "cookie"), ("s", "share")]),
        ("<div class='ad-slot'>a</div><div class=adapter>b</div>", [("a", "ad"), ("b", "paragraph")]),
        ("<div class='has-sidebar'>x</div><div class='sidebar-content'>y</div>", [("x", "paragraph"), ("y", "paragraph")]),
        ("<body class='nav footer'><div class='widget-area'><h1>H</h1></div>", [("H", "heading")]),
        ("<aside><div class=related>r</div></aside>", [("r", "related")]),
        ("a<script>x</script><style>y</style><!-- z --><template>t</template>b", [("ab", "paragraph")]),
        ("<span>in</span><span>line</span>", [("inline", "paragraph")]),
        ("<select><option>o</select><button>b</button>", [("b", "paragraph")]),
        ("", []),
        ("<", [("<", "paragraph")]),
    ],
)
def test_classes(markup, expected):
    assert roles(markup) == expected


def test_text_dumps_are_paragraphs_and_lists():
    found = regions(Page("x", "c", "Head\n• one\n• two\ntext".encode(), Kind.TEXT))
    assert found == (Region("Head", "paragraph"), Region("one", "list"), Region("two", "list"), Region("text", "paragraph"))


def test_nested_pages_and_huge_pages_are_read():
    deep = "<div>" * 1500 + "<p>deep</p>" + "</div>" * 1500
    assert ("deep", "paragraph") in roles(deep)
    wide = "<p class='nav'>x</p>" * 20_000
    assert len(roles(wide)) == 20_000
    assert roles("<div>" * 100_000 + "bottom") in ([], [("bottom", "paragraph")])


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div class=nav>",
                "</div>",
                "<p>",
                "text",
                "<table><tr><td>",
                "</table>",
                "<ul><li>",
                "<pre>",
                "&amp;",
                "\x00",
                "<!--",
                "-->",
                "<nav",
                ">",
                "é",
                "<script>",
                "</script>",
            ]
        ),
        max_size=30,
    )
)
def test_it_never_raises_and_knows_only_its_classes(parts):
    for region in regions(Page("x", "c", "".join(parts).encode())):
        assert region.role in (*CONTENT, *BOILERPLATE)
        assert region.text.strip()


def test_text_of_a_real_page_is_whole():
    """All visible letters of a page come back in order, as lxml's own text has them."""
    import re

    from lxml import etree

    page = corpus("readability-ab4027a.tar.gz").pages[10]
    text = page.content.decode()
    root = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    etree.strip_elements(root, "script", "style", "head", "iframe", "svg", "select", "object", with_tail=False)
    found = "".join(block for block, _ in read_blocks(text, content_role))
    assert re.sub(r"[\W_]", "", found) == re.sub(r"[\W_]", "", "".join(root.itertext()))


def test_blocks_of_a_fragment():
    markup = "<h1>T</h1><ul><li>a</li><li>b</li></ul><p>p</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><pre>x\n\ny</pre>"
    assert html_blocks(markup) == (
        Block("T", role="heading"),
        Block("a\nb", role="list"),
        Block("p"),
        Block("1 | 2\n3 | 4", role="table"),
        Block("x\ny", role="code"),
    )
