"""Scoring: extractions x gold -> rows -> tables; one protocol a file, listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.registry import lookup

if TYPE_CHECKING:
    from bench.model import Scorer

DEFAULT = "aligned"

SCORERS = {
    "aligned": "bench.scoring.protocols.aligned:SCORER",
    "shingles": "bench.scoring.protocols.shingles:SCORER",
    "shingles-allpages": "bench.scoring.protocols.shingles:ALLPAGES",
    "words": "bench.scoring.protocols.words:SCORER",
    "segments": "bench.scoring.protocols.segments:SCORER",
    "rouge-lsum": "bench.scoring.protocols.rouge:SCORER",
    "edit": "bench.scoring.protocols.edit:SCORER",
    "rouge-5": "bench.scoring.protocols.rouge5:SCORER",
    "text-edit": "bench.scoring.protocols.markdown_edit:TEXT",
    "code-edit": "bench.scoring.protocols.markdown_edit:CODE",
    "formula-edit": "bench.scoring.protocols.markdown_edit:FORMULA",
    "table-edit": "bench.scoring.protocols.markdown_edit:TABLE",
    "teds": "bench.scoring.protocols.teds:SCORER",
    "cleaneval": "bench.scoring.protocols.cleaneval:SCORER",
    "blocks": "bench.scoring.protocols.blocks:SCORER",
}


def load(name: str) -> Scorer:
    """Return the scorer of a protocol by name, entry point (``boilerbench.scorers``) or ``module:attr``; raises ProtocolError."""
    found = lookup("protocol", name, SCORERS, "boilerbench.scorers", ProtocolError, "boilerbench protocols")
    from bench.model import Scorer

    if not isinstance(found, Scorer):
        raise ProtocolError(f"protocol {name!r} is {type(found).__name__}", "a bench.model.Scorer")
    return found
