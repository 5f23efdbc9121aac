"""Protocols ``rouge-lsum``, ``rouge-lsum-nltk39``: summary-level ROUGE-L as rouge-score 0.1.2 computes it, bit for bit.

They differ in the release of nltk whose sentences count: the study of 2023 was scored with one before 3.10.

For each gold sentence the union over output sentences of one longest common subsequence each, where *which* one matters. Rouge-score
fills and walks back a table of Python lists for every pair of sentences. Here (1) rows of the table are integers of one bit a gold
token (``bench.scoring.text.lcs``), and walking back the next place where anything happens is the highest bit of a row; (2) output
tokens that the gold sentence lacks leave a row as it is, so a run of them is one column (one can still decide which subsequence
it is); (3) a gold sentence that stands in the output needs no table; (4) pairs that can add nothing to the union are passed over.

Since a token counts at most as often as it stands on either side, the walk over the union is a sum of minima over distinct tokens.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import repeat
from operator import or_

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.protocols.steps import Step
from bench.scoring.text import lcs, sentences

COLUMNS = ("f1", "precision", "recall", "hits", "gold", "output")
FOREIGN = "\0"  # the code of every output token that gold lacks; no gold token has it


@dataclass(frozen=True, slots=True)
class RougeGold:
    """Gold as one code for each sentence (a character for each token), and its length in tokens."""

    known: Mapping[str, str]
    sentences: tuple[str, ...]
    length: int


def _split(text: str, *, older: bool) -> list[list[str]]:
    """Return a text's sentences as white-space tokens."""
    return [sentence.split() for sentence in sentences.split(text, older=older)]


def prepare(gold: Gold, *, older: bool = False) -> RougeGold:
    """Split gold into sentences of white-space tokens; ``older``: by nltk before 3.10."""
    return prepared(_split(gold.text, older=older))


def prepared(split: Sequence[Sequence[str]]) -> RougeGold:
    """Return gold sentences that are split already as codes."""
    tokens = [token for sentence in split for token in sentence]
    known = {token: chr(number) for number, token in enumerate(dict.fromkeys(tokens), 1)}
    return RougeGold(known, tuple(lcs.codes(sentence, known) for sentence in split), len(tokens))


def row(gold: RougeGold, text: str, *, older: bool = False) -> tuple[float, ...]:
    """Score one output: the values of :data:`COLUMNS`, counts in tokens."""
    return measured(gold, _split(text, older=older))


def measured(gold: RougeGold, output: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Score an output whose sentences are split already."""
    length = sum(map(len, output))
    matched = hits(gold.sentences, _codes(gold, output))
    counts = (float(matched), float(gold.length), float(length))
    if not gold.length:
        return float(not length), float(not length), 1.0, *counts
    if not length:
        return 0.0, 0.0, 0.0, *counts
    precision, recall = matched / length, matched / gold.length
    return (2 * precision * recall / (precision + recall) if matched else 0.0), precision, recall, *counts


def _codes(gold: RougeGold, output: Sequence[Sequence[str]]) -> list[str]:
    """Return one code for each sentence of an output."""
    return ["".join(map(gold.known.get, sentence, repeat(FOREIGN))) for sentence in output]


def hits(gold: Sequence[str], output: Sequence[str]) -> int:
    """Return how many gold tokens count as matched; one code for each sentence."""
    bags = {sentence: frozenset(sentence) for sentence in output}
    covered = ((sentence if sentence in bags else _union(sentence, bags)) * times for sentence, times in Counter(gold).items())
    return (Counter("".join(covered)) & Counter("".join(output))).total()


def _union(gold: str, output: Mapping[str, frozenset[str]]) -> str:
    """Return the tokens of a gold sentence that lie on the subsequence chosen with some output sentence."""
    where = lcs.masks(gold)
    width, chars = len(gold), frozenset(gold)
    shared = [(bag & chars, sentence) for sentence, bag in output.items() if not bag.isdisjoint(chars)]
    shared.sort(key=lambda pair: -len(pair[0]))  # the likeliest counterpart first: what it covers need not be looked for again
    united = 0
    everything = reduce(or_, (where[char] for bag, _ in shared for char in bag), 0)
    for bag, sentence in shared:
        if united == everything:
            break
        if any(where[char] & ~united for char in bag):
            united |= chosen(where, width, sentence)
    return "".join(char for place, char in enumerate(gold) if united >> place & 1)


def chosen(where: Mapping[str, int], width: int, output: str) -> int:
    """Return the positions (as bits) of a gold sentence that rouge-score matches in an output one.

    The walk goes back from the ends: on equal tokens it takes the pair; else it leaves the output token if without it more is
    matched than without the gold token; else it leaves the gold token. The subsequence grows along gold at the 0 bits of a
    row: leaving gold tokens goes on to the next of these or the next equal token, whichever is first.
    """
    columns = _columns(where, output)
    below, taken = (1 << width) - 1, 0
    for start, rows in lcs.row_blocks(columns, width):
        for row_, same in zip(reversed(rows), reversed(columns[start : start + len(rows)]), strict=True):
            top = ((~row_ | same) & below).bit_length()
            if not top:
                return taken
            bit = 1 << (top - 1)
            if same & bit:
                taken |= bit
                below = bit - 1
            else:
                below = bit | (bit - 1)
    return taken


def _columns(where: Mapping[str, int], output: str) -> list[int]:
    """Return where each output token stands in the gold sentence, a single 0 for a run of foreign tokens."""
    columns: list[int] = []
    for char in output:
        same = where.get(char, 0)
        if same or not columns or columns[-1]:
            columns.append(same)
    return columns


def explain(gold: Gold, text: str, *, older: bool = False) -> list[Step]:
    """Return each gold sentence and how many of its tokens the output has, each counted for itself."""
    return sentence_steps(_split(gold.text, older=older), _split(text, older=older))


def sentence_steps(gold: Sequence[Sequence[str]], output: Sequence[Sequence[str]]) -> list[Step]:
    """Return the same of sentences that are split into tokens."""
    ready = prepared(gold)
    codes = _codes(ready, output)
    return [Step("sentence", " ".join(source), len(code), hits([code], codes)) for source, code in zip(gold, ready.sentences, strict=True)]


_TOKENS = "white-space tokens, case and punctuation kept"

SCORER = Scorer(
    name="rouge-lsum",
    columns=COLUMNS,
    metrics=("f1", "precision", "recall"),
    rules=Rules(
        source="chatnoir web-content-extraction-benchmark (Bevendorff et al., SIGIR 2023): rouge-score 0.1.2, rougeLsum, no stemming",
        tokens=f"{_TOKENS}; {sentences.told()}",
        empty="blank gold: R = 1, and P = F1 = 1 if the output is blank too, else 0; blank output with gold: 0, 0, 0",
        failed="as a blank output",
        averaging="mean over pages of P, of R and of F1; over corpora the mean of these",
    ),
    prepare=prepare,
    row=row,
    parts=paged(3),
    finish=averaged,
    variant=sentences.variant(),
    explain=explain,
)

NLTK39 = replace(
    SCORER,
    name="rouge-lsum-nltk39",
    rules=replace(SCORER.rules, tokens=f"{_TOKENS}; {sentences.told(older=True)}"),
    prepare=partial(prepare, older=True),
    row=partial(row, older=True),
    variant=sentences.variant(older=True),
    explain=partial(explain, older=True),
)
