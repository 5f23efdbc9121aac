"""Build the report of a run: index.html and one page for each page dump, readable from any folder."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench import escaping, scoring
from bench.engine.tally import looks_like_html
from bench.errors import RunError
from bench.files import whole
from bench.report import across_table, board_table, combined_tables, cost_table, figures, findings, parts_table
from bench.report.drawing import stylesheets
from bench.report.drawing.rendering import markup, metric, render, resource, sealed
from bench.report.figures import Figure, heat
from bench.report.pages import choice, glossary
from bench.report.renaming import run_line
from bench.report.scopes import Scope, scopes, with_combinations, with_costs
from bench.report.tracks import Track, track
from bench.scoring.tables import COSTS
from bench.scoring.tables.signature import REFERENCE
from bench.store import estimates, frames
from bench.store.reference import joined
from bench.store.run_folder import RunFolder
from bench.workers.isolation import protections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.model import Corpus, Manifest
    from bench.report.board_table import BoardTable
    from bench.report.combined_tables import CombinedTables
    from bench.report.findings import Conclusion
    from bench.report.parts_table import PartsTable
    from bench.scoring.tables.costs.tables import Costs
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Board
    from bench.store.frames import RunFrames

FLAGS = {"deadline_s": "deadline", "memory_mb": "memory", "workers": "workers", "seed": "seed", "resamples": "resamples"}
FAILED = "failed.html"  # the pages that failed, where they are too many for the index
MARK = "brief"  # a file beside a brief report, for whoever is asked for a whole one


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice as the template shows it."""

    id: str
    title: str
    group: str
    board: Board
    table: BoardTable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class View:
    """A scope as the template shows it."""

    id: str
    scope: Scope
    verdict: Conclusion
    cuts: tuple[Cut, ...]
    figures: tuple[Figure, ...]
    findings: tuple[str, ...]
    combined: CombinedTables | None
    parts: PartsTable | None
    heat: dict[str, object]
    track: str


def build(
    folder: Path,
    out: Path | None = None,
    *,
    all_pages: bool = False,
    brief: bool = False,
    corpora: Sequence[Corpus] = (),
    boards: Sequence[Board] = (),
    estimated: Sequence[EstimatedBoard] = (),
    costs: Sequence[Costs] = (),
) -> Path:
    """Write the report of the run in ``folder`` to ``out``, by default its ``report``; return the index.

    The worst 200 pages and every page on which a contender failed get a page of their own, ``all_pages`` the rest too. A ``brief``
    report, as a run ends with, has a few of them and traces no text to regions. ``corpora``, and ``boards`` and ``estimated`` by the run's
    own sampling, spare reading and computing again what is at hand; ``costs`` are shown where they are
    given. Raises RunError where the folder is no scored run.
    """
    run = frames.read_all(folder, corpora, boards, estimated, plain=brief and not estimates.are_needed(RunFolder(folder)))
    target = out or folder / "report"
    run_scopes = with_costs(scopes(run) if brief else with_combinations(run, scopes(run)), costs)
    if not run_scopes:
        why = estimates.too_few(RunFolder(folder)) or f"{folder} holds no score"
        raise RunError(why, "a run in which a row was tried on a page with gold, or rows of several families", "boilerbench run")
    files = choice.choose(run_scopes, all_pages=all_pages, brief=brief)
    choice.write(run, run_scopes, files, target, named=0 if brief else choice.NAMED)
    tracks = laid_out(run_scopes, files)
    (target / FAILED).unlink(missing_ok=True)
    if crowded := [one for one in tracks if one.is_crowded]:
        _write(target / FAILED, failed(crowded))
    glossary.write(target, index=True)
    _write(target / "index.html", index(run, run_scopes, files, brief=brief, tracks=tracks))
    (target / MARK).touch() if brief else (target / MARK).unlink(missing_ok=True)
    return target / "index.html"


def is_whole(folder: Path) -> bool:
    """Return whether the run has a report in its usual place that is not the brief one it ended with."""
    return (folder / "report" / "index.html").is_file() and not (folder / "report" / MARK).exists()


def _write(path: Path, text: str) -> None:
    """Write a page whole or not at all."""
    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def laid_out(run_scopes: tuple[Scope, ...], files: Mapping[tuple[str, str], str]) -> tuple[Track, ...]:
    """Return the tracks of a report, each by the first protocol that scored it."""
    first = {scope.title: scope for scope in reversed(run_scopes)}
    return tuple(track(f"t{at}", first[title], keys, files) for at, (title, keys) in enumerate(_keys(run_scopes).items()))


def _keys(run_scopes: tuple[Scope, ...]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the pages of each track, whatever the protocol, by its title."""
    titles = dict.fromkeys(scope.title for scope in run_scopes)
    return {title: heat.known([scope for scope in run_scopes if scope.title == title]) for title in titles}


def failed(tracks: Sequence[Track]) -> str:
    """Return the page that lists what failed where that is too much for the index."""
    return sealed(
        render("failed.html", tracks=tracks, css=markup(stylesheets.sheet("base.css", "report.css")), js=markup(resource("theme.js")))
    )


def index(
    run: RunFrames,
    run_scopes: tuple[Scope, ...],
    files: Mapping[tuple[str, str], str],
    *,
    brief: bool = False,
    tracks: tuple[Track, ...] = (),
) -> str:
    """Return the index page as text; ``brief`` where there are pages still to be written.

    ``tracks`` are those of :func:`laid_out`, where they are at hand.
    """
    protocols = list(dict.fromkeys(scope.scorer.name for scope in run_scopes if not scope.estimated))
    keys = _keys(run_scopes)
    titles = list(keys)
    views = tuple(_view(f"v{at}", scope, f"t{titles.index(scope.title)}", keys[scope.title]) for at, scope in enumerate(run_scopes))
    return sealed(
        render(
            "index.html",
            run=run,
            run_line=run_line(run.manifest),
            notes=_notes(run, run_scopes, len(files) if brief else None),
            protocols=protocols,
            tracks=tracks or laid_out(run_scopes, files),
            views=views,
            across=[across_table.table(grid) for grid in across_table.of_scopes(run_scopes)],
            costs=[cost_table.table(one) for one in cost_table.of_scopes(run_scopes)],
            level="95 %",
            css=markup(stylesheets.sheet("base.css", "report.css", "figure.css") + _choices(views, protocols, titles)),
            js=markup("".join(re.sub(r"\n\s*//[^\n]*|(?<=\n)\s+", "", resource(name)) for name in ("theme.js", "report.js", "tools.js"))),
            command=_command(run),
            details=_details(run),
        )
    )


def _view(key: str, scope: Scope, track: str, keys: tuple[tuple[str, str], ...]) -> View:
    """Lay out one scope."""
    cuts = tuple(Cut(f"{key}{at}", cut.title, cut.group, cut.board, board_table.table(scope, cut)) for at, cut in enumerate(scope.slices))
    return View(
        id=key,
        scope=scope,
        verdict=findings.verdict(scope),
        cuts=cuts,
        figures=tuple(figure for name in figures.FIGURES if (figure := figures.draw(name, scope, key))),
        findings=findings.findings(scope),
        combined=combined_tables.tables(scope),
        parts=parts_table.table(scope),
        heat=heat.data(scope, keys),
        track=track,
    )


def _choices(views: tuple[View, ...], protocols: list[str], titles: list[str]) -> str:
    """Rules by which the radio buttons choose what is shown."""
    groups = []
    for view in views:
        of_protocol = len(protocols) > 1 and not view.scope.estimated
        buttons = {f"p{protocols.index(view.scope.scorer.name)}": ""} if of_protocol else {}
        buttons |= {f"c{titles.index(view.scope.title)}": ""} if len(titles) > 1 else {}
        groups += [(buttons, view.id), (buttons, f"{view.id}w")]
        groups += [({f"{cut.id}r": ""} if len(view.cuts) > 1 else {}, cut.id) for cut in view.cuts]
    groups += [({f"c{at}": ""} if len(titles) > 1 else {}, f"t{at}") for at in range(len(titles))]
    heads = [(view.id, [*map(metric, view.cuts[0].table.others), *COSTS]) for view in views]
    empty = "".join(stylesheets.hidden(cut.id, cut.table.vacant) for view in views for cut in view.cuts)
    return stylesheets.choices(groups) + "".join(stylesheets.labels(key, names) for key, names in heads) + empty


def _notes(run: RunFrames, run_scopes: tuple[Scope, ...], few: int | None) -> tuple[str, ...]:
    """Return what a reader should know is not there; ``few`` is how many pages a brief report has."""
    shown = {corpus for scope in run_scopes for corpus in scope.board.corpora}
    unseen = {corpus: known for corpus, known in RunFolder(run.folder).gold_counts().items() if corpus not in shown and known.notice}
    kept = {name: str(why) for one in run.manifest.adapters for name, why in dict(one.get("unprotected") or {}).items()}
    isolation = [f"Isolation: {words}." for words in protections.lacking(kept)]
    marked = [(str(one["name"]), int(one["markup"]), int(one.get("results") or 0)) for one in run.manifest.adapters if one.get("markup")]
    return (
        *isolation,
        *(f"{line}." for line in joined.notes(RunFolder(run.folder))),
        *(f"{looks_like_html(*one)}." for one in marked),
        *(f"{corpus} is not on a board: {known.notice}." for corpus, known in unseen.items()),
        *_missing(run, run_scopes, few),
    )


def _missing(run: RunFrames, run_scopes: tuple[Scope, ...], few: int | None) -> tuple[str, ...]:
    """Return what a whole report has and this one has not."""
    if few is not None:
        adds = (
            "the worst 200, every failure, the regions of the pages that extra text stands in, where the loss is, and who complements whom"
        )
        beside = "gold" if any(not scope.estimated for scope in run_scopes) else "what most families of extractors agree on"
        return (
            f"Written as the run ended, with {few} of its hardest pages beside {beside}. boilerbench view {run.manifest.id} adds {adds}.",
        )
    if run.losses is None and any(scope.scorer.name == scoring.DEFAULT for scope in run_scopes):
        return (f"Where the loss is has not been worked out: boilerbench report {run.manifest.id} adds it.",)
    kinds = {scope.title for scope in run_scopes if scope.scorer.name == scoring.DEFAULT and scope.matrix is not None and not scope.losses}
    return tuple(f"Where the loss is cannot be said of {title}: its pages cannot be read any more." for title in sorted(kinds))


def _command(run: RunFrames) -> str:
    """Return the command that makes this run again."""
    sources = " ".join("--corpus " + shlex.quote(source) for source in run.manifest.sources.values())
    chosen: Mapping[str, Any] = next((corpus["selection"] for corpus in run.manifest.corpora if "selection" in corpus), {})
    part = [f"--only {shlex.quote(one)}" for one in chosen.get("only", ())]
    part += [f"--limit {chosen['limit']}"] if "limit" in chosen else []
    words = ["boilerbench run", sources, *part, *_selection(run.manifest), "--protocol " + ",".join(run.scores)]
    words += [f"--{flag} {value:g}" for name, flag in FLAGS.items() if (value := run.manifest.options.get(name)) is not None]
    return escaping.terminal(" ".join(words))


def _selection(manifest: Manifest) -> list[str]:
    """Return the options that name the adapters: those that were run, and the files of stored outputs."""
    stored = [f"{one['name']}={one.get('file') or 'FILE'}" for one in manifest.adapters if one.get("stored")]
    live = [str(one["name"]) for one in manifest.adapters if not one.get("stored") and not one.get(REFERENCE)]
    against = ["--against reference"] if any(one.get(REFERENCE) for one in manifest.adapters) else []
    return [*against, "--adapters " + (",".join(live) or "''"), *(f"--predictions {shlex.quote(named)}" for named in stored)]


def _details(run: RunFrames) -> list[tuple[str, str]]:
    """Return the manifest as lines of a table."""
    manifest = run.manifest
    lines = [
        (f"corpus {c['name']}", f"{c['pages']} pages, digest {c['digest']}, licence {c.get('licence') or 'unknown'}")
        for c in manifest.corpora
    ]
    return lines + [(str(name), str(value)) for part in (manifest.machine, manifest.options) for name, value in sorted(part.items())]
