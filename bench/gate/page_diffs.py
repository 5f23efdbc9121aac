"""What the new output of a page lacks or adds, in a few lines, with a link into the run's report."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.gate.thresholds import RUN
from bench.gate.verdict import PageFall
from bench.model import Gold
from bench.scoring.text.diff import Diff, compare, prepare
from bench.store.page_blocks import extractions_of, pages_of
from bench.store.run_folder import RunFolder, gold_of

SHOWN = 20  # pages that get a diff
RUNS, EXCERPT = 4, 160  # longest differences shown of a page on each side, characters of each
_WHOLE = re.compile(r"[?#]|/actions/runs/|\.(?:zip|tar|t?gz)$")
_FILE = re.compile(r"[\w-]+(/[\w-]+)*\.html")


def illustrated(pages: Sequence[PageFall], folder: RunFolder, url: str = "") -> tuple[PageFall, ...]:
    """Return ``pages``, the first :data:`SHOWN` with a diff of gold against the new output and a link.

    ``url`` is where the report will be read (:func:`address`).
    """
    if not pages:
        return ()
    wanted = {(page.corpus, page.page_id) for page in pages[:SHOWN]}
    gold = {(record["corpus"], record["page_id"]): record for record in pages_of(folder, wanted)}
    outputs = {(record["corpus"], record["adapter"], record["page_id"]): record for record in extractions_of(folder, wanted)}
    link = links(folder.path)
    with_diffs = (
        replace(
            page,
            diff=page_diff(gold[page.corpus, page.page_id], outputs[page.corpus, page.adapter, page.page_id]),
            link=(found := link(page.corpus, page.page_id)),
            address=address(url, folder, found),
        )
        for page in pages[:SHOWN]
    )
    return (*with_diffs, *pages[SHOWN:])


def links(folder: Path) -> Callable[[str, str], str]:
    """Return what finds a page (corpus, id) in a run's report: its own file, else the index, else "".

    The report lists its page files in ``report/pages.json``: corpus -> page id -> file.
    """
    try:
        listed = json.loads((folder / "report" / "pages.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        listed = {}
    whole = "report/index.html" if (folder / "report" / "index.html").is_file() else ""

    def link(corpus: str, page: str) -> str:
        """Return where one page is shown; only a plain name of an HTML file below the report is followed."""
        file = str(listed.get(corpus, {}).get(page, ""))
        return f"report/{file}" if _FILE.fullmatch(file) else whole

    return link


def address(url: str, folder: RunFolder, link: str) -> str:
    """Return where a file of a run's report is read; "" where that is not known.

    ``link`` leads to the file from the run's folder. ``url`` is the address of the report's own folder, in which ``{run}`` stands for the
    id of the run. What is downloaded whole, such as an artifact of GitHub, has no addresses of files: there it is the address itself.
    """
    if not url or not link:
        return ""
    place = url.replace(RUN, quote(folder.manifest().id, safe=""))
    return place if is_download(place) else f"{place.removesuffix('index.html').rstrip('/')}/{quote(link.removeprefix('report/'))}"


def is_download(url: str) -> bool:
    """Return whether an address is that of one file to download, so that nothing can be appended to it."""
    return _WHOLE.search(url) is not None


def page_diff(page: Mapping[str, Any], output: Mapping[str, Any]) -> str:
    """Return lines: a page's error (``!``), gold that is missing (``-``), output that is not gold (``+``).

    ``page`` is a record of ``pages.parquet``, ``output`` one of ``extractions.parquet``.
    """
    gold, text = gold_of(page), str(output["text"])
    said = [f"! {_excerpt(output['error'])}"] if output["error"] else []
    return "\n".join(said + (_segments(gold, text) if gold.blocks is None else _differences(compare(prepare(gold), text, exact=False))))


def _differences(compared: Diff) -> list[str]:
    """Return the longest missing and extra runs in reading order, and how many more words there are."""
    lines = ["… long texts, compared coarsely: some of these words may be equal"] if compared.coarse else []
    for kind, sign in (("missing", "-"), ("extra", "+")):
        runs = [run for run in compared.runs if run.kind == kind and run.gold_words + run.text_words]
        longest = sorted(runs, key=lambda run: -(run.gold_words + run.text_words))
        for run in sorted(longest[:RUNS], key=lambda run: (run.gold, run.text)):
            source, span = (compared.gold, run.gold) if kind == "missing" else (compared.text, run.text)
            lines.append(f"{sign} {_excerpt(source[slice(*span)])}")
        rest = sum(run.gold_words + run.text_words for run in longest[RUNS:])
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
