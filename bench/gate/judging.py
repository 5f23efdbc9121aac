"""Gate a run folder: judge each corpus against its baseline, or accept the run as the new one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.errors import BoilerbenchError, GateError
from bench.gate import baseline as pins
from bench.gate.baseline import Baseline, FloorMove
from bench.gate.metrics import compare, matches
from bench.gate.page_diffs import illustrated
from bench.gate.refusals import Case, refuse, remarks
from bench.gate.snapshot import Snapshot, from_run
from bench.gate.thresholds import Terms
from bench.gate.verdict import Verdict, merged
from bench.model import Corpus, Outcome
from bench.store.run_folder import RunFolder


def stored(
    files: Sequence[Path], corpus: Corpus, protocols: Sequence[str], place: Path, out: Path, *, ignore_unknown: bool = False
) -> RunFolder:
    """Return a run under ``out`` made of stored outputs.

    They are given as ``NAME=FILE``, or as files called like ``name@version.json``.
    It is scored by ``protocols``, without any by those of the corpus's baseline, else by the default.
    """
    from bench.engine import stored_outputs
    from bench.scoring import DEFAULT

    path = place if place.suffix == ".json" else pins.path_of(place, corpus.name)
    known = tuple(pins.read(path).snapshot.protocols) if not protocols and path.exists() else ()
    named = []
    for one in map(stored_outputs.named, map(str, files)):
        name, _, version = one.name.partition("@")
        named.append(replace(one, name=name, version=version or one.version))
    return stored_outputs.store(corpus, named, tuple(protocols) or known or (DEFAULT,), out, ignore_unknown=ignore_unknown)


def judge(folder: RunFolder, place: Path, asked: Terms) -> Verdict:
    """Judge a run's corpora against the baselines in ``place``, a folder or one file; raises GateError."""
    snapshots = from_run(folder)
    return _judged(folder, [(pins.read(_path(place, now, snapshots)), now) for now in snapshots], asked, _unused(place, snapshots))


def against(folder: RunFolder, other: RunFolder, asked: Terms) -> Verdict:
    """Judge a run against another instead of a baseline; raises GateError for different corpora."""
    before = {then.corpus: pins.accept(then) for then in from_run(other)}
    now = {snapshot.corpus: snapshot for snapshot in from_run(folder)}
    if before.keys() != now.keys():
        what = f"the runs hold other corpora: {', '.join(sorted(now))} and {', '.join(sorted(before))}"
        raise GateError(what, "runs of the same corpora", "boilerbench run")
    return _judged(folder, [(before[corpus], now[corpus]) for corpus in now], asked, ())


def incomparable(problem: BoilerbenchError) -> Verdict:
    """Return the verdict of a gate that cannot judge: one line with what was wrong and what to type."""
    hint = f"; type: {problem.hint}" if problem.hint else f"; expected: {problem.expected}" if problem.expected else ""
    return Verdict(outcome=Outcome.INCOMPARABLE, notes=(f"{problem.what}{hint}",))


def update(folder: RunFolder, place: Path, *, allow: bool = False, asked: Terms | None = None) -> dict[Path, tuple[FloorMove, ...]]:
    """Accept a run: write the baseline of each corpus, and return what moved by file.

    Raises GateError, before anything is written, where the run could not be judged by ``asked`` even against itself, or, unless
    ``allow``, where a floor would fall.
    """
    snapshots = from_run(folder)
    planned: dict[Path, tuple[Baseline, tuple[FloorMove, ...]]] = {}
    for now in snapshots:
        path, accepted = _path(place, now, snapshots), pins.accept(now)
        if not accepted.floors:
            raise GateError(f"the run has no scored page of {now.corpus!r}", "at least one scored row", "boilerbench run")
        refuse(Case(folder, accepted, now, asked or Terms(place=place)))
        planned[path] = accepted, pins.moves(_before(path, allow=allow), accepted)
    _refuse_falls([move for _, moved in planned.values() for move in moved if move.lower], allow=allow)
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
        raise GateError(problem.what, problem.expected, f"git checkout -- {path}, or {pins.UPDATE} --allow-regression") from problem


def _refuse_falls(falls: Sequence[FloorMove], *, allow: bool) -> None:
    """Raise GateError where floors would fall and may not."""
    if falls and not allow:
        shown = ", ".join(f"{pins.SEPARATOR.join(move.key)} {move.before:.6g} -> {move.after:.6g}" for move in falls[:3])
        more = f" and {len(falls) - 3} more" if len(falls) > 3 else ""
        raise GateError(f"{len(falls)} floors would fall: {shown}{more}", "floors that rise", f"{pins.UPDATE} --allow-regression")


def _judged(folder: RunFolder, pairs: Sequence[tuple[Baseline, Snapshot]], asked: Terms, notes: tuple[str, ...]) -> Verdict:
    """Return one verdict with diffs of its pages; raises GateError for a threshold about nothing."""
    if not pairs:
        raise GateError("the run holds no corpus", "at least one scored row", "boilerbench run")
    cases = [Case(folder, before, now, asked) for before, now in pairs]
    for case in cases:
        refuse(case)
    verdicts = tuple(compare(before, now, asked.thresholds, rule=asked.rule, seed=asked.seed) for before, now in pairs)
    for item in asked.thresholds:
        if not any(matches(item, before, now) for before, now in pairs):
            expected = "a metric, adapter and pages that the baseline has"
            raise GateError(f"the threshold {item} is about no metric of the baseline, or no page", expected, "boilerbench protocols")
    whole = merged(verdicts, (*notes, *(line for case in cases for line in remarks(case))))
    return replace(whole, broken=illustrated(whole.broken, folder), fallen=illustrated(whole.fallen, folder))


def _path(place: Path, now: Snapshot, snapshots: Sequence[Snapshot]) -> Path:
    """Return the baseline file of a corpus; raises GateError where one file is named for several corpora."""
    if place.suffix != ".json":
        return pins.path_of(place, now.corpus)
    if len(snapshots) > 1:
        raise GateError(f"{place} is one file, the run has {len(snapshots)} corpora", "a folder of baselines", f"--baseline {place.parent}")
    return place


def _unused(place: Path, snapshots: Sequence[Snapshot]) -> tuple[str, ...]:
    """Return a note on baselines in the folder that this run says nothing about."""
    used = {pins.path_of(place, now.corpus).name for now in snapshots}
    left = sorted(path.stem for path in place.glob("*.json") if path.name not in used) if place.is_dir() else []
    return (f"not in this run, so not judged: corpus {', '.join(left)}",) if left else ()
