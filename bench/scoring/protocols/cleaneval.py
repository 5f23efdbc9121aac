"""Protocol ``cleaneval``: words and segment tags by difflib's alignment, as in CleanEval's script."""

import re
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, ratio
from bench.scoring.protocols.steps import Step

_URL = re.compile(r"^\s*URL.*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TAG = re.compile(r"(<[phl]>)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def tokenise(text: str) -> list[str]:
    """Return the words of a text, tags among them; an empty one at an end with white space."""
    plain = _CONTROL.sub(" ", _URL.sub("", text))
    return _SPACE.split(_SPACE.sub(" ", _TAG.sub(r"\n\1 ", plain)))


def prepare(gold: Gold) -> tuple[str, ...]:
    """Return the words of gold, with its tags where the corpus has them (``parts["tagged"]``)."""
    return tuple(tokenise(gold.parts.get("tagged", gold.text)))


def row(prepared: tuple[str, ...], text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over words, then over tags."""
    words = tokenise(text)
    counts = np.zeros(6)
    for tag, i, j, k, m in SequenceMatcher(None, words, prepared).get_opcodes():  # with the heuristic of popular words, as in the source
        own, gold = ((len(run), sum(bool(_TAG.match(word)) for word in run)) for run in (words[i:j], prepared[k:m]))
        counts += np.array([*own, 0, 0, 0, 0] if tag == "equal" else [0, 0, *own, *gold])
    tp, tag_tp, fp, tag_fp, fn, tag_fn = counts.tolist()
    return tp, fp, fn, tag_tp, tag_fp, tag_fn


def _measures(tp: NDArray[Any], fp: NDArray[Any], fn: NDArray[Any]) -> list[NDArray[Any]]:
    """Return F, P, R in percent; a denominator of 0 counts as 1."""
    precision, recall = tp / np.maximum(1, tp + fp), tp / np.maximum(1, tp + fn)
    return [100 * ratio(2 * precision * recall, precision + recall, 0.0), 100 * precision, 100 * recall]


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to page F, P, R of words and of tags, the six counts, and 1."""
    counts = [np.asarray(rows[..., i], float) for i in range(6)]
    return np.stack([*_measures(*counts[:3]), *_measures(*counts[3:]), *counts, np.ones_like(counts[0])], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to mean F, P, R of words, of tags, and F, P, R over all words together (micro)."""
    means = averaged(totals[..., [0, 1, 2, 3, 4, 5, 12]])
    pooled = np.stack(_measures(*(totals[..., i] for i in (6, 7, 8))), axis=-1)
    return np.concatenate([means, np.where(totals[..., 12:] > 0, pooled, np.nan)], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return difflib's alignment."""
    own, wanted = tokenise(text), prepare(gold)
    steps = []
    for tag, i, j, k, m in SequenceMatcher(None, own, wanted).get_opcodes():
        steps += [Step("equal", " ".join(wanted[k:m]), m - k, j - i)] if tag == "equal" else []
        steps += [Step("missing", " ".join(wanted[k:m]), m - k, 0)] if tag in {"insert", "replace"} else []
        steps += [Step("extra", " ".join(own[i:j]), 0, j - i)] if tag in {"delete", "replace"} else []
    return steps


SCORER = Scorer(
    name="cleaneval",
    columns=("tp", "fp", "fn", "tag_tp", "tag_fp", "tag_fn"),
    metrics=("f1", "precision", "recall", "tag_f1", "tag_precision", "tag_recall", "micro_f1", "micro_precision", "micro_recall"),
    rules=Rules(
        source="cleaneval.py 1.0, Evert 2008 (LREC), labelled segments",
        tokens="lines that start with URL dropped, control characters to spaces, a break before <p>, <l>, <h>; split on white space "
        "without stripping first (an empty word at an end with white space); tags are words, case kept",
        empty="an empty text is one empty word, so two empty texts agree; a denominator of 0 counts as 1",
        failed="an empty output",
        averaging="mean over pages of F, P, R in percent; micro_* from summed counts",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
    variant="align:difflib",
    percent=True,
    explain=explain,
)
