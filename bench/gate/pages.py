"""The pages behind a verdict: which broke, which fell most, and what the new output lacks or adds there."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.gate.verdict import BROKEN, TOLERANCE, PageFall
from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bench.gate.snapshot import Snapshot
    from bench.model import Gold
    from bench.scoring.text.diff import Diff
    from bench.store.run_folder import RunFolder

SHOWN = 20  # pages of a kind that get a diff, and fallen pages that are listed at all
RUNS, EXCERPT = 4, 160  # longest differences shown of a page on each side, characters of each
_FILE = re.compile(r"[\w-]+(/[\w-]+)*\.html")
_FAILING = frozenset({Status.ERROR, Status.TIMEOUT, Status.CRASH, Status.MEMORY, Status.EMPTY, Status.SKIPPED})


def broken(then: Snapshot, now: Snapshot) -> tuple[PageFall, ...]:
    """Return the pages that worked and now fail, or lost more than :data:`BROKEN` of a headline metric, worst first.

    Each (adapter, page) comes once. A page that now comes out empty is not broken where that is better by every protocol, as
    with empty gold.
    """
    found: dict[tuple[str, str], PageFall] = {}
    for adapter, protocol, at, before, after in _changes(then, now):
        old, new = then.subjects[adapter].statuses[at], now.subjects[adapter].statuses[at]
        failed = old == Status.OK and new in _FAILING
        if before - after > BROKEN or (failed and not (new == Status.EMPTY and _better(then, now, adapter, at))):
            page = _fall(then, now, adapter, protocol, at, before, after)
            known = found.get((adapter, page.page_id))
            found[adapter, page.page_id] = page if known is None or _depth(page) < _depth(known) else known
    return tuple(sorted(found.values(), key=lambda page: (_depth(page), page.adapter, page.page_id)))


def fallen(
    then: Snapshot, now: Snapshot, regressed: Collection[tuple[str, str]], known: Collection[tuple[str, str]]
) -> tuple[PageFall, ...]:
    """Return the pages that lost most of what (adapter, protocol) pairs ``regressed``, worst first, but for ``known`` (adapter, page)."""
    found = [
        _fall(then, now, adapter, protocol, at, before, after)
        for adapter, protocol, at, before, after in _changes(then, now)
        if (adapter, protocol) in regressed and before - after > TOLERANCE and (adapter, now.pages[at]) not in known
    ]
    return tuple(sorted(found, key=lambda page: (_depth(page), page.adapter, page.protocol, page.page_id))[:SHOWN])


def _depth(page: PageFall) -> float:
    """Return how far a page fell, the deepest first when sorted; a page of which only the status is known comes first."""
    return -math.inf if math.isnan(page.before) else page.after - page.before


def _fall(then: Snapshot, now: Snapshot, adapter: str, protocol: str, at: int, before: float, after: float) -> PageFall:
    """Return one page with how it ended, its title and its address."""
    statuses = then.subjects[adapter].statuses[at], now.subjects[adapter].statuses[at]
    about = now.facets[at].get("title", ""), now.facets[at].get("url", "")
    return PageFall(now.corpus, adapter, now.pages[at], protocol, before, after, *statuses, *about)


def _changes(then: Snapshot, now: Snapshot) -> Iterator[tuple[str, str, int, float, float]]:
    """Yield adapter, protocol, page number, headline value before and after (0-1), for every page that moved or whose status did."""
    for adapter, old in sorted(then.subjects.items()):
        protocols = [protocol for protocol in sorted(then.protocols) if (adapter, protocol) in then.rows]
        new = now.subjects[adapter]
        seen = set()
        for protocol in protocols:
            before, after = _headline(then, adapter, protocol), _headline(now, adapter, protocol)
            for at in map(int, np.flatnonzero(~np.isnan(before) & (before != np.nan_to_num(after)))):
                seen.add(at)
                yield adapter, protocol, at, float(before[at]), float(np.nan_to_num(after[at]))
        yield from (
            (adapter, "", at, math.nan, math.nan) for at in range(len(now.pages)) if old.statuses[at] != new.statuses[at] and at not in seen
        )


def _headline(side: Snapshot, adapter: str, protocol: str) -> Any:
    """Return the headline metric of every page on 0-1, shape (pages,); NaN where there is none."""
    from bench.scoring import load
    from bench.scoring.statistics.resampling import page_values

    scorer = load(protocol)
    rows = side.rows.get((adapter, protocol))
    if rows is None:
        return np.full(len(side.pages), np.nan)
    scale = 100.0 if scorer.percent else 1.0
    return page_values(scorer, rows)[:, scorer.metrics.index(scorer.headline)] / scale


def _better(then: Snapshot, now: Snapshot, adapter: str, at: int) -> bool:
    """Whether a page's headline value rose by every protocol that scored it."""
    pairs = [(_headline(then, adapter, protocol)[at], _headline(now, adapter, protocol)[at]) for protocol in sorted(then.protocols)]
    scored = [(before, after) for before, after in pairs if not math.isnan(before)]
    return bool(scored) and all(before < after for before, after in scored)


def illustrated(pages: Sequence[PageFall], folder: RunFolder) -> tuple[PageFall, ...]:
    """Return ``pages`` with a short diff of gold against the new output, and a link into the run's report, for the first :data:`SHOWN`."""
    import pyarrow.compute as pc

    if not pages:
        return ()
    shown = pages[:SHOWN]
    ids = sorted({page.page_id for page in shown})
    gold = {(row["corpus"], row["page_id"]): row for row in _only(folder.pages(), pc.field("page_id").isin(ids))}
    texts = {
        (row["corpus"], row["adapter"], row["page_id"]): row
        for row in _only(folder.extractions(["corpus", "adapter", "page_id", "text", "error"]), pc.field("page_id").isin(ids))
    }
    link = links(folder.path)
    found = [
        replace(
            page,
            diff=evidence(gold[page.corpus, page.page_id], texts[page.corpus, page.adapter, page.page_id]),
            link=link(page.corpus, page.page_id),
        )
        for page in shown
    ]
    return (*found, *pages[SHOWN:])


def _only(table: Any, condition: Any) -> list[dict[str, Any]]:
    """Return the rows of a table that meet a condition."""
    rows: list[dict[str, Any]] = table.filter(condition).to_pylist()
    return rows


def links(folder: Path) -> Callable[[str, str], str]:
    """Return where the report of a run shows a page (corpus, id), in the run's folder: its own file, else the index, else "".

    The report lists its page files in ``report/pages.json``: corpus -> page id -> file.
    """
    try:
        listed = json.loads((folder / "report" / "pages.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        listed = {}
    whole = "report/index.html" if (folder / "report" / "index.html").is_file() else ""

    def link(corpus: str, page: str) -> str:
        file = str(listed.get(corpus, {}).get(page, ""))
        return f"report/{file}" if _FILE.fullmatch(file) else whole

    return link


def evidence(gold_row: Mapping[str, Any], output: Mapping[str, Any]) -> str:
    """Return lines that begin with ``-`` (gold that the output lacks), ``+`` (output that is not gold) or ``!`` (the error)."""
    from bench.scoring.text.diff import diff
    from bench.store.run_folder import gold_of

    gold, text = gold_of(gold_row), str(output["text"])
    said = [f"! {_excerpt(output['error'])}"] if output["error"] else []
    return "\n".join(said + (_segments(gold, text) if gold.blocks is None else _differences(diff(gold, text))))


def _differences(found: Diff) -> list[str]:
    """Return the longest missing and extra runs in reading order, and how many more there are."""
    lines = []
    for kind, sign in (("missing", "-"), ("extra", "+")):
        runs = [run for run in found.runs if run.kind == kind and run.gold_words + run.text_words]
        longest = sorted(runs, key=lambda run: -(run.gold_words + run.text_words))[:RUNS]
        for run in sorted(longest, key=lambda run: (run.gold, run.text)):
            source, span = (found.gold, run.gold) if kind == "missing" else (found.text, run.text)
            lines.append(f"{sign} {_excerpt(source[slice(*span)])}")
        rest = sum(run.gold_words + run.text_words for run in runs) - sum(run.gold_words + run.text_words for run in longest)
        lines += [f"{sign} … {rest} more words"] if rest else []
    return lines


def _segments(gold: Gold, text: str) -> list[str]:
    """Return the must-have segments that the output lacks and the must-not segments it holds."""
    flat = " ".join(text.split())
    missing = [f"- {_excerpt(segment)}" for segment in gold.must_have if " ".join(segment.split()) not in flat]
    return missing[:RUNS] + [f"+ {_excerpt(segment)}" for segment in gold.must_not if " ".join(segment.split()) in flat][:RUNS]


def _excerpt(text: str) -> str:
    """Return a text on one line, its middle left out where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else f"{flat[: EXCERPT // 2]} … {flat[-EXCERPT // 2 :]}"
