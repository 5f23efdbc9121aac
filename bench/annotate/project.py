"""The pages of a corpus while gold is made for them: opened, changed, saved after each action, signed."""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.annotate import saving
from bench.annotate.live_findings import disagreement, live_findings
from bench.annotate.openings import from_gold, from_votes
from bench.annotate.settling import second_readers, settle, shown_differences
from bench.annotate.work import History, Items, gold_of
from bench.corpus.gold import readings, signing
from bench.corpus.structure.leaves import MarkedPage, PageBlocks, mark, page_blocks
from bench.corpus.structure.safe_page import safe_page
from bench.errors import BoilerbenchError, CorpusError
from bench.files import lock
from bench.model import Corpus, Page

Texts = Mapping[str, Mapping[str, str]]  # page id -> adapter -> output


class ConflictError(BoilerbenchError):
    """The page was changed elsewhere since it was shown."""


@dataclass(slots=True)
class _Work:
    page: Page
    blocks: PageBlocks
    history: History
    version: int  # actions so far, undone ones too


@dataclass(slots=True, kw_only=True)
class Project:
    """All pages of a corpus folder for one annotator.

    With ``reader`` what is made are second readings: nothing of the gold or of other readers is shown. ``by`` signs.
    """

    folder: Path
    corpus: Corpus
    by: str
    reader: str = ""
    texts: Texts = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    _open: dict[str, _Work] = field(default_factory=dict)
    _differing: dict[str, float | None] = field(default_factory=dict)
    _turn: threading.RLock = field(default_factory=threading.RLock)
    _held: int | None = None

    def hold(self) -> None:
        """Keep other servers from the same work until the process ends; raises CorpusError where one has it."""
        place = self.folder / saving.FOLDER / (f"second-{self.reader}.lock" if self.reader else "first.lock")
        place.parent.mkdir(parents=True, exist_ok=True)
        self._held = lock(place)
        if self._held is None:
            raise CorpusError(
                f"another boilerbench annotate works on {self.folder}", "one at a time for each reader", "use that one, or end it"
            )

    def release(self) -> None:
        """Let other servers have the work."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def queue(self) -> list[dict[str, Any]]:
        """Return the pages in the order in which they wait.

        Keys: id, type, lang, status in words, whether it is done and begun. How far extractors disagree is asked for the pages that are on
        screen alone (:meth:`disagreements`): for hundreds of pages it takes many seconds.
        """
        signed = signing.marks(self.folder)
        order = {page: at for at, page in enumerate(self.corpus.sampling.get("drawn", {}))}
        pages = sorted(self.corpus.pages, key=lambda page: (order.get(page.id, len(order)), page.id))
        return [
            {
                "id": page.id,
                "type": page.type,
                "lang": page.lang,
                **self._state(page.id, signed),
            }
            for page in pages
        ]

    def disagreements(self, page_ids: Sequence[str]) -> dict[str, float | None]:
        """Return how far the extractors' outputs for each page differ, 0-1, None of fewer than two.

        Raises CorpusError for a page that the corpus does not have.
        """
        return {self.page(page_id).id: self._disagreement(page_id) for page_id in page_ids}

    def shown(self, page_id: str) -> dict[str, Any]:
        """Return all that the work view shows of a page."""
        with self._turn:
            work = self._work(page_id)
            items, page = work.history.items, work.page
            gold = self.corpus.gold.get(page_id)
            findings = live_findings(items, page, gold, self.texts.get(page_id, {}))
            return {
                "id": page_id, "type": page.type, "lang": page.lang, "kind": str(page.kind), "url": page.url, "version": work.version,
                "undo": len(work.history.done), "redo": len(work.history.undone), "gold": self._written(items),
                "items": [_as_data(items, at) for at in range(len(items))],
                "containers": [[box.number, box.start, box.stop, box.name] for box in work.blocks.containers],
                "findings": [[finding.item, finding.message] for finding in findings],
                "voters": len(self.texts.get(page_id, {})),
                **self._state(page_id, signing.marks(self.folder)),
            }  # fmt: skip

    def act(self, page_id: str, action: Mapping[str, Any], version: int) -> dict[str, Any]:
        """Do an action on the page as it was at ``version``, save it, return what is shown then.

        Raises ConflictError where the page was changed since.
        """
        with self._turn:
            work = self._current(page_id, version)
            before = work.history.items, len(work.history.undone)
            work.history.act(action)
            if before != (work.history.items, len(work.history.undone)):
                saving.add(self._place(page_id), action)
                work.version += 1
            return self.shown(page_id)

    def sign(self, page_id: str, version: int, *, blank: bool = False) -> dict[str, Any]:
        """Write the gold, or the second reading, without a draft mark; keep who signed it and when."""
        with self._turn:
            blocks = gold_of(self._current(page_id, version).history.items)
            if self.reader:
                signing.sign_reading(self.folder, readings.Reading(self.reader, page_id, blocks, blank=blank))
            else:
                signing.sign_off(self.folder, page_id, blocks, self.by, blank=blank)
            return self.shown(page_id)

    def differences(self, page_id: str, reader: str) -> dict[str, Any]:
        """Return what differs between the gold of a page and a second reading; not for second readers."""
        self._first_only()
        return shown_differences(self.folder, self.page(page_id).id, reader)

    def settle(self, page_id: str, reader: str, decisions: Mapping[str, Any]) -> None:
        """Write and sign the gold that decisions on all differences make; the page is opened anew from it."""
        self._first_only()
        with self._turn:
            settle(self.folder, self.page(page_id).id, reader, decisions, self.by)
            self._place(page_id).unlink(missing_ok=True)
            self._open.pop(page_id, None)

    def _first_only(self) -> None:
        if self.reader:
            raise CorpusError("a second reader sees nothing of the first", "annotate without --reader")

    def markup(self, page_id: str) -> bytes:
        """Return a page as markup that is safe to show."""
        return safe_page(self._marked(page_id).root)

    def page(self, page_id: str) -> Page:
        """Return a page; raises CorpusError for one that the corpus does not have."""
        for page in self.corpus.pages:
            if page.id == page_id:
                return page
        raise CorpusError(f"the corpus has no page {page_id[:80]!r}", "a page of pages.toml")

    def _disagreement(self, page_id: str) -> float | None:
        """Return how far the extractors' outputs for a page differ, 0-1."""
        if page_id not in self._differing:
            self._differing[page_id] = disagreement(self.texts.get(page_id, {}))
        return self._differing[page_id]

    def _marked(self, page_id: str) -> MarkedPage:
        return mark(self.page(page_id))

    def _place(self, page_id: str) -> Path:
        return saving.saved_at(self.folder, page_id, self.reader)

    def _current(self, page_id: str, version: int) -> _Work:
        work = self._work(page_id)
        if version != work.version:
            raise ConflictError("this page was changed in another tab or window", "one tab for each page", "the newest state is shown now")
        return work

    def _work(self, page_id: str) -> _Work:
        if page_id not in self._open:
            page = self.page(page_id)
            blocks = page_blocks(page)
            stored = saving.restore(self._place(page_id), blocks, page.sha256)
            if stored is None:
                items = self._opening(page_id, blocks)
                saving.begin(self._place(page_id), items, page.sha256)
                stored = History(items, {box.number: box for box in blocks.containers}), 0
            self._open[page_id] = _Work(page, blocks, *stored)
        return self._open[page_id]

    def _opening(self, page_id: str, blocks: PageBlocks) -> Items:
        texts = self.texts.get(page_id, {})
        held = readings.read(self.folder, self.reader, page_id) if self.reader else readings.read_gold(self.folder, page_id)
        if held is not None and held.finished:
            return from_gold(blocks, held.blocks)
        if held is not None and held.blocks and not texts:
            texts = {"draft": "\n".join(block.text for block in held.blocks)}
        return from_votes(blocks, texts, self.families)

    def _written(self, items: Items) -> str:
        try:
            return readings.content(gold_of(items), draft=not items)
        except CorpusError:
            return ""  # no block is kept

    def _state(self, page_id: str, signed: Mapping[str, Sequence[signing.Signature]]) -> dict[str, Any]:
        mine = [each for each in signed.get(page_id, ()) if not self.reader or (each.act is signing.Act.SECOND and each.by == self.reader)]
        if self.reader:
            reading = readings.read(self.folder, self.reader, page_id)
            status, done = (mine[-1].said if mine else "not read"), reading is not None and reading.finished
        else:
            status = signing.status(self.folder, page_id, signed)
            gold = readings.read_gold(self.folder, page_id)
            done = gold is not None and gold.finished
        others = [] if self.reader or not done else second_readers(self.folder, page_id, signed.get(page_id, ()))
        return {"status": status, "done": done, "begun": self._place(page_id).is_file(), "readers": others}


def _as_data(items: Items, at: int) -> dict[str, Any]:
    item = items[at]
    return {
        "text": item.leaf.text, "role": item.leaf.role, "colour": str(item.colour), "leaves": item.leaves,
        "containers": item.leaf.containers, "like": item.leaf.like, "certainty": round(item.certainty, 2),
    }  # fmt: skip
