import pytest

from bench.corpus.gold.audit.finding import CODES
from bench.corpus.gold.check import check, exit_code, gold_findings, suspects
from bench.corpus.readers.assembly import assemble
from bench.model import Block, Gold, Page
from tests.corpus.published import WCXB, corpus

STORY = (
    "The old ferry stopped running in March because its engine could no longer be repaired, and the town has talked of nothing else since."
    " The council met twice, found no money, and asked the county for help that may or may not come before the autumn storms begin."
)


def made(*entries: tuple[str, str, Gold], name: str = "c"):
    pages = [Page(key, name, markup.encode(), type="article") for key, markup, _ in entries]
    return assemble(name, pages, {gold.page_id: gold for _, _, gold in entries if gold is not None})


def gold(key: str, *texts: str, **more) -> Gold:
    return Gold(key, tuple(Block(text) for text in texts), **more)


def codes(findings) -> list[tuple[str, str, str]]:
    return [(str(item.severity), item.code, item.page_id) for item in findings]


def one(markup: str, judged: Gold) -> list[tuple[str, str]]:
    return [(severity, code) for severity, code, _ in codes(check(made(("a", markup, judged))))]


@pytest.mark.parametrize(
    ("markup", "judged", "expected"),
    [
        (f"<p>{STORY}", gold("a", STORY), []),
        (f"<p>{STORY}", gold("a", STORY, must_have=("the county",), must_not=("Cookie",)), [("warning", "must-not-off-page")]),
        (f"<p>{STORY}<i>Cookie", gold("a", STORY, must_not=("Cookie",)), []),
        (f"<p>{STORY}<i>Cookie", gold("a", STORY, must_not=("OLD FERRY",)), [("error", "must-not-in-gold")]),
        (f"<p>{STORY}", gold("a", STORY, must_have=("the \n county",)), []),
        (f"<p>{STORY} more", gold("a", STORY, must_have=("more",)), [("error", "must-have-missing")]),
        (f"<p>{STORY}", Gold("a", None, must_have=("nowhere",)), [("warning", "must-have-off-page")]),
        (f"<p>{STORY}", gold("a"), [("error", "empty-gold")]),
        (f"<p>{STORY}", gold("a", "— …"), [("error", "empty-gold")]),
        (f"<p>{STORY}", gold("a", STORY, draft=True), [("warning", "draft")]),
        (
            f"<p>{STORY}",
            gold("a", STORY, "And then a whole paragraph that the page never had at all."),
            [("warning", "gold-off-page"), ("warning", "not-verbatim")],
        ),
        ("<p>Another page", gold("a", STORY), [("error", "gold-off-page")]),
        ("<p>Zür\u00c3\u00bcck", gold("a", "Zür\u00c3\u00bcck"), [("error", "mojibake-gold")]),
        ("<p>Ñandú, Âge, Ärger, São", gold("a", "Ñandú, Âge, Ärger, São"), []),
        ("<p>" + "caf\u00c3\u00a9 " * 5 + STORY, gold("a", STORY), [("warning", "left-out"), ("warning", "mojibake-page")]),
    ],
)
def test_each_finding(markup, judged, expected):
    assert one(markup, judged) == expected


@pytest.mark.parametrize(
    "markup",
    [
        STORY.replace("ferry", "f<b>er</b>ry").replace(" stopped", "<div class=ad>Buy now</div> stopped"),
        STORY.replace(" ", "&nbsp; \n"),
        f"<script>x</script><noscript>{STORY}</noscript>",
        f"<img alt='{STORY}'>",
        STORY.replace("because its engine", "because Story continues below its engine"),
    ],
)
def test_gold_is_found_through_markup_and_interruptions(markup):
    assert [item for item in check(made(("a", f"<p>{markup}", gold("a", STORY)))) if item.severity == "error"] == []


def test_duplicates_and_near_duplicates():
    other = STORY.replace("March", "April")
    findings = check(
        made(
            ("a", f"<p>{STORY}", gold("a", STORY, "One " + STORY)),
            ("b", f"<p>{STORY}", gold("b", STORY + "!", "One " + STORY)),
            ("c", f"<p>{STORY} {other}", gold("c", other, "One " + STORY)),
            ("d", "<p>something else that is short", gold("d", "something else that is short")),
        )
    )
    assert {(code, page) for _, code, page in codes(findings)} >= {
        ("duplicate-page", "b"),
        ("duplicate-gold", "b"),
        ("near-duplicate", "a"),
    }
    assert not [item for item in findings if item.page_id == "d"]


def test_a_page_without_gold_among_others_is_an_error():
    findings = check(made(("a", "<p>x", gold("a", "x")), ("b", "<p>y", None)))
    assert codes(findings) == [("error", "no-gold", "b")]
    assert check(made(("b", "<p>y", None))) == []  # a corpus for scale has no gold at all


def test_order_exit_code_and_meanings():
    findings = check(made(("a", "<p>x", gold("a", draft=True)), ("b", "<p>y", gold("b", "y", must_not=("z",)))))
    assert [str(item.severity) for item in findings] == ["error", "warning", "warning"]
    assert (exit_code(findings), exit_code(findings[1:])) == (1, 0)
    assert {item.code for item in findings} <= set(CODES)


def test_roles_are_asked_for_only_where_a_corpus_says_roles():
    markup = f"<h1>Ferry late</h1><h2>What now</h2><p>{STORY}"
    plain = gold("a", "Ferry late", "What now", STORY)
    tagged = Gold("b", (Block("Ferry late", role="heading"), Block("What now", role="heading"), Block(STORY + " So.")))
    other = ("b", f"<h1>Ferry late</h1><h2>What now</h2><p>{STORY} So.", tagged)
    assert "role" not in {code for _, code, _ in codes(check(made(("a", markup, plain))))}
    assert ("warning", "role", "a") in codes(check(made(("a", markup, plain), other)))


def test_outputs_of_a_run_are_asked():
    line = "Nobody returns this line that sells a boat to you"
    corpus = made(("a", f"<p>{STORY}<p>One more thing: {STORY}<div>{line}</div>", gold("a", STORY, f"One more thing: {STORY}", line)))
    outputs = {"a": dict.fromkeys("abc", f"{STORY} One more thing: {STORY}")}
    assert codes(check(corpus)) == []
    assert codes(check(corpus, outputs=outputs)) == [("warning", "boilerplate-kept", "a")]


def test_suspects_are_ranked():
    agreed = {"one": STORY, "two": STORY + " indeed", "three": STORY}
    read = made(
        ("a", "<p>x", gold("a", "wholly different words stand in this gold")),
        ("b", "<p>y", gold("b", STORY.partition(".")[0])),
        ("c", "<p>z", gold("c", STORY)),
        ("d", "<p>q", gold("d", "wholly different")),
    )
    outputs = {"a": agreed, "b": agreed, "c": agreed, "d": {"one": "apples", "two": "pears", "three": "plums"}}
    assert [item.page_id for item in suspects(read, outputs, least=0.2)] == ["a", "b"]
    assert suspects(read, {"a": {"one": STORY, "two": STORY}}) == []  # two agreeing prove nothing


def test_wcxb_has_its_known_faults():
    """The issue's own figures: 21 empty golds, and 13 must-not snippets that stand in their own gold."""
    read = corpus(WCXB)
    findings = [item.code for key, judged in read.gold.items() for item in gold_findings(key, judged)]
    assert (findings.count("empty-gold"), findings.count("must-not-in-gold")) == (21, 13)
