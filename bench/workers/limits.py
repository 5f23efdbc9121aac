"""What a worker may use, and when it is replaced."""

import resource
from dataclasses import dataclass, replace

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


def within(limits: Limits) -> tuple[Limits, str]:
    """Return limits that the surroundings allow, and what to say where that is less than was asked for.

    A shell or a batch system may have capped the address space (``ulimit -v``): no process can allow itself more.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft >= limits.memory_mb * MB:
        return limits, ""
    said = f"the address space is limited to {soft // MB:,} MB here (ulimit -v): extractors get that, not {limits.memory_mb:,} MB"
    return replace(limits, memory_mb=max(soft // MB, 1)), said
