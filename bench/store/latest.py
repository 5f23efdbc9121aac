"""The latest run over the pages of a corpus, found without its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.store.run_folder import newest

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus
    from bench.store.run_folder import RunFolder


def latest_over(corpus: Corpus, root: Path) -> tuple[RunFolder, frozenset[str]] | None:
    """Return the newest run under ``root`` over pages of ``corpus`` as they are now, and their ids.

    Pages are compared by name and bytes, so a run from before gold was edited counts. Runs that cannot be read are passed over: nobody
    asked for them. None where there is no such run.
    """
    now = {page.id: page.sha256 for page in corpus.pages}
    for folder, manifest in newest(root):
        if corpus.name not in manifest.sources or not (folder.path / "extractions.parquet").is_file():
            continue
        try:
            pages = folder.pages(["corpus", "page_id", "sha256"]).to_pylist()
        except RunError:
            continue
        same = frozenset(page["page_id"] for page in pages if page["corpus"] == corpus.name and now.get(page["page_id"]) == page["sha256"])
        if same:
            return folder, same
    return None
