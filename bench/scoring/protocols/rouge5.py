"""Protocol ``rouge-5``: WebMainBench's 5-grams of jieba tokens."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.protocols.steps import Step, bag

SIZE = 5


@dataclass(frozen=True, slots=True)
class _Rouge5Gold:
    """Gold as counted 5-grams; ``blank`` where it holds only white space."""

    grams: Mapping[tuple[str, ...], int]
    total: int
    blank: bool


def tokenise(text: str) -> list[str]:
    """Return jieba's tokens as they come: white space is a token, case is kept."""
    import logging
    import warnings

    with warnings.catch_warnings():  # jieba's regular expressions have invalid escapes, and it imports a deprecated module
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return list(jieba.lcut(text))


def grams(text: str) -> list[tuple[str, ...]]:
    """Return the 5-grams of a text in order; none for fewer than five tokens."""
    tokens = tokenise(text)
    return list(zip(*(tokens[i:] for i in range(SIZE)), strict=False))


def _text(gold: Gold) -> str:
    """Return what is compared of gold: its Markdown where the corpus has it, as in the source."""
    return gold.parts.get("markdown", gold.text)


def prepare(gold: Gold) -> _Rouge5Gold:
    """Count the 5-grams of gold."""
    counts = Counter(grams(_text(gold)))
    return _Rouge5Gold(counts, counts.total(), not _text(gold).strip())


def row(prepared: _Rouge5Gold, text: str) -> tuple[float, ...]:
    """Return P, R, F of one page and the counts in common, returned, wanted."""
    if prepared.blank and not text.strip():
        return 1.0, 1.0, 1.0, 0.0, 0.0, 0.0
    counts = Counter(grams(text))
    common = sum(min(count, prepared.grams.get(gram, 0)) for gram, count in counts.items())
    returned = counts.total()
    precision, recall = common / max(1, returned), common / max(1, prepared.total)
    f1 = 2 * precision * recall / (precision + recall) if common else 0.0
    return precision, recall, f1, float(common), float(returned), float(prepared.total)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return 5-grams of jieba's tokens with their counts."""
    return bag(*(["|".join(gram) for gram in grams(side)] for side in (_text(gold), text)))


SCORER = Scorer(
    name="rouge-5",
    columns=("precision", "recall", "f1", "common", "returned", "wanted"),
    metrics=("precision", "recall", "f1"),
    rules=Rules(
        source="opendatalab/WebMainBench, MinerU-HTML",
        tokens="jieba.lcut of the text as it comes (white space counts, case kept); multiset of 5-grams",
        empty="both blank: 1, 1, 1; fewer than five tokens have no 5-gram, hence 0 even if identical",
        failed="an empty output",
        averaging="mean over pages of P, of R and of F",
    ),
    prepare=prepare,
    row=row,
    parts=paged(3),
    finish=averaged,
    variant="tok:jieba",
    library="jieba",
    extra="rouge5",
    explain=explain,
)
