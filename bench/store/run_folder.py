"""The run folder: manifest and Parquet tables, each written whole, each with a schema number."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

from bench.drafts import GoldCounts
from bench.errors import RunError
from bench.escaping import html_table
from bench.files import check_schema, sealed, unsealed, write_json
from bench.model import SCHEMA, Block, Extraction, Gold, GoldState, Manifest, Status
from bench.store import arrow, tables
from bench.store.reference import derived_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    import pyarrow as pa

    from bench.model import Corpus, Page


def schema_of(kind: type) -> pa.Schema:
    """Return the columns that a dataclass of strings, numbers and flags is stored in."""
    import pyarrow as pa

    hints, kinds = get_type_hints(kind), {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    return pa.schema([(field.name, kinds.get(hints[field.name], pa.string())) for field in fields(kind)], metadata={"schema": str(SCHEMA)})


def _page_schema() -> pa.Schema:
    """Return the columns of ``pages.parquet``."""
    import pyarrow as pa

    strings, text = pa.list_(pa.string()), pa.string()
    blocks = pa.list_(pa.struct([("text", text), ("optional", pa.bool_()), ("role", text)]))
    columns = [
        ("corpus", text), ("page_id", text), ("kind", text), ("encoding", text), ("url", text), ("site", text), ("lang", text),
        ("type", text), ("title", text),
        ("bytes", pa.int64()), ("sha256", text), ("devices", strings), ("draft", pa.bool_()), ("gold", text), ("blocks", blocks),
        ("must_have", strings), ("must_not", strings), ("parts", pa.map_(text, text)),
    ]  # fmt: skip
    return pa.schema(columns, metadata={"schema": str(SCHEMA)})


def page_line(page: Page, gold: Gold | None) -> dict[str, object]:
    """Return one line of ``pages.parquet``."""
    gold = gold or Gold(page.id, None)
    return {
        **{name: getattr(page, name) for name in ("corpus", "encoding", "url", "site", "lang", "type", "title", "sha256", "devices")},
        **{name: getattr(gold, name) for name in ("must_have", "must_not", "draft")},
        "page_id": page.id,
        "gold": gold.state.value,
        "kind": page.kind.value,
        "bytes": page.size,
        "blocks": None if gold.blocks is None else [_block_data(block) for block in gold.blocks],
        "parts": sorted(gold.parts.items()),
    }


def _block_data(block: Block) -> dict[str, object]:
    """Return a block as a table holds it."""
    return {"text": block.text, "optional": block.optional, "role": block.role}


def corpus_data(corpus: Corpus) -> dict[str, Any]:
    """Return what a manifest says of a corpus: all but its pages and gold, and how many pages it has."""
    names = ("name", "digest", "source", "licence", "citation", "oracle")
    rare = {
        "left_out": dict(corpus.left_out),
        "repeated": corpus.repeated,
        "sampling": dict(corpus.sampling),
        "selection": dict(corpus.selection),
    }  # stand where there is something
    return {
        **{name: getattr(corpus, name) for name in names},
        "pages": len(corpus.pages),
        **{key: value for key, value in rare.items() if value},
    }


def extraction_data(extraction: Extraction) -> dict[str, object]:
    """Return an extraction as tables and journals hold it."""
    return {name: getattr(extraction, name) for name in extraction.__slots__} | {"status": extraction.status.value}


def extraction_of(data: Mapping[str, Any]) -> Extraction:
    """Return the extraction that a line of a table, or a journal's record, holds."""
    return Extraction(**{**data, "status": Status(data["status"])})


def write_extractions(path: Path, extractions: Iterable[Extraction]) -> None:
    """Write extractions as a Parquet table, whole, in the order given."""
    tables.write_lines(path, schema_of(Extraction), map(extraction_data, extractions))


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run on disk. Readers raise RunError where a file is missing or of another schema."""

    path: Path

    def _repr_html_(self) -> str:
        """Return the run as a notebook shows it: where it is, its corpora and its adapters."""
        made = self.manifest()
        corpora = [("corpus", str(one["name"]), f"{one['pages']:,} pages") for one in made.corpora]
        adapters = [("adapter", str(one["name"]), str(one.get("version") or "")) for one in made.adapters]
        caption = f"{self.path}; bench.leaderboard(run) has its figures"
        return html_table(caption, ("", "name", "pages or version"), [*corpora, *adapters])

    def manifest(self) -> Manifest:
        """Return what made the run."""
        try:
            value = unsealed(json.loads((self.path / "manifest.json").read_text(encoding="utf-8")))
            made = Manifest(**{**value, "corpora": tuple(value["corpora"]), "adapters": tuple(value["adapters"])})
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
            raise RunError(
                f"{self.path} holds no readable manifest: {problem}", "a folder that `boilerbench run` wrote", "boilerbench run"
            ) from problem
        check_schema(made.schema, self.path, RunError, "boilerbench run")
        return made

    def write_manifest(self, manifest: Manifest) -> None:
        """Write what made the run."""
        write_json(self.path / "manifest.json", sealed(asdict(manifest)))

    def _table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a Parquet file of the folder, or some of its columns, as a table."""
        with self._reading(name):
            table = tables.read(self.path / name, columns)
        check_schema((table.schema.metadata or {}).get(b"schema"), self.path / name, RunError, "boilerbench run")
        return table

    def pages(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return ``pages.parquet``, one line for each page, gold included, or some of its columns.

        The column ``gold`` (:class:`bench.model.GoldState`) is worked out where an earlier release wrote none.
        """
        if columns is not None and ("gold" not in columns or tables.has_column(self.path / "pages.parquet", "gold")):
            return self._table("pages.parquet", columns)
        table = self._table("pages.parquet")
        if "gold" not in table.column_names:
            table = table.append_column("gold", [_states(table)])
        return table if columns is None else table.select(columns)

    def gold_counts(self) -> dict[str, GoldCounts]:
        """Return corpus -> what is known of the gold of its pages, corpora in the order of the run."""
        states: dict[str, list[str]] = {}
        for page in self.pages(["corpus", "gold"]).to_pylist():
            states.setdefault(page["corpus"], []).append(page["gold"])
        return {corpus: GoldCounts.of(known) for corpus, known in states.items()}

    def write_pages(self, corpora: Iterable[Corpus]) -> None:
        """Write every page's metadata and gold, in corpus and page order."""
        lines = (page_line(page, corpus.gold.get(page.id)) for corpus in corpora for page in corpus.pages)
        tables.write_lines(self.path / "pages.parquet", _page_schema(), lines)

    def extractions(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return ``extractions.parquet``, one line for each (adapter, page), or some of its columns.

        A run of before clocks were checked says nothing of them.
        """
        import pyarrow as pa

        name = "extractions.parquet"
        if (columns and "clock" not in columns) or tables.has_column(self.path / name, "clock"):
            return self._table(name, columns)
        table = self._table(name, columns and [column for column in columns if column != "clock"])
        return table.append_column("clock", arrow.column([""] * table.num_rows, pa.string()))

    def made_by(self, adapters: Iterable[str]) -> Iterator[Extraction]:
        """Yield the extractions of some adapters in the order they were stored, a row group of them in memory."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = arrow.column(sorted(adapters), pa.string())
        for batch in self._batches("extractions.parquet"):
            yield from map(extraction_of, batch.filter(pc.is_in(batch["adapter"], value_set=names)).to_pylist())

    def page_lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of ``pages.parquet`` as they are stored, a row group of them in memory."""
        for batch in self._batches("pages.parquet"):
            yield from batch.to_pylist()

    def texts_digest(self) -> str:
        """Return the SHA-256 of adapter, corpus, page, status and text of all extractions."""
        columns = ("adapter", "corpus", "page_id", "status", "text")
        batches = self._batches("extractions.parquet", columns)
        return digest_of_texts(tuple(str(one[name]) for name in columns) for batch in batches for one in batch.to_pylist())

    def _batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield a table by some lines."""
        with self._reading(name):
            for table in tables.parts(self.path / name, columns):
                check_schema((table.schema.metadata or {}).get(b"schema"), self.path / name, RunError, "boilerbench run")
                yield from table.to_batches(max_chunksize=tables.LINES)

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        """Have a fault of a table be a RunError that names it."""
        import pyarrow as pa

        try:
            yield
        except (OSError, pa.ArrowInvalid) as problem:
            why = " ".join(str(problem).split())
            raise RunError(f"{self.path / name} cannot be read: {why}", "a finished run", "boilerbench run") from problem

    def write_extractions(self, extractions: Iterable[Extraction]) -> None:
        """Write extractions in the order given (adapter, corpus, page)."""
        write_extractions(self.path / "extractions.parquet", extractions)

    def protocols(self) -> tuple[str, ...]:
        """Return the protocols that have been scored, sorted."""
        return tuple(sorted(path.stem.removeprefix("scores-") for path in self.path.glob("scores-*.parquet")))

    def scores(self, protocol: str) -> pa.Table:
        """Return ``scores-<protocol>.parquet``: the scorer's row for each pair that was tried and has gold."""
        return derived_columns.filled(protocol, self._table(f"scores-{protocol}.parquet"))

    def write_scores(self, protocol: str, table: pa.Table) -> None:
        """Write one protocol's scores; metadata: schema, signature, version, variant, texts (a digest)."""
        tables.write(self.path / f"scores-{protocol}.parquet", table)


def digest_of_texts(lines: Iterable[Sequence[str]]) -> str:
    """Return the SHA-256 of lines that are adapter, corpus, page, status and text, in any order."""
    return sha256(b"".join(sorted(sha256("\0".join(line).encode("utf-8", "surrogatepass")).digest() for line in lines))).hexdigest()


def gold_of(page: Mapping[str, Any]) -> Gold:
    """Return the gold that a line of ``pages.parquet`` holds."""
    blocks = None if page["blocks"] is None else tuple(Block(**block) for block in page["blocks"])
    segments = tuple(page["must_have"]), tuple(page["must_not"])
    blank = blocks == () and page.get("gold") == GoldState.CLEANED
    return Gold(page["page_id"], blocks, *segments, dict(page["parts"] or ()), bool(page.get("draft")), blank=blank)


def _states(pages: pa.Table) -> pa.Array:
    """Return what is known of each page's gold where a table does not say: nothing of gold without a word."""
    import pyarrow as pa

    known = {"draft", "blocks", "must_have", "must_not", "parts"} <= set(pages.column_names)
    states = [gold_of(page).state for page in pages.to_pylist()] if known else [GoldState.UNKNOWN] * pages.num_rows
    return arrow.column([str(GoldState.UNKNOWN if state is GoldState.EMPTY else state) for state in states], pa.string())


def create(root: Path, created: str, what: str) -> RunFolder:
    """Make the folder of a new run below ``root``, called by ``created``, ``what`` and chance."""
    stamp = created.replace("-", "").replace(":", "")
    folder = RunFolder((root / "runs" / f"{stamp}-{what}-{secrets.token_hex(3)}").resolve())
    folder.path.mkdir(parents=True)
    return folder


def point(root: Path, folder: Path) -> None:
    """Have ``<root>/latest`` lead to a run folder (a relative link, replaced in one step)."""
    link = root / "latest"
    temporary = root / f".latest.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(os.path.relpath(folder, root))
    temporary.replace(link)


def newest(root: Path) -> Iterator[tuple[RunFolder, Manifest]]:
    """Yield every run under ``root`` whose manifest can be read, and that, the newest first."""
    for path in sorted((root / "runs").glob("*/manifest.json"), reverse=True):
        folder = RunFolder(path.parent)
        with suppress(RunError):
            yield folder, folder.manifest()


def find(run: str | Path = "latest", root: str | Path = "reports") -> RunFolder:
    """Return a run by folder, id, start of an id, or the latest; raises RunError with what there is."""
    root = Path(root)
    places = (root / "latest" if str(run) == "latest" else root / "runs" / str(run), Path(run))
    found = next((place for place in places if (place / "manifest.json").is_file()), None)
    known = sorted(path.parent.name for path in (root / "runs").glob("*/manifest.json")) if found is None else []
    near = [name for name in known if name.startswith(str(run))]
    if len(near) == 1:
        found = root / "runs" / near[0]
    if found:
        if tables.has_column(found / "pages.parquet", "gold_digest"):  # which stands for the gold there
            what = f"{found} holds reference results, not a run: no text, no gold and no time"
            raise RunError(what, "the folder of a run", f"boilerbench run --against {found.parent}")
        return RunFolder(found.resolve())
    if near:
        raise RunError(f"{len(near)} runs under {root} begin with {str(run)!r}", f"one of: {', '.join(near[-5:])}", "more of its id")
    ways = "a folder" if str(run) == "latest" else "latest, a folder"
    expected = f"{ways}, or one of: {', '.join(known[-5:])}" if known else "a run that has been made"
    raise RunError(f"there is no run {str(run)!r} under {root}", expected, "boilerbench run")
