"""Pages and gold beyond what a corpus may hold in memory, in a file without a name that goes when they do."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import finalize

from bench.model import Gold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bench.model import Page

ROOM = 48 << 20  # bytes of one corpus that stay in memory: all of a small one, so that only large ones pay
_LARGE = Path("/var/tmp")  # noqa: S108 - nothing there is found by name; /tmp is often kept in memory itself
_OBJECT = 150  # bytes that an object takes beside its text
_Value = TypeVar("_Value")


class _Nameless:
    """A file without a name, closed with the last who holds it."""

    def __init__(self) -> None:
        """Make it. Raises OSError."""
        with tempfile.TemporaryFile(prefix="boilerbench-", dir=_folder()) as file:
            self.descriptor = os.dup(file.fileno())
        finalize(self, os.close, self.descriptor)


class Spill:
    """Bytes of one corpus: the first ``room`` of them stay in memory, the rest lie in a file until they are asked for."""

    def __init__(self, room: int | None = None) -> None:
        """Hold nothing yet."""
        self._room = ROOM if room is None else room
        self._end = 0
        self._file: _Nameless | None = None

    def content(self, content: bytes) -> bytes | Spilled:
        """Return bytes as they are while there is room, else where they lie."""
        self._room -= len(content)
        return content if self._room >= 0 else self._written(content) or content

    def page(self, page: Page) -> Page:
        """Return a page that holds its bytes so."""
        return replace(page, stored=self.content(page.stored)) if isinstance(page.stored, bytes) else page

    def gold(self, golds: Iterable[tuple[str, Gold]]) -> Mapping[str, Gold]:
        """Return gold by page id: a plain dict where there is room for all of it."""
        held = {page_id: self._kept(gold) for page_id, gold in golds}
        plain = {page_id: one for page_id, one in held.items() if isinstance(one, Gold)}
        return plain if len(plain) == len(held) else SpilledValues(held, _gold)

    def _kept(self, gold: Gold) -> Gold | Spilled:
        """Return gold as it is while there is room, else where it lies."""
        self._room -= _size(gold)
        return gold if self._room >= 0 else self._written(pickle.dumps(gold)) or gold

    def _written(self, content: bytes) -> Spilled | None:
        """Write bytes behind all others; None where the disk has no room: they stay in memory then."""
        try:
            if self._file is None:
                self._file = _Nameless()
            if os.pwrite(self._file.descriptor, content, self._end) < len(content):
                return None
        except OSError:
            return None
        self._end += len(content)
        return Spilled(self._file, self._end - len(content), len(content))


@dataclass(frozen=True, slots=True, eq=False)
class Spilled:
    """Bytes that lie in a file; equal to those bytes, and pickled as them, so that another process can have them."""

    file: _Nameless
    start: int
    length: int

    def __bytes__(self) -> bytes:
        """Return the bytes. Raises OSError where the disk fails."""
        content = os.pread(self.file.descriptor, self.length, self.start)
        if len(content) < self.length:
            raise OSError(f"{self.length - len(content):,} bytes of a page are gone from the disk")
        return content

    def __eq__(self, other: object) -> bool:
        """Compare the bytes."""
        return bytes(self) == (bytes(other) if isinstance(other, Spilled) else other)

    def __hash__(self) -> int:
        """Hash as the bytes do."""
        return hash(bytes(self))

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        """Become the bytes."""
        return bytes, (bytes(self),)


class SpilledValues(Mapping[str, _Value]):
    """Values by name, some of them on disk: those are read anew each time they are asked for."""

    def __init__(self, held: Mapping[str, _Value | Spilled], read: Callable[[bytes], _Value]) -> None:
        """Hold values, or where they lie, of which ``read`` makes them again."""
        self._held, self._read = held, read

    def __getitem__(self, name: str) -> _Value:
        """Return one value."""
        held = self._held[name]
        return self._read(bytes(held)) if isinstance(held, Spilled) else held

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._held)

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._held)

    def __contains__(self, name: object) -> bool:
        """Whether there is a value of this name; nothing is read."""
        return name in self._held

    def of(self, names: Iterable[str]) -> SpilledValues[_Value]:
        """Return the values of some names, as far as there are any."""
        return SpilledValues({name: self._held[name] for name in names if name in self._held}, self._read)


def files(members: Iterable[tuple[str, bytes]]) -> SpilledValues[bytes]:
    """Return the files of a source by name."""
    spill = Spill()
    return SpilledValues({name: spill.content(content) for name, content in members}, bytes)


def gold_of(gold: Mapping[str, Gold], page_ids: Iterable[str]) -> Mapping[str, Gold]:
    """Return the gold of some pages, those that have any, lying where it lies."""
    return gold.of(page_ids) if isinstance(gold, SpilledValues) else {page_id: gold[page_id] for page_id in page_ids if page_id in gold}


def _gold(content: bytes) -> Gold:
    """Return the gold that was spilled."""
    return cast("Gold", pickle.loads(content))  # noqa: S301 - we wrote it into a file that nobody else can open


def _size(gold: Gold) -> int:
    """Return about how many bytes gold takes in memory."""
    texts = [block.text for block in gold.blocks or ()] + [*gold.must_have, *gold.must_not, *gold.parts.values()]
    return sum(map(len, texts)) + _OBJECT * (len(texts) + len(gold.lines))


def _folder() -> str | None:
    """Return where large temporary files go, None for the usual place."""
    is_usual = "TMPDIR" in os.environ or not os.access(_LARGE, os.W_OK)
    return None if is_usual else str(_LARGE)
