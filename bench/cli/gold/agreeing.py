"""The verb that says how far readers of the same pages agree."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import console
from bench.cli.asking import Json  # noqa: TC001 - typer reads it from the annotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.annotate.comparing.reader_agreement import Agreed, PageAgreement, ReaderAgreement, TypeAgreement
    from bench.model import Estimate

_LISTED = 10  # pages on which readers differ most


def attach(app: typer.Typer) -> None:  # noqa: ARG001 - as every group of verbs is attached
    """Add the verb to those on corpora."""
    from bench.cli.corpus import verbs

    verbs.command("agreement")(agreement)


def agreement(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Folder of a corpus of your own; with --against any corpus.")],
    against: Annotated[str, typer.Option(help="Another corpus: the same pages with the gold of another reader.")] = "",
    resamples: Annotated[int, typer.Option(min=100, help="Resamples of sites, for intervals.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resamples.")] = 0,
    *,
    show_all: Annotated[bool, typer.Option("--all", help="List every page on which readers differ.")] = False,
    as_json: Json = False,
) -> None:
    """Say how far readers of the same pages agree: F1 of words, kappa and alpha, by page type."""
    from dataclasses import asdict
    from pathlib import Path

    from bench import corpus
    from bench.annotate.comparing.collecting import collect, collect_against
    from bench.annotate.comparing.reader_agreement import reader_agreement
    from bench.corpus.readers.native import INDEX
    from bench.errors import CorpusError

    place = Path(folder)
    if not against and not (place / INDEX).is_file():
        again = f"boilerbench corpus agreement {folder} --against OTHER"
        raise CorpusError(f"{folder} holds no {INDEX}", "the folder of a corpus of your own, or two corpora of the same pages", again)
    held = corpus.load(folder)
    if against:
        other = corpus.load(against)
        names = (held.name, other.name) if held.name != other.name else (folder, against)
        if names[0] == names[1]:
            raise CorpusError(f"{folder} was given twice", "two corpora of the same pages")
        collected = collect_against(held, other, names)
    else:
        collected = collect(held, place)
    made = reader_agreement(collected, resamples=resamples, seed=seed)
    if as_json:
        console.as_json({"corpus": held.name, **asdict(made), "left_out": dict(collected.left_out), "resamples": resamples, "seed": seed})
        return
    _show(made, limit=len(made.pages) if show_all else _LISTED)
    for reason, count in collected.left_out.items():
        console.say(f"left out: {count:,} {reason}")
    console.say(
        f"intervals: 95 %, {resamples:,} resamples of {made.unit}s, seed {seed}; kappa and alpha count words, F1 is the mean of pages"
    )


def _show(made: ReaderAgreement, limit: int) -> None:
    """Print the figures, then where readers differ most."""
    about = f"{len(made.readers)} readers ({', '.join(made.readers)}), {made.overall.words:,} words"
    parts = [made.overall, *made.types]
    columns = ["pages", "n", "F1", "kappa", "alpha"]
    console.table(columns, [_line(one, one.with_optional) for one in parts], title=f"{about}: keep, optional and drop told apart")
    console.table(columns, [_line(one, one.without) for one in parts], title="without words that a reader of the page calls optional")
    if len(made.pairs) > 1:
        lines = [[left, right, pages, console.number(kappa, 3)] for left, right, pages, kappa in made.pairs]
        console.table(["reader", "reader", "pages", "kappa"], lines)
    if differing := [page for page in made.pages if page.differing]:
        columns = ["page", "type", "F1", "F1 without optional", "words that differ", "most"]
        console.table(columns, [_page_line(page) for page in differing[:limit]], title="where readers differ most")
        if len(differing) > limit:
            console.say(f"{len(differing) - limit:,} more pages on which readers differ; --all or --json has them")
    else:
        console.say("readers agree on every word")


def _line(one: TypeAgreement, agreed: Agreed) -> list[object]:
    return [one.type or "all", one.pages, *map(_figure, (agreed.f1, agreed.kappa, agreed.alpha))]


def _figure(estimate: Estimate) -> str:
    if math.isnan(estimate.value):
        return "-"
    bounds = "" if math.isnan(estimate.low) else f" [{estimate.low:.3f}, {estimate.high:.3f}]"
    return f"{estimate.value:.3f}{bounds}"


def _page_line(page: PageAgreement) -> Sequence[object]:
    most = page.most[0]
    said = ", ".join(f"{name}: {label}" for name, label in most.labels.items())
    differing = f"{page.differing:,} of {page.words:,}"
    return [page.id, page.type, console.number(page.f1, 3), console.number(page.without, 3), differing, f"“{most.text}” ({said})"]
