"""Gate a run folder: judge each corpus against its baseline, or accept the run as the new one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.errors import BoilerbenchError, GateError
from bench.gate import baseline as pins
from bench.gate import estimated
from bench.gate.baseline import Baseline, FloorMove
from bench.gate.broken_pages import broken
from bench.gate.comparability import refuse_unlike, rerun
from bench.gate.metrics import compare, matches
from bench.gate.page_diffs import address, illustrated, links
from bench.gate.refusals import Case, refuse, remarks
from bench.gate.refusals.pages import common
from bench.gate.snapshot import Snapshot, from_run
from bench.gate.thresholds import Terms
from bench.gate.verdict import ACCEPT, Verdict, merged
from bench.model import Corpus, Outcome
from bench.scoring.tables.estimated.boards import PROTOCOL
from bench.store.run_folder import RunFolder

RERUN = "boilerbench run"


def stored(
    files: Sequence[Path], corpus: Corpus, protocols: Sequence[str], place: Path, out: Path, *, ignore_unknown: bool = False
) -> RunFolder:
    """Return a run under ``out`` made of stored outputs.

    They are given as ``NAME=FILE``, or as files called like ``name@version.json``.
    It is scored by ``protocols``, without any by those of the corpus's baseline, else by the default.
    """
    from bench.engine import stored_outputs
    from bench.scoring import DEFAULT

    path = file_of(place, corpus.name)
    known = tuple(pins.read(path).snapshot.protocols) if not protocols and path.exists() else ()
    named = []
    for one in map(stored_outputs.named, map(str, files)):
        name, _, version = one.name.partition("@")
        named.append(replace(one, name=name, version=version or one.version))
    return stored_outputs.store(corpus, named, tuple(protocols) or known or (DEFAULT,), out, ignore_unknown=ignore_unknown)


def file_of(place: Path, corpus: str) -> Path:
    """Return the baseline file of a corpus in ``place``, a folder or one file."""
    return place if place.suffix == ".json" else pins.path_of(place, corpus)


def wishes(place: Path, *, rows: bool = False) -> dict[str, list[str]]:
    """Return options of `boilerbench run` that make a run for the baselines in ``place``.

    Empty where there is none. Rows of stored outputs are no adapters, so they are left out. Raises GateError where a baseline cannot be
    read, or all of its rows are stored outputs and no other ``rows`` are asked for.
    """
    paths = sorted(place.glob("*.json")) if place.is_dir() else [place] if place.is_file() else []
    sides = [pins.read(path).snapshot for path in paths]
    found = {
        "corpus": [side.source for side in sides],
        "adapters": [name for side in sides for name, adapter in side.adapters.items() if not adapter.predictions],
        "protocol": [name for side in sides for name in side.protocols],
    }
    if sides and not found["adapters"] and not rows:
        raise GateError(f"all adapters of the baselines in {place} are stored outputs, which nothing runs", "their files", rerun(sides[0]))
    return {option: list(dict.fromkeys(names)) for option, names in found.items() if sides}


def judge(folder: RunFolder, place: Path, asked: Terms) -> Verdict:
    """Judge a run's corpora against the baselines in ``place``, a folder or one file; raises GateError.

    Those of estimates lie in a folder of their own, :data:`estimated.FOLDER`.
    """
    place = estimated.place_of(place) if asked.estimated else place
    snapshots = _snapshots(folder, asked)
    pairs = [(_accepted(_path(place, now, snapshots), asked), now) for now in snapshots]
    _refuse_unjudged(place, snapshots)
    return _judged(folder, pairs, asked)


def against(folder: RunFolder, other: RunFolder, asked: Terms) -> Verdict:
    """Judge a run against another one; raises GateError for different corpora, or the run itself."""
    ours, theirs = folder.manifest().id, other.manifest().id
    if folder.path.resolve() == other.path.resolve() or ours == theirs:
        raise GateError(f"the run {ours} would be judged against itself", "two runs", "boilerbench gate RUN --against OTHER_RUN")
    before = {then.corpus: pins.accept(then) for then in _snapshots(other, asked)}
    now = {snapshot.corpus: snapshot for snapshot in _snapshots(folder, asked)}
    if before.keys() != now.keys():
        what = f"the runs hold other corpora: {', '.join(sorted(now))} and {', '.join(sorted(before))}"
        raise GateError(what, "runs of the same corpora", RERUN)
    return _judged(folder, [(before[corpus], now[corpus]) for corpus in now], asked)


def _snapshots(folder: RunFolder, asked: Terms) -> tuple[Snapshot, ...]:
    """Return what a run's corpora are judged by: their scores, or estimates where those are asked for."""
    return estimated.from_run(folder) if asked.estimated else from_run(folder)


def _accepted(path: Path, asked: Terms) -> Baseline:
    """Return the baseline at a path; raises GateError where there is none."""
    if asked.estimated and not path.exists():
        raise GateError(f"there is no baseline of estimates at {path}", "the floors of an accepted run", estimated.ACCEPT)
    held = pins.read(path)
    if asked.estimated != (PROTOCOL in held.snapshot.protocols):
        kind, hint = ("scores", estimated.ACCEPT) if asked.estimated else ("estimates", "boilerbench gate --estimated")
        raise GateError(f"{path} is a baseline of {kind}", "one of what is judged", hint)
    return held


def incomparable(problem: BoilerbenchError) -> Verdict:
    """Return the verdict of a gate that cannot judge: one line with what was wrong and what to type."""
    hint = f"; type: {problem.hint}" if problem.hint else f"; expected: {problem.expected}" if problem.expected else ""
    return Verdict(outcome=Outcome.INCOMPARABLE, notes=(f"{problem.what}{hint}",))


def update(folder: RunFolder, place: Path, *, allow: bool = False, asked: Terms | None = None) -> dict[Path, tuple[FloorMove, ...]]:
    """Accept a run: write the baseline of each corpus, and return what moved by file.

    Raises GateError, before anything is written, where the run could not be judged by ``asked`` even against itself, or, unless
    ``allow``, where a floor would fall.
    """
    terms = asked or Terms(place=place)
    place = estimated.place_of(place) if terms.estimated else place
    snapshots = _snapshots(folder, terms)
    planned: dict[Path, tuple[Baseline, tuple[FloorMove, ...]]] = {}
    for now in snapshots:
        path, accepted = _path(place, now, snapshots), pins.accept(now)
        if not accepted.floors:
            hint = RERUN if now.gold.cleaned else f"{estimated.ACCEPT}, to judge by estimates"
            raise GateError(f"the run has no scored page of {now.corpus!r}", "at least one scored page", hint)
        refuse(Case(folder, accepted, now, terms))
        if path in planned:
            raise GateError(f"two corpora of the run would share {path}", "names that differ in letters, digits, dots and dashes", RERUN)
        before = _before(path, allow=allow)
        planned[path] = accepted, pins.moves(before, accepted)
        if before and not allow:
            _refuse_falls(planned[path][1])
            _refuse_breaks(before, now)
    for path, (accepted, _) in planned.items():
        pins.write(accepted, path)
    return {path: moved for path, (_, moved) in planned.items()}


def _before(path: Path, *, allow: bool) -> Baseline | None:
    """Return the baseline that an update replaces, if any; a damaged one is none where ``allow``."""
    try:
        return pins.read(path) if path.exists() else None
    except GateError as problem:
        if allow:
            return None
        raise GateError(problem.what, problem.expected, f"git checkout -- {path}, or {ACCEPT}") from problem


def _refuse_falls(moved: Sequence[FloorMove]) -> None:
    """Raise GateError where floors would fall."""
    if falls := [move for move in moved if move.lower]:
        shown = ", ".join(f"{pins.SEPARATOR.join(move.key)} {move.before:.6g} -> {move.after:.6g}" for move in falls[:3])
        more = f" and {len(falls) - 3} more" if len(falls) > 3 else ""
        raise GateError(f"{len(falls)} floors would fall: {shown}{more}", "floors that rise", ACCEPT)


def _refuse_breaks(before: Baseline, now: Snapshot) -> None:
    """Raise GateError where pages would be accepted that broke; an update accepts unlike things unasked."""
    try:
        refuse_unlike(before, now)
    except GateError:
        return
    if pages := broken(before.snapshot, now):
        shown = ", ".join(f"{page.adapter} {page.page_id}" for page in pages[:3])
        more = f" and {len(pages) - 3} more" if len(pages) > 3 else ""
        raise GateError(f"{len(pages)} pages broke: {shown}{more}", "pages that work as before", ACCEPT)


def _judged(folder: RunFolder, pairs: Sequence[tuple[Baseline, Snapshot]], asked: Terms) -> Verdict:
    """Return one verdict with diffs of its pages; raises GateError for what cannot be judged."""
    if not pairs:
        raise GateError("the run holds no corpus", "at least one scored page", RERUN)
    cases = [Case(folder, before, now, asked) for before, now in pairs]
    for case in cases:
        refuse(case)
    shared = [common(before, now) for before, now in pairs]
    verdicts = tuple(compare(before, now, asked.thresholds, rule=asked.rule, seed=asked.seed) for before, now in shared)
    for item in asked.thresholds:
        if not any(matches(item, before, now) for before, now in shared):
            expected = "a metric, adapter and pages that the baseline has"
            raise GateError(f"the threshold {item} is about no metric of the baseline, or no page", expected, "boilerbench protocols")
    whole = merged(verdicts, tuple(dict.fromkeys(line for case in cases for line in remarks(case))))
    if not any(judgement.failing for judgement in whole.judgements):
        raise GateError("nothing was judged: no metric of the baseline is gated", "one floor, at least", pins.UPDATE)
    url = asked.report_url
    broken_pages, fallen_pages = (illustrated(pages, folder, url) for pages in (whole.broken, whole.fallen))
    return replace(whole, broken=broken_pages, fallen=fallen_pages, report=address(url, folder, links(folder.path)("", "")))


def _path(place: Path, now: Snapshot, snapshots: Sequence[Snapshot]) -> Path:
    """Return the baseline file of a corpus; raises GateError where one file is named for several corpora."""
    if place.suffix == ".json" and len(snapshots) > 1:
        raise GateError(f"{place} is one file, the run has {len(snapshots)} corpora", "a folder of baselines", f"--baseline {place.parent}")
    return file_of(place, now.corpus)


def _refuse_unjudged(place: Path, snapshots: Sequence[Snapshot]) -> None:
    """Raise GateError where the folder holds baselines that this run says nothing about."""
    used = {pins.path_of(place, now.corpus).name for now in snapshots}
    left = sorted(path for path in place.glob("*.json") if path.name not in used) if place.is_dir() else []
    if left and snapshots:
        sources = [*(now.source or now.corpus for now in snapshots), *(_source(path) for path in left)]
        again = f"boilerbench run {' '.join(f'--corpus {source}' for source in sources)}"
        one = f"--baseline {pins.path_of(place, snapshots[0].corpus)}" if len(snapshots) == 1 else "a folder of the others alone"
        names = ", ".join(path.stem for path in left)
        raise GateError(f"not in this run, so it cannot be judged: corpus {names}", "every baseline's corpus", f"{again}, or {one}")


def _source(path: Path) -> str:
    """Return what to pass to ``--corpus`` for a baseline; its file's name where that cannot be read."""
    try:
        side = pins.read(path).snapshot
    except GateError:
        return path.stem
    return side.source or side.corpus
