"""All that a finished run depends on, as one key: pages, gold, adapters, options, and our own code."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import bench
from bench.engine.plan import manifest
from bench.environments import identity, trees
from bench.environments.trees import UnvouchedError
from bench.model import Gold
from bench.registry import version_of
from bench.scoring import METADATA, SCORERS, load
from bench.store import history
from bench.store.index.score_rows import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.engine.plan import Plan

_LIBRARIES = ("numpy", "pandas", "pyarrow", "scipy", "rich", "jinja2", "lxml", "rapidfuzz", "regex")  # behind figures, tables and reports
_FACTS = ("corpus", "id", "kind", "encoding", "url", "site", "lang", "type", "title", "size", "sha256", "devices")  # of a page
_OURS = "bench.scoring."


def key_of(plan: Plan, protocols: Sequence[str], price: float | None = None) -> str:
    """Return the key of a run of a plan; "" where it cannot be told whole.

    It holds the commit checked out as well: the history has an entry for each commit.
    ``price`` is that of a core-hour where costs are said.
    """
    if plan.missing or plan.options.check_state or any(plan.code[one.name].unvouched for one in plan.adapters):
        return ""
    if any(one.command and not plan.versions[one.name].get(one.package) for one in plan.adapters):
        return ""  # its worker says its version when it starts
    if not all({**SCORERS, **METADATA}.get(name, "").startswith(_OURS) for name in protocols):
        return ""
    try:
        code = _code()
    except UnvouchedError:
        return ""
    parts = [
        None if price is None else [price, _tokenizer()],
        asdict(manifest(plan, "", "")),
        list(protocols),
        list(map(_protocol, protocols)),
        code,
        history.head(),
        list(_pages(plan)),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _tokenizer() -> str:
    """Return the name of what costs are counted by."""
    from bench.scoring.tables.costs import tokenizers

    return tokenizers.chosen().name


def _protocol(name: str) -> str:
    """Return what a protocol's rows depend on beside text and gold."""
    scorer = load(name)
    return repr((scorer.name, scorer.version, scorer.variant, scorer.columns, identity.scoring(scorer.library)))


def _code() -> list[object]:
    """Return a digest of this package, and what it computes and prints with."""
    digests = trees.open_digests()
    ours = digests.tree(Path(bench.__file__).parent)
    digests.keep()
    return [ours, {name: version_of(name) for name in _LIBRARIES}, sys.version_info[:3], sys.implementation.name]


def _pages(plan: Plan) -> Iterator[str]:
    """Yield a digest of each page with its gold."""
    for corpus in plan.corpora:
        for page in corpus.pages:
            facts = repr([getattr(page, name) for name in _FACTS])
            yield digest_of(corpus.gold.get(page.id) or Gold(page.id, None), facts).hex()
