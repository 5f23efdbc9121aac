"""Make stored results anew, or check that a fresh run gives the same to the bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bench.cli import asking, console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bench.config import Config
    from bench.engine.progress import Progress
    from bench.engine.reference.making import Making
    from bench.model import Corpus


def carry_out(action: str, corpora: Sequence[str], how: Making, chosen: Config, *, as_json: bool) -> None:
    """Update or check the results of corpora: those named, else all stored ones, else the embedded one."""
    from bench.engine.progress import display
    from bench.store.reference import folder

    names = corpora or [path.name for path in folder.found(how.place)] or ["embedded"]
    loaded = [asking.corpus_of(name, chosen) for name in names]
    progress = display(quiet=console.level == "quiet")
    (_update if action == "update" else _check)(loaded, how, progress, as_json=as_json)


def how_of(wish: Mapping[str, Any], chosen: Config, runs: Path, place: Path | None, *, fresh: bool) -> Making:
    """Return how results are made, from what was asked for."""
    from bench.engine.reference.making import PROTOCOLS, Making
    from bench.store.reference import folder

    return Making(
        adapters=asking.listed(wish["adapters"] or ["all"]),
        protocols=asking.listed(wish["protocol"] or ()) or PROTOCOLS,
        place=place or runs / folder.FOLDER,
        out=runs,
        options=asking.run_options(wish, chosen, fresh=fresh),
        own=chosen.adapters,
    )


def _update(corpora: Sequence[Corpus], how: Making, progress: Progress, *, as_json: bool) -> None:
    """Write the results of each corpus, and say how large they are."""
    from bench.engine.reference import making
    from bench.store.reference import folder

    lines = []
    for corpus in corpora:
        place = making.update(corpus, how, progress)
        held = folder.read(place)
        size = sum(path.stat().st_size for path in place.iterdir())
        lines.append((corpus.name, len(corpus.pages), len(held.manifest.adapters), ", ".join(sorted(held.scores)), size, str(place)))
    names = ("corpus", "pages", "adapters", "protocols", "bytes", "folder")
    if as_json:
        console.as_json([dict(zip(names, line, strict=True)) for line in lines])
    else:
        console.table(names, lines)


def _check(corpora: Sequence[Corpus], how: Making, progress: Progress, *, as_json: bool) -> None:
    """Run rows afresh and compare with the stored ones: 1 where one differs, 2 where none can be compared."""
    from dataclasses import asdict

    from bench.engine.reference import beside, making
    from bench.errors import RunError

    found, compared = [], 0
    for corpus in corpora:
        held = beside.chosen(how.place, [corpus], ())[0]
        unlike, same = making.differences(held, making.made(corpus, how, progress))
        found += unlike
        compared += len(same)
        console.say(f"{corpus.name}: {len(same)} of {len(held.manifest.adapters)} adapters have the versions installed here")
    if not compared:
        what = "no stored adapter is of a version that is installed here"
        raise RunError(what, "the versions of the stored adapters", "boilerbench reference update")
    if as_json:
        console.as_json({"compared": compared, "differ": [asdict(one) for one in found]})
    else:
        for one in found:
            print(console.clean(f"{one.corpus}: {one.adapter} by {one.protocol} differs on {one.pages} pages"))  # noqa: T201 - the result
        print(f"{compared} rows compared, {len(found)} differ")  # noqa: T201 - the result
    if found:
        raise typer.Exit(1)
