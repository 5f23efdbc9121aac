"""Recompute published tables from data at hand: stored outputs are scored, extractors are run."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.corpus.readers.assembly import part
from bench.corpus.reading import load_path
from bench.corpus.source import cache
from bench.corpus.source.archive import is_archive, open_source
from bench.engine import stored_outputs
from bench.engine.failures import never_worked
from bench.errors import BoilerbenchError, RunError
from bench.registry import unknown
from bench.scoring import load, published
from bench.scoring.statistics.resampling import aggregate
from bench.scoring.tables import breakdowns
from bench.store import frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.model import Corpus, Scorer
    from bench.store.run_folder import RunFolder

# How each corpus's archive or folder is called by its host (repository, then commit).
ARCHIVES = {
    "scrapinghub": "article-extraction-benchmark",
    "fundus": "fundus-evaluation",
    "trafilatura": "trafilatura",
    "wcxb": "wcxb",
}
_FUNDUS = "dataset/extractions/*.json"
_STORED = {
    "scrapinghub": "output/*.json",
    "newspaper4k": "output/newspaper.json",
    "go-readability": "",
    "fundus-rouge": _FUNDUS,
    "fundus-paragraphs": _FUNDUS,
}


@dataclass(frozen=True, slots=True)
class Reproduced:
    """A table recomputed."""

    table: published.Published
    lines: tuple[published.Line, ...]
    pages: int = 0  # scored
    missing: str = ""  # how to get the data where it is not at hand
    sought: str = ""  # which data, and where

    @property
    def agrees(self) -> bool:
        """Whether no figure differs that must agree."""
        return published.agrees(self.lines)


def reproduce(names: Sequence[str] = (), data: Path | None = None) -> list[Reproduced]:
    """Recompute the tables named (all) from the folder ``data``, else from the cache of imported corpora.

    A table without data is returned with ``missing``. Raises RunError for an unknown name, or where ``data`` is no folder.
    """
    if data is not None and not data.is_dir():
        archives = ", ".join(f"{stem}*" for stem in ARCHIVES.values())
        raise RunError(f"there is no folder {data}", f"one that holds {archives}, as archive or folder", "boilerbench reproduce --help")
    known = {table.name: table for table in published.TABLES}
    for name in names:
        if name not in known:
            raise unknown("published table", name, known, RunError, "boilerbench reproduce")
    return [_table(known[name], data) for name in names or known]


def _table(table: published.Published, data: Path | None) -> Reproduced:
    """Recompute one table."""
    if (path := locate(table.corpus, data)) is None:
        return Reproduced(table, (), missing=table.get, sought=f"{ARCHIVES[table.corpus]}*, archive or folder, in {_place(data)}")
    if table.adapters:
        whole = load_path(path, name=table.corpus)
        return _run(table, part(whole, table.part) if table.part else whole)
    if not (stored := _stored(table, path, data)):
        outputs = _STORED[table.name] or ", ".join(f"{adapter}.json.gz" for adapter in published.rows(table.name))
        where = path if _STORED[table.name] else f"{_place(data)} and its folder regression"
        return Reproduced(table, (), missing=table.get, sought=f"stored outputs {outputs} in {where}")
    corpus = load_path(path, name=table.corpus)
    return Reproduced(table, published.compare(table, _of_stored(table, corpus, stored)), len(corpus.pages))


def _of_stored(table: published.Published, corpus: Corpus, stored: Sequence[stored_outputs.StoredOutputs]) -> dict[str, dict[str, float]]:
    """Return our figures of stored outputs by row; a page without an output counts as an empty one."""
    scorer = load(table.protocol)
    golds = [(page_id, scorer.prepare(truth)) for page_id, truth in sorted(corpus.gold.items())]
    ours: dict[str, dict[str, float]] = {}
    for one in stored:
        texts = {made.page_id: made.text for made in stored_outputs.adapter_of(one, [corpus], ignore_unknown=True).extractions}
        rows = {page_id: scorer.row(truth, texts[page_id]) for page_id, truth in golds}
        paged = {f"{one.name}/{page_id}": [row] for page_id, row in rows.items()}
        ours |= {name: _metrics(scorer, own) for name, own in (paged if table.paged else {one.name: list(rows.values())}).items()}
    return ours


def _place(data: Path | None) -> str:
    """Return where data is looked for, in words."""
    return str(data) if data is not None else f"the imported corpora ({cache.root()})"


def locate(corpus: str, data: Path | None) -> Path | None:
    """Return a corpus's last archive or folder in ``data``, else in the cache; None without one."""
    stem = ARCHIVES[corpus]
    if data is not None:
        return max((path for path in data.glob(f"{stem}*") if path.is_dir() or is_archive(path)), default=None)
    imported = [name for name in cache.names() if name.startswith(stem)]
    return cache.root() / imported[0] / cache.card(imported[0])["file"] if imported else None


def _stored(table: published.Published, path: Path, data: Path | None) -> list[stored_outputs.StoredOutputs]:
    """Return the stored outputs of a table, from beside the pages or from files of their own."""
    pattern = _STORED[table.name]
    if not pattern:
        folders = [folder for root in ([data] if data else []) for folder in (root, root / "regression")]
        files = [folder / f"{adapter}.json.gz" for adapter in published.rows(table.name) for folder in folders]
        return [stored_outputs.read(file) for file in files if file.is_file()]
    source = open_source(path)
    wanted = {pattern.replace("*", row.partition("/")[0]) for row in published.rows(table.name)}
    return [stored_outputs.parse(content, name.rpartition("/")[2], name) for name, content in source.members(wanted.__contains__)]


def _metrics(scorer: Scorer, rows: Iterable[tuple[float, ...]]) -> dict[str, float]:
    """Return metrics by name of rows."""
    return dict(zip(scorer.metrics, map(float, aggregate(scorer, np.array(list(rows), float))), strict=True))


def _run(table: published.Published, corpus: Corpus) -> Reproduced:
    """Run the adapters of a table over its corpus in a folder of its own, and score them."""
    from bench.engine.run import run

    protocol = "words" if table.protocol == published.COMPLEXITY else table.protocol
    with tempfile.TemporaryDirectory(prefix="boilerbench-") as folder:
        try:
            done = run([corpus], table.adapters, [protocol], out=Path(folder))
        except BoilerbenchError as problem:
            return Reproduced(table, (), missing=f"{problem.what}; {table.get}")
        if broken := never_worked(done):
            return Reproduced(table, (), missing=f"{broken[0]}; boilerbench doctor tells more")
        ours = _complexities(done) if table.protocol == published.COMPLEXITY else _of_run(table, corpus, done)
    return Reproduced(table, published.compare(table, ours), len(corpus.pages))


def _of_run(table: published.Published, corpus: Corpus, done: RunFolder) -> dict[str, dict[str, float]]:
    """Return our figures of a run by row."""
    scorer, scores = load(table.protocol), done.scores(table.protocol).to_pylist()
    groups = {name: [row for row in scores if row["adapter"] == name] for name in table.adapters}
    if table.paged:
        digests = {page.id: page.sha256 for page in corpus.pages}
        groups = {digests[row["page_id"]]: [row] for row in groups[table.adapters[0]]}
    return {name: _metrics(scorer, (tuple(row[c] for c in scorer.columns) for row in rows)) for name, rows in groups.items() if rows}


def _complexities(done: RunFolder) -> dict[str, dict[str, float]]:
    """Return the complexity of each page by its id, from the text that the run's adapter returned."""
    results, adapter = frames.read(done, ["words"]).results("words"), str(done.manifest().adapters[0]["name"])
    every, required = (breakdowns.complexity(results, adapter, optional=optional) for optional in (True, False))
    return {page_id: {"all": value, "required": required[corpus, page_id]} for (corpus, page_id), value in every.items()}
