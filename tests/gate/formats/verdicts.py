"""Verdicts for the formats' tests: one small real one, and whatever page titles, adapters and errors may hold."""

from __future__ import annotations

import math
import unicodedata

from hypothesis import strategies as st

from bench.errors import GateError
from bench.gate.judging import incomparable
from bench.gate.verdict import Judgement, PageFall, Verdict, outcome_of
from bench.model import Outcome, Status

HOSTILE = (
    *"<>&\"'`|\\[](){}#*_~$%:,;=@!^\r\n\t\x00\x1b\x7f\x85\u2028\u2029\u202e\u2066\ufeff\ud800\uffff\U0001f600",
    "]]>",
    "<!--",
    "-->",
    "::error::x",
    "\n::stop-commands::t\n",
    "##[error]",
    "</testcase>",
    "<failure ",
    "```",
    "\n# EOF\n",
    '"} 1\n',
    "%0A",
    "](javascript:x)",
    "<script>",
    "| a |",
    "&#0;",
    "\n    ",
    "@everyone",
)
TEXT = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=8).map("".join)
FIGURE = st.floats(-1, 1) | st.just(math.nan)
STATUS = st.sampled_from([status.value for status in Status])
JUDGEMENT = st.builds(
    Judgement,
    corpus=TEXT,
    track=st.sampled_from(["html", "text", "all"]),
    adapter=TEXT,
    protocol=TEXT,
    metric=TEXT,
    where=TEXT,
    limit=TEXT,
    floor=FIGURE,
    value=FIGURE,
    change=FIGURE,
    low=FIGURE,
    high=FIGURE,
    pages=st.integers(0, 99),
    better=st.integers(0, 9),
    worse=st.integers(0, 9),
    outcome=st.sampled_from([Outcome.IMPROVED, Outcome.REGRESSED, Outcome.UNCHANGED]),
    failing=st.booleans(),
    lower_is_better=st.booleans(),
    reason=TEXT,
    not_gated=TEXT,
)
FALL = st.builds(
    PageFall,
    corpus=TEXT,
    adapter=TEXT,
    page_id=TEXT,
    protocol=TEXT,
    before=FIGURE,
    after=FIGURE,
    status_before=STATUS,
    status_after=STATUS,
    title=TEXT,
    url=TEXT,
    diff=TEXT,
    link=TEXT,
    address=TEXT,
)


def key(judgement: Judgement) -> tuple[str, ...]:
    """Return what tells judgements apart; the gate makes one each."""
    return judgement.corpus, judgement.track, judgement.adapter, judgement.protocol, judgement.metric, judgement.where


def whole(judgements: list[Judgement], broken: list[PageFall], fallen: list[PageFall], notes: list[str]) -> Verdict:
    made = tuple(judgements), tuple(broken), tuple(fallen)
    return Verdict(
        outcome=outcome_of(made[0], made[1]),
        judgements=made[0],
        broken=made[1],
        fallen=made[2],
        notes=tuple(notes),
        baseline={"x": {"run": "a"}},
        run={"x": {"adapters": {"y": "1"}}},
    )


MADE = st.builds(
    whole,
    st.lists(JUDGEMENT, max_size=4, unique_by=key),
    st.lists(FALL, max_size=3),
    st.lists(FALL, max_size=2),
    st.lists(TEXT, max_size=2),
)
REFUSED = st.builds(lambda a, b, c: incomparable(GateError(a, b, c)), TEXT, TEXT, TEXT)
VERDICT = MADE | REFUSED
REGRESSED = Judgement(
    corpus="made", track="html", adapter="one", protocol="aligned", metric="f1", limit="default", floor=0.9, value=0.8, change=-0.1,
    low=-0.15, high=-0.05, pages=9, better=1, worse=3, outcome=Outcome.REGRESSED, failing=True,
)  # fmt: skip
WATCHED = Judgement(
    corpus="made", track="html", adapter="one", protocol="aligned", metric="recall", where="type=forum", limit="", floor=0.5,
    value=0.75, change=0.25, pages=2, outcome=Outcome.IMPROVED, failing=False, reason="why", not_gated="no limit",
)  # fmt: skip
STILL = Judgement(
    corpus="made", track="html", adapter="two", protocol="aligned", metric="f1", limit="default", floor=0.5, value=0.5, change=0.0, low=0.0,
    high=0.0, pages=9, outcome=Outcome.UNCHANGED, failing=True,
)  # fmt: skip
COST = Judgement(
    corpus="made", track="all", adapter="two", metric="p95_ms", limit="p95_ms:+20%", floor=10.0, value=math.nan, change=math.nan, pages=9,
    outcome=Outcome.REGRESSED, failing=True, lower_is_better=True, reason="no longer defined",
)  # fmt: skip
BROKEN = PageFall(
    corpus="made", adapter="one", page_id="p1", protocol="aligned", before=0.75, after=0.0, status_before="ok", status_after="empty",
    title="A title", url="https://a.test/1", diff="- lost\n+ added", link="report/pages/1.html",
)  # fmt: skip
FELL = PageFall(
    corpus="made", adapter="one", page_id="p2", protocol="aligned", before=0.75, after=0.5, status_before="ok", status_after="ok"
)
EXAMPLE = Verdict(
    outcome=Outcome.REGRESSED, judgements=(WATCHED, REGRESSED, STILL, COST), broken=(BROKEN,), fallen=(FELL,), notes=("a note",),
    baseline={"made": {"run": "a"}}, run={"made": {"run": "b"}},
)  # fmt: skip
FINE = Verdict(outcome=Outcome.UNCHANGED, judgements=(STILL,))
UNSURE = incomparable(GateError("a", "b", "c"))


def hidden(text: str, allowed: str = "\n") -> list[str]:
    """Characters that a log or a page must not get."""
    return [
        char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in allowed + "\u200b\u200c\u200d"
    ]
