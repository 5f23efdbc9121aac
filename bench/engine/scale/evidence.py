"""What the Parquet parts of a crawl hold beside their totals: pages that failed, and what a sample of pages says of each adapter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bench.corpus.readers.assembly import site_of
from bench.engine import agreement
from bench.model import GoldState, Status
from bench.scoring import answers
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.estimated.boards import estimated_boards, results_without_gold
from bench.store import agreement_file
from bench.store.combinations import families_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pyarrow.parquet as pq

    from bench.model import Manifest
    from bench.scoring.tables.estimated.boards import EstimatedBoard

SAMPLE = 400  # pages that estimates are made of, spread evenly over all parts
EACH = 10  # pages named for each way an adapter failed
_FAILURES = frozenset(status.value for status in Status if status.failed)
_NAME = "crawl"  # of the sample, as a corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedPage:
    """A page on which an adapter broke; ``number`` is its place in the file, or its name in a corpus."""

    adapter: str
    status: str
    file: str
    number: str
    url: str
    error: str


def failed_pages(parts: Sequence[Path], each: int = EACH) -> tuple[FailedPage, ...]:
    """Return the first ``each`` pages of each adapter and status that counts as broken, in their order."""
    seen, failed = Counter[tuple[str, str]](), list[FailedPage]()
    for part in parts:
        for _, read in _groups(part, ("adapter", "status", "page_id", "url", "error")):
            for one in read():
                kind = (one["adapter"], one["status"])
                if one["status"] in _FAILURES and seen[kind] < each:
                    seen[kind] += 1
                    failed.append(_failed(part, one))
    return tuple(sorted(failed, key=lambda one: (one.adapter, one.status)))


def _failed(part: Path, one: Mapping[str, Any]) -> FailedPage:
    """Return a line of a part as a page that failed."""
    file = part.name.removesuffix(".parquet")
    return FailedPage(
        adapter=one["adapter"], status=one["status"], file=file, number=one["page_id"], url=one["url"] or "", error=one["error"] or ""
    )


def estimates(made_by: Manifest, parts: Sequence[Path], most: int = SAMPLE) -> tuple[EstimatedBoard, ...]:
    """Return what at most ``most`` pages, spread evenly over the parts, say of each adapter without gold.

    ``made_by`` describes the adapters of the crawl. There is none where these are of too few families. WET files, whose pages are text,
    have a board of their own.
    """
    import pandas as pd

    manifest = replace(made_by, corpora=({"name": _NAME, "digest": "", "pages": 0},))
    idle = manifest.floors | answers.without_text(manifest)
    lines = [one for one in _sampled(parts, len(manifest.adapters), most) if one["status"] != Status.SKIPPED and one["adapter"] not in idle]
    keys, figures = agreement.estimated(manifest, lines)
    if not (figures == figures).any():  # noqa: PLR0124 - NaN where there are too few families
        return ()
    columns = dict(zip(agreement_file.FIGURES, figures.T, strict=True))
    held = pd.DataFrame(keys, columns=list(agreement_file.KEYS)).assign(**columns)
    table = pd.DataFrame(lines)
    pages = table[["corpus", "page_id", "kind", "site", "gold"]].drop_duplicates("page_id")
    results = results_without_gold(manifest, pages, table, held)
    return () if results is None else estimated_boards(results, families_of(manifest), Sampling())


def _sampled(parts: Sequence[Path], adapters: int, most: int) -> Iterator[dict[str, Any]]:
    """Yield the extractions of pages spread evenly over the parts; no other row groups are read."""
    import pyarrow.parquet as pq

    total = sum(pq.read_metadata(part).num_rows for part in parts) // max(1, adapters)
    step, before = max(1, -(-total // most)), 0
    columns = ("adapter", "page_id", "status", "text", "url", "wall_ns", "peak_rss", "clock")
    for part in parts:
        kind = "text" if ".wet" in part.name else "html"
        for rows, read in _groups(part, columns):
            size = rows // max(1, adapters)
            wanted = range(-before % step, size, step)
            before += size
            if not wanted:
                continue
            lines = read()
            chosen = {page for at, page in enumerate(dict.fromkeys(one["page_id"] for one in lines)) if at in wanted}
            for one in lines:
                if one["page_id"] in chosen:
                    about = {"corpus": _NAME, "kind": kind, "site": site_of(one["url"] or ""), "gold": GoldState.ABSENT.value}
                    yield {**one, **about, "page_id": f"{part.name}/{one['page_id']}"}


def _groups(part: Path, columns: Sequence[str]) -> Iterator[tuple[int, Callable[[], list[dict[str, Any]]]]]:
    """Yield each row group of a part: its rows, and a function that reads some of their columns.

    A page is in one group alone.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(part, pre_buffer=False, page_checksum_verification=True) as file:
        for at in range(file.num_row_groups):
            yield file.metadata.row_group(at).num_rows, partial(_read, file, at, columns)


def _read(file: pq.ParquetFile, at: int, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return some columns of a row group as lines."""
    lines: list[dict[str, Any]] = file.read_row_group(at, list(columns), use_threads=False).to_pylist()
    return lines
