"""Leaderboards as one JSON document."""

import json
from collections.abc import Sequence

from bench import escaping
from bench.model import SCHEMA
from bench.report import across_table, cost_table
from bench.report.scopes import Scope


def render(scopes: Sequence[Scope]) -> str:
    """Every board with its pairwise comparisons, boards side by side, and every combination.

    Costs are there where they were asked for. Figures are in full, null where there is none; keys are sorted.
    """
    boards = [
        {"corpus": scope.corpus, "kind": scope.kind, "group": cut.group, "slice": cut.title if cut.group else "", **cut.board.as_data()}
        for scope in scopes
        for cut in scope.slices
    ]
    combined = [scope.combinations.as_data() for scope in scopes if scope.combinations]
    across = [grid.as_data() for grid in across_table.of_scopes(scopes)]
    costs = [one.as_data() for one in cost_table.of_scopes(scopes)]
    whole = {"schema": SCHEMA, "boards": boards, "combinations": combined, "across": across} | ({"costs": costs} if costs else {})
    return json.dumps(escaping.json(whole), ensure_ascii=True, indent=1, sort_keys=True) + "\n"
