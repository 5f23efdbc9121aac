"""Benchmark of boilerplate removal: run extractors over page dumps, score them against gold text, report and gate.

The public API is small: :func:`bench.score` scores strings with any protocol, :func:`bench.run` runs a corpus,
:func:`bench.leaderboard`, :func:`bench.scores` and :func:`bench.compare` return data frames of runs, and :func:`bench.combine` takes from
several outputs of a page the one most like the others.
Everything heavy is imported on first use, so ``import bench`` is instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["BoilerbenchError", "__version__", "combine", "compare", "leaderboard", "run", "score", "scores"]

if TYPE_CHECKING:
    from bench.engine.outputs.combining import combine
    from bench.engine.run import run
    from bench.errors import BoilerbenchError
    from bench.report.data_frames import compare, leaderboard, scores
    from bench.scoring.api import score

_LAZY = {
    "BoilerbenchError": "bench.errors",
    "combine": "bench.engine.outputs.combining",
    "compare": "bench.report.data_frames",
    "leaderboard": "bench.report.data_frames",
    "run": "bench.engine.run",
    "score": "bench.scoring.api",
    "scores": "bench.report.data_frames",
}


def __getattr__(name: str) -> object:
    """Import a public function when it is first asked for (PEP 562)."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'bench' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
