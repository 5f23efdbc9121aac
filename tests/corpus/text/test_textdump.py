# ruff: noqa: E501
# A table of cases has one case a line.
import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bench.corpus.text.decode import scrub
from bench.corpus.text.textdump import bullet_text, wrap
from tests.corpus.published import path


def body(text: str) -> str:
    return re.sub(r"\n", "", wrap(text).partition("<body>")[2].partition("</body>")[0])


def test_lines_bullets_and_what_is_joined_to_them():
    dump = "Title\n  • One\n  • Two\n    goes on\n    and on\n\nText & <b>\n* Star\n- Dash\nEnd\n"
    assert body(dump) == (
        "<p>Title</p><ul><li>One</li><li>Two goes on and on</li></ul><p>Text &amp; &lt;b&gt;</p><ul><li>Star</li><li>Dash</li></ul><p>End</p>"
    )


def test_what_is_no_bullet():
    assert body("-5 degrees\n*emphasis*\n--- \n• \n3 - 2") == "<p>-5 degrees</p><p>*emphasis*</p><p>---</p><p>•</p><p>3 - 2</p>"
    assert body("  indented without a bullet") == "<p>indented without a bullet</p>"
    assert bullet_text("   ◦ deep") == "deep"
    assert bullet_text("deep") is None


def test_nothing_gives_the_answer_away():
    page = html.document_fromstring(wrap("Headline\n• menu\nBody text."))
    assert {element.tag for element in page.iter()} == {"html", "head", "meta", "title", "body", "p", "ul", "li"}
    assert page.findtext(".//title") in {None, ""}
    assert not [element for element in page.body.iter() if element.attrib]


@given(st.text(max_size=400))
def test_all_letters_stay_in_order(text):
    clean = scrub(text)
    text_of_page = html.document_fromstring(wrap(clean)).text_content()
    assert re.findall(r"\w", text_of_page) == re.findall(r"\w", clean)


def test_the_noisy_seed_gives_the_published_word_counts():
    """../shared/extractors.md, part 5: words that extractors return from seed 001 with line -> <p>, bullets -> <ul><li>."""
    import readability
    import trafilatura
    from html_text import extract_text

    seed = path("seeds", "001_6a559558f63c99d6.txt").read_text(encoding="utf-8")
    page = wrap(seed)

    def words(text: str | None) -> int:
        return len(re.findall(r"\w+", text or ""))

    assert words(trafilatura.extract(page, include_comments=False)) == 955
    assert words(trafilatura.extract(page, include_comments=False, favor_recall=True)) == 1098
    assert words(extract_text(readability.Document(page).summary())) == 1486
    assert words(extract_text(page)) == 1489
