"""What is said of gold beside a verdict: of either side what is known, and that an old baseline does not say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from bench.drafts import GoldCounts
from bench.gate.refusals import drafts

if TYPE_CHECKING:
    from bench.gate.refusals import Case

OLD = "c: the baseline is of an earlier release and does not say whether its gold was cleaned"


def case(now: GoldCounts, then: GoldCounts, *digests: str) -> Case:
    """Return a case of which only the gold and the digests are looked at."""
    side = SimpleNamespace(corpus="c", gold=now, digest=digests[0])
    return cast("Case", SimpleNamespace(now=side, baseline=SimpleNamespace(snapshot=SimpleNamespace(gold=then, digest=digests[1]))))


@pytest.mark.parametrize(
    ("then", "digests", "said"),
    [
        (GoldCounts(), "ab", [OLD]),
        (GoldCounts(), "ba", [OLD]),
        (GoldCounts(), "aa", []),
        (GoldCounts(cleaned=2), "ab", []),
        (GoldCounts(cleaned=2), "aa", []),
    ],
)
def test_a_baseline_of_before_gold_was_counted_is_named_unless_its_corpus_is_this_one(
    then: GoldCounts, digests: str, said: list[str]
) -> None:
    assert list(drafts.said(case(GoldCounts(cleaned=2), then, *digests))) == said


def test_uncleaned_gold_is_said_of_each_side() -> None:
    lines = list(drafts.said(case(GoldCounts(cleaned=1, draft=1), GoldCounts(cleaned=1, empty=1), "a", "b")))
    assert [line.split(": ")[1] for line in lines] == ["the run", "the baseline"]


@pytest.mark.parametrize(("number", "named"), [(4, "p0, p1, p2, p3"), (5, "p0, p1, p2, p3, p4"), (7, "p0, p1, p2, p3, p4 and 2 more")])
def test_uncleaned_gold_of_a_run_is_refused_by_page_unless_it_is_allowed(number: int, named: str) -> None:
    states = ["draft", "empty", "absent"]
    facets = [{"gold": states[at % 3]} for at in range(number)] + [{"gold": "cleaned"}]
    made = GoldCounts(cleaned=1, draft=len(facets[:-1:3]), empty=len(facets[1:-1:3]), absent=len(facets[2:-1:3]))
    now = SimpleNamespace(corpus="c", source="c", gold=made, facets=facets, pages=[f"p{at}" for at in range(number + 1)])
    then = SimpleNamespace(gold=GoldCounts(cleaned=2))
    asked = {
        allow: cast("Case", SimpleNamespace(now=now, baseline=SimpleNamespace(snapshot=then), asked=SimpleNamespace(allow_drafts=allow)))
        for allow in (False, True)
    }
    (problem,) = drafts.uncleaned(asked[False])
    assert problem.what.endswith(f": {named}")
    assert not list(drafts.uncleaned(asked[True]))
