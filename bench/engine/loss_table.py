"""Where the loss is, for a stored run: computed when first asked for, and kept.

It costs a fifth of the extraction itself, so ``boilerbench run`` does it for built-in corpora alone. A run folder holds no markup: a corpus
must still be readable where it was, and a page must still have the digest it had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.engine.score import Place, place_of, text_of
from bench.errors import BoilerbenchError
from bench.model import Manifest, Page, Status
from bench.scoring import answers
from bench.store import losses_file
from bench.store.losses_file import KEYS
from bench.store.run_folder import RunFolder, gold_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    import pyarrow as pa


def ensure(folder: RunFolder, say: Callable[[str], None] = lambda _: None) -> pa.Table:
    """Return the losses of a run, computed and kept if need be.

    The columns are :data:`KEYS` and those of ``scoring.tables.losses``. Pages that cannot be read as they were have none; ``say`` is told
    of them, and that there is something to wait for.
    """
    held = losses_file.read(folder)
    if held is None:
        manifest = folder.manifest()
        say(f"working out where the loss is, on {sum(int(corpus['pages']) for corpus in manifest.corpora):,} pages ...")
        stored = folder.pages().to_pylist()
        pages = dict(_readable(manifest, {place_of(entry): entry["sha256"] for entry in stored}))
        unreadable = sorted({entry["corpus"] for entry in stored if place_of(entry) not in pages})
        losses_file.write(folder, _losses(folder, stored, pages), unreadable)
        held = losses_file.read(folder)
        if held is None:
            raise RuntimeError(f"{folder.path / losses_file.FILE} changed while it was written")
    for name in losses_file.unread(held):
        say(f"where the loss is cannot be said of all pages of {name}: they cannot be read any more, or have changed since the run")
    return held


def is_cheap(manifest: Manifest) -> bool:
    """Whether all corpora are built in: small, and always at hand."""
    from bench.corpus.readers import BUILTIN

    return all(corpus["name"] in BUILTIN for corpus in manifest.corpora)


def _readable(manifest: Manifest, digests: dict[Place, str]) -> Iterator[tuple[Place, Page]]:
    """Yield the pages that are still as they were when the run was made."""
    from bench.corpus import load

    for name, source in manifest.sources.items():
        try:
            corpus = load(source)
        except BoilerbenchError:
            continue
        yield from (((name, key), page) for page in corpus.pages for key in page.ids if digests.get((name, key)) == page.sha256)


def _losses(folder: RunFolder, stored: list[dict[str, Any]], pages: dict[Place, Page]) -> list[tuple[str, str, str, Sequence[float]]]:
    """Return the losses of each pair tried on a page with gold blocks, in the order of the extractions."""
    answered, other = answers.outputs_of(folder.manifest()), answers.without_text(folder.manifest())
    outputs = folder.extractions([*KEYS, "status", "text"]).to_pylist()
    waiting: dict[Place, dict[str, list[int]]] = {}  # page -> text -> places in ``outputs``
    for at, output in enumerate(outputs):
        if output["status"] != Status.SKIPPED and output["adapter"] not in other:
            waiting.setdefault(place_of(output), {}).setdefault(text_of(output, answered), []).append(at)
    values: dict[int, Sequence[float]] = {}
    for entry in stored:
        place = place_of(entry)
        if entry["blocks"] is not None and place in pages and place in waiting:
            values |= _of_page(entry, pages[place], waiting[place])
    return [(outputs[at]["adapter"], outputs[at]["corpus"], outputs[at]["page_id"], values[at]) for at in sorted(values)]


def _of_page(entry: dict[str, Any], page: Page, texts: dict[str, list[int]]) -> dict[int, Sequence[float]]:
    """Return the values of one page's outputs by their places; equal texts are aligned once."""
    from bench.corpus.structure.regions import regions
    from bench.scoring.tables import losses

    prepared = losses.prepare(gold_of(entry), [(region.text, region.role) for region in regions(page)])
    return {at: values for text, members in texts.items() for values in [losses.counted(prepared, text)] for at in members}
