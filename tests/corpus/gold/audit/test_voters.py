from bench.corpus.gold.audit.gaps import Kept
from bench.corpus.gold.audit.voters import dropped_by_all, kept_by_all, votes
from tests.corpus.gold.audit.made import LAST, LONG, NEXT, placed

AD = "A paragraph that nobody returns because it sells a boat"


def test_three_extractors_are_asked_and_empty_ones_are_none():
    assert votes({"a": LONG, "b": LONG, "c": " \u2026 "}) == ()
    assert len(votes({"a": LONG, "b": LONG, "c": NEXT})) == 3


def test_what_none_returns_is_boilerplate():
    kept = Kept(placed(f"<article><p>{LONG}<p>{NEXT}</article><div>{AD}</div>", f"{LONG}\n\n{NEXT}\n\n{AD}"))
    ((block, why),) = dropped_by_all(kept, votes(dict.fromkeys("abc", LONG + NEXT)))
    assert (block, why) == (2, "none of 3 extractors returns it")
    assert list(dropped_by_all(kept, votes(dict.fromkeys("abc", LONG + NEXT + AD)))) == []
    assert list(dropped_by_all(kept, ())) == []


def test_what_all_return_amid_the_content_is_content():
    kept = Kept(placed(f"<p>{LONG}<section>{NEXT}</section><p>{LAST}", f"{LONG}\n\n{LAST}"))
    ((passage, _),) = kept_by_all(kept, votes(dict.fromkeys("abc", LONG + NEXT + LAST)))
    assert kept.passages[passage].text == NEXT
    assert list(kept_by_all(kept, votes({"a": LONG + NEXT, "b": LONG + NEXT, "c": LONG}))) == []
