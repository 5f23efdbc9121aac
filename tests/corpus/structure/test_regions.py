# A table of cases has one case a line.
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus.structure.regions import BOILERPLATE, CONTENT, Region, regions
from bench.model import Kind, Page


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
    lines = regions(Page("x", "c", "Head\n• one\n• two\ntext".encode(), Kind.TEXT))
    assert lines == (Region("Head", "paragraph"), Region("one", "list"), Region("two", "list"), Region("text", "paragraph"))


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
