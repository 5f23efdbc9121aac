import pytest

from bench.corpus.gold.audit.roles import typed_marks, wrong_roles
from bench.model import Kind
from tests.corpus.gold.audit.made import LONG, NEXT, placed

CARDS = "".join(f"<div class=card>{text}</div>" for text in ("one thing", "two things", "three"))
LAID_OUT = "name    from\nferry   Loop Head"


def expected(markup: str, text: str, kind: Kind = Kind.HTML) -> list[str]:
    return [wanted for _, _, wanted in wrong_roles(placed(markup, text, kind))]


@pytest.mark.parametrize(
    ("markup", "tagged", "untagged", "wanted"),
    [
        (f"<h1>Ferry late</h1><h2>What now</h2><p>{LONG}", "[heading] What now", "What now", "[heading]"),
        (f"<h1>Ferry late</h1><h2>What now<a>[edit]</a></h2><p>{LONG}", "[heading] What now", "What now", "[heading]"),
        ("<h1>Ferry late</h1><ul><li>one thing<li>two things</ul>", "[list] one thing\ntwo things", "one thing\ntwo things", "[list]"),
        ("<h1>Ferry late</h1><pre>if late:\n  wait()</pre>", "[code] if late:\n  wait()", "if late:\n  wait()", "[code]"),
        (f"<h1>Ferry late</h1>{CARDS}", "[list] one thing\ntwo things\nthree", "one thing\ntwo things\nthree", "[list]"),
        (
            f"<h1>Ferry late</h1><div>{LONG}<br>- one thing<br>- two things<br>Ann</div>",
            "[list] one thing\ntwo things",
            "one thing\ntwo things",
            "[list]",
        ),
        (f"<h1>Ferry late</h1><p>{LAID_OUT}", f"[code] {LAID_OUT}", LAID_OUT, "[code] or [table], or single spaces"),
    ],
)
def test_a_tag_that_the_markup_asks_for(markup, tagged, untagged, wanted):
    head = "[heading] Ferry late\n\n"
    assert expected(markup, head + tagged) == []
    assert expected(markup, head + untagged) == [wanted]


def test_headings_by_what_their_like_is():
    markup = "".join(f"<div class=q>Question {name} here</div><p>{LONG} {name}.</p>" for name in "abc")
    text = "\n\n".join(f"[heading] Question {name} here\n\n{LONG} {name}." for name in "abc")
    assert expected(markup, text) == []
    assert expected(markup, text.replace("[heading] Question b", "Question b")) == ["[heading]"]


def test_the_headline_of_a_text_dump():
    assert expected(f"Ferry late\n\n{LONG}\n", f"Ferry late\n\n{LONG}", Kind.TEXT)[:1] == ["[heading], where it is the page's headline"]
    assert expected(f"Ferry late\n\n{LONG}\n", f"[heading] Ferry late\n\n{LONG}", Kind.TEXT) == []


def test_a_paragraph_that_is_tagged_as_a_heading():
    markup, text = f"<h1>Ferry</h1><p>{LONG}<p>{NEXT}<p>{LONG} Again.", f"[heading] Ferry\n\n{LONG}\n\n{NEXT}\n\n{LONG} Again."
    assert expected(markup, text) == []
    assert expected(markup, text.replace(NEXT, f"[heading] {NEXT}")) == ["no tag"]


def test_optional_blocks_and_standfirsts_are_left_alone():
    assert expected(f"<h1>Ferry</h1><h4>ann_lee</h4><p>{LONG}", f"[heading] Ferry\n\n[optional] ann_lee\n\n{LONG}") == []
    assert expected(f"<h1>Ferry</h1><h2>{NEXT}</h2><p>{LONG}", f"[heading] Ferry\n\n{NEXT}\n\n{LONG}") == []


def test_lines_of_a_paragraph_are_no_list():
    head = "[heading] Ferry late\n\n"
    assert expected("<h1>Ferry late</h1><p>One line,<br>another,<br>and a third.", f"{head}One line,\nanother,\nand a third.") == []
    assert expected("<h1>Ferry late</h1><p>- One line<br>and another", f"{head}One line\nand another") == []
    assert expected("<h1>Ferry late</h1><p>Ann Lee</p><div>Loop Head</div><div>8 pm</div>", f"{head}Ann Lee\nLoop Head\n8 pm") == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a | b\nc | d", [0]),
        ("[table] a | b\nc | d", []),
        ("[optional] By me | 3 May", []),
        ("What it does \u2022 one thing \u2022 another thing", [0]),
        ("intro\n\u2022 one", [1]),
        ("[list] \u2022 one\n\u2022 two", [0]),
        ("[list] one\ntwo", []),
        ("[code] a | b\n* c\n* d", []),
        ("One thing \u2022 another", []),
        ("5 * 4 is 20", []),
    ],
)
def test_marks_that_are_typed_as_text(text, rows):
    assert [row for _, row, _, _ in typed_marks(placed("<p>x", text))] == rows
