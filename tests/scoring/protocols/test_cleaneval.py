"""Protocol cleaneval: tokens, difflib's heuristic, means, and a naive second implementation."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring.protocols import cleaneval
from tests.scoring.pages import figures, gold


def naive_cleaneval(truth: str, text: str) -> tuple[int, ...]:
    """Count tp, fp, fn of words and of tags, one opcode at a time."""
    sides = []
    for side in (text, truth):
        kept = re.sub(r"(?m)^\s*URL.*$", "", side)
        kept = "".join(" " if ord(char) < 32 else char for char in kept)
        for tag in ("p", "l", "h", "P", "L", "H"):
            kept = kept.replace(f"<{tag}>", f"\n<{tag}> ")
        sides.append(re.split(r"\s+", kept))
    counts = dict.fromkeys(("tp", "fp", "fn", "tag_tp", "tag_fp", "tag_fn"), 0)
    for code, i, j, k, m in difflib.SequenceMatcher(None, *sides).get_opcodes():
        for kind, listed in (("tp", sides[0][i:j]), ("fp", sides[0][i:j]), ("fn", sides[1][k:m])):
            if (kind == "tp") == (code == "equal"):
                counts[kind] += len(listed)
                counts[f"tag_{kind}"] += sum(word.lower()[:3] in {"<p>", "<l>", "<h>"} for word in listed)
    return tuple(counts.values())


@given(*[st.lists(st.sampled_from(["a", "b", "<p>", "<H>x", "\n", " ", "\x07", "\nURL: z\n", "c"]), max_size=25).map("".join)] * 2)
def test_cleaneval_is_that_of_a_naive_implementation(truth: str, text: str) -> None:
    assert cleaneval.row(cleaneval.prepare(gold(truth)), text) == naive_cleaneval(truth, text)


def test_cleaneval_keeps_the_words_at_the_ends_and_the_popular_word_heuristic() -> None:
    assert cleaneval.tokenise(" a b ") == ["", "a", "b", ""]
    assert cleaneval.tokenise("URL: http://x\n<p>a") == ["", "<p>", "a"]
    long = " ".join(f"w{i} the" for i in range(150))
    row = cleaneval.row(cleaneval.prepare(gold(long)), "the")
    assert row[0] == 0  # a word that makes up more than 1 % of 200 words or more starts no match


def test_means_are_of_pages_and_micro_figures_of_all_words() -> None:
    made = figures("cleaneval", (gold("a b c d"), "a b x y"), (gold("a"), "a"))
    assert (made["precision"], made["recall"], made["f1"]) == (75, 75, 75)
    assert (made["micro_precision"], made["micro_recall"], made["micro_f1"]) == pytest.approx((60, 60, 60))
    assert (made["tag_precision"], made["tag_recall"], made["tag_f1"]) == (0, 0, 0)


def test_tags_are_words_and_counted_for_themselves() -> None:
    made = figures("cleaneval", (gold("<p>a<p>b<h>c"), "<p>a b<h>c"))
    assert made["tag_precision"] == 100
    assert made["tag_recall"] == pytest.approx(200 / 3)
    assert made["tag_f1"] == pytest.approx(80)
    assert made["precision"] == 100


def test_a_page_is_explained_by_difflibs_alignment() -> None:
    steps = cleaneval.explain(gold("a b c e"), "a x c d e")
    assert [(step.kind, step.what, step.gold, step.output) for step in steps] == [
        ("equal", "a", 1, 1),
        ("missing", "b", 1, 0),
        ("extra", "x", 0, 1),
        ("equal", "c", 1, 1),
        ("extra", "d", 0, 1),
        ("equal", "e", 1, 1),
    ]
