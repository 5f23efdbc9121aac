"""What a worker may use, and when it is replaced."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps of one worker.

    ``deadline_s`` seconds for each page, ``start_s`` seconds until it says hello (imports included). ``memory_mb`` caps the address
    space of Python workers and the resident memory of all. ``output_mb`` caps the text of a page, ``stderr_kb`` what is kept of
    what it prints. A worker is replaced after ``recycle_pages`` pages or once it holds more than ``recycle_mb`` when a page is done
    (0 = never).
    """

    deadline_s: float = 30.0
    start_s: float = 60.0
    memory_mb: int = 2048
    output_mb: int = 32
    stderr_kb: int = 16
    recycle_pages: int = 1000
    recycle_mb: int = 1024
