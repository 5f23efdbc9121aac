"""`words`, `segments`, `cleaneval`, `rouge-5` and the Markdown edits: corner cases, then second, naive implementations by properties."""

from __future__ import annotations

import difflib
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import load
from bench.scoring.protocols import cleaneval, markdown_edit, rouge5, segments, words
from bench.scoring.text import markdown

TEXTS = st.text(alphabet="ab AB\n\u0130\u00df.", max_size=40)
SNIPPETS = st.lists(st.text(alphabet="abA ", min_size=1, max_size=4), max_size=4).map(tuple)


def gold(text: str, have: tuple[str, ...] = (), must_not: tuple[str, ...] = ()) -> Gold:
    return Gold("page", (Block(text),), have, must_not, {"markdown": text, "tagged": text})


def figures(name: str, *pairs: tuple[Gold, str]) -> dict[str, float]:
    scorer = load(name)
    rows = np.array([scorer.row(scorer.prepare(truth), text) for truth, text in pairs])
    return dict(zip(scorer.metrics, scorer.finish(scorer.parts(rows).sum(0)).tolist(), strict=True))


@given(TEXTS, TEXTS, SNIPPETS, SNIPPETS)
def test_words_are_those_of_a_naive_implementation(truth: str, text: str, have: tuple[str, ...], must_not: tuple[str, ...]) -> None:
    wanted, found = (re.findall(r"\w+", side.lower()) for side in (truth, text))
    left = list(wanted)
    common = 0
    for token in found:
        if token in left:
            left.remove(token)
            common += 1
    precision, recall = (1.0, 1.0) if not wanted and not found else (common / (len(found) or 1), common / (len(wanted) or 1))
    made = figures("words", (gold(truth, have, must_not), text))
    assert (made["precision"], made["recall"]) == (precision, recall)
    assert made["f1"] == pytest.approx(2 * precision * recall / (precision + recall) if precision + recall else 0)
    for metric, listed in (("with", have), ("without", must_not)):
        share = sum(snippet.lower() in text.lower() for snippet in listed) / len(listed) if listed else 1.0
        assert made[metric] == pytest.approx(share)


def test_pages_without_snippets_count_one_in_the_source_and_are_left_out_beside_it() -> None:
    made = figures("words", (gold("a", ("a",), ("b",)), "a"), (gold("a"), "a"))
    assert (made["with"], made["without"]) == (1.0, 0.5)
    assert (made["with_listed"], made["without_listed"]) == (1.0, 0.0)
    assert "without" in words.SCORER.lower_is_better


@given(TEXTS, SNIPPETS, SNIPPETS)
def test_segments_are_those_of_a_naive_implementation(text: str, have: tuple[str, ...], must_not: tuple[str, ...]) -> None:
    plain = " ".join(text.split())
    tp = sum(" ".join(segment.split()) in plain for segment in have) if plain else 0
    fp = sum(" ".join(segment.split()) in plain for segment in must_not) if plain else 0
    row = segments.row(segments.prepare(gold("", have, must_not)), text)
    assert row == (tp, fp, len(have) - tp, len(must_not) - fp)


def test_segments_are_summed_over_documents() -> None:
    made = figures("segments", (gold("", ("x y",), ("q",)), "x  y"), (gold("", ("k", "l"), ("q",)), "l q"))
    assert made == pytest.approx({"f1": 4 / 6, "precision": 2 / 3, "recall": 2 / 3, "accuracy": 3 / 5})


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


def test_rouge5_of_texts_under_five_tokens_is_nothing_even_if_identical() -> None:
    assert figures("rouge-5", (gold("a b"), "a b"))["f1"] == 0
    assert figures("rouge-5", (gold(" \n"), " "))["f1"] == 1
    assert figures("rouge-5", (gold("a b c"), "a b c"))["f1"] == 1  # white space counts: five tokens


@settings(max_examples=40)
@given(*[st.text(alphabet="ab \u4e2d\u56fd", max_size=20)] * 2)
def test_rouge5_is_that_of_a_naive_implementation(truth: str, text: str) -> None:
    wanted, found = ([tuple(side[i : i + 5]) for i in range(len(side) - 4)] for side in map(rouge5.tokenise, (truth, text)))
    common = sum(min(wanted.count(gram), found.count(gram)) for gram in set(wanted))
    expected = (1.0, 1.0) if not truth.strip() and not text.strip() else (common / max(1, len(found)), common / max(1, len(wanted)))
    assert rouge5.row(rouge5.prepare(gold(truth)), text)[:2] == expected


@given(*[st.text(alphabet="ab\n", max_size=8)] * 2)
def test_text_edit_is_levenshtein_over_the_longer_side(truth: str, text: str) -> None:
    table = [list(range(len(text) + 1))]
    for i, char in enumerate(truth, 1):
        table.append([i])
        for j, other in enumerate(text, 1):
            table[i].append(min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (char != other)))
    assert markdown_edit.TEXT.row(markdown_edit.TEXT.prepare(gold(truth)), text) == (table[-1][-1], max(len(truth), len(text)))


def test_pages_without_any_on_either_side_are_left_out_and_one_side_alone_is_nothing() -> None:
    code, plain = "x `y = 1`", "x"
    assert figures("code-edit", (gold(code), code), (gold(plain), plain))["similarity"] == 1
    assert figures("code-edit", (gold(code), code), (gold(plain), code))["similarity"] == 0.5
    assert np.isnan(figures("code-edit", (gold(plain), plain))["similarity"])


SAMPLE = """# Head `one`

It costs $5 and $10, but $x^2 + y$ holds. $$ a = b $$ and \\(z\\)

```py
two = "| a | b |"
```

| a | b |
|---|:-:|
| 1 | $c_1$ |

<table><tr><td>in<table><tr><td>deep</td></tr></table></td></tr></table>
"""


def test_markdown_is_split_into_code_formulas_and_tables() -> None:
    found = markdown.pieces(SAMPLE)
    assert found.code == ("one", 'two = "| a | b |"')
    assert found.formulas == ("x^2 + y", "a = b", "z")
    assert [table.splitlines()[0] for table in found.tables] == ["| a | b |", SAMPLE.splitlines()[-1]]


@pytest.mark.parametrize("hostile", ["$", "`", "![", "\\[", "<table>", "$a ", "\\begin{align}", "```\n", "~~~", "|-", "[^"])
def test_hostile_markdown_costs_no_more_than_its_length(hostile: str) -> None:
    markdown.pieces(hostile * 30_000)  # seconds to hours where a pattern backtracks
