"""The bytes of pages as workers get them, made once for all adapters and kept within a bound."""

from typing import Any

from bench.corpus.text.payload import payload, sent_kind
from bench.model import Adapter, Page

BOUND = 96 << 20  # bytes kept


class Payloads:
    """A cache of what pages become on the wire, the oldest dropped first."""

    def __init__(self, bound: int = BOUND) -> None:
        """Start empty; nothing but the last is kept where ``bound`` is 0."""
        self._bound, self._held = bound, 0
        self._bodies: dict[tuple[str, str, str, bool], bytes] = {}

    def __call__(self, page: Page, adapter: Adapter) -> tuple[dict[str, Any], bytes]:
        """Return the header fields and body of a page for an adapter that accepts it."""
        kind = sent_kind(page, adapter)
        raw = adapter.accepts == "bytes" and kind is page.kind  # a dump wrapped as HTML is UTF-8 for all
        key = (page.corpus, page.id, kind.value, raw)
        body = self._bodies.get(key)
        if body is None:
            self._bodies[key] = body = payload(page, adapter)
            self._held += len(body)
            while self._held > self._bound and len(self._bodies) > 1:
                self._held -= len(self._bodies.pop(next(iter(self._bodies))))
        return {"kind": kind.value, "encoding": page.encoding if raw else "utf-8"}, body
