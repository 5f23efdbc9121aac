"""Figures that peers published, and whether ours agree with them to the digits they printed.

A table is a CSV file here (``row,metric,value``, values as printed) and an entry of :data:`TABLES` that names its source.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published table: where it stands, the corpus and protocol it is of, and how to get the data.

    ``adapters`` are run (none: rows are stored outputs). ``approximate`` says why ours need not agree ("" = they must, to the digits
    printed). ``paged``: a row is a page: of the one adapter, by the SHA-256 of its HTML; of stored outputs, ``output/page``; of page
    complexity, which is no protocol's, by its id. ``part`` is the split it is of ("" = all pages).
    """

    name: str
    title: str
    source: str
    corpus: str
    protocol: str
    get: str
    approximate: str = ""
    adapters: tuple[str, ...] = ()
    paged: bool = False
    part: str = ""


NEAR = 0.02  # 2 points: what versions of one extractor differ by
COMPLEXITY = "complexity"  # stands for a protocol where the figures are of pages and not of adapters
_FUNDUS = "boilerbench corpus fetch fundus-evaluation, or --data with fundus-evaluation-*.tar.gz"
_AEB = "boilerbench corpus fetch article-extraction-benchmark, or --data with article-extraction-benchmark-*.tar.gz"

TABLES = (
    Published(
        name="scrapinghub",
        title="article-extraction-benchmark: 14 stored outputs",
        source="https://github.com/scrapinghub/article-extraction-benchmark, README and its fork of 2025",
        corpus="scrapinghub",
        protocol="shingles",
        get=_AEB,
    ),
    Published(
        name="newspaper4k",
        title="newspaper4k's own figures on the stored output `newspaper`",
        source="https://newspaper4k.readthedocs.io, evaluation results",
        corpus="scrapinghub",
        protocol="shingles-allpages",
        get=_AEB,
    ),
    Published(
        name="go-readability",
        title="go-readability before and after the commit that lost 1.2 points",
        source="https://github.com/scrapinghub/article-extraction-benchmark, stored outputs at two commits",
        corpus="scrapinghub",
        protocol="shingles",
        get=f"{_AEB}, and the files go_readability@*.json.gz in the same folder",
    ),
    Published(
        name="levenshtein-bs4",
        title="web-content-extraction-benchmark: `levenshtein` of the baseline bs4, page by page",
        source="https://github.com/chatnoir-eu/web-content-extraction-benchmark, outputs/metrics-computed",
        corpus="scrapinghub",
        protocol="edit",
        get=f"{_AEB}; pip install beautifulsoup4",
        adapters=("beautifulsoup",),
        paged=True,
    ),
    Published(
        name="fundus-rouge",
        title="fundus-evaluation: ROUGE-LSum of 7 stored outputs, page by page",
        source="https://github.com/dobbersc/fundus-evaluation, dataset/scores/rouge_lsum.tsv",
        corpus="fundus",
        protocol="rouge-lsum-fundus",
        get=_FUNDUS,
        paged=True,
    ),
    Published(
        name="fundus-paragraphs",
        title="fundus-evaluation: paragraph match of 7 stored outputs, page by page",
        source="https://github.com/dobbersc/fundus-evaluation, dataset/scores/paragraph_match.tsv",
        corpus="fundus",
        protocol="paragraph-match",
        get=_FUNDUS,
        paged=True,
    ),
    Published(
        name="fundus-complexity",
        title="fundus-evaluation: complexity of its pages, with and without optional paragraphs",
        source="https://github.com/dobbersc/fundus-evaluation, dataset/complexity.tsv",
        corpus="fundus",
        protocol=COMPLEXITY,
        get=f"{_FUNDUS}; pip install resiliparse",
        adapters=("bench.adapters.resiliparse:body",),
        paged=True,
    ),
    Published(
        name="trafilatura",
        title="trafilatura's evaluation: floors of its regression gate",
        source="https://github.com/adbar/trafilatura, tests/eval_gate.py of 2.2.0",
        corpus="trafilatura",
        protocol="segments",
        get="boilerbench corpus fetch trafilatura, or --data with trafilatura-*.tar.gz",
        approximate="the published floors are of trafilatura 2.2.0 on 990 documents",
        adapters=("trafilatura-fast", "trafilatura"),
    ),
    Published(
        name="wcxb",
        title="WCXB development set: word F1, precision, recall",
        source="arXiv:2605.21097 and the benchmark's leaderboard of April 2026",
        corpus="wcxb",
        protocol="words",
        get="boilerbench corpus fetch wcxb, or --data with wcxb-*.tar.gz",
        approximate="the source states neither versions nor settings, and its tables disagree with each other",
        adapters=("trafilatura", "justext", "readability-lxml"),
        part="dev",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: theirs as printed, ours, ours minus theirs, and what is to be said of it.

    ``verdict`` is ``equal`` or ``differs``; in an approximate table ``near`` (within :data:`NEAR`) or ``far``.
    """

    row: str
    metric: str
    theirs: str
    ours: float
    difference: float
    verdict: str


@lru_cache(maxsize=32)
def figures(name: str) -> tuple[tuple[str, str, str], ...]:
    """Return (row, metric, value as printed) of a table."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple((line["row"], line["metric"], line["value"]) for line in csv.DictReader(stream))


def rows(name: str) -> tuple[str, ...]:
    """Return the rows of a table in order."""
    return tuple(dict.fromkeys(row for row, _, _ in figures(name)))


def compare(table: Published, ours: Mapping[str, Mapping[str, float]]) -> tuple[Line, ...]:
    """Return one line for each published figure; ours is NaN, and differs, where a row is missing."""
    return tuple(_line(table, row, metric, value, ours.get(row, {}).get(metric, math.nan)) for row, metric, value in figures(table.name))


def _line(table: Published, row: str, metric: str, theirs: str, ours: float) -> Line:
    """Compare one figure at half a unit of the last digit printed."""
    digits = len(theirs.partition(".")[2])
    gap = ours - float(theirs)
    if table.approximate:
        return Line(row, metric, theirs, ours, gap, "near" if abs(gap) <= NEAR else "far")
    return Line(row, metric, theirs, ours, gap, "equal" if abs(gap) <= 0.5 * 10**-digits + 1e-9 else "differs")


def agrees(lines: Sequence[Line]) -> bool:
    """Whether no figure that must agree differs."""
    return all(line.verdict != "differs" for line in lines)
