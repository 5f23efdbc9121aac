"""Verbs of the group ``corpus``: list, import, fetch, check, count, start and compare corpora."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import console
from bench.cli.asking import Json, Out, Pages, Several, corpus_of, listed, reports, run_of
from bench.cli.printed import boards as printed_boards
from bench.cli.printed import corpora as printed_corpora
from bench.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.model import Corpus

_Spec = Annotated[str, typer.Argument(help="Built-in or imported corpus, or [READER:]PATH of a folder or archive.")]
_Replace = Annotated[bool, typer.Option("--replace", help="Replace a corpus of the same name.")]

_VOTERS = "trafilatura,readability-lxml,justext-langindep"  # one for each family: variants of one extractor would outvote the rest

verbs = typer.Typer(help="List, import, fetch, check, count and start corpora.", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.add_typer(verbs, name="corpus")


@verbs.command("list")
def list_corpora(*, as_json: Json = False) -> None:
    """List the corpora that can be named: built in, imported, and those that can be fetched."""
    from bench.corpus.catalogue import catalogue

    corpora = catalogue()
    if as_json:
        console.as_json(corpora)
        return
    console.table(["corpus", "where", "pages", "licence", "source"], [list(entry.values()) for entry in corpora])


@verbs.command("import")
def import_corpus(
    source: Annotated[str, typer.Argument(help="Folder, archive or file, as published; PATH/INSIDE for a part of it.")],
    name: Annotated[str, typer.Option("--as", help="Name to keep it under (default: the archive's).")] = "",
    reader: Annotated[str, typer.Option(help="Format, where it is not recognised.")] = "",
    *,
    replace: _Replace = False,
    as_json: Json = False,
) -> None:
    """Read a corpus and keep it in the user's cache under a name."""
    from bench.corpus.importing import keep

    _announce(keep(source, name, reader, replace=replace), as_json=as_json)


@verbs.command("fetch")
def fetch_corpus(
    name: Annotated[str, typer.Argument(help="A corpus of the list, or the address of an archive.")],
    sha256: Annotated[str, typer.Option(help="SHA-256 of the archive, for an address of your own.")] = "",
    licence: Annotated[str, typer.Option(help="Licence to note, for an address of your own.")] = "",
    kept_as: Annotated[str, typer.Option("--as", help="Name to keep it under, for an address of your own.")] = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the terms that are shown.")] = False,
    replace: _Replace = False,
    as_json: Json = False,
) -> None:
    """Show a published corpus's licence, then fetch, check and import it."""
    from bench.corpus import fetching

    entry = fetching.custom(name, kept_as, sha256, licence) if "://" in name else fetching.published(name)
    corpus = fetching.fetch(entry, _asker(yes=yes), replace=replace)
    _announce(corpus, as_json=as_json, checked=fetching.checked(entry, corpus))


@verbs.command("remove")
def remove_corpus(name: Annotated[str, typer.Argument(help="Name of an imported corpus.")]) -> None:
    """Remove an imported corpus from the user's cache."""
    from bench.corpus.source import cache

    cache.forget(name)
    console.say(f"removed {name}")


@verbs.command("check")
def check_corpus(
    spec: _Spec = "embedded",
    pages: Pages = None,
    run: Annotated[str, typer.Option(help="A run over this corpus whose extractors are asked (default: the latest there is).")] = "",
    out: Out = None,
    *,
    show_all: Annotated[bool, typer.Option("--all", help="Print every finding, however many of one code.")] = False,
    as_json: Json = False,
) -> None:
    """Audit gold and pages, line by line; exit 1 where something makes scores wrong."""
    from bench import config
    from bench.corpus.gold.check import check, exit_code, settled, suspects

    chosen = config.load()
    corpus = corpus_of(spec, chosen, pages, with_faults=True)
    asked, texts = texts_of(corpus, run, reports(out, chosen))
    findings, stand = settled(corpus, check(corpus, console.counter(len(corpus.pages)), texts) + suspects(corpus, texts))
    printed_corpora.show_audit(corpus, findings, stand, asked, every=show_all, as_json=as_json)
    raise typer.Exit(exit_code(findings))


@verbs.command("stats")
def count_corpus(
    spec: _Spec = "embedded",
    beside: Annotated[Several, typer.Option(help="Another corpus whose pages are measured beside these; may be given again.")] = None,
    pages: Pages = None,
    *,
    as_json: Json = False,
) -> None:
    """Count pages by type, kind, language, site and device, and the gold; measure what pages are like."""
    from bench import config
    from bench.corpus.census import census
    from bench.corpus.page_measures import measured

    chosen = config.load()
    corpora = {one: corpus_of(one, chosen, pages) for one in (spec, *(beside or ()))}
    names = Counter(one.name for one in corpora.values())
    found = {one.name if names[one.name] == 1 else asked: measured(one, console.counter(len(one.pages))) for asked, one in corpora.items()}
    counts = census(corpora[spec])
    if as_json:
        console.as_json({**counts, "measures": {name: asdict(one) for name, one in found.items()}})
        return
    printed_corpora.show_stats(counts, found)


@verbs.command("new")
def new_corpus(
    folder: Annotated[Path, typer.Argument(help="Folder of saved pages (.html, .mhtml, .txt and the like, also .gz).")],
    adapters: Annotated[str, typer.Option(help="Adapters that vote on the draft; commas.")] = _VOTERS,
    *,
    as_json: Json = False,
) -> None:
    """Start a corpus of your own: index saved pages and draft their gold from what extractors agree on."""
    from bench.corpus.starting import saved_pages, start
    from bench.engine.draft_gold import draft
    from bench.engine.progress import display

    saved = saved_pages(folder)
    written = start(folder, saved.pages, draft(saved, listed([adapters]), progress=display()))
    if as_json:
        console.as_json({"folder": str(folder), "drafts": [str(path) for path in written], "left_out": dict(saved.left_out)})
        return
    console.table(["draft to clean"], [[path] for path in written])
    printed_corpora.tell_not_read(saved)
    place = shlex.quote(str(folder))
    console.say(f"then: boilerbench annotate {place}, boilerbench corpus check {place}, boilerbench run --corpus {place}")


@verbs.command("predict")
def predict_corpus(
    ours: Annotated[str, typer.Argument(help="Run over the corpus that predicts.")],
    theirs: Annotated[str, typer.Argument(help="Run over the corpus that is predicted.")],
    page_type: Annotated[str, typer.Option("--type", help="One page type only (default: mean over the types of both).")] = "",
    protocol: Annotated[str, typer.Option(help="Protocol whose headline figure is ranked.")] = "aligned",
    out: Out = None,
    *,
    as_json: Json = False,
) -> None:
    """Correlate the ranking of extractors on two corpora (HTML pages, no yardsticks)."""
    from bench.adapters.table import family_of
    from bench.cli.printed import correlation as printed_correlation
    from bench.engine.page_types import headlines
    from bench.scoring.statistics.correlation import by_type, correlate

    folders = [run_of(run, out) for run in (ours, theirs)]
    families = {str(about["name"]): family_of(about) for folder in folders for about in folder.manifest().adapters}
    figures = headlines(folders[0], folders[1], protocol, page_type)
    agreement, parts = correlate(*figures, families), by_type(*figures, families)
    for folder in folders:
        printed_boards.warn(folder.gold_counts())
    if as_json:
        alone = {kind: asdict(one) for kind, one in parts.items()}
        console.as_json({**asdict(agreement), "by_type": alone, "gold": [printed_boards.gold_data(folder) for folder in folders]})
        return
    printed_correlation.show(agreement, protocol)
    printed_correlation.show_types(parts)


def _announce(corpus: Corpus, *, as_json: bool, checked: int | None = None) -> None:
    """Print what was imported; of what was fetched, also how many pages were ``checked`` by a digest."""
    facts = {"name": corpus.name, "pages": len(corpus.pages), "gold": len(corpus.gold), "digest": corpus.digest, "licence": corpus.licence}
    if checked is not None:
        facts["checked"] = checked
    if as_json:
        console.as_json(facts | printed_corpora.not_read(corpus))
        return
    console.table(["corpus", ""], list(facts.items()))
    printed_corpora.tell_not_read(corpus)
    if checked is not None and checked < len(corpus.pages):
        rest = f"the other {len(corpus.pages) - checked:,} rest on the address alone"
        console.say(f"{checked:,} of {len(corpus.pages):,} pages were checked by a digest of what was published; {rest}")
    console.say(f"then: boilerbench run --corpus {corpus.name}")


def _asker(*, yes: bool) -> Callable[[str], bool]:
    """Return the question whether terms, shown on stderr, are accepted: by ``--yes`` or at a terminal."""

    def ask(terms: str) -> bool:
        console.say(terms)
        return yes or (sys.stdin.isatty() and typer.confirm("Accept these terms and fetch?", err=True))

    return ask


def texts_of(corpus: Corpus, run: str, root: Path) -> tuple[str, Mapping[str, Mapping[str, str]]]:
    """Return the id of the run whose extractors are asked, "" for none, and page id -> adapter -> text.

    It is the run named, else the latest over these very pages. Raises RunError where the one named holds none of this corpus.
    """
    from bench.engine.draft_gold import texts_by_page
    from bench.store.reuse import latest_over
    from bench.store.run_folder import find

    if run:
        folder = find(run, root)
        named = texts_by_page(folder).get(corpus.name)
        if named is None:
            what = f"run {run} holds no extractions of corpus {corpus.name}"
            raise RunError(what, "a run over this corpus", f"boilerbench run --corpus {corpus.source}")
        return folder.path.name, named
    latest = latest_over(corpus, root)
    if latest is None:
        return "", {}
    folder, same = latest
    try:
        texts = texts_by_page(folder).get(corpus.name, {})
    except RunError as problem:  # nobody asked for this run
        console.warn(f"{problem.what}; the audit goes on without extractors")
        return "", {}
    return folder.path.name, {page: texts[page] for page in sorted(same & texts.keys())}
