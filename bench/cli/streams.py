"""Standard output and error that never end a verb: what cannot be written is noted, and told by the exit code."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from _typeshed import ReadableBuffer

_UNHEARD = {errno.EPIPE, errno.EBADF}  # nobody listens any more, as after `| head`: no fault


class Sink(io.FileIO):
    """A descriptor to write to; once it refuses, :attr:`refusal` says why and all else is dropped."""

    def __init__(self, descriptor: int) -> None:
        """Write to an open descriptor, which stays open."""
        super().__init__(descriptor, "w", closefd=False)
        self.refusal: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, or drop what cannot be written; the number of bytes of ``data`` that are seen to."""
        if self.refusal is None:
            try:
                return super().write(data)
            except OSError as problem:
                self.refusal = problem
        return memoryview(data).nbytes


class Streams:
    """This process's standard output and error, made safe to write to."""

    def __init__(self) -> None:
        """Open what was closed, so that no file of ours becomes descriptor 0, 1 or 2; replace the two streams."""
        for descriptor in range(3):
            try:
                os.fstat(descriptor)
            except OSError:
                os.open(os.devnull, os.O_RDWR)  # the lowest free descriptor, which is this one
        self._sinks: dict[str, Sink] = {}
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            stream: TextIO | None = getattr(sys, name)
            if stream is getattr(sys, f"__{name}__"):  # else somebody listens in, as pytest does
                self._sinks[name] = Sink(descriptor)
                setattr(sys, name, _text(self._sinks[name], stream))

    def lost(self) -> str:
        """Push out what is left; return why standard output refused, "" where it took all or nobody listens."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        refusal = self._sinks["stdout"].refusal if "stdout" in self._sinks else None
        return "" if refusal is None or refusal.errno in _UNHEARD else str(refusal.strerror)


def _text(sink: Sink, before: TextIO | None) -> io.TextIOWrapper:
    """Return a text stream on a sink, encoded as the one before it; what has no code is escaped."""
    encoding, lines = getattr(before, "encoding", None) or "utf-8", bool(getattr(before, "line_buffering", True))
    through = bool(getattr(before, "write_through", False))
    return io.TextIOWrapper(io.BufferedWriter(sink), encoding, "backslashreplace", line_buffering=lines, write_through=through)
