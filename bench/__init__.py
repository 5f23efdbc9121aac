"""Benchmark of boilerplate removal: run extractors over page dumps, score them against gold text, report and gate.

=======================  ================================================================================
bench.score(gold, text)  metrics of a text by any protocol
bench.run(corpora, ...)  run extractors over corpora, score them, and return the run's folder
bench.leaderboard(run)   its leaderboards as a data frame; ``bench.boards(run)`` as tables for a notebook
bench.scores(run)        a line for each adapter and page
bench.compare(one, two)  what moved between two runs
bench.gate(run)          the verdict of a run beside a baseline or another run
bench.combine(texts)     of several outputs of one page the one most like the others
=======================  ================================================================================

``help(bench.run)`` and so on say the rest. What a user can mend is raised as ``bench.BoilerbenchError``. Everything heavy is imported
on first use, so ``import bench`` is instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["BoilerbenchError", "RunFolder", "__version__", "boards", "combine", "compare", "gate", "leaderboard", "run", "score", "scores"]

if TYPE_CHECKING:
    from bench.engine.outputs.combining import combine
    from bench.engine.run import run
    from bench.errors import BoilerbenchError
    from bench.gate.asking import gate
    from bench.report.data_frames import boards, compare, leaderboard, scores
    from bench.scoring.api import score
    from bench.store.run_folder import RunFolder

_LAZY = {
    "BoilerbenchError": "bench.errors",
    "RunFolder": "bench.store.run_folder",
    "boards": "bench.report.data_frames",
    "combine": "bench.engine.outputs.combining",
    "compare": "bench.report.data_frames",
    "gate": "bench.gate",
    "leaderboard": "bench.report.data_frames",
    "run": "bench.engine.run",
    "score": "bench.scoring.api",
    "scores": "bench.report.data_frames",
}


def __getattr__(name: str) -> object:
    """Import a public function when it is first asked for (PEP 562)."""
    if name in _LAZY:
        from importlib import import_module

        module = import_module(_LAZY[name])
        return module if name == "gate" else getattr(module, name)  # the room, which can be called
    raise AttributeError(f"module 'bench' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
