"""Second readings: gold of the same pages by other readers, beside the first, which stays.

They lie in ``DIR/readings/<reader>/<page>.txt``, in the format of gold files, where no reader of corpora looks.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus.gold.goldtext import parse, says_empty, write
from bench.corpus.source.members import folded
from bench.errors import CorpusError
from bench.files import whole
from bench.model import Block

FOLDER = "readings"
_BLANK = "[empty]\n"
_MARKS = " .'’+-_"  # beside letters, digits and their accents, in the name of a reader
_LONGEST = 80  # characters of it


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader says the content of a page is."""

    reader: str
    page_id: str
    blocks: tuple[Block, ...]
    draft: bool = False  # not finished yet
    blank: bool = False  # the reader says that the page has no content

    @property
    def finished(self) -> bool:
        """Whether it may be compared: no draft, and words or the word that there are none."""
        return not self.draft and (self.blank or bool(self.blocks))


def reader_name(name: str) -> str:
    """Return a reader's name as it is stored; raises CorpusError for one that cannot name a folder."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    if not _is_name(plain):
        expected = "1 to 80 letters, digits, spaces and . ' + - _, a letter or digit first, no full stop last"
        raise CorpusError(f"a reader cannot be called {name[:80]!r}", expected)
    return plain


def place(folder: Path, reader: str, page_id: str) -> Path:
    """Return the file of a reading; raises CorpusError for names that would lead elsewhere."""
    if not page_id or page_id.startswith(("/", ".")) or "\\" in page_id or "\0" in page_id or ".." in page_id.split("/"):
        raise CorpusError(f"no page is called {page_id[:80]!r}", "the name of a page in pages.toml")
    return folder / FOLDER / reader_name(reader) / f"{page_id}.txt"


def gold_place(folder: Path, page_id: str) -> Path:
    """Return the gold file of a page; raises CorpusError for a name that would lead elsewhere."""
    place(folder, "reader", page_id)
    return folder / "gold" / f"{page_id}.txt"


def readers(folder: Path) -> tuple[str, ...]:
    """Return the names of those who have read pages of a corpus beside its gold, sorted."""
    top = folder / FOLDER
    if not top.is_dir():
        return ()
    return tuple(sorted(path.name for path in top.iterdir() if path.is_dir() and _is_name(path.name)))


def read(folder: Path, reader: str, page_id: str) -> Reading | None:
    """Return a stored reading, None where there is none; raises CorpusError for a bad file."""
    return _read(place(folder, reader, page_id), reader_name(reader), page_id)


def read_gold(folder: Path, page_id: str, reader: str = "gold") -> Reading | None:
    """Return the gold file of a page as a reading by ``reader``, None where there is none."""
    return _read(gold_place(folder, page_id), reader, page_id)


def store(folder: Path, reading: Reading) -> Path:
    """Write a reading whole and return its file; the gold is not touched.

    Raises CorpusError for names that cannot be stored, for a reader whose name differs from another's in letter case alone, for blocks in
    a blank reading, and for texts that no block can hold.
    """
    name = reader_name(reading.reader)
    twin = next((other for other in readers(folder) if other != name and folded(other) == folded(name)), None)
    if twin:
        raise CorpusError(f"the reader {name!r} is stored as {twin!r} already", "one spelling for one reader", f"sign as {twin}")
    target = place(folder, name, reading.page_id)
    _write(target, content(reading.blocks, draft=reading.draft, blank=reading.blank))
    return target


def store_gold(folder: Path, page_id: str, blocks: Sequence[Block], *, draft: bool = False, blank: bool = False) -> str:
    """Write the gold file of a page whole, by default without a draft mark; return what it holds."""
    written = content(blocks, draft=draft, blank=blank)
    _write(gold_place(folder, page_id), written)
    return written


def content(blocks: Sequence[Block], *, draft: bool = False, blank: bool = False) -> str:
    """Return the file for blocks; raises CorpusError for finished gold without a block or [empty]."""
    if blocks and blank:
        raise CorpusError("a page without content cannot have blocks", "blocks, or the mark [empty]")
    if not blocks and not blank and not draft:
        raise CorpusError("finished gold holds no block", "blocks, or the mark [empty] for a page without content")
    marks = write((), draft=True) + "\n" if blank and draft else ""
    return marks + _BLANK if blank else write(blocks, draft=draft)


def _is_name(name: str) -> bool:
    fits = all(character in _MARKS or unicodedata.category(character)[0] in "LMN" for character in name)
    return fits and name[:1].isalnum() and not name.endswith(".") and len(name.encode()) <= 3 * _LONGEST and len(name) <= _LONGEST


def _read(path: Path, reader: str, page_id: str) -> Reading | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise CorpusError(f"{path} cannot be read: {problem}", "a gold file in UTF-8, see gold/README.md") from problem
    blocks, draft = parse(text, str(path))
    return Reading(reader, page_id, blocks, draft, says_empty(text, str(path)))


def _write(target: Path, text: str) -> None:
    with whole(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
