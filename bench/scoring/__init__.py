"""Scoring: extractions x gold -> rows -> tables.

``batch``, ``api``, ``explain`` and ``published`` use protocols, ``tables`` and ``statistics`` make figures of their rows, ``text.diff``
and ``text.tokens`` serve page views.
"""

import importlib.util

from bench.errors import ProtocolError
from bench.model import Scorer
from bench.registry import lookup

DEFAULT = "aligned"

SCORERS = {
    "aligned": "bench.scoring.protocols.aligned:SCORER",
    "shingles": "bench.scoring.protocols.shingles:SCORER",
    "shingles-allpages": "bench.scoring.protocols.shingles:ALLPAGES",
    "words": "bench.scoring.protocols.words:SCORER",
    "segments": "bench.scoring.protocols.segments:SCORER",
    "rouge-lsum": "bench.scoring.protocols.rouge:SCORER",
    "rouge-lsum-nltk39": "bench.scoring.protocols.rouge:NLTK39",
    "rouge-lsum-fundus": "bench.scoring.protocols.fundus:ROUGE",
    "paragraph-match": "bench.scoring.protocols.fundus:PARAGRAPHS",
    "edit": "bench.scoring.protocols.edit:SCORER",
    "rouge-5": "bench.scoring.protocols.rouge5:SCORER",
    "text-edit": "bench.scoring.protocols.markdown.edit:TEXT",
    "code-edit": "bench.scoring.protocols.markdown.edit:CODE",
    "formula-edit": "bench.scoring.protocols.markdown.edit:FORMULA",
    "table-edit": "bench.scoring.protocols.markdown.edit:TABLE",
    "teds": "bench.scoring.protocols.markdown.teds:SCORER",
    "cleaneval": "bench.scoring.protocols.cleaneval:SCORER",
    "blocks": "bench.scoring.protocols.blocks:SCORER",
    "fidelity": "bench.scoring.protocols.fidelity:SCORER",
    "structure": "bench.scoring.protocols.markdown.structure:SCORER",
    "structure-lines": "bench.scoring.protocols.markdown.structure_lines:SCORER",
}

METADATA = {  # a group of its own, of adapters that return title, author and date instead of text
    "metadata-title": "bench.scoring.protocols.metadata:TITLE",
    "metadata-author": "bench.scoring.protocols.metadata:AUTHOR",
    "metadata-date": "bench.scoring.protocols.metadata:DATE",
}
GROUPS = {"metadata": tuple(METADATA)}  # what ``--protocol`` takes for several
ESTIMATES = {"agreement": "bench.scoring.tables.estimated.scorer:SCORER"}  # without gold: shown like scores, never of a text


def group_of(name: str) -> str:
    """Return the group that a protocol is of, "" for none."""
    return next((group for group, members in GROUPS.items() if name in members), "")


def load(name: str) -> Scorer:
    """Return the scorer of a protocol: by name, entry point (``boilerbench.scorers``) or ``module:attr``.

    Raises ProtocolError where there is none. What its library needs is not asked for here: see :func:`load_to_score`.
    """
    scorer = lookup(
        "protocol",
        name,
        ESTIMATES if name in ESTIMATES else {**SCORERS, **METADATA},
        "boilerbench.scorers",
        ProtocolError,
        "boilerbench protocols",
    )
    if not isinstance(scorer, Scorer):
        raise ProtocolError(f"protocol {name!r} is {type(scorer).__name__}", "a bench.model.Scorer")
    return scorer


def load_to_score(name: str) -> Scorer:
    """Return the same for scoring texts; raises ProtocolError also where its library is not installed."""
    scorer = load(name)
    if name in ESTIMATES:
        raise ProtocolError(f"{name} is no protocol: estimates without gold come from a whole run", "a protocol", "boilerbench protocols")
    if scorer.library and importlib.util.find_spec(scorer.library) is None:
        extra = f"'boilerbench[{scorer.extra}]'" if scorer.extra else scorer.library
        raise ProtocolError(f"protocol {name!r} needs {scorer.library}, which is not installed", hint=f"pip install {extra}")
    return scorer
