"""The exact bytes a worker is sent for a page, as its adapter declares."""

from bench.corpus.text.decode import as_utf8, decode
from bench.corpus.text.textdump import wrap
from bench.model import Adapter, Kind, Page


def is_accepted(page: Page, adapter: Adapter) -> bool:
    """Whether the adapter takes this page: as it is, or a text dump wrapped as HTML."""
    return page.kind in adapter.kinds or (page.kind is Kind.TEXT and Kind.HTML in adapter.kinds)


def sent_kind(page: Page, adapter: Adapter) -> Kind:
    """Say what the bytes of :func:`payload` are: HTML, or the text of a dump as it is."""
    return page.kind if page.kind in adapter.kinds else Kind.HTML


def payload(page: Page, adapter: Adapter) -> bytes:
    """Return the body for a worker: the page's own bytes, or its text as UTF-8, as ``accepts`` says.

    A text dump goes as text to adapters of text, wrapped as HTML (UTF-8) to all others. Raises ValueError for a page that is not
    accepted: such a pair is skipped, never sent.
    """
    if not is_accepted(page, adapter):
        raise ValueError(f"{adapter.name} does not take {page.kind} pages")
    if page.kind is Kind.TEXT and Kind.TEXT not in adapter.kinds:
        return wrap(decode(page.content, page.encoding, Kind.TEXT)).encode()
    if adapter.accepts == "bytes":
        return page.content
    return as_utf8(page.content, page.encoding, page.kind)
