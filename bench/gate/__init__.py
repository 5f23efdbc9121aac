"""Gate: hold a run against the baseline, give a verdict, and write it in the formats CI reads.

``bench.gate(run)`` judges a run in Python: the package itself can be called (:func:`bench.gate.asking.gate`). Inside, use ``judging``
(judge a run, accept it), ``baseline`` (the files), ``verdict`` (the nouns) and ``formats``.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


class _Callable(ModuleType):
    """A package that judges when it is called, as ``bench.gate`` names both."""

    def __call__(self, *arguments: Any, **options: Any) -> Verdict:
        """Judge a run; see :func:`bench.gate.asking.gate`."""
        from bench.gate.asking import gate

        return gate(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
