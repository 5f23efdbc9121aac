from dataclasses import replace

from bench.corpus.gold.audit.against_page import against_page
from bench.corpus.gold.audit.finding import CODES
from bench.corpus.gold.goldtext import parse, starts
from bench.model import Gold
from tests.corpus.gold.audit.made import LAST, LONG, NEXT, page

PAGE = page(f"<h1>Ferry</h1><p>{LONG}<p>{NEXT}<p>{LAST}")


def findings(text: str, outputs=None, of=PAGE):
    gold = Gold("a", parse(text)[0], file="gold/a.txt", lines=starts(text))
    return against_page(of, gold, outputs or {})[0]


def test_good_gold_has_no_findings():
    assert findings(f"[heading] Ferry\n\n{LONG}\n\n{NEXT}\n\n{LAST}\n") == []


def test_a_finding_says_file_line_and_what_was_expected():
    text = f"[heading] Ferry\n\n{LONG}\n\n{NEXT.replace('money', 'honey')}\n\n{LAST}\n"
    (finding,) = [item for item in findings(text) if item.code == "not-verbatim"]
    assert (finding.where, str(finding.severity)) == ("gold/a.txt:5", "warning")
    assert "money" in finding.expected
    assert {item.code for item in findings(text)} <= set(CODES)


def test_what_is_left_out_is_placed_at_the_block_before_it():
    (finding,) = findings(f"[heading] Ferry\n\n{LONG}\n\n{LAST}\n")
    assert (finding.code, finding.where) == ("left-out", "gold/a.txt:3")


def test_findings_of_one_code_are_capped_and_counted():
    text = "\n\n".join(f"This line number {number} stands nowhere on the page." for number in range(40))
    made = [item for item in findings(text) if item.code == "not-verbatim"]
    assert len(made) == 6
    assert made[-1].detail == "and 35 more on this page"


def test_pages_and_gold_without_words_are_passed_over():
    for of in (page(""), page("\x00"), replace(PAGE, stored=b"")):
        assert findings(f"{LONG}\n", of=of) == []
    assert against_page(PAGE, Gold("a", ()), {}) == ([], ())


def test_extractors_are_asked():
    of = page(f"<p>{LONG}<p>{NEXT}<div><b>x</b></div><div>Nobody returns this line that sells a boat to you</div>")
    text = f"{LONG}\n\n{NEXT}\n\nNobody returns this line that sells a boat to you\n"
    assert "none of 3 extractors" in " ".join(item.detail for item in findings(text, dict.fromkeys("abc", LONG + NEXT), of))
