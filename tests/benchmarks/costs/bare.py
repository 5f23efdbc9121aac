"""What ours is held against: bare loops over pages, and plain scripts that score as the sources do.

python -m tests.benchmarks.costs.bare serial|pool ARCHIVE ADAPTERS
python -m tests.benchmarks.costs.bare warc FILE ADAPTER
python -m tests.benchmarks.costs.bare words|shingles CORPUS OUTPUTS.json ...
"""

from __future__ import annotations

import gzip
import json
import random
import re
import statistics
import sys
from collections import Counter
from functools import partial
from multiprocessing import get_context
from pathlib import Path

RESAMPLES = 1000


def extract(task: tuple[str, str]) -> int:
    """Run one adapter's function on one page; return how long its text is, 0 where it fails."""
    from bench.adapters.selection import known
    from bench.registry import resolve

    name, page = task
    adapter = known()[name]
    try:
        return len(resolve(adapter.target)(page.encode() if adapter.accepts == "bytes" else page, **adapter.settings) or "")
    except Exception:  # noqa: BLE001 - a bare loop goes on, whatever an extractor raises
        return 0


def pages(folder: str) -> list[str]:
    """Return the pages of article-extraction-benchmark, decoded."""
    return [gzip.decompress(path.read_bytes()).decode("utf-8", "replace") for path in sorted(Path(folder, "html").glob("*.html.gz"))]


def run(folder: str, adapters: str, workers: int) -> int:
    """Run every adapter on every page, on so many processes (1: none but this)."""
    held = pages(folder)
    tasks = [(name, page) for name in adapters.split(",") for page in held]
    if workers == 1:
        return sum(map(extract, tasks))
    with get_context("fork").Pool(workers) as pool:
        return sum(pool.imap_unordered(extract, tasks))


def crawl(file: str, adapter: str) -> int:
    """Run one adapter on every HTML response of a WARC file, on two processes."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with Path(file).open("rb") as stream, get_context("fork").Pool(2) as pool:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True)
        return sum(pool.imap_unordered(partial(_of_bytes, adapter), (record.reader.read() for record in records), chunksize=8))


def _of_bytes(adapter: str, content: bytes) -> int:
    return extract((adapter, content.decode("utf-8", "replace")))


def tokens(text: str) -> list[str]:
    r"""Return every \w+ match."""
    return re.findall(r"\w+", text)


def words(folder: str, outputs: str) -> list[float]:
    """Score outputs for WCXB by its bag of words, as a plain script does: means of precision, recall, F1 and both snippet rates."""
    held, figures = json.loads(Path(outputs).read_text(encoding="utf-8")), []
    for path in sorted(Path(folder, "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8")).get("ground_truth") or {}
        text = held.get(path.stem) or held.get(f"dev/{path.stem}") or ""
        found, wanted = tokens(text.lower()), tokens((truth.get("main_content") or "").lower())
        common = sum((Counter(found) & Counter(wanted)).values())
        precision, recall = (common / len(side) if side else float(not found and not wanted) for side in (found, wanted))
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        lowered = text.lower()
        listed = [truth.get(name) or [] for name in ("with", "without")]
        shares = [sum(snippet.lower() in lowered for snippet in one) / len(one) if one else 1.0 for one in listed]
        figures.append((precision, recall, f1, *shares))
    return [statistics.fmean(column) for column in zip(*figures, strict=True)]


def shingles(folder: str, *outputs: str) -> dict[str, list[tuple[float, float]]]:
    """Score outputs for article-extraction-benchmark by shingles, as its own script does, step by step.

    Returns of each file F1, precision, recall and accuracy, each with the deviation over resamples: every page of each is drawn apart,
    and every figure of a resample is computed from the drawn pages' counts.
    """
    truth = {key: entry["articleBody"] for key, entry in json.loads(Path(folder, "ground-truth.json").read_text(encoding="utf-8")).items()}
    drawn, made = random.Random(0), {}
    for file in outputs:
        held = json.loads(Path(file).read_text(encoding="utf-8"))
        pairs = [(text, held.get(key, {}).get("articleBody") or "") for key, text in truth.items()]
        rows = [_shingled(*pair) for pair in pairs]
        exact = [float(tokens(wanted) == tokens(text)) for wanted, text in pairs]
        resamples = []
        for _ in range(RESAMPLES):
            at = [drawn.randint(0, len(rows) - 1) for _ in rows]
            resamples.append((*_figures([rows[one] for one in at]), statistics.mean([exact[one] for one in at])))
        figures = *_figures(rows), statistics.mean(exact)
        made[file] = [(figure, statistics.stdev(column)) for figure, column in zip(figures, zip(*resamples, strict=True), strict=True)]
    return made


def _shingled(truth: str, text: str) -> tuple[float, float, float]:
    """Return the shares of shingles of four tokens that are in common, in excess and missing."""
    wanted, found = (
        Counter(shingle for at in range(max(1, len(held) - 3)) if (shingle := tuple(held[at : at + 4])))
        for held in map(tokens, (truth, text))
    )
    common = excess = missing = 0.0
    for shingle in wanted.keys() | found.keys():
        one, other = wanted.get(shingle, 0), found.get(shingle, 0)
        common, excess, missing = common + min(one, other), excess + max(0, other - one), missing + max(0, one - other)
    total = common + excess + missing or 1.0
    return common / total, excess / total, missing / total


def _figures(rows: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Return the F1 of the mean precision and recall, and both."""
    precision = statistics.mean([_share(hits, more, less) for hits, more, less in rows if hits + more])
    recall = statistics.mean([_share(hits, less, more) for hits, more, less in rows if hits + less])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0, precision, recall


def _share(hits: float, wrong: float, other: float) -> float:
    """Return what part of an output, or of gold, is in common, with the cases that the source tells apart: a peer must not do less."""
    if wrong == other == 0:
        return 1.0
    return 0.0 if hits == wrong == 0 else hits / (hits + wrong)


def main(what: str, *arguments: str) -> None:
    """Run one of them."""
    works = {"serial": partial(run, workers=1), "pool": partial(run, workers=2), "warc": crawl, "words": words, "shingles": shingles}
    print(works[what](*arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
