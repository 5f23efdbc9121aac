"""The pages of a corpus and kind of page, whatever the protocol: the hardest, those that failed, and their sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any
from urllib.parse import urlsplit

from bench.report.drawing.rendering import fixed, named
from bench.report.figures import heat
from bench.report.scopes import Scope
from bench.scoring.tables.difficulty import means, means_of_groups
from bench.scoring.tables.matrix import column
from bench.scoring.tables.page_rules import no_text

LISTED = 100  # hardest pages on the index
CROWDED = 200  # pages that failed: more than so many are listed on a page of their own
SITES = 60  # sites on the index, those of most pages
LONGEST, SHORT = 64, 20  # characters of a page's label, and of one among the hundreds that may have failed
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page in a list: its file ("" for none), its host and title (of pages without either, their id), its type and its figure."""

    file: str
    label: str
    type: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site: its pages, the mean of the contenders on them, who does best and who does worst there."""

    site: str
    pages: int
    figure: str
    best: str
    worst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A corpus and kind of page: its pages' places in the heat map, failures by kind, the hardest pages, its sites."""

    id: str
    title: str
    places: dict[str, object]
    failing: tuple[tuple[str, tuple[PageLink, ...]], ...]
    hardest: tuple[PageLink, ...]
    sites: tuple[SiteLine, ...]
    estimated: bool = False  # pages without gold: those on which families agree least are the worst

    @property
    def is_crowded(self) -> bool:
        """Whether more pages failed than the index lists."""
        return sum(len(pages) for _, pages in self.failing) > CROWDED


def track(key: str, scope: Scope, known: Sequence[Key], files: Mapping[Key, str]) -> Track:
    """Lay out the pages of ``scope``, the first of its title; ``known`` are those of all its protocols."""
    records: Mapping[Key, Mapping[str, Any]] = {}
    if scope.pages is not None and scope.matrix is not None:
        columns = {str(name): column(scope.pages, str(name)) for name in scope.pages}
        listed = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        records = dict(zip(scope.matrix.keys, listed, strict=True))
    return Track(
        id=key,
        title=scope.title,
        places=heat.places(known, files),
        failing=_failing(scope, records, files),
        hardest=_hardest(scope, records, files),
        sites=_sites(scope),
        estimated=bool(scope.estimated),
    )


def label(page: Mapping[str, Any], longest: int = LONGEST) -> str:
    """Return what a page is called in lists: its host and title, or path, its id where it has no address."""
    parts = urlsplit(str(page.get("url") or "")) if "[" not in str(page.get("url") or "") else None
    host = (parts.hostname or "").removeprefix("www.") if parts and parts.scheme in {"http", "https"} else ""
    blocks = page.get("blocks")
    heading = next((block["text"] for block in blocks if block["role"] == "heading"), "") if blocks is not None else ""
    words = " ".join(str(page.get("title") or heading)[:1000].split()) or (parts.path.strip("/") if parts and host else "")
    text = " · ".join(part for part in (host, words) if part) or named(str(page["page_id"]))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _failing(
    scope: Scope, records: Mapping[Key, Mapping[str, Any]], files: Mapping[Key, str]
) -> tuple[tuple[str, tuple[PageLink, ...]], ...]:
    """Return how contenders failed, most of them first, with the pages, hardest first."""
    if scope.matrix is None or scope.order is None:
        return ()
    statuses = scope.matrix.statuses[list(scope.contenders())]
    without = no_text(statuses)
    pages: dict[tuple[int, str], list[PageLink]] = {}
    for page in scope.order:
        ended = statuses[without[:, page], page].tolist()
        if ended:
            key = scope.matrix.keys[page]
            words = ", ".join(f"{ended.count(name)} {name}" for name in sorted(set(ended)))
            pages.setdefault((-len(ended), words), []).append(PageLink(files.get(key, ""), label(records[key], SHORT)))
    return tuple((how[1], tuple(pages[how])) for how in sorted(pages))


def _hardest(scope: Scope, records: Mapping[Key, Mapping[str, Any]], files: Mapping[Key, str]) -> tuple[PageLink, ...]:
    """Return the hardest pages that have a page of their own."""
    if scope.matrix is None or scope.order is None:
        return ()
    averages = means(scope.matrix.headline[list(scope.contenders())], 0) if scope.consensus is None else scope.consensus
    keys = [(scope.matrix.keys[page], averages[page]) for page in scope.order]
    there = [(key, value) for key, value in keys if key in files][:LISTED]
    return tuple(PageLink(files[key], label(records[key]), str(records[key].get("type") or ""), f"{value:.2f}") for key, value in there)


def _sites(scope: Scope) -> tuple[SiteLine, ...]:
    """Return the sites with most pages, hardest first; nothing where each has one page, or all are of one."""
    if scope.matrix is None or scope.pages is None or scope.estimated:
        return ()
    names = [str(site or "") for site in scope.pages["site"]]
    contenders = [at for at, is_contender in enumerate(scope.contenders()) if is_contender]
    if not contenders or not 1 < len(set(names)) < len(names):
        return ()
    lower = scope.board.metric in scope.scorer.lower_is_better
    lines = []
    for site, count, figures in means_of_groups(scope.matrix.headline[contenders], names):
        known = [(float(value), scope.matrix.adapters[at]) for value, at in zip(figures, contenders, strict=True) if not isnan(value)]
        told = [f"{name} {fixed(value, 2)}" for value, name in sorted(known, key=lambda pair: pair[0] if lower else -pair[0])]
        if site and told:
            mean = float(means(figures, 0))
            lines.append((mean, SiteLine(site, count, fixed(mean, 2), told[0], told[-1])))
    largest = sorted(lines, key=lambda line: (-line[1].pages, line[1].site))[:SITES]
    return tuple(line for _, line in sorted(largest, key=lambda line: (-line[0] if lower else line[0], line[1].site)))
