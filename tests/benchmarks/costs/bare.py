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


def shingles(folder: str, *outputs: str) -> dict[str, float]:
    """Score outputs for article-extraction-benchmark by shingles with resamples, as a plain script does: F1 of each file."""
    truth = {key: entry["articleBody"] for key, entry in json.loads(Path(folder, "ground-truth.json").read_text(encoding="utf-8")).items()}
    drawn, made = random.Random(0), {}
    for file in outputs:
        held = json.loads(Path(file).read_text(encoding="utf-8"))
        rows = [_shingled(text, held.get(key, {}).get("articleBody") or "") for key, text in truth.items()]
        made[file] = _f1(rows)
        statistics.stdev(_f1(drawn.choices(rows, k=len(rows))) for _ in range(RESAMPLES))
    return made


def _shingled(truth: str, text: str) -> tuple[int, int, int]:
    """Return shingles of four tokens in common, in excess and missing."""
    sides = [Counter(tuple(held[at : at + 4]) for at in range(max(1, len(held) - 3))) for held in map(tokens, (truth, text))]
    common = sum((sides[0] & sides[1]).values())
    return common, sides[1].total() - common, sides[0].total() - common


def _f1(rows: list[tuple[int, int, int]]) -> float:
    """Return the F1 of the mean precision and recall."""
    precision = statistics.mean(hits / (hits + more) for hits, more, _ in rows if hits + more)
    recall = statistics.mean(hits / (hits + less) for hits, _, less in rows if hits + less)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main(what: str, *arguments: str) -> None:
    """Run one of them."""
    works = {"serial": partial(run, workers=1), "pool": partial(run, workers=2), "warc": crawl, "words": words, "shingles": shingles}
    print(works[what](*arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
