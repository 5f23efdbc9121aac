"""Stored outputs (``--predictions``): texts made elsewhere, scored like any other run."""

from __future__ import annotations

import gzip
import json
import secrets
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench import __version__
from bench.engine import plan
from bench.engine.score import score_run
from bench.environments import machine
from bench.errors import BoilerbenchError, CorpusError, RunError
from bench.model import Adapter, Corpus, Extraction, Manifest, Status
from bench.store.run_folder import RunFolder, corpus_data, point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

EXPECTED = 'JSON {"<page id>": {"articleBody": "..."}}, or that as "output" beside a "version"; .gz too'
MISSING = "no output is stored for this page"


@dataclass(frozen=True, slots=True)
class StoredOutputs:
    """The texts of one adapter."""

    name: str  # the file's stem
    version: str  # what the file says, "" where it says nothing
    texts: Mapping[str, str]  # by page id


def read(path: Path) -> StoredOutputs:
    """Read a file of stored outputs; raises CorpusError where it is not :data:`EXPECTED`."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as problem:
        raise CorpusError(f"{path} cannot be read: {problem}", EXPECTED) from problem
    return parse(content, path.name, str(path))


def parse(content: bytes, filename: str, where: str = "") -> StoredOutputs:
    """Read stored outputs from bytes of JSON; the name is that of the file without ``.json`` and ``.gz``."""
    try:
        entries = json.loads(content.decode("utf-8", "strict"))
    except ValueError as problem:
        raise CorpusError(f"{where or filename} is no JSON: {problem}", EXPECTED) from problem
    version = ""
    if isinstance(entries, dict) and isinstance(entries.get("output"), dict) and "articleBody" not in entries["output"]:
        version, entries = str(entries.get("version") or ""), entries["output"]
    if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()):
        raise CorpusError(f"{where or filename} holds no outputs by page", EXPECTED)
    texts = {str(page_id): _text(entry.get("articleBody"), f"{where or filename}: {page_id}") for page_id, entry in entries.items()}
    return StoredOutputs(filename.removesuffix(".gz").removesuffix(".json"), version, texts)


def _text(value: object, where: str) -> str:
    """Return an output as text without lone surrogates; null is none."""
    if value is not None and not isinstance(value, str):
        raise CorpusError(f"{where} has an articleBody that is {type(value).__name__}", EXPECTED)
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def extractions(outputs: StoredOutputs, corpus: Corpus) -> tuple[Extraction, ...]:
    """Return one extraction for each page of the corpus, in page order; other outputs are left aside.

    A page without a stored output is an error, never an empty text. Raises BoilerbenchError where no page of the corpus has one.
    """
    if not any(page.id in outputs.texts for page in corpus.pages):
        raise BoilerbenchError(f"{outputs.name} has outputs for none of the pages of {corpus.name}", "outputs by this corpus's page ids")
    return tuple(_extraction(outputs, corpus.name, page.id) for page in corpus.pages)


def _extraction(outputs: StoredOutputs, corpus: str, page_id: str) -> Extraction:
    """Return the extraction of one page."""
    text = outputs.texts.get(page_id)
    if text is None:
        return Extraction(corpus, page_id, outputs.name, Status.ERROR, error=MISSING)
    found = bool(text.strip())
    return Extraction(corpus, page_id, outputs.name, Status.OK if found else Status.EMPTY, text=text if found else "")


def store(
    corpus: Corpus, outputs: Sequence[StoredOutputs], protocols: Sequence[str], out: Path, *, seed: int = 0, resamples: int = 10_000
) -> RunFolder:
    """Write and score the latest run, an adapter for each output; raises RunError for two of one name."""
    names = {one.name for one in outputs}
    if len(names) < len(outputs) or not outputs:
        raise RunError(f"{len(outputs)} predictions with {len(names)} names", "one file a name, one at least")
    made = [extraction for one in outputs for extraction in extractions(one, corpus)]
    created = plan.now()
    folder = RunFolder(out / "runs" / f"{created.replace('-', '').replace(':', '')}-predictions-{secrets.token_hex(3)}")
    folder.path.mkdir(parents=True)
    corpora, adapters, options = (corpus_data(corpus),), tuple(map(_adapter, outputs)), {"seed": seed, "resamples": resamples}
    manifest = Manifest(
        id=folder.path.name,
        created=created,
        version=__version__,
        corpora=corpora,
        adapters=adapters,
        options=options,
        machine=machine.described(),
    )
    folder.write_manifest(manifest)
    folder.write_pages([corpus])
    folder.write_extractions(made)
    score_run(folder, protocols)
    folder.write_manifest(replace(manifest, complete=True))
    point(out, folder.path)
    return folder


def _adapter(outputs: StoredOutputs) -> dict[str, object]:
    """Return what the manifest says of an adapter of which only a file is known."""
    return {**Adapter(outputs.name, accepts="", kinds=()).as_data(), "version": outputs.version, "stored": True}
