"""Where the loss is, for a stored run: computed when first asked for, from extractions, gold and the pages' own markup, and kept.

It costs about a fifth of the extraction itself (parsing every page once more and aligning every output), which ``boilerbench run`` may
not add to every run: it is done there for the built-in corpora alone, and for others by ``report``, ``view`` and ``score --losses``. A run
folder holds no markup, so a corpus must still be readable where it was, and a page must still have the digest it had.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bench.errors import BoilerbenchError
from bench.files import whole
from bench.model import SCHEMA, Status
from bench.store.run_folder import gold_of, read_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    import pyarrow as pa

    from bench.model import Manifest, Page
    from bench.store.run_folder import RunFolder

FILE = "losses.parquet"
KEYS = ("adapter", "corpus", "page_id")
Place = tuple[str, str]  # corpus, page id


def ensure(folder: RunFolder, say: Callable[[str], None] = lambda _: None) -> pa.Table:
    """Return the rows of ``losses.parquet`` (:data:`KEYS` and the columns of ``bench.scoring.tables.losses``), computed and kept if need be.

    Pages that cannot be read as they were have no rows; ``say`` is told of them, and that there is something to wait for.
    """
    held = read(folder)
    if held is None:
        manifest = folder.manifest()
        say(f"working out where the loss is, on {sum(int(corpus['pages']) for corpus in manifest.corpora):,} pages ...")
        places = folder.pages().to_pylist()
        pages = dict(_readable(manifest, {(row["corpus"], row["page_id"]): row["sha256"] for row in places}))
        lost = sorted({row["corpus"] for row in places if (row["corpus"], row["page_id"]) not in pages})
        write(folder, _rows(folder, places, pages), lost)
        held = read(folder)
        if held is None:
            raise RuntimeError(f"{folder.path / FILE} changed while it was written")
    for name in unread(held):
        say(f"where the loss is cannot be said of all pages of {name}: they cannot be read any more, or have changed since the run")
    return held


def read(folder: RunFolder) -> pa.Table | None:
    """Return what was computed for these very extractions; None where nothing was, or by another version."""
    import pyarrow as pa

    try:
        table = read_parquet(folder.path / FILE)
    except (OSError, pa.ArrowInvalid):
        return None
    return table if (table.schema.metadata or {}).get(b"of") == _of(folder).encode() else None


def unread(table: pa.Table) -> list[str]:
    """Return the names of corpora of which pages could not be read."""
    return [str(name) for name in json.loads((table.schema.metadata or {}).get(b"unread", b"[]"))]


def write(folder: RunFolder, rows: Iterable[tuple[str, str, str, Sequence[float]]], lost: Sequence[str] = ()) -> None:
    """Write rows (adapter, corpus, page id, values of the columns) with what they were computed from."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bench.scoring.tables import losses

    found = list(rows)
    columns = {name: pa.array([row[at] for row in found], pa.string()) for at, name in enumerate(KEYS)}
    columns |= {name: pa.array([float(row[3][at]) for row in found], pa.float64()) for at, name in enumerate(losses.COLUMNS)}
    metadata = {"schema": str(SCHEMA), "of": _of(folder), "unread": json.dumps(list(lost))}
    with whole(folder.path / FILE) as temporary:
        pq.write_table(pa.table(columns).replace_schema_metadata(metadata), temporary, compression="zstd")


def is_cheap(manifest: Manifest) -> bool:
    """Whether all corpora are built in: small, and always at hand."""
    from bench.corpus import BUILTIN

    return all(corpus["name"] in BUILTIN for corpus in manifest.corpora)


def _of(folder: RunFolder) -> str:
    """Return what the rows depend on in short: their version and the bytes of extractions and pages."""
    from bench.scoring.tables import losses

    parts = [(folder.path / name).read_bytes() for name in ("extractions.parquet", "pages.parquet")]
    return f"{losses.VERSION}:" + hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:24]


def _readable(manifest: Manifest, digests: dict[Place, str]) -> Iterator[tuple[Place, Page]]:
    """Yield the pages that are still as they were when the run was made."""
    from bench.corpus import load

    for corpus in manifest.corpora:
        try:
            found = load(str(corpus.get("source") or corpus["name"]))
        except BoilerbenchError:
            continue
        for page in found.pages:
            place = (str(corpus["name"]), page.id)
            if digests.get(place) == page.sha256:
                yield place, page


def _rows(folder: RunFolder, places: list[dict[str, Any]], pages: dict[Place, Page]) -> list[tuple[str, str, str, Sequence[float]]]:
    """Return a row a pair that was tried on a page with gold blocks, in the order of the extractions."""
    outputs = folder.extractions([*KEYS, "status", "text"]).to_pylist()
    waiting: dict[Place, dict[str, list[int]]] = {}  # page -> text -> places in ``outputs``
    for at, row in enumerate(outputs):
        if row["status"] != Status.SKIPPED:
            text = row["text"] if row["status"] == Status.OK else ""
            waiting.setdefault((row["corpus"], row["page_id"]), {}).setdefault(text, []).append(at)
    found: dict[int, Sequence[float]] = {}
    for row in places:
        place = (row["corpus"], row["page_id"])
        if row["blocks"] is not None and place in pages and place in waiting:
            found |= _page(row, pages[place], waiting[place])
    return [(outputs[at]["adapter"], outputs[at]["corpus"], outputs[at]["page_id"], found[at]) for at in sorted(found)]


def _page(row: dict[str, Any], page: Page, texts: dict[str, list[int]]) -> dict[int, Sequence[float]]:
    """Return the values of one page's outputs by their places; equal texts are aligned once."""
    from bench.corpus.structure.regions import regions
    from bench.scoring.tables import losses

    prepared = losses.prepare(gold_of(row), [(region.text, region.role) for region in regions(page)])
    return {at: values for text, members in texts.items() for values in [losses.row(prepared, text)] for at in members}
