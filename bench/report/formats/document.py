"""Leaderboards as one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING

from bench.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report.scopes import Scope


def render(scopes: Sequence[Scope]) -> str:
    """Every board with its pairwise comparisons: figures in full, null where there is none, keys sorted."""
    boards = [
        {
            "protocol": scope.scorer.name,
            "corpus": scope.corpus,
            "kind": scope.kind,
            "group": cut.group,
            "slice": cut.title if cut.group else "",
            **asdict(cut.board),
        }
        for scope in scopes
        for cut in scope.slices
    ]
    return json.dumps(_finite({"schema": SCHEMA, "boards": boards}), ensure_ascii=True, indent=1, sort_keys=True) + "\n"


def _finite(value: object) -> object:
    """``value`` with NaN as None, containers rebuilt."""
    if isinstance(value, float):
        return value if not isnan(value) and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
