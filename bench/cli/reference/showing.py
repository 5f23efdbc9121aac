"""Print the leaderboards of stored results, or return them as the page of the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.scoring.tables.leaderboards import Board, Standing
    from bench.store.run_folder import RunFolder

_NOT_SHOWN = ("p50 ms", "p95 ms", "peak MB")  # columns of boards: nothing of time or memory is stored


def show(place: Path, corpora: Sequence[str], protocols: Sequence[str], *, form: str, as_json: bool) -> None:
    """Print the leaderboards of corpora (all) by protocols (all)."""
    from bench.cli.printed import boards as printed

    made = [(folder, _boards(folder, protocols)) for folder in _folders(place, corpora)]
    if as_json:
        told = [{"corpus": dict(folder.manifest().corpora[0]), "created": folder.manifest().created,
                 "boards": printed.as_data(boards, pairs=True)} for folder, boards in made]  # fmt: skip
        console.as_json({"place": str(place), "corpora": told})
    elif form:
        print("\n".join(line for folder, boards in made for line in markdown(folder, boards)))  # noqa: T201 - the result
    else:
        for _, boards in made:
            console.show(_without(printed.parts(boards)))
        console.say(f"stored results: {place}")


def _without(parts: Iterator[console.Part]) -> Iterator[console.Part]:
    """Yield parts without the columns of what is not stored."""
    for part in parts:
        if isinstance(part, str):
            yield part
            continue
        kept = [at for at, name in enumerate(part["columns"]) if name not in _NOT_SHOWN]
        yield {**part, "columns": [part["columns"][at] for at in kept], "lines": [[line[at] for at in kept] for line in part["lines"]]}


def _folders(place: Path, corpora: Sequence[str]) -> list[RunFolder]:
    """Return the folders of some corpora; raises RunError for one that is not stored."""
    from bench.errors import RunError
    from bench.registry import unknown
    from bench.store.reference import folder
    from bench.store.run_folder import RunFolder

    known = {path.name: path for path in folder.demand(place)}
    for name in corpora:
        if name not in known:
            raise unknown("corpus with stored results", name, known, RunError, "boilerbench reference")
    for name in corpora or known:
        folder.read(known[name])  # whole, or refused in words
    return [RunFolder(known[name]) for name in corpora or known]


def _boards(folder: RunFolder, protocols: Sequence[str]) -> list[Board]:
    """Return the boards of one corpus, the default protocol first."""
    from bench.errors import ProtocolError
    from bench.registry import unknown
    from bench.scoring import DEFAULT
    from bench.store import boards

    stored = sorted(folder.protocols(), key=lambda name: (name != DEFAULT, name))
    for name in protocols:
        if name not in stored:
            raise unknown("stored protocol", name, stored, ProtocolError, "boilerbench reference")
    return boards.of_run(folder, protocols or stored)


def page(place: Path) -> Iterator[str]:
    """Yield the lines of the page of the documentation, the leaderboards of all that is stored."""
    yield "# Reference results\n"
    yield "Every adapter that ran, on every public corpus at hand, as `boilerbench reference` prints them;"
    yield "`boilerbench run --against reference` puts a new adapter beside them. How they are made and read: [Reference](reference.md).\n"
    for folder in _folders(place, ()):
        yield from markdown(folder, _boards(folder, ()))


def markdown(folder: RunFolder, boards: Sequence[Board]) -> Iterator[str]:
    """Yield one corpus as Markdown: a table for each board, the signature folded away."""
    from bench.escaping import code
    from bench.escaping import markdown as escaped
    from bench.scoring.tables import COVERAGE, INTERVAL, RANK
    from bench.scoring.tables.timing import notes

    manifest = folder.manifest()
    about = manifest.corpora[0]
    yield f"## {escaped(str(about['name']))}\n"
    yield f"{about['pages']} pages, digest `{str(about['digest'])[:12]}`, licence {escaped(str(about.get('licence') or 'not stated'))}; "
    yield f"made {manifest.created[:10]} with boilerbench {escaped(manifest.version)}.\n"
    for board in boards:
        track = f" ({board.track})" if board.track != "html" else ""
        yield f"### {escaped(board.protocol)} on {escaped(str(about['name']))}{track}\n"
        shown = ("adapter", board.metric, INTERVAL, RANK, *board.others, COVERAGE, "version")
        yield "| " + " | ".join(map(escaped, shown)) + " |"
        yield "|:--|--:|--:|:--|" + "--:|" * (len(board.others) + 1) + ":--|"
        for standing in board.standings:
            yield "| " + " | ".join(_cells(board, standing)) + " |"
        yield ""
        yield from (f"{escaped(text)}\n" for text in (board.basis, board.no_ranks, *notes(board.standings)) if text)
        yield f"<details><summary>Signature</summary><code>{code(board.signature)}</code></details>\n"


def _cells(board: Board, standing: Standing) -> list[str]:
    """Return the cells of one adapter."""
    from bench.escaping import markdown as escaped
    from bench.scoring.statistics.ranks import shown
    from bench.scoring.tables import percent

    main, name = standing.metrics[board.metric], escaped(standing.adapter)
    return [
        f"*{name}*" if standing.floor else name,
        console.number(main.value, 3),
        console.interval(main.low, main.high),
        shown(standing.rank) or "-",
        *(console.number(standing.metrics[other].value, 3) for other in board.others),
        percent(standing.coverage),
        escaped(standing.version) or "-",
    ]
