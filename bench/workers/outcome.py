"""From what a worker said, or failed to say, to the one row of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import WireError
from bench.model import Extraction, Status
from bench.workers.limits import MB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bench.model import Adapter, Page
    from bench.workers.limits import Limits

_SAID = frozenset({"ok", "empty", "error", "memory"})
_ERROR_LIMIT = 500  # characters


def settle(page: Page, adapter: Adapter, header: Mapping[str, Any], body: bytes, stderr: str, elapsed: float) -> Extraction:
    """Return the row of a result frame; raises WireError where the frame says what cannot be.

    ``elapsed`` (seconds, by the parent's clock) stands in where a foreign worker does not measure.
    """
    status = header.get("status")
    if status not in _SAID:
        raise WireError(f"a result with status {status!r}", f"one of {', '.join(sorted(_SAID))}")
    text = _text(body) if status == "ok" else ""
    verdict = Status.EMPTY if status == "ok" and not text.strip() else Status(status)
    return Extraction(
        page.corpus, page.id, adapter.name, verdict, text if verdict is Status.OK else "", _line(header.get("error")),
        _count(header, "wall_ns") or int(elapsed * 1e9), _count(header, "cpu_ns"), _count(header, "peak_rss"), stderr,
        _count(header, "network"),
    )  # fmt: skip


def gave_up(page: Page, adapter: Adapter, status: Status, reason: str, *, stderr: str = "", elapsed: float = 0.0) -> Extraction:
    """Return the row of a page that got no answer."""
    return Extraction(page.corpus, page.id, adapter.name, status, error=_line(reason), wall_ns=int(elapsed * 1e9), stderr=stderr)


def broke(problem: WireError) -> tuple[Status, str]:
    """Return status and reason for a worker that broke the wire."""
    return Status.ERROR, f"WireError: {problem.what}; expected {problem.expected}" if problem.expected else f"WireError: {problem.what}"


def _text(body: bytes) -> str:
    """Return the text of a result; raises WireError where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise WireError(f"text that is not UTF-8 at byte {problem.start:,}", "UTF-8") from None


def _line(message: object) -> str:
    """Return a message as one printable line."""
    if not message:
        return ""
    safe = "".join(char if char.isprintable() else " " for char in str(message)[: 4 * _ERROR_LIMIT])
    return " ".join(safe.split())[:_ERROR_LIMIT]


def _count(header: Mapping[str, Any], name: str) -> int:
    """Return a non-negative integer of a header, 0 where there is none."""
    value = header.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else 0


def is_worn(limits: Limits, pages: int, row: Extraction, header: Mapping[str, Any]) -> bool:
    """Whether a worker that has served ``pages`` is to be replaced: out of memory, with children left behind, old, or large."""
    resident = header.get("rss")
    spent = row.status is Status.MEMORY or bool(header.get("children"))
    large = isinstance(resident, int) and 0 < limits.recycle_mb * MB < resident
    return spent or large or 0 < limits.recycle_pages <= pages
