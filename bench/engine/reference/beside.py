"""The reference results that a run is put beside: refused where they are of other pages, gold or protocols."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.scoring import load_to_score
from bench.store.reference import digests
from bench.store.reference import folder as reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.model import Corpus
    from bench.store.reference.digests import Digests
    from bench.store.reference.folder import Reference
    from bench.store.run_folder import RunFolder


def asked(spec: str, reports: Path, corpora: Sequence[Corpus], protocols: Sequence[str]) -> list[Reference]:
    """Return what :func:`chosen` does: of ``reference`` among the runs, or of a folder by its path."""
    return chosen(reference.place_of(spec, reports), corpora, protocols)


def chosen(place: Path, corpora: Sequence[Corpus], protocols: Sequence[str]) -> list[Reference]:
    """Return what the results in ``place`` say of each corpus, on the pages that are the same in both.

    The results are those of a corpus of the same digest, whatever it is called. Of a part of a corpus (``--only``, ``--limit``) they are
    those with most of its pages; pages whose bytes or gold differ are left out and counted (``left_out`` among the options). Raises
    RunError where there are no results, where they are damaged, and where they are of another digest or of other versions of the protocols.
    """
    stored = [reference.read(path) for path in reference.demand(place)]
    return [_of_corpus(stored, corpus, protocols) for corpus in corpora]


def _of_corpus(stored: Sequence[Reference], corpus: Corpus, protocols: Sequence[str]) -> Reference:
    """Return the results of one corpus."""
    known = digests.of_corpus(corpus)
    held = next((one for one in stored if one.corpus["digest"] == corpus.digest), None)
    held = held or (_fullest(stored, known) if corpus.selection else None)
    if held is None:
        raise _other(stored, corpus)
    _check(held, protocols, corpus.source or corpus.name)
    alike = {page for page, digest in held.digests.items() if known.get(page) == digest}
    names = {name: name for name in held.manifest.names}
    taken = reference.part(held, corpus.name, alike, names)
    options = {**taken.manifest.options, "left_out": len(known) - len(alike)}
    return replace(taken, manifest=replace(taken.manifest, options=options))


def _fullest(stored: Sequence[Reference], known: Mapping[str, Digests]) -> Reference | None:
    """Return the results with most pages of a part of a corpus, None where none has one."""
    counts = [(sum(known.get(page) == digest for page, digest in one.digests.items()), one) for one in stored]
    most, held = max(counts, key=lambda pair: pair[0])
    return held if most else None


def _other(stored: Sequence[Reference], corpus: Corpus) -> RunError:
    """Return the error for a corpus that the results are not of."""
    again = f"{reference.UPDATE} --corpus {corpus.source or corpus.name}"
    for one in stored:
        if one.corpus["name"] == corpus.name:
            what = f"the reference results of {corpus.name} are of other pages or gold: its digest was {one.corpus['digest'][:12]}"
            return RunError(what, f"results of the corpus as it is, digest {corpus.digest[:12]}", again)
    names = ", ".join(sorted(str(one.corpus["name"]) for one in stored))
    return RunError(f"there are no reference results of the corpus {corpus.name}", f"one of: {names}", again)


def _check(held: Reference, protocols: Sequence[str], source: str) -> None:
    """Raise RunError where results were scored by other protocols, or other versions of them."""
    name, has = held.corpus["name"], ",".join(sorted(held.scores))
    for protocol in protocols:
        scorer = load_to_score(protocol)
        if protocol not in held.scores:
            again = f"--protocol {has}, or {reference.UPDATE} --corpus {source} --protocol {has},{protocol}"
            raise RunError(f"the reference results of {name} hold no scores by {protocol}", f"one of: {has}", again)
        version, variant = held.protocol(protocol)
        if (version, variant) != (str(scorer.version), scorer.variant):
            then, now = (f"{protocol}@{shown}" for shown in (_shown(version, variant), _shown(str(scorer.version), scorer.variant)))
            what = f"the reference results of {name} were scored by {then}, this installation has {now}"
            raise RunError(what, "results by the installed version", f"{reference.UPDATE} --corpus {source}")


def _shown(version: str, variant: str) -> str:
    """Return version and variant as signatures print them."""
    return f"{version}|{variant}" if variant else version


def put(run: RunFolder, beside: Sequence[Reference]) -> None:
    """Put results beside a run, into its folder.

    A row called as one of the run's is called by its version as well, so that both stand on the board.
    """
    taken = run.manifest().names
    for held in beside:
        named = {str(one["name"]): str(one["name"]) for one in held.manifest.adapters}
        for one in held.manifest.adapters:
            if one["name"] in taken:
                named[one["name"]] = f"{one['name']}@{one.get('version') or reference.FOLDER}"
        kept = {name: called for name, called in named.items() if called not in taken}
        name = str(held.corpus["name"])
        pages = held.pages["page_id"].to_pylist()
        reference.write(run.path / reference.FOLDER / name, reference.part(held, name, pages, kept))
