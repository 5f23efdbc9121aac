"""The tokens of a page: all of it, without a gap, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.stress.editing.markup import Markup

PIECES = [
    "<p",
    "<p>",
    "</p>",
    "<a\thref='x",
    '"',
    "'",
    ">",
    "<",
    "</",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<!",
    "=",
    "text",
    "/",
    "<br>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_tokens_are_all_of_the_source_without_a_gap(text: str) -> None:
    tokens = Markup(text).tokens
    assert "".join(text[one.start : one.end] for one in tokens) == text
    assert all(one.start < one.end for one in tokens)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a < b", ["text"]),
        ("<p>a</p>", ["start", "text", "end"]),
        ("<p title='a > b'>", ["start"]),
        ("<p title=it's>x</p>", ["start", "text", "end"]),
        ("<!-- <p> --><p>", ["comment", "start"]),
        ("<!doctype html><?php x ?>", ["other", "other"]),
        ("<script>if (a<b) '</p>'</script>", ["start", "other", "end"]),
        ("<style>p{}", ["start", "other"]),
        ("<p <p <p", ["text"]),
    ],
)
def test_what_is_markup_and_what_is_text(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in Markup(text).tokens] == kinds


def test_elements_are_matched_by_their_tags_and_what_is_not_shown_is_not_edited() -> None:
    markup = Markup("<body><div><p>a<p>b</div><svg><p>c</p></svg><template><div>d</div></template></body>")
    assert [(one.name, one.parent, one.editable) for one in markup.elements] == [
        ("div", "body", True),
        ("p", "svg", False),
        ("svg", "body", True),
        ("div", "template", False),
        ("template", "body", True),
        ("body", "", True),
    ]


def test_attributes_and_where_their_values_stand() -> None:
    markup = Markup("""<p class="a b" ID = 'c' hidden data-x=d>""")
    found = list(markup.attributes(markup.tokens[0]))
    assert [(one.name, one.value) for one in found] == [("class", "a b"), ("id", "c"), ("data-x", "d")]
    assert all(markup.text[one.start : one.end] == one.value for one in found)


def test_gaps_are_after_long_blocks_in_plain_containers() -> None:
    long = "word " * 20
    markup = Markup(f"<body><p>{long}</p><div><ul><li><p>{long}</p></li></ul></div><p>short</p></body>")
    ends = [markup.text[:place].rpartition("<")[2] for place in markup.gaps]
    assert ends == ["/p>", "/ul>"]


def test_where_the_body_begins_and_ends() -> None:
    whole = Markup("<html><head></head><body>x</body></html>")
    assert whole.text[whole.top : whole.bottom] == "x"
    bare = Markup("<p>x")
    assert (bare.top, bare.bottom) == (0, 4)
