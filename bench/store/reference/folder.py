"""The reference results of one corpus: a run folder that holds scores, statuses and digests, but no text, gold or time."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.source.installed import data_root
from bench.errors import RunError
from bench.model import SCHEMA, Status
from bench.store import arrow, tables
from bench.store.reference import derived_columns
from bench.store.reference.digests import digests_of
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    import pyarrow as pa

    from bench.model import Manifest
    from bench.store.reference.digests import Digests

FOLDER = "reference"  # among reports, and in a run folder that stands beside it
UPDATE = "boilerbench reference update"
_ADAPTER = (
    "name", "package", "version", "versions", "settings", "accepts", "kinds", "output", "licence", "extra", "floor", "note", "family",
)  # fmt: skip
_CORPUS = ("name", "digest", "source", "licence", "citation", "oracle", "pages", "left_out")
_OPTIONS = ("deadline_s", "memory_mb", "seed", "resamples")
_PAGE = ("corpus", "page_id", "kind", "gold", "site", "page", "gold_digest")
_WORKED = {Status.OK, Status.EMPTY}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reference:
    """The stored results of one corpus.

    ``pages`` has corpus, page_id, kind, site (a number), gold (its state), page and gold_digest; ``extractions`` adapter, corpus, page_id
    and status; ``scores`` by protocol the scorer's columns beside those.
    """

    manifest: Manifest
    pages: pa.Table
    extractions: pa.Table
    scores: Mapping[str, pa.Table]

    @property
    def corpus(self) -> Mapping[str, Any]:
        """What the manifest says of the corpus."""
        return self.manifest.corpora[0]

    @property
    def digests(self) -> dict[str, Digests]:
        """Page id -> digests of page and gold."""
        columns = (self.pages[name].to_pylist() for name in ("page_id", "page", "gold_digest"))
        return {page: (one, gold) for page, one, gold in zip(*columns, strict=True)}

    def protocol(self, name: str) -> tuple[str, str]:
        """Return version and variant of a protocol that its rows were scored by."""
        metadata = self.scores[name].schema.metadata or {}
        return metadata.get(b"version", b"?").decode(), metadata.get(b"variant", b"").decode()


def of_run(run: RunFolder, corpus: str) -> Reference:
    """Return what is kept of one corpus of a run: of the rows that worked, by adapter and page."""
    from bench import escaping

    made = run.manifest()
    statuses = run.extractions(["adapter", "corpus", "page_id", "status"])
    statuses = _only(statuses, "corpus", {corpus})
    worked = {
        name for name, status in zip(statuses["adapter"].to_pylist(), statuses["status"].to_pylist(), strict=True) if status in _WORKED
    }
    adapters = [_kept(one, _ADAPTER) for one in sorted(made.adapters, key=lambda one: str(one["name"])) if one["name"] in worked]
    manifest = replace(
        made,
        id=f"{FOLDER}-{corpus}",
        corpora=tuple(_kept(one, _CORPUS) for one in made.corpora if one["name"] == corpus),
        adapters=tuple(escaping.json(adapters)),
        options=_kept(made.options, _OPTIONS),
    )
    scores = {name: _sorted(_only(_only(run.scores(name), "corpus", {corpus}), "adapter", worked)) for name in run.protocols()}
    return Reference(
        manifest=manifest,
        pages=_pages(run, corpus),
        extractions=_sorted(_only(statuses, "adapter", worked)),
        scores={name: table for name, table in scores.items() if table.num_rows},
    )


def _kept(about: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return some fields, as far as they are there."""
    return {name: about[name] for name in names if name in about}


def _only(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    """Return the lines whose column has one of the values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return table.filter(pc.is_in(table[column], value_set=arrow.column(sorted(values), pa.string())))


def _sorted(table: pa.Table) -> pa.Table:
    """Return the lines by adapter, then by page."""
    return table.sort_by([("adapter", "ascending"), ("page_id", "ascending")])


def _by_page(table: pa.Table) -> pa.Table:
    """Return the lines as they are stored: by page, so that like values stand together, then by adapter."""
    return table.sort_by([("page_id", "ascending"), ("adapter", "ascending")])


def _pages(run: RunFolder, corpus: str) -> pa.Table:
    """Return the pages without what stands on them: sites are numbers, bytes and gold are digests."""
    import pyarrow as pa

    lines = _only(run.pages(), "corpus", {corpus}).to_pylist()
    numbers = {site: f"site {at}" for at, site in enumerate(dict.fromkeys(line["site"] for line in lines if line["site"]), 1)}
    digests = [digests_of(line) for line in lines]
    columns = {
        **{name: [line[name] for line in lines] for name in ("corpus", "page_id", "kind", "gold")},
        "site": [numbers.get(line["site"], "") for line in lines],
        "page": [page for page, _ in digests],
        "gold_digest": [gold for _, gold in digests],
    }
    table = pa.table({name: arrow.column(columns[name], pa.string()) for name in _PAGE})
    return table.replace_schema_metadata({"schema": str(SCHEMA)})


def with_kept(new: Reference, before: Reference | None) -> Reference:
    """Return new results with the rows of adapters of earlier ones that were not made again.

    That is so where pages, gold and protocols are the same; else nothing is kept.
    """
    if before is None or new.digests != before.digests or {*new.scores} != {*before.scores}:
        return new
    if any(new.protocol(name) != before.protocol(name) for name in new.scores):
        return new
    old = {str(one["name"]) for one in before.manifest.adapters} - set(new.manifest.names)
    adapters = [*new.manifest.adapters, *(one for one in before.manifest.adapters if one["name"] in old)]
    return replace(
        new,
        manifest=replace(new.manifest, adapters=tuple(sorted(adapters, key=lambda one: str(one["name"])))),
        extractions=_beside(new.extractions, _only(before.extractions, "adapter", old)),
        scores={name: _beside(table, _only(before.scores[name], "adapter", old)) for name, table in new.scores.items()},
    )


def _beside(table: pa.Table, other: pa.Table) -> pa.Table:
    """Return the lines of both, sorted, with the metadata of the first."""
    import pyarrow as pa

    return _sorted(pa.concat_tables([table, other.select(table.column_names).replace_schema_metadata(table.schema.metadata)]))


def part(held: Reference, corpus: str, pages: Collection[str], names: Mapping[str, str]) -> Reference:
    """Return the results on some pages, of the adapters in ``names``, they and the corpus renamed."""
    return replace(
        held,
        manifest=replace(
            held.manifest,
            corpora=({**held.corpus, "name": corpus},),
            adapters=tuple({**one, "name": names[one["name"]]} for one in held.manifest.adapters if one["name"] in names),
        ),
        pages=_called(_only(held.pages, "page_id", pages), corpus, {}),
        extractions=_called(_only(_only(held.extractions, "page_id", pages), "adapter", names), corpus, names),
        scores={
            name: _called(_only(_only(table, "page_id", pages), "adapter", names), corpus, names) for name, table in held.scores.items()
        },
    )


def _called(table: pa.Table, corpus: str, names: Mapping[str, str]) -> pa.Table:
    """Return a table with the corpus, and its adapters, called otherwise."""
    import pyarrow as pa

    changed = {"corpus": [corpus] * table.num_rows}
    if "adapter" in table.column_names:
        changed["adapter"] = [names.get(name, name) for name in table["adapter"].to_pylist()]
    for name, values in changed.items():
        table = table.set_column(table.column_names.index(name), name, arrow.column(values, pa.string()))
    return table


def write(place: Path, held: Reference) -> None:
    """Write the results as the folder ``place``, in the place of what it held."""
    import pyarrow as pa

    beside = place.with_name(f".{place.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    folder = RunFolder(beside)
    folder.write_manifest(held.manifest)
    tables.write(beside / "pages.parquet", held.pages)
    rows, none = held.extractions.num_rows, {"wall_ns": pa.int64(), "cpu_ns": pa.int64(), "peak_rss": pa.int64(), "clock": pa.string()}
    blank = {name: arrow.column([0 if kind == pa.int64() else ""] * rows, kind) for name, kind in none.items()}
    table = pa.table({**{name: held.extractions[name] for name in ("adapter", "corpus", "page_id", "status")}, **blank})
    tables.write(beside / "extractions.parquet", _by_page(table).replace_schema_metadata({"schema": str(SCHEMA)}))
    for name, scores in sorted(held.scores.items()):
        folder.write_scores(name, derived_columns.without(name, _by_page(scores)))
    shutil.rmtree(place, ignore_errors=True)
    beside.replace(place)


def read(place: Path) -> Reference:
    """Read the results in a folder; raises RunError where they are damaged or of another schema."""
    folder = RunFolder(place)
    try:
        manifest = folder.manifest()
        pages = folder.pages(_PAGE)
        extractions = _sorted(folder.extractions(["adapter", "corpus", "page_id", "status"]))
        scores = {name: _sorted(folder.scores(name)) for name in folder.protocols()}
    except RunError as problem:
        if problem.hint == UPDATE:  # it is whole, but of another version
            raise
        raise RunError(f"reference results are damaged: {problem.what}", "what `boilerbench reference update` wrote", UPDATE) from problem
    if not scores or len(manifest.corpora) != 1:
        raise RunError(f"{place} holds no reference results", "one corpus, and its scores", UPDATE)
    return Reference(manifest=manifest, pages=pages, extractions=extractions, scores=scores)


def place_of(spec: str, reports: Path) -> Path:
    """Return the folder that ``reference`` stands for, or another one by its path.

    It lies among the user's runs, else the one that comes with this package is meant.
    """
    own = reports / FOLDER if spec == FOLDER else Path(spec).expanduser()
    return own if spec != FOLDER or own.is_dir() else data_root("reports") / FOLDER


def found(place: Path) -> Iterator[Path]:
    """Yield the folders of reference results in ``place``, by name."""
    yield from (path.parent for path in sorted(place.glob("[!.]*/manifest.json")))


def demand(place: Path) -> list[Path]:
    """Return the folders of reference results in ``place``; raises RunError where there is none."""
    if folders := list(found(place)):
        return folders
    raise RunError(f"there are no reference results in {place}", "a folder that `boilerbench reference update` wrote", UPDATE)
