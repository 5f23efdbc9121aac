"""The blocks of a page: every word in exactly one leaf, containers around them, hostile markup."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus.structure.blocks import parse_markup
from bench.corpus.structure.leaves import MARK, mark, page_blocks
from bench.model import Kind, Page


def of(markup: str, kind: Kind = Kind.HTML) -> Page:
    return Page("p", "c", markup.encode(), kind)


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>one</p>two<p>three", ["one", "two", "three"]),
        ("<p>one<br>two<br> <br>three", ["one\ntwo", "three"]),  # a blank line parts paragraphs, a line break does not
        ("<pre>one\n\n  two</pre>", ["one\n  two"]),
        ("<table><tr><td>a<td>b<tr><td>c", ["a", "b", "c"]),
        ("<div>in <b>line <i>text</i></b> here</div>", ["in line text here"]),
        ("<p>a<script>no()</script> b<style>x</style><template><p>no</template>", ["a b"]),
        ("<div><template shadowrootmode=open><p>shadow</p></template><template shadowrootmode=bad>no</template>", ["shadow"]),
        ("<div><div><div>deep</b></p></span></li>er", ["deeper"]),
        ("<select><option>no</select><textarea>yes</textarea>", ["yes"]),
        ("<dl><dt>term<dd>what <p>it is", ["term", "what", "it is"]),
        ("&nbsp;<p> <br> </p>", []),
        ("", []),
    ],
)
def test_leaves(markup: str, texts: list[str]) -> None:
    assert [leaf.text for leaf in page_blocks(of(markup)).leaves] == texts


def test_text_dump_has_a_leaf_for_each_line_and_a_container_for_each_paragraph() -> None:
    blocks = page_blocks(of("one\ntwo\n\n  \n• three\n", Kind.TEXT))
    assert [(leaf.text, leaf.role) for leaf in blocks.leaves] == [("one", "paragraph"), ("two", "paragraph"), ("three", "list")]
    assert [(container.start, container.stop) for container in blocks.containers] == [(0, 2)]


def test_hidden_text_is_a_leaf_that_says_so() -> None:
    leaves = page_blocks(of('<p hidden>a<p style="display: none">b<noscript>c</noscript><p>d')).leaves
    assert [(leaf.text, leaf.shown) for leaf in leaves] == [("a", False), ("b", False), ("c", False), ("d", True)]


_TAGS = st.sampled_from(("div", "p", "b", "li", "ul", "table", "tr", "td", "br", "a", "section", "span", "h1"))
_TREES = st.recursive(
    st.sampled_from(("w1 ", "w2 w3", " ", "w4\n")),
    lambda inner: st.tuples(_TAGS, st.lists(inner, max_size=4), st.booleans()).map(
        lambda one: f"<{one[0]}>{''.join(one[1])}" + (f"</{one[0]}>" if one[2] else "")
    ),
    max_leaves=30,
)


@given(st.lists(_TREES, max_size=4).map("".join))
def test_every_word_stands_in_exactly_one_leaf_and_containers_hold_neighbours(markup: str) -> None:
    page = of(f"<body>{markup}")
    blocks = page_blocks(page)
    root = parse_markup(page.content.decode())
    spaced = [text for element in root.iter() for text in (element.text, element.tail) if text]
    assert sum(len(leaf.text.replace("|", " ").split()) for leaf in blocks.leaves) <= len(" ".join(spaced).split())
    assert "".join("".join(leaf.text.split()) for leaf in blocks.leaves) == "".join("".join(root.itertext()).split())
    for container in blocks.containers:
        assert 0 <= container.start < container.stop - 1 < len(blocks.leaves)
        inside = [leaf.number for leaf in blocks.leaves if container.number in leaf.containers]
        assert inside == list(range(container.start, container.stop))
    assert [leaf.number for leaf in blocks.leaves] == list(range(len(blocks.leaves)))
    assert len({(container.start, container.stop) for container in blocks.containers}) == len(blocks.containers)


@given(st.lists(_TREES, max_size=4).map("".join))
def test_marks_hold_the_text_of_their_leaf(markup: str) -> None:
    marked = mark(of(f"<body>{markup}"))
    held = Counter[str]()
    for element in () if marked.root is None else marked.root.iter("span"):
        if element.get(MARK) is not None:
            held[element.get(MARK)] += len("".join((element.text or "").split()))
    in_spans = {str(leaf.number): len("".join(leaf.text.split())) for leaf in marked.blocks.leaves}
    assert all(held[number] <= size for number, size in in_spans.items())
    if "table" not in markup and "<t" not in markup:
        assert {number: size for number, size in held.items() if size} == in_spans


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 20_000 + "x",
        "<div class=ad>x" * 3_000,
        "<table><tr>" + "<td>x" * 5_000,
        "x<br><br>" * 5_000,
        "<i>x</i><br> " * 5_000,
        "<p>x" * 20_000,
    ],
    ids=["deep", "deep texts", "wide row", "breaks", "lines", "paragraphs"],
)
def test_absurd_markup_is_cut_too(markup: str) -> None:
    blocks = page_blocks(of(markup))
    assert sum(leaf.text.count("x") for leaf in blocks.leaves) in {markup.count("x"), 0, 2046}
