"""From stored extractions and gold to score tables, one for each protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.environments import identity
from bench.model import SCHEMA, Gold, Scorer, Status
from bench.store import arrow
from bench.store.index.score_rows import ScoreRows, digest_of, key_of
from bench.store.page_blocks import page_blocks
from bench.store.run_folder import RunFolder, digest_of_texts
from bench.store.tables import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import pyarrow as pa

    from bench.model import Extraction
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
    sheets = [Sheet(name, load_to_score(name), outputs) for name in protocols]
    keys, known = folder.extractions(_KEYS), ScoreRows(root, folder.path.name)
    digest = digest_of_texts(_scored(folder, sheets, keys, known))
    known.keep()
    for sheet in sheets:
        sheet.check()
    for sheet in sheets:
        table = _table(folder, sheet, keys)
        folder.write_scores(sheet.name, table.replace_schema_metadata({**table.schema.metadata, "texts": digest}))


def score_outputs(sheets: Sequence[Sheet], golds: Mapping[Place, Gold], extractions: Sequence[Extraction]) -> None:
    """Fill the sheets with the rows of extractions in memory.

    They are those of :func:`score_run`; raises ProtocolError likewise.
    """
    from bench.scoring import batch

    for place, lines in _by_page(extractions).items():
        for sheet in sheets:
            texts = sheet.take(golds.get(place), {line: (one.adapter, one.status, one.text) for line, one in lines.items()}, place[0])
            made = batch.page(sheet.scorer, golds[place], list(texts.values())) if texts else []
            sheet.rows |= dict(zip(texts, made, strict=True))
    for sheet in sheets:
        sheet.check()


def _by_page(extractions: Sequence[Extraction]) -> dict[Place, dict[int, Extraction]]:
    """Return the extractions of each page by their number."""
    by_page: dict[Place, dict[int, Extraction]] = {}
    for line, one in enumerate(extractions):
        by_page.setdefault((one.corpus, one.page_id), {})[line] = one
    return by_page


@dataclass(slots=True)
class Sheet:
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

    def take(self, gold: Gold | None, answers: Mapping[int, tuple[str, str, str]], corpus: str) -> dict[int, str]:
        """Return by line the texts to score of one page's (adapter, status, text).

        There are none of a page without the gold needed. What was skipped is left out, what failed is no text.
        """
        if gold is None or not self.scorer.applies(gold):
            return {}
        tried = {
            line: (adapter, text if status == Status.OK else "")
            for line, (adapter, status, text) in answers.items()
            if status != Status.SKIPPED
        }
        self.corpora.add(corpus)
        self.tried = self.tried or bool(tried)
        given = {line: self.read(adapter, text) for line, (adapter, text) in tried.items()}
        return {line: text for line, text in given.items() if text is not None}

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


def _scored(folder: RunFolder, sheets: Sequence[Sheet], keys: pa.Table, known: ScoreRows) -> Iterator[tuple[str, ...]]:
    """Fill the sheets, a block of pages at a time; yield what the digest of all texts is made of."""
    adapters, statuses = listed(keys["adapter"]), listed(keys["status"])
    for block in page_blocks(folder, keys):
        works = []
        for page in block:
            yield from (
                (adapters[line], page.corpus, page.page_id, statuses[line], text) for line, text in zip(page.lines, page.texts, strict=True)
            )
            answers = {line: (adapters[line], statuses[line], text) for line, text in zip(page.lines, page.texts, strict=True)}
            offered = ((sheet, sheet.take(page.gold, answers, page.corpus)) for sheet in sheets)
            works += [_PageToScore(sheet, page.gold, texts) for sheet, texts in offered if page.gold and texts]
        _fill(works, known)


class _PageToScore:
    """One page to score by one protocol: its texts by line, and the key of each that may be known."""

    def __init__(self, sheet: Sheet, gold: Gold, texts: Mapping[int, str]) -> None:
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


def _table(folder: RunFolder, sheet: Sheet, keys: pa.Table) -> pa.Table:
    """Return the score table of one protocol."""
    import pyarrow as pa

    from bench.scoring.tables.signature import signature

    scorer, lines = sheet.scorer, sorted(sheet.rows)
    scored = keys.take(arrow.column(lines, pa.int64()))
    columns = {name: scored[name].combine_chunks() for name in _KEYS}
    figures = {name: arrow.column([sheet.rows[line][at] for line in lines], pa.float64()) for at, name in enumerate(scorer.columns)}
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
