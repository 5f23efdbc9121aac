"""Refuse to hold unlike things against each other, and say what to type instead."""

import shlex
from collections.abc import Mapping
from typing import Any

from bench.errors import GateError
from bench.gate.baseline import UPDATE, Baseline
from bench.gate.snapshot import Snapshot
from bench.model import Status
from bench.scoring import ESTIMATES


def refuse_unlike(baseline: Baseline, now: Snapshot) -> None:
    """Raise GateError where the two differ in corpus, protocol or settings, or an adapter was not run."""
    then = baseline.snapshot
    again = rerun(then)
    if not now.pages or not now.rows:
        raise GateError(f"the run has no scored page of {now.corpus!r}", "at least one scored page", again)
    if then.digest != now.digest or then.pages != now.pages:
        what = f"corpus {now.corpus!r} is not the one of the baseline: digest {now.digest[:12]}, not {then.digest[:12]}"
        raise GateError(what, "the same pages and gold, byte for byte", UPDATE)
    for protocol, old in sorted(then.protocols.items()):
        new = now.protocols.get(protocol)
        if new is None:
            raise GateError(f"the run was not scored by {protocol!r}", "every protocol of the baseline", again)
        if any(new[key] != old[key] for key in ("version", "variant", "columns")):
            what = f"protocol {protocol!r} is {_version(protocol, new)}, the baseline's {_version(protocol, old)}"
            raise GateError(what, "the same protocol version and variant", UPDATE)
    _refuse_adapters(then, now, again)


def rerun(then: Snapshot) -> str:
    """Return the command that makes a run which can be held against a baseline.

    Where all rows are stored outputs nothing is to be run, and the gate judges them itself.
    """
    run = [name for name, adapter in then.adapters.items() if not adapter.predictions]
    stored = [shlex.join(["--predictions", f"{name}={made.predictions}"]) for name, made in then.adapters.items() if made.predictions]
    corpus = f"--corpus {then.source}" if then.source != "embedded" or not run else ""
    scored = [name for name in then.protocols if name not in ESTIMATES]
    protocols = f"--protocol {','.join(scored)}" if set(scored) - {"aligned"} else ""
    words = ["boilerbench run" if run else "boilerbench gate", corpus, f"--adapters {','.join(run)}" if run else "", *stored, protocols]
    return " ".join(filter(None, words))


def _version(protocol: str, described: Mapping[str, Any]) -> str:
    """Return a protocol as signatures name it."""
    return f"{protocol}@{described['version']}" + (f" ({described['variant']})" if described["variant"] else "")


def _refuse_adapters(then: Snapshot, now: Snapshot, again: str) -> None:
    """Raise GateError where an adapter of the baseline is missing, never ran, or has other settings."""
    if missing := sorted(set(then.adapters) - set(now.adapters)):
        raise GateError(f"not in the run: {', '.join(missing)}", "every adapter of the baseline", again)
    for name, old in sorted(then.adapters.items()):
        new = now.adapters[name]
        if dict(new.settings) != dict(old.settings) or new.package != old.package:
            ours, theirs = (f"{side.package or name} {dict(side.settings)}" for side in (new, old))
            raise GateError(f"{name} was run as {ours}, in the baseline as {theirs}", "the same package and settings", UPDATE)
        if set(new.statuses) == {Status.SKIPPED} and set(old.statuses) != {Status.SKIPPED}:
            raise GateError(f"{name} was skipped on every page", "an installed extractor", "boilerbench doctor")
