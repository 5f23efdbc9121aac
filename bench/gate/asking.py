"""The gate for scripts and notebooks: ``bench.gate(run)``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench import config
from bench.errors import BoilerbenchError
from bench.gate import judging, thresholds
from bench.store.run_folder import RunFolder, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.gate.verdict import Verdict


def gate(
    run: RunFolder | str | Path = "latest",
    baseline: str | Path | None = None,
    *,
    against: RunFolder | str | Path | None = None,
    fail_on: Sequence[str] = (),
    rule: str | None = None,
    allow_drafts: bool = False,
    common_pages: bool = False,
    estimated: bool = False,
    report_url: str | None = None,
    reports: str | Path = "reports",
) -> Verdict:
    """Judge a run and return the verdict, as ``boilerbench gate`` does; nothing is written.

    ``run`` is what :func:`bench.run` returned, ``latest``, an id, or a folder below ``reports``. ``baseline`` is a folder of baselines or
    one file, by default what the configuration says, else ``reports/baseline``; ``against`` is another run to judge by instead.
    ``fail_on`` are limits such as ``f1[type=forum]:-0.02``; ``report_url`` is where the report will be read, for links to its pages.

    A verdict has ``outcome`` (improved, regressed, unchanged or incomparable), ``exit_code`` (0, 1 or 2), ``judgements``, ``broken`` pages
    and ``summary``. What cannot be judged is ``incomparable``, and ``notes`` say why. Raises BoilerbenchError for limits and a rule that
    cannot be read, and for a run that is not there.
    """
    limits = [fail_on] if isinstance(fail_on, str) else list(fail_on)
    how = {"allow_drafts": allow_drafts, "common_pages": common_pages, "estimated": estimated}
    asked = thresholds.terms(config.load(), limits, rule, report_url=report_url, **how)
    folder = _folder(run, reports)
    try:
        if against is not None:
            return judging.against(folder, _folder(against, reports), asked)
        return judging.judge(folder, Path(baseline) if baseline else asked.place, asked)
    except BoilerbenchError as problem:
        return judging.incomparable(problem)


def _folder(run: RunFolder | str | Path, reports: str | Path) -> RunFolder:
    """Return the folder of a run."""
    return run if isinstance(run, RunFolder) else find(run, reports)
