"""Verbs on scores: score runs and outputs, list protocols, explain figures, reproduce tables."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bench.cli.asking import IgnoreUnknown, Json, Out, Run, corpus_of, protocols_of, refuse, reports, run_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.drafts import GoldCounts
    from bench.engine.outputs.boards import ScoredOutputs
    from bench.engine.reproduce import Reproduced
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Board
    from bench.store.run_folder import RunFolder


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    for verb in (score, protocols, explain, reproduce):
        app.command(verb.__name__)(verb)


def score(
    run: Run = "latest",
    protocol: Annotated[list[str] | None, typer.Option(help="Protocols; commas (all that were scored, else aligned).")] = None,
    predictions: Annotated[
        list[str] | None, typer.Option(help="Stored outputs to score instead of a run: [NAME=]FILE (JSON by page id) or FOLDER (texts).")
    ] = None,
    corpus: Annotated[str, typer.Option(help="Corpus of the predictions.")] = "",
    ignore_unknown: IgnoreUnknown = False,
    metric: Annotated[str, typer.Option(help="Metric to rank by (each protocol's headline).")] = "",
    unit: Annotated[str, typer.Option(help="What is resampled: site (its pages go together) or page.")] = "site",
    test: Annotated[str, typer.Option(help="Paired test: swap (randomisation) or resample (bootstrap).")] = "swap",
    resamples: Annotated[int | None, typer.Option(min=1, help="Resamples (as in the run).")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed (as in the run).")] = None,
    out: Out = None,
    *,
    peer_errors: Annotated[bool, typer.Option("--peer-errors", help="Add the peers' own +-: deviation of 1,000 page resamples.")] = False,
    pairs: Annotated[bool, typer.Option("--pairs", help="Print every pairwise comparison.")] = False,
    by: Annotated[str, typer.Option(help="Break down by type, language, site, length, complexity or devices instead.")] = "",
    losses: Annotated[bool, typer.Option("--losses", help="Print where the loss is instead: what is missing, what is extra.")] = False,
    complements: Annotated[
        bool, typer.Option("--complements", help="Print what combinations of adapters would score instead, and who complements whom.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score a run or stored outputs with any protocol: leaderboards with intervals and coverage.

    With --out, stored outputs are kept as a run, which other verbs read. Exit 2 where an adapter that was tried has no text for any page.
    """
    from bench.cli import ending
    from bench.cli.printed import boards as printed_boards
    from bench.cli.printed import complements as printed_complements
    from bench.cli.printed import groups as printed_groups
    from bench.cli.printed import losses as printed_losses
    from bench.engine import failures
    from bench.store import boards

    refuse({"--losses": losses, "--by": by, "--peer-errors": peer_errors} if complements else {}, "boilerbench score --help")
    names = protocols_of(protocol or ())
    how: dict[str, Any] = {"resamples": resamples, "seed": seed, "unit": unit, "test": test}
    if predictions and corpus and not (out or losses or by or complements):
        scored = _by_gold(predictions, corpus, names, how, metric=metric, peer=peer_errors, ignore_unknown=ignore_unknown)
        if scored:
            _show("", {scored.corpus: scored.gold}, scored.boards, (), peer_errors=peer_errors, pairs=pairs, as_json=as_json)
            ending.end(failures.owed(scored.broken))
            return
    folder = _folder(run, names, predictions or [], corpus, out, ignore_unknown=ignore_unknown)
    sampling = boards.sampling(folder.manifest().options, **how)
    if losses or by or (complements and as_json):
        printed_boards.warn(folder.gold_counts())
    if complements:
        printed_complements.show(folder, names or folder.protocols(), sampling, metric=metric, pairs=pairs, as_json=as_json)
    elif losses:
        printed_losses.show(folder, as_json=as_json)
    elif by:
        printed_groups.show(folder, names or folder.protocols(), by, sampling, metric=metric, as_json=as_json)
    else:
        made = boards.boards(folder, names or folder.protocols(), sampling, metric=metric, peer=peer_errors)
        rest = () if names and made else _estimated(folder, sampling, has_scores=bool(made))
        _show(str(folder.path), folder.gold_counts(), made, rest, peer_errors=peer_errors, pairs=pairs, as_json=as_json)
    ending.end(failures.owed(failures.never_worked(folder)))


def _estimated(folder: RunFolder, sampling: Sampling, *, has_scores: bool) -> Sequence[EstimatedBoard]:
    """Return the boards of pages without gold; raises RunError where there is no figure at all."""
    from bench.engine import agreement
    from bench.errors import RunError
    from bench.store import estimates

    if not estimates.are_needed(folder):
        return ()
    agreement.ensure(folder)
    made = estimates.of_run(folder, sampling)
    if not made and not has_scores and (few := estimates.too_few(folder)):
        raise RunError(few, "a run of more extractors", "boilerbench run --adapters all")
    return made


def _by_gold(
    files: list[str], spec: str, names: list[str], how: Mapping[str, object], *, metric: str, peer: bool, ignore_unknown: bool
) -> ScoredOutputs | None:
    """Score stored outputs by gold alone and keep nothing; None where figures need a run."""
    from bench import config
    from bench.engine.outputs import boards as by_gold
    from bench.engine.stored_outputs import named
    from bench.store.boards import sampling

    held, outputs = corpus_of(spec, config.load(), gold_only=True), [named(file) for file in files]
    chosen = sampling({}, **how)
    return by_gold.score(held, outputs, names or ["aligned"], chosen, metric=metric, peer=peer, ignore_unknown=ignore_unknown)


def _show(
    run: str,
    counts: Mapping[str, GoldCounts],
    boards: Sequence[Board],
    estimated: Sequence[EstimatedBoard],
    *,
    peer_errors: bool,
    pairs: bool,
    as_json: bool,
) -> None:
    """Print the boards of a run."""
    from bench.cli import console
    from bench.cli.printed import across, peers
    from bench.cli.printed import boards as printed_boards
    from bench.cli.printed import estimates as printed_estimates
    from bench.cli.printed import pairs as printed_pairs

    if as_json:
        gold = {corpus: known.as_data() for corpus, known in counts.items()}
        told = {"boards": printed_boards.as_data(boards, pairs=True), "estimates": printed_estimates.as_data(estimated, pairs=True)}
        console.as_json({"run": run, **told, "across": across.as_data(boards), "gold": gold})
        printed_boards.warn(counts)
        return
    console.show([*printed_boards.parts(boards), *across.parts(boards), *printed_estimates.parts(estimated)])
    without_gold = [one.board for one in estimated]
    printed_boards.warn(counts, [*boards, *without_gold])
    for board in (*boards, *without_gold) if pairs else boards:
        peers.show_peers(board) if peer_errors and board not in without_gold else None
        if pairs:
            console.show([printed_pairs.part(board, board.pairs, f"{board.protocol} on {', '.join(board.corpora)}: left minus right")])
    console.say(f"run: {run}" if run else "nothing was stored; --out FOLDER keeps a run, which explain, compare and report read")


def _folder(run: str, names: list[str], files: list[str], corpus: str, out: Path | None, *, ignore_unknown: bool) -> RunFolder:
    """Return the run to score, made from stored outputs where those are given.

    Every protocol named is scored.
    """
    from bench import config
    from bench.engine.score import score_run
    from bench.errors import ConfigError

    if not files:
        if corpus:
            raise ConfigError("--corpus says what --predictions are of, but there are none", "--predictions FILE.json --corpus SOURCE")
        folder = run_of(run, out)
        score_run(folder, names)
        return folder
    if not corpus:
        raise ConfigError("--predictions without --corpus", "the corpus whose page ids the files use", "--corpus SOURCE")
    from bench.engine.stored_outputs import named, store

    chosen = config.load()
    outputs, place = [named(file) for file in files], reports(out, chosen)
    return store(corpus_of(corpus, chosen), outputs, names or ["aligned"], place, ignore_unknown=ignore_unknown)


def protocols(*, as_json: Json = False) -> None:
    """List the protocols with their conventions: tokens, empty texts, failed pages, averaging."""
    from dataclasses import asdict

    from bench.cli import console
    from bench.registry import plugins
    from bench.scoring import METADATA, SCORERS, group_of, load

    scorers = [load(name) for name in dict.fromkeys([*SCORERS, *METADATA, *plugins("boilerbench.scorers")])]
    if as_json:
        kept = ("name", "version", "metrics", "headline", "columns", "needs", "variant", "lower_is_better", "percent")
        groups = [{"group": group_of(scorer.name), "rules": asdict(scorer.rules)} for scorer in scorers]
        console.as_json([{key: getattr(scorer, key) for key in kept} | more for scorer, more in zip(scorers, groups, strict=True)])
        return
    for scorer in scorers:
        shown = ("headline", "needs", "library", "variant")
        facts = {"group": group_of(scorer.name), "metrics": ", ".join(scorer.metrics), **{key: getattr(scorer, key) for key in shown}}
        lines = [[key, value] for key, value in {**facts, **asdict(scorer.rules)}.items() if value]
        console.table([f"{scorer.name}@{scorer.version}", ""], lines)


def explain(
    page: Annotated[str, typer.Argument(help="Page id, or its start; CORPUS/PAGE where several corpora have it.")],
    adapter: Annotated[str, typer.Argument(help="Adapter of the run.")],
    protocol: Annotated[str, typer.Option(help="Protocol.")] = "aligned",
    run: Annotated[str, typer.Option(help="A run: latest, an id, the start of one, or a folder.")] = "latest",
    limit: Annotated[int, typer.Option(min=0, help="Steps to print (0: all).")] = 60,
    out: Out = None,
    *,
    as_json: Json = False,
) -> None:
    """Show how one page's figures came to be, token by token."""
    from dataclasses import asdict, replace

    from bench.cli import console
    from bench.cli.printed import explanation
    from bench.errors import ProtocolError
    from bench.model import GoldState
    from bench.scoring import answers, load_to_score
    from bench.scoring import explain as explaining
    from bench.store.pairs import pair

    scorer = load_to_score(protocol)
    folder = run_of(run, out)
    stored = pair(folder, page, adapter)
    state, against = stored.gold.state, f", {stored.gold.state} gold" if stored.gold.state != GoldState.CLEANED else ""
    if stored.agreed is not None:
        console.warn(
            f"{stored.gold.page_id} has no gold: {adapter} is held against what most families of extractors return, which errs too"
        )
        stored, against = replace(stored, gold=replace(stored.gold, blocks=stored.agreed)), ", held against what most families return"
    output = next(answers.output_of(about) for about in folder.manifest().adapters if about["name"] == adapter)
    if not scorer.applies(stored.gold):
        raise ProtocolError(
            f"protocol {protocol!r} needs {scorer.needs}, which page {stored.gold.page_id} has no gold for", "another page or protocol"
        )
    if not answers.takes(scorer, output):
        raise ProtocolError(
            f"{adapter} answers with {answers.told(output)}, and {protocol} reads {answers.reads(scorer)}", "another protocol"
        )
    made = explaining.explain(scorer, stored.gold, answers.read(scorer, output, stored.text))
    if as_json:
        about = {
            "page": stored.gold.page_id,
            "adapter": adapter,
            "status": stored.status,
            "gold": state,
            "agreed": stored.agreed is not None,
        }
        console.as_json({"corpus": stored.corpus, **about, **asdict(made)})
        return
    explanation.show(made, f"{adapter} ({stored.status}) on {stored.corpus}/{stored.gold.page_id}{against}", limit)


def reproduce(
    name: Annotated[list[str] | None, typer.Argument(help="Published tables (all).")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder with the published archives (else: imported corpora).")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Recompute published tables and compare the digits.

    Exit 1 where one differs that must agree, 2 where one that is named, or each of all, cannot be recomputed.
    """
    from dataclasses import asdict

    from bench.cli import console
    from bench.engine.reproduce import reproduce as recompute

    tables = recompute(name or (), data)
    if as_json:
        console.as_json([{**asdict(item), "agrees": item.agrees} for item in tables])
    else:
        for item in tables:
            _show_reproduced(item)
    if not all(item.agrees for item in tables):
        raise typer.Exit(1)
    if all(item.missing for item in tables) or (name and any(item.missing for item in tables)):
        raise typer.Exit(2)


def _show_reproduced(item: Reproduced) -> None:
    """Print one table: theirs, ours, difference, verdict."""
    from bench.cli import console

    table = item.table
    if item.missing:
        sought = f" (looked for {item.sought})" if item.sought else ""
        console.say(console.clean(f"{table.name}: {table.title}: no data{sought}") + f"\n  get it: {item.missing}")
        return
    verdict = "agrees" if item.agrees else "DIFFERS"
    title = f"{table.name}: {table.title} ({table.protocol}, {item.pages} pages): {'approximate' if table.approximate else verdict}"
    shown = [line for line in item.lines if not table.paged or line.verdict == "differs"]
    lines = [[line.row, line.metric, line.theirs, f"{line.ours:.6g}", f"{line.difference:+.2g}", line.verdict] for line in shown]
    if table.paged:
        equal = sum(line.verdict == "equal" for line in item.lines)
        title += f"; {equal} of {len(item.lines)} values equal"
    console.table(["adapter", "metric", "theirs", "ours", "difference", "verdict"], lines, title=title)
    console.say(f"source: {table.source}" + (f"\napproximate: {table.approximate}" if table.approximate else ""))
