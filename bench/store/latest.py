"""The latest run over the pages of a corpus, found without its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus


def latest_over(corpus: Corpus, root: Path) -> tuple[RunFolder, frozenset[str]] | None:
    """Return the newest run under ``root`` over pages of ``corpus`` as they are now, and their ids.

    Pages are compared by name and bytes, so a run from before gold was edited counts. Runs that cannot be read are passed over: nobody
    asked for them. None where there is no such run.
    """
    now = {page.id: page.sha256 for page in corpus.pages}
    folders = [RunFolder(path.parent.resolve()) for path in (root / "runs").glob("*/manifest.json")]
    for folder in sorted(folders, key=lambda folder: folder.path.name, reverse=True):
        try:
            if corpus.name not in folder.manifest().sources or not (folder.path / "extractions.parquet").is_file():
                continue
            pages = folder.pages(["corpus", "page_id", "sha256"]).to_pylist()
        except RunError:
            continue
        same = frozenset(page["page_id"] for page in pages if page["corpus"] == corpus.name and now.get(page["page_id"]) == page["sha256"])
        if same:
            return folder, same
    return None
