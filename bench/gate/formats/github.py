"""Workflow commands that GitHub shows as annotations: at most ten, the rest said in the tenth."""

from bench.escaping import github
from bench.gate.formats.text import line_of, page_of
from bench.gate.verdict import Verdict
from bench.model import Outcome

LIMIT = 10  # annotations of one kind that GitHub shows for a step


def render(verdict: Verdict) -> str:
    """Return an error for each regressed metric and broken page; a notice where there is none."""
    failed = [line_of(item) for item in verdict.judgements if item.failing and item.outcome is Outcome.REGRESSED]
    if verdict.outcome is Outcome.INCOMPARABLE:
        failed = [verdict.summary]
    messages = failed + [page_of(page, "broken") for page in verdict.broken]
    if not messages:
        return f"::notice title=boilerbench gate::{github(verdict.summary)}\n"
    if len(messages) > LIMIT:
        messages[LIMIT - 1 :] = [f"and {len(messages) - LIMIT + 1} more: {verdict.summary}"]
    return "".join(f"::error title=boilerbench gate::{github(message)}\n" for message in messages)
