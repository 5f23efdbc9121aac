import pytest

from bench.corpus.gold.audit.gaps import Kept
from bench.corpus.gold.audit.intrusions import intrusions
from bench.model import Kind
from tests.corpus.gold.audit.made import LAST, LONG, NEXT, placed

BODY = f"<article><p>{LONG}<p>{NEXT}<p>{LAST}</article>"
TEXT = f"{LONG}\n\n{NEXT}\n\n{LAST}"


def told(markup: str, text: str, kind: Kind = Kind.HTML) -> list[str]:
    placement = placed(markup, text, kind)
    return [placement.lines[line].text for line, _ in intrusions(Kept(placement))]


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        ("<footer><p>All rights reserved.</p></footer>", "All rights reserved."),
        ("<aside><p>Subscribe today</p></aside>", "Subscribe today"),
        ("<ul><li><a>First other story</a><li><a>Second other story</a></ul>", "First other story"),
        ("<div><span>Share</span><p>Tell your friends</p></div>", "Tell your friends"),
    ],
)
def test_boilerplate_that_is_required(extra, text):
    assert told(BODY + extra, f"{TEXT}\n\n{text}") == [text]
    assert told(BODY + extra, f"{TEXT}\n\n[optional] {text}") == []
    assert told(BODY + extra, TEXT) == []


def test_cards_of_a_collection_are_content_though_they_are_links():
    cards = "<ul>" + "".join(f"<li><a>Blanket number {number}</a>" for number in range(5)) + "</ul>"
    assert told(cards, "[list] " + "\n".join(f"Blanket number {number}" for number in range(5))) == []


def test_a_line_of_a_text_dump_far_from_the_rest():
    dump = f"Home\nNews\nSport\nWeather\n{LONG}\n\n{NEXT}\n\nShare\nPrint\nMail\nAbout us\n"
    assert told(dump, f"{LONG}\n\n{NEXT}\n\nAbout us", Kind.TEXT) == ["About us"]
    assert told(dump, f"{LONG}\n\n{NEXT}", Kind.TEXT) == []
