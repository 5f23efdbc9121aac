"""Make reference results: run the field over corpora, and keep numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.engine.run import carry_out, prepared
from bench.errors import CorpusError, RunError
from bench.store.reference import folder as reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.engine.plan import Options
    from bench.engine.progress import Progress
    from bench.model import Adapter, Corpus
    from bench.store.reference.folder import Reference

PROTOCOLS = ("aligned", "shingles", "words", "segments")  # those that a corpus has gold for are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How reference results are made: by which adapters and protocols, where runs and results lie."""

    adapters: Sequence[str]
    protocols: Sequence[str]
    place: Path
    out: Path
    options: Options
    own: Mapping[str, Adapter]


@dataclass(frozen=True, slots=True)
class Unlike:
    """What does not reproduce: the rows of an adapter by a protocol, on how many of its pages."""

    corpus: str
    adapter: str
    protocol: str
    pages: int


def made(corpus: Corpus, how: Making, progress: Progress | None = None) -> Reference:
    """Run the field over a corpus and return what is kept of it; nothing is written to ``how.place``.

    Raises RunError where no protocol has gold there, CorpusError for a part of a corpus.
    """
    if corpus.selection:
        raise CorpusError(f"only a part of {corpus.name} was chosen", "a whole corpus", f"{reference.UPDATE} --corpus {corpus.source}")
    usable = [name for name in how.protocols if _applies(name, corpus)]
    if not usable:
        what = f"no page of {corpus.name} has gold for {', '.join(how.protocols)}"
        raise RunError(what, "another protocol or corpus", "boilerbench protocols")
    plan = prepared([corpus], how.adapters, usable, out=how.out, options=how.options, own=how.own)
    return reference.of_run(carry_out(plan, usable, how.out, progress), corpus.name)


def _applies(name: str, corpus: Corpus) -> bool:
    """Whether a page of the corpus has gold for a protocol."""
    from bench.scoring import load_to_score

    scorer = load_to_score(name)
    return any(scorer.applies(gold) for gold in corpus.gold.values())


def update(corpus: Corpus, how: Making, progress: Progress | None = None) -> Path:
    """Make the reference results of a corpus and write them; return their folder.

    Rows of adapters that are not run here are kept, where pages, gold and protocols are as they were.
    """
    place = how.place / corpus.name
    new = made(corpus, how, progress)
    reference.write(place, reference.with_kept(new, _before(place)))
    return place


def _before(place: Path) -> Reference | None:
    """Return the results that are there; None where there are none, or none that can be read."""
    try:
        return reference.read(place) if place.is_dir() else None
    except RunError:
        return None


def differences(held: Reference, fresh: Reference) -> tuple[list[Unlike], list[str]]:
    """Return where fresh rows are not the stored ones to the bit, and the adapters that were compared.

    Compared are the adapters of the same version in both.
    """
    versions = {str(one["name"]): one.get("versions") for one in held.manifest.adapters}
    same = [str(one["name"]) for one in fresh.manifest.adapters if one["name"] in versions and one.get("versions") == versions[one["name"]]]
    found = []
    for protocol in sorted({*held.scores} & {*fresh.scores}):
        then, now = (_rows(one, protocol) for one in (held, fresh))
        for name in same:
            ours, theirs = ({page: row for (adapter, page), row in rows.items() if adapter == name} for rows in (now, then))
            unlike = sum(ours.get(page) != theirs.get(page) for page in {*ours, *theirs})
            if unlike:
                found.append(Unlike(str(held.corpus["name"]), name, protocol, unlike))
    return found, same


def _rows(held: Reference, protocol: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """Return (adapter, page) -> status and figures."""
    lines = held.scores[protocol].to_pylist()
    return {(line["adapter"], line["page_id"]): tuple(value for key, value in line.items() if key != "corpus") for line in lines}
