"""Verbs of the group ``run``: run extractors over corpora, or over WARC files without gold."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bench.cli import asking
from bench.cli.asking import (
    Adapters,
    Baseline,
    CheckState,
    Cluster,
    Costs,
    Deadline,
    Fresh,
    IgnoreUnknown,
    Json,
    Limit,
    Memory,
    Only,
    Out,
    Pages,
    Predictions,
    Price,
    Resamples,
    Seed,
    Several,
    Workers,
    wishes,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bench.engine.failures import NeverWorked
    from bench.engine.plan import Plan
    from bench.model import Corpus
    from bench.scoring.tables.costs import tables
    from bench.store.reference.folder import Reference
    from bench.store.run_folder import RunFolder


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("run")(run)
    app.command("extract")(extract)


def run(
    corpus: Annotated[Several, typer.Option(help="Built-in or imported corpus, or a folder or archive; may be given again.")] = None,
    adapters: Adapters = None,
    predictions: Predictions = None,
    ignore_unknown: IgnoreUnknown = False,
    protocol: Annotated[Several, typer.Option(help="Scoring protocols; commas.")] = None,
    only: Only = None,
    limit: Limit = None,
    pages: Pages = None,
    deadline: Deadline = None,
    memory: Memory = None,
    workers: Workers = None,
    out: Out = None,
    seed: Seed = None,
    resamples: Resamples = None,
    baseline: Baseline = None,
    fresh: Fresh = False,
    check_state: CheckState = False,
    against: Annotated[str, typer.Option(help="Put stored results beside these: reference, or a folder of reference results.")] = "",
    create_envs: Annotated[bool, typer.Option("--create-envs", help="Create environments that are not there yet.")] = False,
    cluster: Cluster = "",
    costs: Costs = False,
    price: Price = None,
    as_json: Json = False,
) -> None:
    """Run extractors over page dumps, score what comes out, write the report.

    Exit 2 where an adapter returned nothing for any page; the others are scored and the report is written all the same.
    A closed system stands beside them by what it returned: boilerbench run --adapters core --predictions closed=outputs.json
    """
    from bench import config
    from bench.adapters.selection import by_name
    from bench.cli import console
    from bench.corpus.readers.assembly import chosen_pages
    from bench.engine import stored_outputs
    from bench.engine.reference import beside
    from bench.engine.run import prepared
    from bench.engine.unchanged.key import key_of
    from bench.environments import envs

    chosen, limits = config.load(), {"deadline": deadline, "memory": memory, "workers": workers}
    given = wishes(
        chosen, corpus=corpus, adapters=adapters, predictions=predictions, protocol=protocol, seed=seed, resamples=resamples, **limits
    )
    wish = {**asking.baseline_wishes(baseline, given), **given}
    paid = asking.price_of(wish, price, costs=costs)
    names, protocols = asking.listed(wish.get("adapters", ["core"])), asking.protocols_of(wish.get("protocol", ["aligned"]))
    stored = [stored_outputs.named(spec) for spec in wish.get("predictions", ())]
    if create_envs and names:
        envs.provide([adapter.env for adapter in asking.adapters_of(names, chosen)], listed=chosen.envs, say=console.say)
    loaded = [chosen_pages(asking.corpus_of(spec, chosen, pages), only or (), limit) for spec in wish.get("corpus", ["embedded"])]
    options, reports = asking.run_options(wish, chosen, fresh=fresh, check_state=check_state, cluster=cluster), asking.reports(out, chosen)
    held = beside.asked(against, reports, loaded, protocols) if against else []
    plan = prepared(loaded, names, protocols, out=reports, options=options, own=chosen.adapters,
                    predictions=stored, ignore_unknown=ignore_unknown)  # fmt: skip
    asked = (by_name(names, chosen.adapters) if names and "adapters" in given else frozenset()) | {one.name for one in stored}
    whole = asked <= {*(one.name for one in plan.adapters), *(one.name for one in plan.stored)}
    key = key_of(plan, protocols, paid) if whole and not held else ""
    if not _repeat(plan, key, reports, as_json=as_json):
        _conclude(_carried_out(plan, protocols, reports, held), loaded, asked, key, price=paid, as_json=as_json)


def _carried_out(plan: Plan, protocols: Sequence[str], reports: Path, held: Sequence[Reference]) -> RunFolder:
    """Run what is planned and return its folder, with the stored rows ``held`` beside its own."""
    from bench.cli import console
    from bench.engine.progress import display
    from bench.engine.reference import beside
    from bench.engine.run import carry_out

    folder = carry_out(plan, protocols, reports, display(quiet=console.level == "quiet"))
    beside.put(folder, held)
    return folder


def _repeat(plan: Plan, key: str, reports: Path, *, as_json: bool) -> bool:
    """Carry the latest run over and print it where nothing has changed since; say whether that is so."""
    from bench.cli import console
    from bench.cli.printed import conclusions
    from bench.engine.unchanged import carrying
    from bench.report.renaming import renamed

    kept = carrying.carried(plan, key, reports, renamed)
    if kept is None:
        return False
    folder, said = kept
    results = sum(int(one.get("results") or 0) for one in folder.manifest().adapters)
    console.say(f"reused {results:,} of {results:,} results, their scores and the report: nothing has changed since the latest run")
    conclusions.show(folder, said, as_json=as_json)
    return True


def _conclude(
    folder: RunFolder, corpora: Sequence[Corpus], named: Collection[str], key: str, *, price: float | None, as_json: bool
) -> None:
    """Write the report, a brief one where a whole one costs; print boards, where it is, what never worked.

    Exit 2 where an adapter that was tried, or that is one of those ``named`` by the user, returned nothing at all. What is said is kept
    under ``key`` for a run that would only repeat this one. Costs are said where there is a ``price``, in US dollars a core-hour.
    """
    from bench.cli import console, ending
    from bench.cli.printed import conclusions
    from bench.engine import failures, loss_table
    from bench.engine.unchanged import conclusion
    from bench.report.build import build
    from bench.store import boards, estimates, history, measured

    scored, estimated = boards.of_run(folder), estimates.of_run(folder)
    broken = (*failures.never_worked(folder), *failures.left_out(folder, named))
    if not scored and not estimated:
        _refuse_nothing(folder, corpora, broken)
    measured.record(folder, folder.path.parents[1] / history.FOLDER, scored)
    if cheap := loss_table.is_cheap(folder.manifest()):
        loss_table.ensure(folder)
    spent = () if price is None else _costs(folder, price)
    build(folder.path, brief=not cheap, corpora=corpora, boards=scored, estimated=estimated, costs=spent)
    said = conclusions.of_run(folder, scored, estimated, broken, spent)
    conclusions.show(folder, said, as_json=as_json)
    owed = failures.owed(broken, named)
    for line in failures.together({one.adapter: one.error for one in broken if one not in owed}):
        console.warn(line)
    if not broken:
        conclusion.keep(folder, key, said)
    ending.end(owed)


def _costs(folder: RunFolder, price: float) -> tuple[tables.Costs, ...]:
    """Return the costs of a run."""
    from bench.engine.costs import run_costs

    return run_costs.of_run(folder, price)


def _refuse_nothing(folder: RunFolder, corpora: Sequence[Corpus], broken: Sequence[NeverWorked]) -> NoReturn:
    """Raise RunError for a run of which nothing can be said: no score, and no estimate either."""
    from bench.cli.printed import boards as printed_boards
    from bench.errors import RunError
    from bench.store import estimates

    printed_boards.warn(folder.gold_counts())
    expected, hint = "an adapter that works, on pages with gold", f"boilerbench corpus check {corpora[0].source}"
    what = f"no page of this run has gold that {', '.join(folder.protocols())} can score"
    if len(broken) >= len(folder.manifest().adapters):
        what, hint = str(broken[0]), "boilerbench doctor"
    elif few := estimates.too_few(folder):
        what, expected, hint = few, "more extractors", f"boilerbench run --corpus {corpora[0].source} --adapters all"
    raise RunError(f"{what}; what was extracted lies in {folder.path}", expected, hint)


def extract(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Folders or globs of pages; WARC or WET files, also by URL; warc.paths.gz.")
    ] = None,
    warc: Annotated[Several, typer.Option(help="The same, as an option; may be given again.")] = None,
    adapters: Annotated[Several, typer.Option(help="Names, groups (core, all, floors), name@version, module:function; commas.")] = None,
    root: Annotated[str, typer.Option(help="Folder or URL below which the files of a warc.paths.gz lie.")] = "",
    out: Annotated[Path, typer.Option(help="Folder of the Parquet parts.")] = Path("reports/extracts"),
    limit: Annotated[int, typer.Option(min=0, help="Pages of each file at most (0 = all).")] = 0,
    pages: Annotated[int, typer.Option(min=0, hidden=True, help="The same, as it was called before.")] = 0,
    deadline: Deadline = None,
    memory: Memory = None,
    workers: Workers = None,
    cluster: Cluster = "",
    as_page: Annotated[bool, typer.Option("--report", help="Also write a page beside the parts: _report.html.")] = False,
    as_json: Json = False,
) -> None:
    """Run extractors over saved pages or WARC files: throughput, failures, who agrees with whom.

    Each folder, glob or WARC file becomes a Parquet part of its own, which is not made again. Exit 2 where one cannot be read to its
    end, or a row returned nothing for any page; all others are done.
    """
    from bench import config
    from bench.adapters.selection import by_name
    from bench.cli import console, ending
    from bench.cli.printed import crawls
    from bench.engine import failures, plan
    from bench.engine.scale import crawl, inputs
    from bench.engine.scale.totals import Totals

    chosen = config.load()
    wish = wishes(chosen, adapters=adapters, deadline=deadline, memory=memory, workers=workers)
    asked, places = asking.listed(wish.get("adapters", ["core"])), (asking.reports(None, chosen), out)
    selected, options = asking.adapters_of(asked, chosen), asking.run_options(wish, chosen, apart=places, cluster=cluster)
    made = plan.make([], selected, options)
    files, corpora = inputs.found([*(sources or ()), *(warc or ())], root)
    work = crawl.files(made, files, out, limit or pages, corpora)
    done, damaged = crawls.followed(work)
    crawl.record(out, damaged if done else ())
    if len(damaged) == len(work):
        raise damaged[0]
    total = reduce(Totals.plus, (one for _, one in done), Totals())
    pairs = crawls.pairs_of(total, made)
    crawls.warn(made.missing, total.unprotected)
    broken = failures.never_extracted(total, made.adapters, [file.part for file in work if file.part.exists()])
    page = crawls.page(made, done, total, damaged, out) if as_page else None
    if as_json:
        console.as_json(crawls.as_data(total, pairs, damaged, broken))
    else:
        crawls.show(total, pairs, "pages/s a Dask worker" if cluster else "pages/s")
        if page:
            print(page)  # noqa: T201 - the result
    ending.end(failures.owed(broken, by_name(asked, chosen.adapters)))
    if damaged or total.faults:
        raise typer.Exit(2)
