"""Stored outputs as a run folder: texts made elsewhere, in the article-extraction-benchmark's format, scored like any run.

The format is JSON, plain or gzip-compressed: page id -> ``{"articleBody": text}`` (or the text itself), alone or wrapped as
``{"version": ..., "output": {...}}``. The file's name says what made it: ``name@version.json``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import __version__
from bench.engine import plan
from bench.engine.scoring import score_run
from bench.engine.store import RunFolder
from bench.errors import RunError
from bench.model import Extraction, Manifest, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from bench.model import Corpus

_ENDINGS = (".gz", ".json")
_EXPECTED = 'JSON of page id -> {"articleBody": text}, or that under "output" beside "version"; .gz too'


@dataclass(frozen=True, slots=True)
class Stored:
    """What one file holds: who made it, and its text by page id."""

    name: str
    version: str
    texts: Mapping[str, str]


def read(path: Path) -> Stored:
    """Read one file of stored outputs; raises RunError where it is missing or no such file."""
    try:
        content = path.read_bytes()
        found = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as problem:
        raise RunError(f"{path} cannot be read: {problem}", _EXPECTED) from problem
    stem = path.name
    for ending in _ENDINGS:
        stem = stem.removesuffix(ending)
    name, _, version = stem.partition("@")
    wrapped = found if isinstance(found, Mapping) and isinstance(found.get("output"), Mapping) else {"output": found}
    pages = wrapped["output"]
    if not name or not isinstance(pages, Mapping) or not pages:
        raise RunError(f"{path} holds no stored outputs", _EXPECTED)
    texts = {page: _text(page, value, path) for page, value in pages.items()}
    return Stored(name, version or str(wrapped.get("version", "")), texts)


def _text(page: str, value: object, path: Path) -> str:
    """Return the text of one entry, fit for UTF-8."""
    text = (value.get("articleBody") or "") if isinstance(value, Mapping) else value
    if not isinstance(text, str):
        raise RunError(f"{path} has no text for page {page!r}", _EXPECTED)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def store(files: Sequence[Path], corpus: Corpus, protocols: Sequence[str], folder: Path) -> RunFolder:
    """Write stored outputs as a scored run in ``folder``; a page that a file lacks is an error of that page.

    Raises RunError for two files of one name, or a file that shares no page with the corpus.
    """
    stored = [read(path) for path in files]
    names = [one.name for one in stored]
    if len(set(names)) < len(names):
        raise RunError(f"two files are of one adapter: {', '.join(sorted(names))}", "names that differ before the @")
    known = {page.id for page in corpus.pages}
    for one, path in zip(stored, files, strict=True):
        if not known & set(one.texts):
            raise RunError(f"{path} holds no page of corpus {corpus.name!r}", "outputs for its pages, by page id", "--corpus SOURCE")
    run = RunFolder(folder)
    run.write_pages([corpus])
    run.write_extractions(_extraction(one, corpus.name, page.id) for one in stored for page in corpus.pages)
    run.write_manifest(_manifest(stored, corpus, folder.name))
    score_run(run, protocols)
    return run


def _extraction(stored: Stored, corpus: str, page: str) -> Extraction:
    """Return the row of one page."""
    text = stored.texts.get(page)
    if text is None:
        return Extraction(corpus, page, stored.name, Status.ERROR, error="no output is stored for this page")
    return Extraction(corpus, page, stored.name, Status.OK, text) if text.strip() else Extraction(corpus, page, stored.name, Status.EMPTY)


def _manifest(stored: Sequence[Stored], corpus: Corpus, run: str) -> Manifest:
    """Return a manifest that says these are stored outputs: no times, no limits."""
    about = {"name": corpus.name, "digest": corpus.digest, "pages": len(corpus.pages), "source": corpus.source}
    about |= {"licence": corpus.licence, "citation": corpus.citation, "oracle": corpus.oracle}
    return Manifest(run, plan.now(), __version__, (about,), tuple(map(_row, stored)), {"stored": True}, plan.machine(), complete=True)


def _row(stored: Stored) -> dict[str, Any]:
    """Return what the manifest says of one file's adapter."""
    key = hashlib.sha256(json.dumps(sorted(stored.texts.items())).encode()).hexdigest()
    return {
        "name": stored.name, "package": stored.name, "version": stored.version, "settings": {}, "accepts": "str", "kinds": ["html", "text"],
        "licence": "", "extra": "", "env": "", "floor": False, "target": "", "command": [], "versions": {}, "key": key,
    }  # fmt: skip
