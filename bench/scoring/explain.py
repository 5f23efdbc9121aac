"""Show how one page's figures came to be, token by token, in each protocol's own terms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bench.model import Gold, Scorer

_TOKEN = re.compile(r"[^\W_]+")
_ORDER = {"missing": 0, "extra": 1, "equal": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was counted: a token, shingle, sentence, segment, run or table row.

    ``kind`` is ``equal missing extra optional`` or a protocol's own word; ``gold`` and ``output`` say how often it stands on each side
    (for runs and sentences: how many tokens).
    """

    kind: str
    what: str
    gold: int
    output: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's metrics, the row they are made of, and the steps that the row counts, in the order of the text where there is one."""

    protocol: str
    metrics: Mapping[str, float]
    row: Mapping[str, float]
    steps: tuple[Step, ...]


def explain(scorer: Scorer, gold: Gold, text: str) -> Explanation:
    """Explain one page; a protocol that is not ours is explained by its row alone."""
    import numpy as np

    row = scorer.row(scorer.prepare(gold), text)
    figures = scorer.finish(scorer.parts(np.array([row])))[0]
    found = STEPS[scorer.name](gold, text) if scorer.name in STEPS else []
    return Explanation(
        scorer.name, dict(zip(scorer.metrics, map(float, figures), strict=True)), dict(zip(scorer.columns, row, strict=True)), tuple(found)
    )


def bag(gold: Iterable[str], output: Iterable[str]) -> list[Step]:
    """Return a step a distinct item: what is missing first, then what is extra, then what agrees; most frequent first."""
    wanted, found = Counter(gold), Counter(output)
    steps = []
    for item in sorted(wanted.keys() | found.keys()):
        kind = "missing" if wanted[item] > found[item] else "extra" if found[item] > wanted[item] else "equal"
        steps.append(Step(kind, item, wanted[item], found[item]))
    return sorted(steps, key=lambda step: (_ORDER[step.kind], -abs(step.gold - step.output), -step.gold, step.what))


def runs(gold: Sequence[str], output: Sequence[str], joint: str = " ") -> list[Step]:
    """Return the longest common subsequence as runs of tokens in reading order."""
    from bench.scoring.text import lcs

    known = lcs.alphabet(gold)
    kept = [at for at, token in enumerate(output) if token in known]
    blocks = lcs.blocks(lcs.codes(gold, known), lcs.codes(output, known))
    pairs = [(i + step, kept[j + step]) for i, j, size in blocks for step in range(size)]
    steps: list[Step] = []
    i = j = 0
    for start_i, start_j, size in [*lcs.merge(pairs), (len(gold), len(output), 0)]:
        steps += [Step("missing", joint.join(gold[i:start_i]), start_i - i, 0)] if start_i > i else []
        steps += [Step("extra", joint.join(output[j:start_j]), 0, start_j - j)] if start_j > j else []
        steps += [Step("equal", joint.join(gold[start_i : start_i + size]), size, size)] if size else []
        i, j = start_i + size, start_j + size
    return steps


def _aligned(gold: Gold, text: str) -> list[Step]:
    """Return the very alignment that was scored."""
    from bench.scoring.text.diff import diff

    made = diff(gold, text)
    return [
        Step(run.kind, " ".join((made.gold[slice(*run.gold)] or made.text[slice(*run.text)]).split()), run.gold_words, run.text_words)
        for run in made.runs
    ]


def _shingles(gold: Gold, text: str) -> list[Step]:
    """Return 4-grams with their counts."""
    from bench.scoring.protocols import shingles

    return bag(*([" ".join(gram) for gram in shingles.grams(shingles.tokenise(side))] for side in (gold.text, text)))


def _long_shingles(gold: Gold, text: str) -> list[Step]:
    """Return whole 4-grams with their counts."""
    from bench.scoring.protocols import shingles

    sides = (shingles.tokenise(gold.text), shingles.tokenise(text))
    return bag(*([" ".join(gram) for gram in shingles.grams(side)] if len(side) >= shingles.SIZE else [] for side in sides))


def _words(gold: Gold, text: str) -> list[Step]:
    """Return snippets, then words with their counts."""
    from bench.scoring.text.vocabulary import TOKEN

    lowered = text.lower()
    snippets = [Step("snippet to have", snippet, 1, int(snippet.lower() in lowered)) for snippet in gold.must_have]
    snippets += [Step("snippet not to have", snippet, 0, int(snippet.lower() in lowered)) for snippet in gold.must_not]
    return snippets + bag(TOKEN.findall(gold.text.lower()), TOKEN.findall(lowered))


def _segments(gold: Gold, text: str) -> list[Step]:
    """Return each segment and whether it was found."""
    from bench.scoring.protocols.segments import norm

    plain = norm(text)
    have = [(segment, norm(segment) in plain if plain else False) for segment in gold.must_have]
    must_not = [(segment, norm(segment) in plain if plain else False) for segment in gold.must_not]
    return [Step("tp" if found else "fn", segment, 1, int(found)) for segment, found in have] + [
        Step("fp" if found else "tn", segment, 0, int(found)) for segment, found in must_not
    ]


def _sentences(gold: Gold, text: str) -> list[Step]:
    """Return each gold sentence with its tokens and how many of them the output has (for itself, before counts are shared)."""
    from bench.scoring.protocols import rouge
    from bench.scoring.text import sentences

    prepared = rouge.prepare(gold)
    output = ["".join([prepared.known.get(t, rouge.FOREIGN) for t in sentence.split()]) for sentence in sentences.split(text)]
    found = zip(sentences.split(gold.text), prepared.sentences, strict=True)
    return [Step("sentence", " ".join(source.split()), len(code), rouge.hits([code], output)) for source, code in found]


def _rouge5(gold: Gold, text: str) -> list[Step]:
    """Return 5-grams of jieba's tokens with their counts."""
    from bench.scoring.protocols import rouge5

    sides = (gold.parts.get("markdown", gold.text), text)
    return bag(*(["|".join(gram) for gram in rouge5.grams(rouge5.tokenise(side))] for side in sides))


def _edit(gold: Gold, text: str) -> list[Step]:
    """Return the common subsequence of white-space tokens."""
    return runs(gold.text.split(), text.split())


def _blocks(gold: Gold, text: str) -> list[Step]:
    """Return the common subsequence of tokens, from which blocks are labelled."""
    return runs(_TOKEN.findall(gold.text), _TOKEN.findall(text))


def _cleaneval(gold: Gold, text: str) -> list[Step]:
    """Return difflib's alignment."""
    from bench.scoring.protocols import cleaneval

    own, wanted = cleaneval.tokenise(text), cleaneval.prepare(gold)
    steps = []
    for tag, i, j, k, m in cleaneval.opcodes(own, wanted):
        steps += [Step("equal", " ".join(wanted[k:m]), m - k, j - i)] if tag == "equal" else []
        steps += [Step("missing", " ".join(wanted[k:m]), m - k, 0)] if tag in {"insert", "replace"} else []
        steps += [Step("extra", " ".join(own[i:j]), 0, j - i)] if tag in {"delete", "replace"} else []
    return steps


def _characters(take: str) -> Callable[[Gold, str], list[Step]]:
    """Return the explanation of an edit protocol: its edit script in runs of characters."""

    def steps(gold: Gold, text: str) -> list[Step]:
        """Return runs of characters."""
        from rapidfuzz.distance import Levenshtein

        from bench.scoring.protocols import markdown_edit

        wanted, found = (getattr(markdown_edit, take)(side) for side in (gold.parts.get("markdown", ""), text))
        listed = []
        for code in Levenshtein.opcodes(wanted, found):
            kind = {"delete": "missing", "insert": "extra", "replace": "changed"}.get(code.tag, "equal")
            source, target = wanted[code.src_start : code.src_end], found[code.dest_start : code.dest_end]
            listed.append(Step(kind, f"{source} -> {target}" if kind == "changed" else source or target, len(source), len(target)))
        return listed

    return steps


def _teds(gold: Gold, text: str) -> list[Step]:
    """Return table rows with their counts, cells divided by bars."""
    from bench.scoring.protocols import teds

    return bag(*(teds.lines(teds.tree(side)) for side in (gold.parts.get("markdown", ""), text)))


STEPS: Mapping[str, Callable[[Gold, str], list[Step]]] = {
    "aligned": _aligned,
    "shingles": _shingles,
    "shingles-allpages": _long_shingles,
    "words": _words,
    "segments": _segments,
    "rouge-lsum": _sentences,
    "edit": _edit,
    "rouge-5": _rouge5,
    "text-edit": _characters("whole"),
    "code-edit": _characters("code"),
    "formula-edit": _characters("formulas"),
    "table-edit": _characters("tables"),
    "teds": _teds,
    "cleaneval": _cleaneval,
    "blocks": _blocks,
}
