"""Steps by which protocols explain themselves, and those that several have: counts of items, runs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.scoring.text import lcs

_ORDER = {"missing": 0, "extra": 1, "equal": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was counted: a token, shingle, sentence, segment, run or line of a table.

    ``kind`` is ``equal missing extra optional`` or a protocol's own word; ``gold`` and ``output`` say how often it stands on each side
    (for runs and sentences: how many tokens).
    """

    kind: str
    what: str
    gold: int
    output: int


def bag(gold: Iterable[str], output: Iterable[str]) -> list[Step]:
    """Return a step for each distinct item: missing, extra or equal; great differences come first."""
    wanted, returned = Counter(gold), Counter(output)
    steps = []
    for item in sorted(wanted.keys() | returned.keys()):
        kind = "missing" if wanted[item] > returned[item] else "extra" if returned[item] > wanted[item] else "equal"
        steps.append(Step(kind, item, wanted[item], returned[item]))
    return sorted(steps, key=lambda step: (_ORDER[step.kind], -abs(step.gold - step.output), -step.gold, step.what))


def runs(gold: Sequence[str], output: Sequence[str]) -> list[Step]:
    """Return the longest common subsequence as runs of tokens in reading order."""
    known = lcs.alphabet(gold)
    kept = [at for at, token in enumerate(output) if token in known]
    pairs = [(i, kept[j]) for i, j in lcs.pairs(lcs.codes(gold, known), lcs.codes(output, known))]
    steps: list[Step] = []
    i = j = 0
    for start_i, start_j, size in [*lcs.merge(pairs), (len(gold), len(output), 0)]:
        steps += [Step("missing", " ".join(gold[i:start_i]), start_i - i, 0)] if start_i > i else []
        steps += [Step("extra", " ".join(output[j:start_j]), 0, start_j - j)] if start_j > j else []
        steps += [Step("equal", " ".join(gold[start_i : start_i + size]), size, size)] if size else []
        i, j = start_i + size, start_j + size
    return steps
