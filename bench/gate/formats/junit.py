"""JUnit XML: one suite for each adapter, one case for each judged metric or broken page."""

from xml.etree import ElementTree as ET

from bench.escaping import visible
from bench.gate.formats.text import line_of, name_of, page_of
from bench.gate.verdict import Verdict
from bench.model import Outcome

_MESSAGE = 1000  # characters of an attribute: GitLab and Jenkins show one line of it
_DIFF = 10_000  # characters of one page's diff
_DIFFS = 2_000_000  # characters of all: GitLab reads a report of at most 30 MB, Jenkins holds all of it in memory
_CUT = "\n... cut; the whole is in the report of the run"
_COUNTED = {"tests": "testcase", "failures": "failure", "errors": "error"}


def render(verdict: Verdict) -> str:
    """Return the document: failures where the gate fails, or one error; only what can fail is a case."""
    root = _element("testsuites", name="boilerbench gate")
    if verdict.outcome is Outcome.INCOMPARABLE:
        case = _case(_suite(root, "gate"), "gate", "comparable")
        case.append(_element("error", message=verdict.summary, type="incomparable"))
    else:
        _judged(root, verdict)
    for holder in (root, *root):
        holder.attrib |= {count: str(sum(1 for _ in holder.iter(tag))) for count, tag in _COUNTED.items()}
    ET.indent(root, space="")
    document: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document.decode() + "\n"


def _judged(root: ET.Element, verdict: Verdict) -> None:
    """Add a suite for each adapter, sorted: its judged metrics, then its broken pages."""
    judged = [judgement for judgement in verdict.judgements if judgement.failing]
    suites = {name: _suite(root, name) for name in sorted({item.adapter for item in judged} | {page.adapter for page in verdict.broken})}
    for name, suite in suites.items():
        limits = {name_of(item): item.limit for item in judged if item.adapter == name}
        if limits:
            suite.append(listed := _element("properties"))
            listed.extend(_element("property", name=f"limit {metric}", value=limit) for metric, limit in sorted(limits.items()))
    for item in judged:
        case = _case(suites[item.adapter], f"{item.corpus}.{item.track}", name_of(item))
        if item.outcome is Outcome.REGRESSED:
            case.append(_element("failure", message=line_of(item), type="regressed"))
    room = _DIFFS
    for page in verdict.broken:
        failure = _element("failure", message=page_of(page, "broken"), type="broken")
        failure.text = _cut(visible("\n".join(filter(None, [page.address, page.diff]))), min(_DIFF, room))
        room -= len(failure.text)
        _case(suites[page.adapter], page.corpus, f"page {page.page_id}").append(failure)


def _suite(root: ET.Element, name: str) -> ET.Element:
    """Return a new suite of the document; nothing of it is skipped or timed."""
    root.append(suite := _element("testsuite", name=name, skipped="0", time="0"))
    return suite


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    """Return a new case of a suite."""
    suite.append(case := _element("testcase", classname=group, name=name, time="0"))
    return case


def _cut(text: str, most: int) -> str:
    """Return at most ``most`` characters of a text that says where it was cut, "" for no room."""
    if len(text) <= most:
        return text
    return text[: most - len(_CUT)] + _CUT if most > len(_CUT) else ""


def _element(tag: str, **attributes: str) -> ET.Element:
    """Return an element; its attributes are cut, and what XML cannot hold is shown as other characters."""
    return ET.Element(tag, {name: _cut(visible(text), _MESSAGE) for name, text in attributes.items()})
