"""Every format that CI reads is valid by its own rules, whatever page titles, adapters and errors hold."""

from __future__ import annotations

import io
import json
import math
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from bench.errors import ConfigError, GateError
from bench.gate import formats
from bench.gate.formats import job_summary
from bench.gate.formats.json import SCHEMA
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
BMF = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["value"],
            "additionalProperties": False,
            "properties": {name: {"type": "number"} for name in ("value", "lower_value", "upper_value")},
        },
    },
}
CUSTOM = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "unit", "value"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "unit": {"type": "string"},
            "value": {"type": "number"},
            "range": {"type": "string"},
            "extra": {"type": "string"},
        },
    },
}
XSD = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


def hidden(text: str, allowed: str = "\n") -> list[str]:
    """Characters that a log or a page must not get."""
    return [
        char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in allowed + "\u200b\u200c\u200d"
    ]


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_json_is_by_the_published_schema(verdict: Verdict) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    text = formats.render(verdict, "json")
    found = json.loads(text, parse_constant=pytest.fail)
    jsonschema.validate(found, schema)
    assert text.isascii()
    assert (found["outcome"], found["exit_code"], len(found["broken"])) == (verdict.outcome, verdict.exit_code, len(verdict.broken))


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_junit_is_by_its_schema_and_its_counts_are_true(verdict: Verdict) -> None:
    tree = etree.fromstring(formats.render(verdict, "junit").encode())
    XSD.assertValid(tree)
    for holder in (tree, *tree.iter("testsuite")):
        for name, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(holder.get(name)) == len(list(holder.iter(element)))
    judged = [item for item in verdict.judgements if item.failing]
    failed = sum(item.outcome is Outcome.REGRESSED for item in judged) + len(verdict.broken)
    expected = (1, 0, 1) if verdict.outcome is Outcome.INCOMPARABLE else (len(judged) + len(verdict.broken), failed, 0)
    assert tuple(int(tree.get(name)) for name in ("tests", "failures", "errors")) == expected


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_openmetrics_is_read_by_its_own_parser(verdict: Verdict) -> None:
    text = formats.render(verdict, "openmetrics")
    found = {family.name: family for family in text_string_to_metric_families(text)}
    assert set(found) == {"boilerbench_score", "boilerbench_floor", "boilerbench_broken_pages"}
    assert len(found["boilerbench_score"].samples) == len(verdict.judgements)
    assert sum(sample.value for sample in found["boilerbench_broken_pages"].samples) == len(verdict.broken)
    assert text.endswith("# EOF\n")


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_bmf_and_the_custom_files_are_by_their_schemas(verdict: Verdict) -> None:
    bmf = json.loads(formats.render(verdict, "bmf"), parse_constant=pytest.fail)
    jsonschema.validate(bmf, BMF)
    defined = [item for item in verdict.judgements if math.isfinite(item.value)]
    both = []
    for name in ("bigger-is-better", "smaller-is-better"):
        found = json.loads(formats.render(verdict, name), parse_constant=pytest.fail)
        jsonschema.validate(found, CUSTOM)
        both += found
    assert len(both) == len(defined)
    for measures in bmf.values():
        for figures in measures.values():
            assert figures.get("lower_value", figures["value"]) <= figures["value"] <= figures.get("upper_value", figures["value"])


@settings(max_examples=25, deadline=None)
@given(VERDICT, st.integers(1, 30))
def test_annotations_are_ten_workflow_commands_at_most(verdict: Verdict, more: int) -> None:
    crowd = replace(verdict, broken=verdict.broken * (more if verdict.outcome is not Outcome.INCOMPARABLE else 1))
    lines = formats.render(crowd, "github").split("\n")
    assert lines.pop() == ""
    assert 1 <= len(lines) <= 10
    for line in lines:
        assert re.fullmatch(r"::(error|notice) title=boilerbench gate::[^\r\n]*", line)
        assert "::" not in line.split("::", 2)[2]
        assert not hidden(line)
    failed = crowd.exit_code != 0
    assert all(line.startswith("::error") == failed for line in lines)


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_text_is_lines_that_no_page_can_forge(verdict: Verdict) -> None:
    text = formats.render(verdict, "text")
    assert not hidden(text)
    lines = text.rstrip("\n").split("\n")
    assert lines[-1].startswith(f"boilerbench gate: {verdict.outcome.value}: ")
    assert sum(line.startswith("boilerbench gate: ") for line in lines) == 1 + sum(
        note.startswith("boilerbench gate: ") for note in verdict.notes
    )
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_markdown_tables_keep_their_shape_and_hold_no_markup(verdict: Verdict) -> None:
    text = formats.render(verdict, "markdown")
    assert not hidden(text)
    width = 0
    for line in text.split("\n"):
        if line.startswith("    "):
            continue
        assert "<" not in line
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        if line.startswith("|"):
            width = width or cells
            assert cells == width, line
        else:
            width = 0
            assert not cells or not line.startswith("|")
    assert text.startswith("## ")


def test_markdown_stays_in_its_limit_and_says_what_is_left_out() -> None:
    page = PageFall(
        corpus="c", adapter="a" * 500, page_id="p" * 500, protocol="aligned", before=0.9, after=0.1, status_before="ok", status_after="ok",
        title="t" * 5000, diff="- x\n" * 5000, link="report/index.html",
    )  # fmt: skip
    metric = Judgement(
        corpus="c", track="html", adapter="a" * 5000, protocol="aligned", metric="f1", limit="default", floor=0.9, value=0.8, change=-0.1,
        low=-0.2, high=-0.05, pages=9, worse=9, outcome=Outcome.REGRESSED, failing=True,
    )  # fmt: skip
    verdict = whole([replace(metric, adapter=f"{at}") for at in range(5000)], [page] * 5000, [], [])
    text = formats.render(verdict, "markdown")
    assert len(text.encode()) < 1 << 20
    assert "and 4980 more broken pages" in text
    assert "and 4800 more metrics that moved" in text
    assert "and 4980 more broken pages" in formats.render(verdict, "text")
    for limit in (0, 10, 500, 20_000):
        assert len(job_summary.render(verdict, limit).encode()) <= limit


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match="junti"):
        formats.sinks(["junti=x.xml"])
    with pytest.raises(ConfigError, match="two formats"):
        formats.sinks(["json", "junit"])
    assert formats.sinks(["json", "junit=a=b.xml"]) == (("json", None), ("junit", Path("a=b.xml")))


@settings(max_examples=10, deadline=None)
@given(verdict=VERDICT)
def test_files_are_whole_and_stdout_is_one_format(verdict: Verdict, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("out")
    wanted = formats.sinks(["json", *(f"{name}={folder / name}" for name in formats.FORMATS)])
    (folder / "summary.md").write_text("before\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := io.StringIO())
        patch.setattr("sys.stderr", err := io.StringIO())
        formats.emit(verdict, wanted, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")})
    assert json.loads(out.getvalue())["outcome"] == verdict.outcome
    assert err.getvalue().startswith("::")
    assert err.getvalue().splitlines()[-1].startswith("boilerbench gate: ")
    assert (folder / "summary.md").read_text(encoding="utf-8").startswith("before\n## ")
    assert {path.name for path in folder.iterdir()} == {*formats.FORMATS, "summary.md"}
    assert json.loads((folder / "json").read_text(encoding="utf-8")) == json.loads(out.getvalue())
