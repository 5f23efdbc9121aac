"""Choose the page dumps that get a page of their own and write them, hardest first."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.files import whole, write_json
from bench.model import Gold, GoldState
from bench.report.pages import layout
from bench.report.pages.saved_page import saved_page
from bench.report.pages.sources import Sources
from bench.report.scopes import Scope
from bench.scoring import answers
from bench.scoring.tables.difficulty import worst
from bench.scoring.tables.matrix import Matrix
from bench.scoring.tables.page_rules import ABSENT
from bench.store.combinations import agreed_lines, families_of
from bench.store.frames import RunFrames
from bench.store.page_blocks import extractions_of, pages_of
from bench.store.run_folder import RunFolder, gold_of

WORST = 200
BRIEF = (12, 12)  # hardest pages, and pages on which a contender failed, that the report written with a run has
NAMED = 100  # hardest pages whose extra text is traced to regions of the page: reading a page again costs as much as ten diffs
FILE = re.compile(r"(?:\d{4,}|[0-9a-f]{12}(?:-saved)?)\.html")  # of this release, and of those that named files by rank
Key = tuple[str, str]  # corpus, page id


def choose(scopes: Sequence[Scope], *, all_pages: bool = False, brief: bool = False) -> dict[Key, str]:
    """Map (corpus, page id) to the file of its page: track by track, each from its hardest page on.

    The first protocol that scored a track decides: its worst 200 pages and all on which a contender failed, every page, or the few of
    :data:`BRIEF`.
    """
    files: dict[Key, str] = {}
    seen: set[str] = set()
    for scope in scopes:
        if scope.matrix is None or scope.order is None or scope.title in seen:
            continue
        seen.add(scope.title)
        for at in scope.order if all_pages else _chosen(scope, scope.matrix, scope.order, brief=brief):
            files[scope.matrix.keys[at]] = file_of(scope.matrix.keys[at])
    return files


def file_of(key: Key) -> str:
    """Return the file of a page dump, the same in every run.

    Its name is twelve digits of the SHA-256 of corpus and page id.
    """
    return f"pages/{hashlib.sha256(chr(0).join(key).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.html"


def _chosen(scope: Scope, matrix: Matrix, order: NDArray[np.intp], *, brief: bool) -> NDArray[np.intp]:
    """Return the page positions of a scope that deserve a page of their own, hardest first."""
    if not brief:
        return worst(matrix, order, scope.contenders(), WORST)
    hardest, failed = BRIEF
    broken = worst(matrix, order, scope.contenders(), 0)[:failed]
    return order[(np.arange(len(order)) < hardest) | np.isin(order, broken)]


def write(run: RunFrames, scopes: Sequence[Scope], files: Mapping[Key, str], target: Path, *, named: int = NAMED) -> None:
    """Write every chosen page under ``target``; remove pages of an earlier report that are not chosen.

    Extra text on the first ``named`` of them is traced to the page's regions. ``pages.json`` lists them, corpus -> page id -> file, for
    whoever links into the report.
    """
    kept = set[str]()
    for name, text in rendered(run, scopes, files, named=named):
        kept.add(name)
        with whole(target / name) as temporary:
            temporary.write_text(text, encoding="utf-8")
    corpora = sorted({corpus for corpus, _ in files})
    write_json(target / "pages.json", {name: {page: file for (corpus, page), file in files.items() if corpus == name} for name in corpora})
    for path in sorted((target / "pages").glob("*.html")):
        if FILE.fullmatch(path.name) and f"pages/{path.name}" not in kept:
            path.unlink()


def rendered(run: RunFrames, scopes: Sequence[Scope], files: Mapping[Key, str], *, named: int = NAMED) -> Iterator[tuple[str, str]]:
    """Yield (file, text) of every chosen page, and of what it shows of the page as saved."""
    outputs = _outputs(run, scopes, files)
    about = {(facts["corpus"], facts["page_id"]): facts for facts in _records(run, files)}
    sources = Sources(run.manifest, about, run.corpora)
    keys, kinds = list(files), families_of(run.manifest)
    for at, key in enumerate(keys):
        place = layout.Place(_neighbour(keys, files, at, -1), _neighbour(keys, files, at, 1), at + 1, len(keys))
        gold = gold_of(about[key])
        if gold.state == GoldState.ABSENT:
            gold = _agreed(gold, outputs[key], kinds)
        role = sources.roles(key, gold) if at < named else sources.unnamed
        page = sources.page(key) if named else None  # a brief report has none
        saved = saved_page(page, gold, list(layout.distinct(outputs[key]))) if page else None
        file = files[key].removesuffix(".html") + "-saved.html"
        if saved:
            yield file, saved.markup
        own = layout.OwnMarkup(role, sources.packed(key), saved, file.rpartition("/")[2])
        yield files[key], layout.page(about[key], gold, place, outputs[key], own)


def _agreed(gold: Gold, outputs: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> Gold:
    """Return what most families of contenders return, in the place of gold that there is not."""
    texts = {str(output["name"]): str(output["text"]) if output["status"] == "ok" else "" for output in outputs if not output["floor"]}
    return replace(gold, blocks=agreed_lines(texts, kinds))


def _neighbour(keys: Sequence[Key], files: Mapping[Key, str], at: int, step: int) -> str:
    """Return the file name of the page before or after, "" at either end."""
    to = at + step
    return files[keys[to]].rpartition("/")[2] if 0 <= to < len(keys) else ""


def _records(run: RunFrames, files: Mapping[Key, str]) -> list[dict[str, Any]]:
    """Return what pages.parquet says of the chosen pages, one mapping for each."""
    states = dict(zip(_places(run), run.pages["gold"], strict=True))
    return [record | {"gold": states[record["corpus"], record["page_id"]]} for record in pages_of(RunFolder(run.folder), files)]


def _outputs(run: RunFrames, scopes: Sequence[Scope], files: Mapping[Key, str]) -> dict[Key, list[dict[str, Any]]]:
    """Return what adapters made of each chosen page, in the track's order, skipped ones left out."""
    answered = answers.outputs_of(run.manifest)
    ranks, rows, floors = _ranks(scopes), _scored(scopes, files), run.manifest.floors
    kinds = dict(zip(_places(run), run.pages["kind"], strict=True))
    made: dict[Key, list[dict[str, Any]]] = {key: [] for key in files}
    for one in extractions_of(RunFolder(run.folder), files):  # none of a reference: of those there is nothing to show but figures
        corpus, page_id, name = one["corpus"], one["page_id"], one["adapter"]
        if one["status"] != "skipped":
            said = {column: one.get(column) or "" for column in ("error", "stderr", "clock")}
            text = one["text"] or ""
            texts = {"text": answers.words(answered[name], text), "markdown": text if answers.is_markup(answered[name]) else ""}
            about = {"name": name, "status": one["status"], "wall_ns": one["wall_ns"], "floor": name in floors}
            made[corpus, page_id].append({**about, **texts, **said, "row": rows.get((corpus, page_id, name))})
    for (corpus, page_id), outputs in made.items():
        order = ranks.get((corpus, str(kinds[corpus, page_id])), {})
        outputs.sort(key=lambda output: (order.get(output["name"], len(order)), output["name"]))
    return made


def _places(run: RunFrames) -> Iterator[Key]:
    """Yield corpus and page id of each page of a run."""
    return zip(run.pages["corpus"], run.pages["page_id"], strict=True)


def _ranks(scopes: Sequence[Scope]) -> dict[tuple[str, str], dict[str, int]]:
    """Return the places of adapters on the first board of each (corpus, kind)."""
    ranks: dict[tuple[str, str], dict[str, int]] = {}
    for scope in scopes:
        ranks.setdefault((scope.corpus, scope.kind), {standing.adapter: at for at, standing in enumerate(scope.board.standings)})
    return ranks


def _scored(scopes: Sequence[Scope], files: Mapping[Key, str]) -> dict[tuple[str, str, str], dict[str, float]]:
    """Return rows and metrics of ``aligned`` (if it was run), or estimates, on the chosen pages."""
    rows: dict[tuple[str, str, str], dict[str, float]] = {}
    for scope in scopes:
        if (scope.scorer.name != "aligned" and not scope.estimated) or scope.matrix is None:
            continue
        columns, metrics = scope.scorer.columns, scope.scorer.metrics
        chosen = np.array([key in files for key in scope.matrix.keys])
        for at, name in enumerate(scope.matrix.adapters):
            there = np.flatnonzero(chosen & (scope.matrix.statuses[at] != ABSENT))
            for page, row, value in zip(there, scope.matrix.rows[at, there].tolist(), scope.matrix.values[at, there].tolist(), strict=True):
                corpus, page_id = scope.matrix.keys[page]
                rows[corpus, page_id, name] = dict(zip(columns, row, strict=True)) | dict(zip(metrics, value, strict=True))
    return rows
