"""Boards made by hand: adapters with the F1 and the costs that a test needs, and the scope around them."""

from __future__ import annotations

from bench.model import Estimate
from bench.report.scopes import Scope, Slice
from bench.scoring import load
from bench.scoring.statistics.comparisons import PairComparison
from bench.scoring.tables.leaderboards import Board, Standing


def estimate(value, n=100):
    return Estimate(value, value - 0.01, value + 0.01, 0.95, n)


def standing(name, value, *, floor=False, failures=None, ms=10.0):
    return Standing(
        adapter=name, metrics={"f1": estimate(value)}, rank=None if floor else (1, 1),
        n=100, tried=100, coverage=1 - sum((failures or {}).values()) / 100, failures=failures or {}, skipped=0,
        p50_ms=ms, p95_ms=ms * 2, peak_mb=50.0, floor=floor,
    )  # fmt: skip


def pair(left, right, difference, p):
    return PairComparison(
        left=left, right=right, metric="f1", difference=estimate(difference), p=p, p_adjusted=p, significant=p < 0.05,
        effect=0.1, superiority=0.5,
        wins=40, ties=20, losses=40, detectable=0.02, clusters=100,
    )  # fmt: skip


def board(standings, pairs, n=100):
    return Board(
        protocol="aligned", metric="f1", metrics=("f1",), corpora=("made",), track="html", n=n, clusters=n,
        standings=tuple(standings), pairs=tuple(pairs), signature="sig",
    )  # fmt: skip


def scope(whole, **slices):
    cuts = [Slice(name, "type", found) for name, found in slices.items()]
    return Scope(scorer=load("aligned"), corpus="made", kind="html", slices=(Slice("All pages", "", whole), *cuts))
