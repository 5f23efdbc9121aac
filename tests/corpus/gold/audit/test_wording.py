from bench.corpus.gold.audit.wording import misplaced, misquoted, repeated
from tests.corpus.gold.audit.made import LAST, LONG, NEXT, placed

PAGE = f"<article><p>{LONG}<p>{NEXT}<p>{LAST}</article>"


def test_a_changed_word_and_what_the_page_says():
    ((line, nearest),) = misquoted(placed(PAGE, f"{LONG}\n\n{NEXT.replace('money', 'honey')}\n\n{LAST}"))
    assert (line.block, line.row) == (1, 0)
    assert "money" in nearest
    ((_, nearest),) = misquoted(placed(PAGE, "Wholly other words that stand nowhere at all."))
    assert nearest == ""


def test_swapped_paragraphs_and_what_stands_before():
    ((line, before),) = misplaced(placed(PAGE, f"{LONG}\n\n{LAST}\n\n{NEXT}"))
    assert line.text in {NEXT, LAST}
    assert before in {LONG, NEXT}
    assert list(misplaced(placed(PAGE, f"{LONG}\n\n{NEXT}\n\n{LAST}"))) == []


def test_a_doubled_paragraph_is_one_finding_of_one_kind():
    for text in (f"{LONG}\n\n{LONG}\n\n{NEXT}", f"{LONG}\n\n{NEXT}\n\n{LONG}"):
        placement = placed(PAGE, text)
        assert len(list(repeated(placement))) == 1
        assert list(misplaced(placement)) == list(misquoted(placement)) == []


def test_what_a_page_repeats_may_be_repeated():
    cells = "[table] Monday | open\nTuesday | open\nSunday | closed"
    assert list(repeated(placed("<table><tr><td>Monday<td>open<tr><td>Tuesday<td>open<tr><td>Sunday<td>closed</table>", cells))) == []
    assert list(repeated(placed("<p>Yes<p>No<p>Yes", "Yes\n\nNo\n\nYes"))) == []
    assert list(repeated(placed("<p>Yes<p>No", "Yes\n\nNo\n\nYes"))) == [(2, 0)]
    thread, hidden = f"<p>{LONG}<p>{NEXT}<blockquote>{LONG}</blockquote><p>{LAST}", f"<p>{LONG}<p>{NEXT}<p hidden>{LONG}</p><p>{LAST}"
    quoting = f"{LONG}\n\n{NEXT}\n\n[quote] {LONG}\n\n{LAST}"
    assert list(repeated(placed(thread, quoting))) == []
    assert list(repeated(placed(hidden, quoting))) == [(2, 0)]
