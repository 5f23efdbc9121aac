"""The embedded pages are written by us: no address, number or sentence of a real site."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

from bench.corpus import load
from bench.corpus.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.model import Corpus, Page

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
WORD = re.compile(r"\w+")
LENGTH = 8  # words in a row that two authors hardly write by chance
ADDRESS = re.compile(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
SCHEMAS = {
    "schema.org",
    "www.w3.org",
    "ogp.me",
    "gmpg.org",
    "purl.org",
    "rdfs.org",
    "xmlns.com",
    "w3.org",
    "cdn.ampproject.org",
}  # names, not sites
BRITISH = re.compile(r"(?<![\d.,/-])(?:\+44 ?\(?0?\)?|\(?0)(\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})(?![\d./-])")
FICTION = re.compile(
    r"1632960\d{3}|7700900\d{3}|2079460\d{3}|1134960\d{3}|1614960\d{3}|3069990\d{3}|8081570\d{3}"
)  # ranges Ofcom keeps for it
REGISTERED = re.compile(r"VAT\b.{0,20}\bGB ?(?!000)\d{3} ?\d{4} ?\d{2}|Registered in England.{0,20}\b\d{8}\b|\bIBAN\b.{0,8}\b[A-Z]{2}\d{2}")


BYLINE = re.compile(r"\b(?:By|by|Written by) ([A-Z][a-z]+ [A-Z][a-z]+)\b")
MOST = 2  # pages on which one first or last name may sign
# Numbers that writers of invented pages fall back on: share of English golds with them (AEB has .13, .23, .03 and 0).
FAVOURITES = {r"eleven|11": 0.2, r"nine|9": 0.27, r"forty-one|41": 0.06, r"212": 0.02}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load("embedded")


def markup(page: Page) -> str:
    return decode(page.content, page.encoding)


def test_addresses_are_of_domains_that_nobody_can_have(corpus: Corpus) -> None:
    hosts = {(host.lower(), page.id) for page in corpus.pages for host in ADDRESS.findall(markup(page))}
    reserved = (".example", ".test", ".invalid", "example.com", "example.org", "example.net")
    assert [one for one in sorted(hosts) if not one[0].endswith(reserved) and one[0] not in SCHEMAS] == []


def test_british_telephone_numbers_are_of_ranges_kept_for_fiction(corpus: Corpus) -> None:
    british = [page for page in corpus.pages if page.lang == "en-GB"]
    digits = {(re.sub(r"\D", "", number), page.id) for page in british for number in BRITISH.findall(markup(page))}
    found = [one for one in sorted(digits) if len(one[0]) in {9, 10} and not FICTION.fullmatch(one[0])]
    assert found == []
    assert len(digits) > 5, "the pattern finds none"


def test_no_page_has_a_number_that_a_register_gave(corpus: Corpus) -> None:
    assert [page.id for page in corpus.pages if REGISTERED.search(markup(page))] == []


def stretches(page: Page) -> Iterator[str]:
    """Yield every eight words in a row of a page's text, scripts and styles left out."""
    text = markup(page)
    if page.kind.value == "html":
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
        text = " ".join(root.xpath("//text()[not(ancestor::script or ancestor::style)]"))
    words = WORD.findall(text.lower())
    return (" ".join(words[at : at + LENGTH]) for at in range(len(words) - LENGTH + 1))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public corpora are not at hand")
def test_no_eight_words_in_a_row_stand_in_a_public_corpus(corpus: Corpus) -> None:
    ours = {stretch: page.id for page in corpus.pages for stretch in stretches(page)}
    theirs = load(next(SHARED.glob("article-extraction-benchmark-*.tar.gz")))
    shared = {(ours[stretch], stretch) for page in theirs.pages for stretch in stretches(page) if stretch in ours}
    assert sorted(shared) == []


def test_favourite_numbers_are_about_as_common_as_on_real_pages(corpus: Corpus) -> None:
    english = [corpus.gold[page.id].text for page in corpus.pages if page.lang.startswith("en")]
    shares = {
        number: sum(bool(re.search(rf"\b(?:{number})\b", text, re.IGNORECASE)) for text in english) / len(english) for number in FAVOURITES
    }
    assert {number: share for number, share in shares.items() if share > FAVOURITES[number]} == {}


def test_no_name_of_a_person_comes_back_on_many_pages(corpus: Corpus) -> None:
    bylines = [set(BYLINE.findall(corpus.gold[page.id].text)) for page in corpus.pages]
    names = Counter(name for found in bylines for name in {word for byline in found for word in byline.split()})
    assert [name for name, count in names.items() if count > MOST] == []
    assert len(names) > 20, "the pattern finds none"
