"""Where the loss is, for a stored run: computed when first asked for, and kept.

It costs a fifth of the extraction itself, so ``boilerbench run`` does it for built-in corpora alone. A run folder holds no markup: a corpus
must still be readable where it was, and a page must still have the digest it had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.engine.score import Place, place_of
from bench.errors import BoilerbenchError
from bench.scoring import answers
from bench.store import losses_file
from bench.store.losses_file import KEYS
from bench.store.page_blocks import tried_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from bench.model import Gold, Manifest, Page
    from bench.store.run_folder import RunFolder


def ensure(folder: RunFolder, say: Callable[[str], None] = lambda _: None) -> pa.Table:
    """Return the losses of a run, computed and kept if need be.

    The columns are :data:`KEYS` and those of ``scoring.tables.losses``. Pages that cannot be read as they were have none; ``say`` is told
    of them, and that there is something to wait for.
    """
    held = losses_file.read(folder)
    if held is None:
        manifest = folder.manifest()
        say(f"working out where the loss is, on {sum(int(corpus['pages']) for corpus in manifest.corpora):,} pages ...")
        stored = folder.pages(["corpus", "page_id", "sha256"]).to_pylist()
        pages = dict(_readable(manifest, {place_of(entry): entry["sha256"] for entry in stored}))
        unreadable = sorted({entry["corpus"] for entry in stored if place_of(entry) not in pages})
        losses_file.write(folder, *_losses(folder, pages), unreadable)
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


def _losses(folder: RunFolder, pages: Mapping[Place, Page]) -> tuple[pa.Table, NDArray[np.float64]]:
    """Return the :data:`KEYS` of each pair tried on a page with gold blocks, and its losses.

    They are in the order of the extractions; a block of pages is in memory.
    """
    import numpy as np

    from bench.scoring.tables.losses import COLUMNS

    keys, outputs = folder.extractions([*KEYS, "status"]), answers.outputs_of(folder.manifest())
    counts, losses = np.zeros(keys.num_rows, bool), np.zeros((keys.num_rows, len(COLUMNS)))
    for held, answered in tried_pages(folder, keys, answers.without_text(folder.manifest())):
        page = pages.get((held.corpus, held.page_id))
        if page is None or held.gold is None or held.gold.blocks is None:
            continue
        lines_of: dict[str, list[int]] = {}
        for line, (adapter, text) in answered.items():
            lines_of.setdefault(answers.words(outputs[adapter], text), []).append(line)
        for text, values in _of_page(held.gold, page, list(lines_of)).items():
            losses[lines_of[text]] = values
        counts[list(answered)] = True
    return keys.filter(counts), losses[counts]


def _of_page(gold: Gold, page: Page, texts: Sequence[str]) -> dict[str, Sequence[float]]:
    """Return the losses of each of a page's distinct texts."""
    from bench.corpus.structure.regions import regions
    from bench.scoring.tables import losses

    prepared = losses.prepare(gold, [(region.text, region.role) for region in regions(page)])
    return {text: losses.counted(prepared, text) for text in texts}
