"""Protocol ``edit``: chatnoir's "Levenshtein", the common subsequence of white-space tokens."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.protocols.steps import Step, runs
from bench.scoring.text import lcs


@dataclass(frozen=True, slots=True)
class _EditGold:
    """Gold as a code, one character for each token."""

    known: Mapping[str, str]
    code: str


def prepare(gold: Gold) -> _EditGold:
    """Split gold on white space and number its tokens."""
    tokens = gold.text.split()
    known = lcs.alphabet(tokens)
    return _EditGold(known, lcs.codes(tokens, known))


def row(gold: _EditGold, text: str) -> tuple[float, ...]:
    """Score one output: 2 c / (g + o) with c common, g gold and o output tokens; 1 where both are empty."""
    tokens = text.split()
    common = lcs.length(gold.code, lcs.codes(tokens, gold.known))
    total = len(gold.code) + len(tokens)
    return 2 * common / total if total else 1.0, float(common), float(len(gold.code)), float(len(tokens))


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the common subsequence of white-space tokens."""
    return runs(gold.text.split(), text.split())


SCORER = Scorer(
    name="edit",
    columns=("similarity", "common", "gold", "output"),
    metrics=("similarity",),
    headline="similarity",
    rules=Rules(
        source="chatnoir web-content-extraction-benchmark (Bevendorff et al., SIGIR 2023), its column `levenshtein`",
        tokens="white-space tokens, case and punctuation kept",
        empty="both sides without tokens: 1; one of them: 0",
        failed="as an empty output",
        averaging="mean over pages",
    ),
    prepare=prepare,
    row=row,
    parts=paged(1),
    finish=averaged,
    explain=explain,
)
