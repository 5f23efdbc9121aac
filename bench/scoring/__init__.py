"""Scoring: extractions x gold -> rows -> tables; one protocol a file, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.registry import lookup

if TYPE_CHECKING:
    from bench.model import Scorer

DEFAULT = "aligned"

SCORERS = {
    "aligned": "bench.scoring.aligned:SCORER",
    "shingles": "bench.scoring.shingles:SCORER",
    "shingles-allpages": "bench.scoring.shingles:ALLPAGES",
    "words": "bench.scoring.words:SCORER",
    "segments": "bench.scoring.segments:SCORER",
    "rouge-lsum": "bench.scoring.rouge:SCORER",
    "edit": "bench.scoring.edit:SCORER",
    "rouge-5": "bench.scoring.rouge5:SCORER",
    "text-edit": "bench.scoring.markdown:TEXT",
    "code-edit": "bench.scoring.markdown:CODE",
    "formula-edit": "bench.scoring.markdown:FORMULA",
    "table-edit": "bench.scoring.markdown:TABLE",
    "teds": "bench.scoring.teds:SCORER",
    "cleaneval": "bench.scoring.cleaneval:SCORER",
    "blocks": "bench.scoring.blocks:SCORER",
}


def load(name: str) -> Scorer:
    """Return the scorer of a protocol by name, entry point (``boilerbench.scorers``) or ``module:attr``; raises ProtocolError."""
    found = lookup("protocol", name, SCORERS, "boilerbench.scorers", ProtocolError, "boilerbench protocols")
    from bench.model import Scorer

    if not isinstance(found, Scorer):
        raise ProtocolError(f"protocol {name!r} is {type(found).__name__}", "a bench.model.Scorer")
    return found
