import pytest

from bench.corpus.gold.audit.gaps import Kept, gaps
from bench.model import Kind
from tests.corpus.gold.audit.made import LAST, LONG, NEXT, placed

FOURTH = "A fourth paragraph follows, as long as the other three and about the same old boat."


def left_out(markup: str, text: str, kind: Kind = Kind.HTML) -> list[str]:
    return [gap.text for gap in gaps(Kept(placed(markup, text, kind)))]


@pytest.mark.parametrize(
    ("markup", "text", "missing"),
    [
        (f"<div><p>{LONG}<p>{NEXT}<p>{LAST}</div>", f"{LONG}\n\n{LAST}", NEXT),
        (f"<div><p>{LONG}<p>{NEXT}<p>{LAST}</div>", f"{LONG}\n\n{NEXT}", LAST),
        (f"<div><p>{LONG}<p>{NEXT}<p>{LAST}</div>", f"{NEXT}\n\n{LAST}", LONG),
        (f"<div>{LONG}<br><br>{NEXT}<br><br>{LAST}</div>", f"{LONG}\n\n{LAST}", NEXT),
        (f"<h1>Ferry</h1><div class=lead>{LONG}</div><p>{NEXT}<p>{LAST}", f"[heading] Ferry\n\n{NEXT}\n\n{LAST}", LONG),
        ("<ul><li>first thing<li>second thing<li>third thing</ul>", "[list] first thing\nthird thing", "second thing"),
        (f"<header><h1>Ferry</h1><p>{LONG} {LAST}</p>By Ann</header><div>{NEXT}</div>", f"[heading] Ferry\n\n{NEXT}", f"{LONG} {LAST}"),
        ("<ul><li>first</li></ul><ol><li>second thing</ol><ul><li>third</ul>", "[list] first\nthird", "second thing"),
        (
            "".join(f"<div class=post><p>{text}</div>" for text in (LONG, NEXT, LAST, FOURTH)),
            f"{LONG}\n\n{NEXT}\n\n{FOURTH}",
            LAST,
        ),
    ],
)
def test_content_that_is_left_out(markup, text, missing):
    assert left_out(markup, text) == [missing]


@pytest.mark.parametrize(
    "extra",
    [
        "<nav><a>Home</a><a>News</a></nav>",
        "<aside><p>Get the news by mail, every morning before eight, and read it on the ferry.</aside>",
        "<div class=share><a>Share</a></div>",
        "<p><a href=x>Read also: the bridge that nobody wanted, and the village that paid for it.</a>",
        "<script>var text = 'The rest of the story.'</script>",
        f"<div class=phone hidden><p>{NEXT}</div>",
    ],
)
def test_boilerplate_is_no_gap(extra):
    assert left_out(f"<article><p>{LONG}{extra}<p>{NEXT}</article>", f"{LONG}\n\n{NEXT}") == []


def test_a_notice_under_the_headline_is_no_gap():
    notice = "<div class=top><p>We may earn a little from links.</div>"
    assert left_out(f"<h1>Ferry</h1><p>By Ann</p>{notice}<p>By bus</p><div>{LONG}</div>", f"[heading] Ferry\n\n{LONG}") == []


def test_a_line_within_a_block_of_a_text_dump():
    assert left_out("one thing\ntwo things\nthree\n", "[list] one thing\nthree", Kind.TEXT) == ["two things"]


def test_lines_of_a_text_dump_that_are_wrapped_are_one_gap():
    wrapped = NEXT.replace(", found", ",\nfound")
    assert left_out(f"Home\nNews\n\n{LONG}\n\n{wrapped}\n\n{LAST}\n\nContact\n", f"{LONG}\n\n{LAST}", Kind.TEXT) == [
        " ".join(wrapped.split())
    ]
    assert left_out(f"{LONG}\n\nRead also\nThe bridge\n\n{LAST}\n", f"{LONG}\n\n{LAST}", Kind.TEXT) == []


def test_a_signature_under_a_post_is_no_gap():
    assert left_out(f"<div>{LONG}<br>__________<br>Never lend a windlass to a stranger.</div><div>{NEXT}</div>", f"{LONG}\n\n{NEXT}") == []


def test_gold_without_a_place_on_the_page_has_no_gaps():
    assert left_out(f"<p>{LONG}", NEXT) == []
