import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus.gold.goldtext import ROLES, parse, says_empty, write
from bench.corpus.text.lines import tidy
from bench.errors import CorpusError
from bench.model import Block

EXAMPLE = """[heading] The ferry is late

[optional] By Ann Lee, 3 May

First paragraph
over two lines.

[list] one
two

[table] a | b
c | d

[code]
    if x:
        pass

[caption optional] The quay

\\[sic] is how it begins

\\\\server\\share
"""


def test_the_example_of_the_readme():
    blocks, draft = parse(EXAMPLE)
    assert not draft
    assert blocks == (
        Block("The ferry is late", role="heading"),
        Block("By Ann Lee, 3 May", optional=True),
        Block("First paragraph\nover two lines."),
        Block("one\ntwo", role="list"),
        Block("a | b\nc | d", role="table"),
        Block("    if x:\n        pass", role="code"),
        Block("The quay", optional=True, role="caption"),
        Block("[sic] is how it begins"),
        Block("\\server\\share"),
    )
    assert write(blocks) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE.replace("\n", "\r\n"),
        EXAMPLE.replace("\n", "\r"),
        "\ufeff" + EXAMPLE,
        EXAMPLE.replace("\n\n", "\n \t\n\n\n"),
        EXAMPLE.strip(),
    ],
)
def test_platforms_and_spacing_do_not_matter(text):
    assert parse(text) == parse(EXAMPLE)


def test_a_draft_is_one_until_its_paragraph_is_deleted():
    text = write((Block("Words"),), draft=True)
    assert parse(text) == ((Block("Words"),), True)
    assert parse(text.split("\n\n", 1)[1]) == ((Block("Words"),), False)


def test_an_empty_file_is_empty_gold():
    assert parse("") == parse("\n \n") == ((), False)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("fine\n\n[headline] x", 3, r"no block is tagged \[headline\]"),
        ("[1] a footnote", 1, r"no block is tagged \[1\]"),
        ("\n\n[heading list] x", 3, "no block is tagged"),
        ("[optional optional] x", 1, "no block is tagged"),
        ("[] x", 1, "no block is tagged"),
        ("a\n\n\n[quote]\n\nb", 4, "stands alone"),
        ("[heading]x", 1, "has no tag"),
        ("[never closed", 1, "has no tag"),
    ],
)
def test_errors_name_file_line_and_what_to_type(text, line, why):
    with pytest.raises(CorpusError, match=why) as caught:
        parse(text, "gold/x.txt")
    assert caught.value.what.startswith(f"gold/x.txt:{line}:")
    assert caught.value.expected


def test_the_advice_of_an_error_is_right():
    with pytest.raises(CorpusError) as caught:
        parse("[1] a footnote")
    assert parse("\\[1] a footnote")[0] == (Block("[1] a footnote"),)
    assert "\\[1]" in caught.value.hint


@pytest.mark.parametrize("text", ["", " ", "a\n\nb", "a \nb", "a\n", "a\rb", " a"])
def test_texts_that_cannot_stand_in_a_file_are_refused(text):
    with pytest.raises(CorpusError, match="cannot hold"):
        write((Block(text),))


LINES = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), min_size=1, max_size=40) | st.sampled_from(
    ["[heading] x", "\\[x]", "[", "\\", "[draft] x", "[]", "\\\\"]
)


@st.composite
def block(draw):
    role = draw(st.sampled_from(ROLES))
    text = tidy("\n".join(draw(st.lists(LINES, min_size=1, max_size=4))), role)
    return Block(text, draw(st.booleans()), role) if text else None


@given(st.lists(block().filter(bool), max_size=6), st.booleans())
def test_what_is_written_is_read_back(blocks, draft):
    assert parse(write(blocks, draft=draft)) == (tuple(blocks), draft)


@given(st.text(max_size=300))
def test_any_text_is_gold_or_a_clear_error(text):
    try:
        blocks, draft = parse(text)
    except CorpusError:
        return
    assert parse(write(blocks, draft=draft)) == (blocks, draft)


def test_the_example_in_the_readme_is_gold():
    readme = (Path(__file__).resolve().parents[3] / "gold" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"    \[heading\].*?begins\n", readme, re.DOTALL)[0]
    blocks, draft = parse(textwrap.dedent(example))
    assert not draft
    assert [(block.role, block.optional) for block in blocks] == [
        ("heading", False), ("paragraph", True), ("paragraph", False), ("list", False),
        ("table", False), ("code", False), ("caption", True), ("paragraph", False),
    ]  # fmt: skip
    assert blocks[5].text == "    if late:\n        wait()"
    assert blocks[7].text.startswith("[sic]")


@pytest.mark.parametrize(
    ("text", "said"), [("[empty]", True), ("[empty] a page of links\n", True), ("", False), ("[draft]\n", False), ("words", False)]
)
def test_a_file_says_that_the_page_has_no_content(text, said):
    assert says_empty(text) is said
    assert "empty" not in [block.text for block in parse(text)[0]]


def test_a_file_that_says_so_holds_no_block():
    with pytest.raises(CorpusError, match=r"gold/x.txt:3: \[empty\] says that the page has no content, but blocks stand beside it"):
        says_empty("words\n\n[empty]", "gold/x.txt")
    with pytest.raises(CorpusError, match="no block is tagged"):
        parse("[empty list] x")
