"""Read stored outputs of an extractor (the article-extraction-benchmark's JSON) as extractions."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import BoilerbenchError, CorpusError
from bench.model import Extraction, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bench.model import Corpus

EXPECTED = 'JSON {"<page id>": {"articleBody": "..."}}, or that as "output" beside a "version"; .gz too'
MISSING = "no output is stored for this page"


@dataclass(frozen=True, slots=True)
class Predictions:
    """Stored outputs by page id. ``name`` is the file's stem, ``version`` what the file says ("" where it says nothing)."""

    name: str
    version: str
    texts: Mapping[str, str]


def read(path: Path) -> Predictions:
    """Read a file of stored outputs; raises CorpusError where it is not :data:`EXPECTED`."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as problem:
        raise CorpusError(f"{path} cannot be read: {problem}", EXPECTED) from problem
    return parse(content, path.name, str(path))


def parse(content: bytes, filename: str, where: str = "") -> Predictions:
    """Read stored outputs from bytes of JSON; the name is that of the file without ``.json`` and ``.gz``."""
    try:
        found = json.loads(content.decode("utf-8", "strict"))
    except ValueError as problem:
        raise CorpusError(f"{where or filename} is no JSON: {problem}", EXPECTED) from problem
    version = ""
    if isinstance(found, dict) and isinstance(found.get("output"), dict) and "articleBody" not in found["output"]:
        version, found = str(found.get("version") or ""), found["output"]
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise CorpusError(f"{where or filename} holds no outputs by page", EXPECTED)
    texts = {str(key): _text(entry.get("articleBody"), f"{where or filename}: {key}") for key, entry in found.items()}
    return Predictions(filename.removesuffix(".gz").removesuffix(".json"), version, texts)


def _text(value: object, where: str) -> str:
    """Return an output as text without lone surrogates; null is none."""
    if value is not None and not isinstance(value, str):
        raise CorpusError(f"{where} has an articleBody that is {type(value).__name__}", EXPECTED)
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def extractions(predictions: Predictions, corpus: Corpus) -> tuple[Extraction, ...]:
    """Return one extraction a page of the corpus, in page order: a page without a stored output is an error, never an empty text.

    Outputs for other pages are left aside; raises BoilerbenchError where no page of the corpus has one.
    """
    if not any(page.id in predictions.texts for page in corpus.pages):
        raise BoilerbenchError(
            f"{predictions.name} has outputs for none of the pages of {corpus.name}", "outputs by this corpus's page ids"
        )
    return tuple(_extraction(predictions, corpus.name, page.id) for page in corpus.pages)


def _extraction(predictions: Predictions, corpus: str, page_id: str) -> Extraction:
    """Return the extraction of one page."""
    text = predictions.texts.get(page_id)
    if text is None:
        return Extraction(corpus, page_id, predictions.name, Status.ERROR, error=MISSING)
    return Extraction(corpus, page_id, predictions.name, Status.OK if text.strip() else Status.EMPTY, text=text if text.strip() else "")
