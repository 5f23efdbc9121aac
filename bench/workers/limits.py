"""What a worker may use, and when it is replaced."""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps of one worker."""

    deadline_s: float = 30.0  # for each page
    start_s: float = 60.0  # until it says hello, imports included
    memory_mb: int = 2048  # address space of Python workers, resident memory of all
    output_mb: int = 32  # text of a page
    stderr_kb: int = 16  # kept of what it prints
    recycle_pages: int = 1000  # after so many it is replaced (0 = never)
    recycle_mb: int = 1024  # once it holds more when a page is done it is replaced (0 = never)
