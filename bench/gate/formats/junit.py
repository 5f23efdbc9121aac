"""JUnit XML: a suite an adapter, a case a judged metric or broken page, a failure where the gate fails on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.escaping import xml
from bench.gate.formats.text import line_of, name_of, page_of
from bench.model import Outcome

if TYPE_CHECKING:
    from bench.gate.verdict import Judgement, PageFall, Verdict

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(verdict: Verdict) -> str:
    """Return the document; watched metrics are left out, for a case must be able to fail; a gate that cannot judge is one error."""
    if verdict.outcome is Outcome.INCOMPARABLE:
        error = f'<error message="{xml(verdict.summary)}" type="incomparable"/>'
        return _document([_suite("gate", [f'<testcase classname="gate" name="comparable" time="0">{error}</testcase>\n'])])
    judged = [judgement for judgement in verdict.judgements if judgement.failing]
    names = sorted({judgement.adapter for judgement in judged} | {page.adapter for page in verdict.broken})
    return _document([_suite(name, _cases(name, judged, verdict.broken)) for name in names])


def _document(suites: list[str]) -> str:
    """Return the whole document with its counts."""
    return f'{_HEAD}<testsuites name="boilerbench gate" {_counts("".join(suites))}>\n' + "".join(suites) + "</testsuites>\n"


def _suite(name: str, cases: list[str]) -> str:
    """Return one suite with its counts."""
    body = "".join(cases)
    return f'<testsuite name="{xml(name)}" {_counts(body)} skipped="0" time="0">\n{body}</testsuite>\n'


def _counts(body: str) -> str:
    """Return the counts of cases in markup: text is escaped, so only elements are counted."""
    return f'tests="{body.count("<testcase ")}" failures="{body.count("<failure ")}" errors="{body.count("<error ")}"'


def _cases(name: str, judged: list[Judgement], broken: tuple[PageFall, ...]) -> list[str]:
    """Return the cases of one adapter."""
    return [_metric(item) for item in judged if item.adapter == name] + [_page(page) for page in broken if page.adapter == name]


def _metric(judgement: Judgement) -> str:
    """Return the case of one judged metric."""
    failure = line_of(judgement) if judgement.outcome is Outcome.REGRESSED else ""
    return _case(f"{judgement.corpus}.{judgement.track}", name_of(judgement), failure, "regressed")


def _page(page: PageFall) -> str:
    """Return the case of one broken page."""
    return _case(page.corpus, f"page {page.page_id}", page_of(page, "broken"), "broken", page.diff)


def _case(group: str, name: str, failure: str, kind: str, detail: str = "") -> str:
    """Return one test case, with a failure where there is a message for one."""
    case = f'<testcase classname="{xml(group)}" name="{xml(name)}" time="0"'
    if not failure:
        return case + "/>\n"
    return f'{case}><failure message="{xml(failure)}" type="{kind}">{xml(detail)}</failure></testcase>\n'
