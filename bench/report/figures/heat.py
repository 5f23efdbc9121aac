"""Heat map of adapters and pages, hardest page first, on which no failing page is ever lost."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, isnan
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from bench.escaping import visible
from bench.report.drawing import palette, png
from bench.report.drawing.rendering import markup, metric, named, number, render
from bench.report.figures import Figure
from bench.report.scopes import Scope
from bench.scoring.tables.matrix import Matrix
from bench.scoring.tables.page_rules import ABSENT, failed

Key = tuple[str, str]

LEFT, TOP, ROW, WIDE = 160.0, 20.0, 16.0, 1000.0
STEPS = 8  # shades of the picture, and one clear; what the cursor tells is finer
OPACITY = [*(round(255 * (1 - at / (STEPS - 1)) ** 0.8) for at in range(STEPS)), 0]  # full to clear; one colour serves both themes
THIN = 1.3  # units: the narrowest stroke
WIDEST = 1004  # columns of the picture; more pages share one, which then shows its worst


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the heat map; None without per-page figures.

    The picture's columns show the worst of their pages. Failures are strokes over it, one for each failed (adapter, page) pair and never
    narrower than THIN units, so that a single one among thousands of pages is still there: tall for a breakdown, half for an empty output.
    """
    if scope.matrix is None or scope.order is None or not len(scope.order):
        return None
    names = [standing.adapter for standing in scope.board.standings]
    values, statuses = _lines(scope, scope.matrix, scope.order)
    count = len(scope.order)
    svg = render(
        "figures/heat.svg",
        prefix=f"{prefix}-he",
        picture=png.data_url(png.tinted(pixels(values), palette.HEAT, OPACITY)),
        names=names,
        left=LEFT,
        top=TOP,
        row=ROW,
        wide=WIDE,
        size=(LEFT + WIDE + 10, TOP + ROW * len(names) + 22),
        step=WIDE / count,
        start=LEFT + (1 - reach(count)) / 2 * WIDE / count,
        tall=ROW - 2,
        broken=strokes(failed(statuses), ROW / 2),
        empty=strokes(statuses == "empty", 3 * ROW / 4 - 0.5),
        n=count,
        metric=scope.board.metric,
    )
    words = (
        f"{count} pages from hardest to easiest; the deeper the colour, the lower {metric(scope.board.metric)}. "
        f"A full stroke is a page that failed, a half stroke one that came out empty."
        f"{' The cursor reads figures to 0.02; their pages have them in full.' if grain(count) > 1 else ''}"
    )
    return Figure("hardest", "Every page, hardest first", words, (markup(svg),), wide=True)


def pixels(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return shades (adapters, columns): that of a column's worst page, STEPS (clear) for no figure."""
    rows, count = values.shape
    share = -(-count // WIDEST)
    padded = np.full((rows, -(-count // share) * share), np.nan)
    padded[:, :count] = values
    blocks = padded.reshape(rows, -1, share)
    lowest = np.where(np.isfinite(blocks), blocks, np.inf).min(-1)
    return np.where(np.isinf(lowest), STEPS, np.clip(np.floor(lowest * STEPS), 0, STEPS - 1)).astype(np.uint8)


def strokes(failed: NDArray[np.bool_], middle: float) -> str:
    """Return a dash of :func:`reach` pages at each failure ``middle`` under the top of its adapter's line."""
    long = reach(failed.shape[1])
    parts = []
    for adapter, failures in enumerate(failed):
        places = np.flatnonzero(failures).tolist()
        steps = [at - before - long for before, at in pairwise(places)]
        parts += [f"M{places[0]} {number(adapter * ROW + middle)}h{long}"] if places else []
        parts += [f"m{step} 0h{long}" for step in steps]
    return "".join(parts)


def reach(count: int) -> int:
    """Return how many of ``count`` pages a dash is wide: one, or more where that is narrower than THIN."""
    return max(1, ceil(THIN * count / WIDE))


CODES = {"ok": "", "empty": "!", "error": "'", "timeout": "(", "crash": ")", "memory": "*", "network": "$", "missing": "#", ABSENT: " "}
_ASCII = "".join(chr(point) for point in range(0x2B, 0x7F) if chr(point) not in '"&<>\\')  # none that JSON in a script element must escape
LEVELS = (_ASCII + "".join(chr(point) for point in range(0xC0, 0x100)))[:101]  # hundredths from 1.00 down


def data(scope: Scope, known: Sequence[Key]) -> dict[str, object]:
    """Return what the cursor reads: names, pages in the picture's order, a character for each cell.

    That is a status (:data:`CODES`) or hundredths of the headline from 1.00 down, by :func:`grain`. ``order`` is empty where it is that of
    ``known``.
    """
    if scope.matrix is None or scope.order is None:
        return {}
    place = {key: number for number, key in enumerate(known)}
    order = [place[scope.matrix.keys[page]] for page in scope.order]
    return {
        "names": [visible(standing.adapter) for standing in scope.board.standings],
        "order": [] if order == list(range(len(known))) else order,
        "cells": list(map(_codes, *_lines(scope, scope.matrix, scope.order))),
        "metric": metric(scope.board.metric),
        "box": [LEFT, TOP, WIDE, ROW],
    }


def _lines(scope: Scope, matrix: Matrix, order: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Return headlines and statuses (adapters, pages): adapters as on the board, pages from the hardest."""
    cells = np.ix_(np.array([matrix.adapters.index(standing.adapter) for standing in scope.board.standings], int), order)
    return matrix.headline[cells], matrix.statuses[cells]


def known(scopes: Sequence[Scope]) -> tuple[Key, ...]:
    """Return the pages of a track's scopes: as the first orders them, then what only others have."""
    ordered = (scope.matrix.keys[page] for scope in scopes if scope.matrix and scope.order is not None for page in scope.order)
    return tuple(dict.fromkeys(ordered))


def places(keys: Sequence[Key], files: Mapping[Key, str]) -> dict[str, object]:
    """Return the short names of a track's pages, and the stems of their files ("" for no file)."""
    return {
        "levels": LEVELS,
        "pages": [visible(named(page)) for _, page in keys],
        "files": [PurePath(files.get(key, "")).stem for key in keys],
    }


def _codes(values: NDArray[np.float64], statuses: NDArray[np.str_]) -> str:
    """Return one character for each page."""
    step = grain(len(values))
    return "".join(CODES[status] or _level(value, step) for value, status in zip(values.tolist(), statuses.tolist(), strict=True))


def _level(value: float, step: int) -> str:
    """Return the character of a figure, to ``step`` hundredths."""
    return " " if isnan(value) else LEVELS[round((1 - min(max(value, 0.0), 1.0)) * 100 / step) * step]


def grain(count: int) -> int:
    """Return how many hundredths the cursor's figures are apart: two where pages share a column, else one."""
    return 1 if count <= WIDEST else 2
