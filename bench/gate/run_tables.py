"""Refuse a run whose tables do not fit together.

Pairs that stand twice, are missing or unknown; rows that are no figures; scores of other texts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.model import Status
from bench.scoring import answers, load
from bench.store.reference.digests import Digests, digests_of
from bench.store.run_folder import RunFolder, gold_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from bench.model import Scorer
    from bench.store.frames import RunFrames

PAIR = ["adapter", "corpus", "page_id"]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What of a line of ``pages.parquet`` is judged: gold is most of it, and is not held."""

    place: tuple[str, str]  # corpus, page id
    digests: Digests
    scored_by: frozenset[str]  # the protocols that its gold is enough for


def stored_pages(folder: RunFolder, protocols: Iterable[str]) -> list[StoredPage]:
    """Return the pages of a run, in their order."""
    scorers = {name: load(name) for name in protocols}
    return [_stored_page(line, scorers) for line in folder.page_lines()]


def _stored_page(line: Mapping[str, Any], scorers: Mapping[str, Scorer]) -> StoredPage:
    """Return what is judged of a page."""
    gold = gold_of(line)
    scored_by = frozenset(name for name, scorer in scorers.items() if scorer.applies(gold))
    return StoredPage((str(line["corpus"]), str(line["page_id"])), digests_of(line), scored_by)


def refuse_damaged(run: RunFrames, pages: Sequence[StoredPage]) -> None:
    """Raise GateError for the first thing amiss."""
    places = [page.place for page in pages]
    _once("corpus", [str(entry["name"]) for entry in run.manifest.corpora])
    _once("adapter", run.manifest.names)
    _once("page", places)
    for entry in run.manifest.corpora:
        held = sum(corpus == entry["name"] for corpus, _ in places)
        if entry.get("pages", held) != held:
            raise _damaged(f"{held} pages of {entry['name']}, where its manifest says {entry['pages']}")
    statuses = _statuses(run)
    expected = {(adapter, *place) for adapter in run.manifest.names for place in places}
    _same("extraction", expected, set(statuses), "boilerbench run")
    scored = {name: stored["texts"] for name, stored in run.metadata.items() if "texts" in stored and len(run.scores[name])}
    if stale := _stale(run.folder, scored):
        raise _damaged(f"scores by {stale} of other texts than it holds", f"boilerbench score --protocol {stale}")
    outputs = answers.outputs_of(run.manifest)
    for protocol, scores in run.scores.items():
        scorer = load(protocol)
        takes = {name for name, output in outputs.items() if answers.takes(scorer, output)}
        if len(scores) and str(scorer.version) == run.metadata[protocol].get("version", str(scorer.version)):
            usable = {page.place for page in pages if protocol in page.scored_by}
            tried = {pair for pair, status in statuses.items() if status != Status.SKIPPED and pair[1:] in usable and pair[0] in takes}
            _refuse_scores(protocol, scores, scorer.columns, tried, statuses)


def _stale(folder: Path, scored: Mapping[str, str]) -> str:
    """Return the first protocol whose scores are of other texts than the run holds, "" for none.

    Earlier releases did not say of which texts they were.
    """
    if not scored:
        return ""
    held = RunFolder(folder).texts_digest()
    return next((name for name, digest in sorted(scored.items()) if digest != held), "")


def _statuses(run: RunFrames) -> dict[tuple[str, str, str], str]:
    """Return (adapter, corpus, page) -> status; raises GateError for a pair twice or an unknown status."""
    pairs = _pairs(run.extractions)
    _once("extraction", pairs)
    statuses = dict(zip(pairs, map(str, run.extractions["status"]), strict=True))
    if unknown := sorted(set(statuses.values()) - set(Status)):
        raise _damaged(f"the status {unknown[0]!r}, which is none of {', '.join(Status)}")
    return statuses


def _refuse_scores(
    protocol: str,
    scores: pd.DataFrame,
    columns: Sequence[str],
    tried: set[tuple[str, str, str]],
    statuses: Mapping[tuple[str, str, str], str],
) -> None:
    """Raise GateError where a score table is not that of the extractions."""
    again = f"boilerbench score --protocol {protocol}"
    if lost := [column for column in columns if column not in scores]:
        raise _damaged(f"no column {lost[0]!r} among the scores by {protocol}", again)
    pairs = _pairs(scores)
    _once(f"score by {protocol}", pairs, again)
    _same(f"score by {protocol}", tried, set(pairs), again)
    if "status" in scores and (stale := [pair for pair, status in zip(pairs, scores["status"], strict=True) if statuses[pair] != status]):
        raise _damaged(f"scores by {protocol} of other extractions than it holds, such as of {' '.join(stale[0])}", again)
    wrong = ~np.isfinite(scores[list(columns)].to_numpy(np.float64)).all(axis=1)
    if wrong.any():
        raise _damaged(f"a score by {protocol} that is not finite, of {' '.join(pairs[int(wrong.argmax())])}", again)


def _pairs(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return (adapter, corpus, page) of each line."""
    adapters, corpora, pages = (map(str, frame[name]) for name in PAIR)
    return list(zip(adapters, corpora, pages, strict=True))


def _once(what: str, names: Iterable[Any], again: str = "boilerbench run") -> None:
    """Raise GateError where one of several names stands twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise _damaged(f"the {what} {name if isinstance(name, str) else ' '.join(name)} {count} times", again)


def _same(what: str, expected: set[tuple[str, str, str]], held: set[tuple[str, str, str]], again: str) -> None:
    """Raise GateError where pairs are missing, or are not of this run."""
    if missing := sorted(expected - held):
        raise _damaged(f"no {what} for {len(missing)} of {len(expected)} pairs, such as {' '.join(missing[0])}", again)
    if stray := sorted(held - expected):
        raise _damaged(f"the {what} of {' '.join(stray[0])}, which is no pair that was tried", again)


def _damaged(what: str, again: str = "boilerbench run") -> GateError:
    """Return the error for a run that holds ``what``."""
    return GateError(f"the run holds {what}", "for each adapter and page one extraction, and one score where it was tried", again)
