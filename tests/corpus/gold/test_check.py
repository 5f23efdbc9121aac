import pytest

import bench.corpus
from bench.corpus.gold.audit.finding import CODES
from bench.corpus.gold.check import check, exit_code, gold_findings, suspects
from bench.corpus.readers.assembly import assemble
from bench.errors import CorpusError
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
        (f"<p>{STORY}", gold("a", draft=True), [("warning", "draft")]),
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
    findings = check(
        made(("a", "<p>x", gold("a", "x", draft=True)), ("c", "<p>z", gold("c")), ("b", "<p>y", gold("b", "y", must_not=("z",))))
    )
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
        ("e", "<p>r", gold("e", draft=True)),
    )
    outputs = {"e": agreed, "a": agreed, "b": agreed, "c": agreed, "d": {"one": "apples", "two": "pears", "three": "plums"}}
    assert [item.page_id for item in suspects(read, outputs, least=0.2)] == ["a", "b"]
    assert suspects(read, {"a": {"one": STORY, "two": STORY}}) == []  # two agreeing prove nothing


def test_wcxb_has_its_known_faults():
    """The issue's own figures: 21 empty golds, and 13 must-not snippets that stand in their own gold."""
    read = corpus(WCXB)
    findings = [item.code for key, judged in read.gold.items() for item in gold_findings(key, judged)]
    assert (findings.count("empty-gold"), findings.count("must-not-in-gold")) == (21, 13)


def test_gold_that_cannot_be_read_and_gold_of_no_page_are_findings(tmp_path):
    index = "".join(f'[pages."{name}"]\nfile = "{name}.html"\n' for name in ("p1", "p2", "p3"))
    (tmp_path / "gold").mkdir()
    (tmp_path / "pages.toml").write_text(index)
    for name, gold in (("p1", "[bad tag] Title"), ("p2", "[empty]\n\nwords"), ("p3", "The ferry is late today.")):
        (tmp_path / f"{name}.html").write_text(f"<p>The ferry is late today.</p>{name}")
        (tmp_path / "gold" / f"{name}.txt").write_text(gold)
    (tmp_path / "gold" / "p1.html.txt").write_text("Title")
    corpus = bench.corpus.load(tmp_path, with_faults=True)
    told = {(item.code, item.page_id): item for item in check(corpus)}
    assert told["unreadable-gold", "p1"].where == f"{tmp_path}/gold/p1.txt:1"
    assert told["unreadable-gold", "p1"].detail == "no block is tagged [bad tag]"
    assert ("unreadable-gold", "p2") in told
    assert told["orphan-gold", "p1.html"].expected == "gold/p1.txt"
    assert not any(page == "p3" or code == "no-gold" for code, page in told)
    with pytest.raises(CorpusError, match=r"p1\.txt:1: no block is tagged \[bad tag\] \(and 1 more"):
        bench.corpus.load(tmp_path)
    for name in ("p1", "p2"):
        (tmp_path / "gold" / f"{name}.txt").write_text("The ferry is late today.")
    assert bench.corpus.load(tmp_path).left_out == {"gold files of no page in pages.toml": 1}


@pytest.mark.parametrize("depth", [200, 5000, 100_000])
def test_gold_of_a_page_nested_beyond_the_parser_is_not_called_wrong(depth):
    markup = b"<html><body>" + b"<div>" * depth + b"<p>The ferry is late today, says the harbour council.</p>"
    gold = Gold("p", (Block("The ferry is late today, says the harbour council."),))
    corpus = assemble("c", [Page("p", "c", markup)], {"p": gold})
    assert [item.code for item in check(corpus)] == (["too-deep"] if depth > 256 else [])
