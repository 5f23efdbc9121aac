"""JUnit XML: a suite an adapter, a case a judged metric or broken page, a failure where the gate fails on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.escaping import xml
from bench.gate.formats.text import line_of, page_of
from bench.model import Outcome

if TYPE_CHECKING:
    from bench.gate.verdict import BrokenPage, Judgement, Verdict


def render(verdict: Verdict) -> str:
    """Return the document; watched metrics are left out, for a case must be able to fail."""
    judged = [judgement for judgement in verdict.judgements if judgement.failing]
    names = sorted({judgement.adapter for judgement in judged} | {page.adapter for page in verdict.broken})
    suites = [_suite(name, judged, verdict.broken) for name in names]
    cases = len(judged) + len(verdict.broken)
    failures = sum(judgement.outcome is Outcome.REGRESSED for judgement in judged) + len(verdict.broken)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="boilerbench gate" tests="{cases}" failures="{failures}" errors="0">\n'
    return head + "".join(suites) + "</testsuites>\n"


def _suite(name: str, judged: list[Judgement], broken: tuple[BrokenPage, ...]) -> str:
    """Return the suite of one adapter."""
    ours = [judgement for judgement in judged if judgement.adapter == name]
    pages = [page for page in broken if page.adapter == name]
    failures = sum(judgement.outcome is Outcome.REGRESSED for judgement in ours) + len(pages)
    counts = f'tests="{len(ours) + len(pages)}" failures="{failures}" errors="0" skipped="0" time="0"'
    cases = [_metric(judgement) for judgement in ours] + [_page(page) for page in pages]
    return f'<testsuite name="{xml(name)}" {counts}>\n' + "".join(cases) + "</testsuite>\n"


def _metric(judgement: Judgement) -> str:
    """Return the case of one judged metric."""
    name = f"{judgement.protocol} {judgement.metric} {judgement.scope}"
    failure = line_of(judgement) if judgement.outcome is Outcome.REGRESSED else ""
    return _case(f"{judgement.corpus}.{judgement.track}", name, failure, "regressed")


def _page(page: BrokenPage) -> str:
    """Return the case of one broken page."""
    return _case(page.corpus, f"page {page.page_id}", page_of(page), "broken", page.diff[:2000])


def _case(group: str, name: str, failure: str, kind: str, detail: str = "") -> str:
    """Return one test case, with a failure where there is a message for one."""
    case = f'<testcase classname="{xml(group)}" name="{xml(name)}" time="0"'
    if not failure:
        return case + "/>\n"
    return f'{case}><failure message="{xml(failure)}" type="{kind}">{xml(detail)}</failure></testcase>\n'
