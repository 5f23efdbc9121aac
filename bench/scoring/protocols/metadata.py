"""Title, author and date of a page, as an adapter of output ``metadata`` returns them: exact and normalised match, days apart."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged, ratio
from bench.scoring.protocols.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FIELDS = ("title", "author", "date")  # keys of the answer, and of ``Gold.parts``
_LONGEST = 64 << 10  # characters of an answer: a longer one is no title, author and date
_VALUE = 2_000  # characters of a value
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Days apart are counted one by one up to 31, then in bins: a median is exact to a month, and beyond it the lower end of its bin.
_EDGES = np.array([*range(32), 62, 92, 183, 365, 730, 1825, 3650])
_OURS = "our own; gold: title, author and date of WCXB and of article-extraction-dataset (NAEB)"
_EMPTY = "pages whose gold does not state the field are not on the board; an answer without it is wrong"


def parsed(answer: str) -> dict[str, str]:
    """Return the fields that an answer, one JSON object of texts, states; none of anything else.

    Values are hostile: what is no text or is blank is left out, lone surrogates become U+FFFD, a value is cut at 2,000 characters.
    """
    if len(answer) > _LONGEST:
        return {}
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    texts = {name: _SURROGATE.sub("\ufffd", value[name])[:_VALUE] for name in FIELDS if isinstance(value.get(name), str)}
    return {name: text.strip() for name, text in texts.items() if text.strip()}


def normalised(text: str) -> str:
    """Return a text as it compares: NFKC, case folded, without apostrophes, other marks one space."""
    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(" " if unicodedata.category(char)[0] in "PZC" else char for char in folded).split())


def day(text: str) -> date | None:
    """Return the day that a text begins with (``YYYY-MM-DD``, a time may follow), None where it is none."""
    try:
        return date.fromisoformat(found[1]) if (found := _DAY.match(text)) else None
    except ValueError:
        return None


def _text_row(field: str) -> Callable[[str, str], tuple[float, ...]]:
    """Return what makes the row of a title or an author: whether given, equal, equal once normalised."""

    def row(wanted: str, answer: str) -> tuple[float, ...]:
        """Return whether the field is given, is as gold has it, and is once both are normalised: 0 or 1 each."""
        found = parsed(answer).get(field, "")
        same = bool(found) and normalised(found) == normalised(wanted)
        return float(bool(found)), float(bool(found) and found == wanted.strip()), float(same)

    return row


def _date_row(wanted: date | None, answer: str) -> tuple[float, ...]:
    """Return the row of a date: whether given, same day, within a day; days apart, -1 for unknown."""
    stated = parsed(answer).get("date", "")
    found = day(stated)
    apart = abs((found - wanted).days) if found and wanted else -1
    return float(bool(stated)), float(apart == 0), float(0 <= apart <= 1), float(apart)


def _date_parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the three shares, 1 for each page, and a 1 in the bin of the days apart."""
    bins = np.searchsorted(_EDGES, rows[..., 3], side="right") - 1
    return np.concatenate([paged(3)(rows), (bins[..., None] == np.arange(len(_EDGES))).astype(float)], axis=-1)


def _date_finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Return share within a day, on the same day and given, and the lower median of the days apart."""
    given, same, within = np.moveaxis(averaged(totals[..., :4]), -1, 0)
    below = np.cumsum(totals[..., 4:], axis=-1)
    shares = ratio(below, below[..., -1:])
    median = np.where(np.isnan(shares[..., 0]), np.nan, _EDGES[np.argmax(shares >= 0.5 - 1e-9, axis=-1)])
    return np.stack([within, same, given, median], axis=-1)


def _explain(field: str) -> Callable[[Gold, str], list[Step]]:
    """Return what shows both sides of a field."""

    def explain(gold: Gold, answer: str) -> list[Step]:
        """Return gold's field and the answer's as one step where they are alike, as two else."""
        wanted, found = gold.parts.get(field, ""), parsed(answer).get(field, "")
        alike = day(found) == day(wanted) if field == "date" else normalised(found) == normalised(wanted)
        if found and alike:
            return [Step("equal", found, 1, 1)]
        return [Step("missing", wanted, 1, 0), *([Step("extra", found, 0, 1)] if found else [])]

    return explain


def _text_scorer(field: str) -> Scorer:
    """Return the protocol of a title or an author."""
    return Scorer(
        name=f"metadata-{field}",
        columns=("given", "exact", "normalised"),
        metrics=("normalised", "exact", "given"),
        rules=Rules(
            source=_OURS,
            tokens="none: whole values; exact: letter by letter but for white space around; normalised: NFKC, case folded, apostrophes "
            "left out, other punctuation and white space one space",
            empty=_EMPTY,
            failed="as an answer without the field",
            averaging="shares of pages; given: of pages on which the adapter states the field",
        ),
        prepare=lambda gold: gold.parts.get(field, ""),
        row=_text_row(field),
        parts=paged(3),
        finish=lambda totals: averaged(totals)[..., ::-1],
        headline="normalised",
        needs=field,
        explain=_explain(field),
    )


TITLE, AUTHOR = _text_scorer("title"), _text_scorer("author")
DATE = Scorer(
    name="metadata-date",
    columns=("given", "same_day", "within_day", "days"),
    metrics=("within_day", "same_day", "given", "median_days"),
    rules=Rules(
        source=_OURS,
        tokens="the day that a value begins with, YYYY-MM-DD, as written: no time zone is applied",
        empty=_EMPTY,
        failed="as an answer without the field",
        averaging="shares of pages; median_days: lower median of the days between the two, over pages with a day; exact to 31 days, beyond "
        "that the lower end of its bin (62, 92, 183, 365, 730, 1,825, 3,650 days)",
    ),
    prepare=lambda gold: day(gold.parts.get("date", "")),
    row=_date_row,
    parts=_date_parts,
    finish=_date_finish,
    headline="within_day",
    needs="date",
    lower_is_better=("median_days",),
    explain=_explain("date"),
)
