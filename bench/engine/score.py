"""From stored extractions and gold to score tables, one for each protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.environments import identity
from bench.model import SCHEMA, Gold, Scorer, Status
from bench.store.index.score_rows import ScoreRows, digest_of, key_of
from bench.store.page_blocks import page_blocks
from bench.store.run_folder import RunFolder, digest_of_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import pyarrow as pa

    from bench.store.index.score_rows import Row

Place = tuple[str, str]  # corpus, page id

_KEYS = ("adapter", "corpus", "page_id", "status")


def score_run(folder: RunFolder, protocols: Sequence[str], *, fresh: bool = False) -> None:
    """Write ``scores-<protocol>.parquet`` for each protocol; raises ProtocolError for an unknown one.

    A pair that failed is scored as no text; skipped pairs and pages without the gold needed are absent. Rows keep the extractions' order.
    Unless ``fresh``, rows are taken of earlier runs beside it that scored the same text by the same gold and code. Never more than a block
    of pages is in memory.
    """
    from bench.scoring import answers, load_to_score

    root = None if fresh or folder.path.parent.name != "runs" else folder.path.parents[1]
    outputs = answers.outputs_of(folder.manifest())
    sheets = [_Sheet(name, load_to_score(name), outputs) for name in protocols]
    keys, known = folder.extractions(_KEYS), ScoreRows(root, folder.path.name)
    digest = digest_of_texts(_scored(folder, sheets, keys, known))
    known.keep()
    for sheet in sheets:
        sheet.check()
    for sheet in sheets:
        table = _table(folder, sheet, keys)
        folder.write_scores(sheet.name, table.replace_schema_metadata({**table.schema.metadata, "texts": digest}))


@dataclass(slots=True)
class _Sheet:
    """What one protocol makes of a run: rows by the number of their extraction."""

    name: str
    scorer: Scorer
    outputs: Mapping[str, str]  # what each adapter answers with
    tried: bool = False  # whether any page it applies to was
    rows: dict[int, Row] = field(default_factory=dict)
    corpora: set[str] = field(default_factory=set)  # those with a page it applies to

    def read(self, adapter: str, text: str) -> str | None:
        """Return what the protocol reads of an answer, None where it does not take such."""
        from bench.scoring import answers

        output = self.outputs[adapter]
        return answers.read(self.scorer, output, text) if answers.takes(self.scorer, output) else None

    def check(self) -> None:
        """Raise ProtocolError where it takes the answers of none of the adapters that were tried."""
        from bench.scoring import answers

        if self.tried and not self.rows:
            answers.demand(self.scorer, ())

    def digest(self, gold: Gold) -> bytes:
        """Return a digest of all but the text that a row depends on; b"" where its code cannot be told."""
        from bench.scoring import METADATA, SCORERS

        if not {**SCORERS, **METADATA}.get(self.name, "").startswith("bench.scoring."):
            return b""
        about = self.scorer.name, self.scorer.version, self.scorer.variant, self.scorer.columns, identity.scoring(self.scorer.library)
        return digest_of(gold, repr(about))


def _scored(folder: RunFolder, sheets: Sequence[_Sheet], keys: pa.Table, known: ScoreRows) -> Iterator[tuple[str, ...]]:
    """Fill the sheets, a block of pages at a time; yield what the digest of all texts is made of."""
    adapters, statuses = (keys[name].to_pylist() for name in ("adapter", "status"))
    for block in page_blocks(folder, keys):
        works = []
        for page in block:
            yield from (
                (adapters[line], page.corpus, page.page_id, statuses[line], text) for line, text in zip(page.lines, page.texts, strict=True)
            )
            tried = {
                line: text if statuses[line] == Status.OK else ""
                for line, text in zip(page.lines, page.texts, strict=True)
                if statuses[line] != Status.SKIPPED
            }
            for sheet in sheets:
                if page.gold and sheet.scorer.applies(page.gold):
                    sheet.corpora.add(page.corpus)
                    sheet.tried = sheet.tried or bool(tried)
                    given = ((line, sheet.read(adapters[line], text)) for line, text in tried.items())
                    works.append(_PageToScore(sheet, page.gold, {line: text for line, text in given if text is not None}))
        _fill(works, known)


class _PageToScore:
    """One page to score by one protocol: its texts by line, and the key of each that may be known."""

    def __init__(self, sheet: _Sheet, gold: Gold, texts: Mapping[int, str]) -> None:
        """Work out the keys."""
        self.sheet, self.gold, self.texts = sheet, gold, texts
        digest = sheet.digest(gold)
        self.keys = {text: key_of(digest, text) for text in dict.fromkeys(texts.values())} if digest else {}


def _fill(works: Sequence[_PageToScore], known: ScoreRows) -> None:
    """Put the rows of a block of pages into their sheets; what is not known is scored page by page."""
    from bench.scoring import batch

    held = known.known([key for work in works for key in work.keys.values()])
    for work in works:
        rows = {text: held[key] for text, key in work.keys.items() if key in held}
        owed = [text for text in dict.fromkeys(work.texts.values()) if text not in rows]
        if owed:
            made = dict(zip(owed, batch.page(work.sheet.scorer, work.gold, owed), strict=True))
            added = {work.keys[text]: row for text, row in made.items() if text in work.keys}
            known.add(added.items())
            held |= added  # pages of the same gold, as changed ones are, often give the same text
            rows |= made
        work.sheet.rows |= {line: rows[text] for line, text in work.texts.items()}


def _table(folder: RunFolder, sheet: _Sheet, keys: pa.Table) -> pa.Table:
    """Return the score table of one protocol."""
    import pyarrow as pa

    from bench.scoring.tables.signature import signature

    scorer, lines = sheet.scorer, sorted(sheet.rows)
    scored = keys.take(pa.array(lines, pa.int64()))
    columns = {name: scored[name].combine_chunks() for name in _KEYS}
    figures = {name: pa.array([sheet.rows[line][column] for line in lines], pa.float64()) for column, name in enumerate(scorer.columns)}
    line = signature(folder.manifest(), sorted(sheet.corpora), scorer) if sheet.corpora else ""
    metadata = {"schema": str(SCHEMA), "signature": line, "version": str(scorer.version), "variant": scorer.variant}
    return pa.table({**columns, **figures}).replace_schema_metadata(metadata)


def place_of(entry: Mapping[str, Any]) -> Place:
    """Return the page that a stored page or extraction is of."""
    return entry["corpus"], entry["page_id"]


def text_of(extraction: Mapping[str, Any], outputs: Mapping[str, str] | None = None) -> str:
    """Return the text of a stored extraction, none where it failed; with ``outputs``, Markdown's words."""
    from bench.scoring import answers

    text = str(extraction["text"]) if extraction["status"] == Status.OK else ""
    return answers.words(outputs[extraction["adapter"]], text) if outputs else text
