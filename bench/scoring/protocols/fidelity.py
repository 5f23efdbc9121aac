"""Protocol ``fidelity``, our own: line breaks that an output lost, control characters and bidi marks that it added.

Word scores do not see these: two paragraphs joined by a space have all their words. An output is aligned with the gold as ``aligned``
does it, without the characters that are counted here. Then

- a *boundary* lies between consecutive required blocks, and between the lines of a list, table or code, of which both have words. It is
  judged where the words beside it, the last before and the first after, are both matched: kept if a line break (any of Unicode's,
  Windows' too) stands between them, else lost. Words joined without a space (``end.Start``) are no longer matched; their boundary is lost;
- characters count as added as far as the output has more of them than the whole gold, optional blocks too. Tab and line ends are no
  control characters; zero-width space, byte order mark and U+FFFD are counted with them. The soft hyphen is not counted.

A page's ``line_breaks`` is the share of judged boundaries that were kept, ``clean`` and ``bidi`` are 1 if nothing was added, else 0, and
``fidelity`` is half the first (1 without a judged boundary) and a quarter of each other: all line breaks lost break a page for the gate
(``bench.scoring.tables.page_rules.BROKEN``), one stray character does not.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Block, Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, ratio
from bench.scoring.protocols.steps import Step
from bench.scoring.text import alignment, reader, tokens

BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\v\f\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffd]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
IGNORED = re.compile(f"(?!{BREAK.pattern})(?:{CONTROL.pattern}|{BIDI.pattern})")  # for the alignment: what breaks a line still parts words
BY_LINE = {"list", "table", "code"}  # roles of blocks whose lines are lines of the page
SHOWN = 4  # words on either side of a boundary, in explanations
COLUMNS = ("kept", "judged", "boundaries", "controls_added", "bidi_added", "in_common")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where gold breaks a line: the words on either side, and the numbers of the two beside it.

    Numbers count all words of the gold; optional ones may lie between.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    last: int
    first: int


@dataclass(frozen=True, slots=True)
class FidelityGold:
    """Gold to align with, its boundaries, and how often it has each counted character."""

    aligned: alignment.AlignedGold
    boundaries: tuple[Boundary, ...]
    controls: Counter[str]
    marks: Counter[str]


def prepare(gold: Gold) -> FidelityGold:
    """Find the boundaries of a gold and count its characters."""
    blocks = tuple(replace(block, text=IGNORED.sub("", block.text)) for block in gold.blocks or ())
    return FidelityGold(
        alignment.prepare(replace(gold, blocks=blocks)),
        tuple(_boundaries(blocks)),
        Counter(CONTROL.findall(gold.text)),
        Counter(BIDI.findall(gold.text)),
    )


def _boundaries(blocks: Sequence[Block]) -> Iterator[Boundary]:
    """Yield the boundaries between the required lines that have words."""
    lines = [(line, block.optional) for block in blocks for line in (BREAK.split(block.text) if block.role in BY_LINE else [block.text])]
    listed = [tuple(word for word in tokens.words_by_line(reader.cut(line)) if word != "\n") for line, _ in lines]
    starts = accumulate(map(len, listed), initial=0)
    required = [(words, start) for words, start, (_, optional) in zip(listed, starts, lines, strict=False) if words and not optional]
    for (before, start), (after, first) in pairwise(required):
        yield Boundary(before, after, start + len(before) - 1, first)


@dataclass(frozen=True, slots=True)
class _Output:
    """An output's matched words and its lines."""

    matched: Mapping[int, int]  # number of a gold word -> number of the output word
    ordered: Sequence[int]  # the gold words of these, ascending
    lines: Sequence[int]  # of each output word, the number of line breaks before it
    letters: str  # letters and digits of the words, a line feed after each
    edges: Sequence[int]  # where each word begins in ``letters``, then its length

    def kept(self, boundary: Boundary) -> bool | None:
        """Whether a line break stands at a boundary; None where that cannot be told."""
        last, first = self.matched.get(boundary.last), self.matched.get(boundary.first)
        if last is not None and first is not None:
            return self.lines[last] < self.lines[first]
        before, after = bisect_right(self.ordered, boundary.last), bisect_left(self.ordered, boundary.first)
        start = self.matched[self.ordered[before - 1]] + 1 if before else 0
        end = self.matched[self.ordered[after]] if after < len(self.ordered) else len(self.lines)
        joined = _letters(boundary.before[-1]) + _letters(boundary.after[0])
        return False if self.letters.find(joined, self.edges[start], self.edges[end]) >= 0 else None


def _read(gold: FidelityGold, text: str) -> _Output:
    """Align an output and number its lines."""
    plain = IGNORED.sub("", text)
    parts = reader.cut(plain)  # of the same length when joined again
    matches = alignment.matches(gold.aligned, "".join(gold.aligned.reader.codes(parts)))
    matched = {i + step: j + step for i, j, size in matches for step in range(size)}
    listed, places = tokens.placed_by_line(parts)
    breaks = [found.start() for found in BREAK.finditer(plain)]
    letters = [_letters(word) for word in listed if word != "\n"]
    edges = [0, *accumulate(len(word) + 1 for word in letters)]
    return _Output(
        matched, sorted(matched), [bisect_left(breaks, place) for place in places], "".join(f"{word}\n" for word in letters), edges
    )


def _letters(word: str) -> str:
    """Return the letters and digits of a word."""
    return word if word.isalnum() else "".join(filter(str.isalnum, word))


def _added(characters: re.Pattern[str], text: str, gold: Counter[str]) -> Counter[str]:
    """Return the characters that a text has more often than the gold."""
    return Counter(characters.findall(text)) - gold


def row(gold: FidelityGold, text: str) -> tuple[float, ...]:
    """Score one output: the values of :data:`COLUMNS`, counts but for the last, which is 1 or 0."""
    output = _read(gold, text)
    kept = [output.kept(boundary) for boundary in gold.boundaries] if output.matched else []
    controls, marks = (_added(*each) for each in ((CONTROL, text, gold.controls), (BIDI, text, gold.marks)))
    alike = bool(output.matched) or not (gold.aligned.required or output.lines)
    counts = (kept.count(True), len(kept) - kept.count(None), len(gold.boundaries), controls.total(), marks.total(), alike)
    return tuple(map(float, counts))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (fidelity, clean, bidi, line_breaks where judged, judged at all, 1)."""
    kept, judged, boundaries, controls, marks, alike = (np.asarray(rows[..., at], float) for at in range(6))
    clean, bidi = alike * (controls == 0), alike * (marks == 0)
    has = np.where(alike > 0, judged, boundaries) > 0
    lines = alike * ratio(kept, judged, 0.0)
    fidelity = (2 * np.where(has, lines, alike) + clean + bidi) / 4
    return np.stack([fidelity, clean, bidi, np.where(has, lines, 0.0), has, np.ones_like(kept)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to fidelity, line_breaks, clean, bidi; NaN without a page.

    ``line_breaks`` is NaN without a page that has a judged boundary.
    """
    lines = ratio(totals[..., 3], totals[..., 4])
    fidelity, clean, bidi = np.moveaxis(averaged(totals)[..., :3], -1, 0)
    return np.stack([fidelity, lines, clean, bidi], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return what is in common, then line breaks lost, not judged and kept, then added characters."""
    prepared = prepare(gold)
    output = _read(prepared, text)
    steps = []
    for boundary in prepared.boundaries:
        kept = output.kept(boundary) if output.matched else None
        kind = "not judged" if kept is None else "line break kept" if kept else "line break lost"
        steps.append(Step(kind, f"{' '.join(boundary.before[-SHOWN:])} | {' '.join(boundary.after[:SHOWN])}", 1, int(kept is True)))
    steps.sort(key=lambda step: ("line break lost", "not judged", "line break kept").index(step.kind))
    for kind, characters, known in (("control added", CONTROL, prepared.controls), ("bidi mark added", BIDI, prepared.marks)):
        steps += [
            Step(kind, f"U+{ord(char):04X}", known[char], known[char] + more)
            for char, more in sorted(_added(characters, text, known).items())
        ]
    return [Step("words in common", f"{len(output.matched)} words", len(prepared.aligned.code), len(output.lines)), *steps]


SCORER = Scorer(
    name="fidelity",
    columns=COLUMNS,
    metrics=("fidelity", "line_breaks", "clean", "bidi"),
    rules=Rules(
        source="boilerbench",
        tokens="words as `aligned`; line breaks of Unicode (LF, CR, CR LF, VT, FF, NEL, U+2028, U+2029); control characters C0 but tab, LF "
        "and CR, DEL, C1, U+200B, U+FEFF, U+FFFD; bidi marks U+061C, U+200E, U+200F, U+202A-E, U+2066-9; soft hyphens are not counted",
        empty="an output with no word of the gold: 0 in all, line_breaks only if the gold has boundaries; neither side has words: judged "
        "by characters alone; a page without a judged boundary counts 1 in fidelity and is left out of line_breaks",
        failed="as an empty output",
        averaging="mean over pages of fidelity = (2 line_breaks + clean + bidi) / 4, of clean and of bidi; of line_breaks over pages "
        "with a judged boundary",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
    headline="fidelity",
    variant=tokens.VARIANT,
    explain=explain,
)
