"""The verbs that draw pages for gold, and say what more gold would prove."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import console
from bench.cli.asking import Json, Out, Run, reports, run_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.model import Corpus
    from bench.scoring.tables.powering.planning import GoldPlan


def attach(app: typer.Typer) -> None:
    """Add these verbs to the app, ``next`` to those on corpora."""
    from bench.cli.corpus import verbs

    verbs.command("next")(next_pages)
    app.command("plan")(plan)


def next_pages(
    folder: Annotated[Path, typer.Argument(help="Folder of a corpus of your own, with pages.toml.")],
    count: Annotated[int, typer.Option("--n", min=1, help="Pages that shall wait for gold.")] = 10,
    by: Annotated[str, typer.Option(help="random, or disagreement of the extractors (default: as before, first random).")] = "",
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the draw (default: as before, first 0).")] = None,
    out: Out = None,
    *,
    as_json: Json = False,
) -> None:
    """Draw the pages that get gold next, at random, and note them in pages.toml.

    Intervals that rest on such pages are valid for all pages.
    """
    from dataclasses import asdict

    from bench import config
    from bench.corpus import sampling
    from bench.corpus.readers.native import INDEX
    from bench.errors import CorpusError

    if not (folder / INDEX).is_file():
        raise CorpusError(f"{folder} holds no {INDEX}", "the folder of a corpus of your own", f"boilerbench corpus new {folder}")
    from bench import corpus

    held = corpus.load(folder)
    needed = by == "disagreement" or (not by and held.sampling.get("method") == "disagreement")
    sizes = _disagreement(held, reports(out, config.load())) if needed else {}
    drawn = sampling.draw(held, folder, count, method=by, seed=seed, sizes=sizes)
    places = [str(folder / "gold" / f"{page}.txt") for page in drawn.pages]
    if as_json:
        console.as_json({"folder": str(folder), **asdict(drawn), "gold": places})
        return
    lines = [[page, place, "drawn now" if page in drawn.new else "waiting"] for page, place in zip(drawn.pages, places, strict=True)]
    console.table(["page", "gold to clean", ""], lines)
    how = "at random" if drawn.method == "random" else "by disagreement, with known probabilities"
    console.say(f"{drawn.n:,} of {drawn.of:,} pages are drawn {how}, seed {drawn.seed}; clean them in this order and skip none")
    console.say(f"then: boilerbench annotate {folder}, boilerbench run --corpus {folder}, boilerbench plan")


def plan(
    run: Run = "latest",
    protocol: Annotated[str, typer.Option(help="Protocol.")] = "aligned",
    out: Out = None,
    *,
    as_json: Json = False,
) -> None:
    """Say how narrow the interval of the leader's margin would be with more gold."""
    from dataclasses import asdict

    from bench.scoring.tables.powering.planning import plans
    from bench.store import boards, frames

    folder = run_of(run, out)
    held = frames.read(folder, [protocol], pages=frames.BOARD_PAGES, extractions=frames.BOARD_EXTRACTIONS)
    made = plans(held.results(protocol), boards.sampling(held.manifest.options))
    if as_json:
        console.as_json({"run": str(folder.path), "plans": [asdict(one) for one in made]})
        return
    for one in made:
        _show(one)
    console.say(f"run: {folder.path}")


def _show(one: GoldPlan) -> None:
    """Print what more gold on one corpus would prove."""
    lines = [[f"+{step.more:,}", step.gold, f"±{step.margin:.3f}", f"±{step.alone:.3f}"] for step in one.steps]
    title = f"{one.protocol} on {one.corpus}: {one.left} over {one.right} is {one.difference:+.3f} {one.metric}, on {one.pages:,} pages"
    if lines:
        console.table(["more gold", "pages with gold", "95 % interval of this margin", "gold alone"], lines, title=title)
    print(console.clean(one.verdict))  # noqa: T201 - the result


def _disagreement(corpus: Corpus, root: Path) -> Mapping[str, float]:
    """Return page id -> how far the extractors of the latest run are from agreeing on it, 0-1."""
    from bench.engine import agreement
    from bench.errors import RunError
    from bench.store.reuse import latest_over

    found = latest_over(corpus, root)
    if found is None:
        again = f"boilerbench run --corpus {corpus.source or corpus.name}"
        raise RunError("no run over these pages says how far the extractors disagree on them", "a run over this corpus", again)
    folder, same = found
    lines = agreement.ensure(folder).select(["corpus", "page_id", "consensus"]).to_pylist()
    return {
        line["page_id"]: 1 - line["consensus"]
        for line in lines
        if line["corpus"] == corpus.name and line["page_id"] in same and line["consensus"] == line["consensus"]
    }
