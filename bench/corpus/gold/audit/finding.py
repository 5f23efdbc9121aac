"""What an audit says: findings, how bad each is, and what each code means."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: ``error`` makes scores wrong, ``warning`` may, ``note`` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One finding: ``code`` is one of :data:`CODES`, ``detail`` says what and where in a line."""

    severity: Severity
    code: str
    page_id: str
    detail: str
    where: str = ""  # the gold file and the line in it, as ``gold/a.txt:12``; "" where it is of no line
    expected: str = ""  # what should stand there, or what to do


CODES = {
    "empty-gold": "the gold has no words: every output scores 0, or 1 for nothing",
    "blank-gold": "a person says that the page has no content: every text scores 0",
    "no-gold": "the page has no gold, though others have",
    "unreadable-gold": "the gold file cannot be read, so the corpus cannot be used until it is mended",
    "orphan-gold": "a gold file belongs to no page of the index",
    "too-deep": "the page is nested beyond what the parser reads",
    "must-not-in-gold": "a must-not segment stands in the page's own gold (case ignored, as the words protocol does)",
    "must-have-missing": "a must-have segment is not in the page's own gold",
    "must-have-off-page": "a must-have segment is not on the page, so nothing can return it",
    "must-not-off-page": "a must-not segment is not on the page, so it can never fail",
    "gold-off-page": "words of the gold are not on the page",
    "not-verbatim": "a line of the gold does not stand on the page letter for letter",
    "out-of-order": "a line of the gold stands on the page, but not in this order",
    "repeated": "a block stands in the gold more often than on the page",
    "left-out": "the page has content between or after what is kept that the gold leaves out",
    "boilerplate-kept": "the gold requires what the page's markup, its place or the extractors say is boilerplate",
    "role": "the role of a block is not what the page's markup says it is",
    "typed-marks": "bullets or cell dividers stand as text in a block that is no list, table or code",
    "labelled-both-ways": "one device is required in some places and optional in others",
    "device-not-there": "the index names a device of the page that nothing on it shows",
    "duplicate-page": "the same bytes stand in the corpus twice",
    "duplicate-gold": "the same gold stands in the corpus twice",
    "near-duplicate": "two pages have nearly the same gold",
    "mojibake-gold": "the gold holds text that was decoded wrongly",
    "mojibake-page": "the page reads as wrongly decoded: its encoding may be declared wrongly",
    "draft": "the gold is a draft that no person has cleaned",
    "suspect": "all extractors agree with one another and contradict the gold",
}


def short(text: str, limit: int = 60) -> str:
    """Return a text on one line, cut to ``limit`` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
