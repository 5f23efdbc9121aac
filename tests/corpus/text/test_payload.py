import pytest

from bench.adapters.table import ADAPTERS
from bench.corpus.text.payload import is_accepted, payload, sent_kind
from bench.corpus.text.textdump import wrap
from bench.model import Adapter, Kind, Page

LATIN = Page("a", "c", b"<meta charset=iso-8859-1><p>\xe9\x00")
GREEK = Page("b", "c", "Μία γραμμή\n• δύο".encode("windows-1253"), Kind.TEXT, encoding="windows-1253")
STR, BYTES = Adapter("s"), Adapter("b", accepts="bytes")
TEXT, ANY = Adapter("t", kinds=(Kind.TEXT,)), Adapter("x", kinds=(Kind.HTML, Kind.TEXT))


@pytest.mark.parametrize(
    ("page", "adapter", "body", "kind"),
    [
        (LATIN, STR, "<meta charset=iso-8859-1><p>é".encode(), Kind.HTML),
        (LATIN, BYTES, LATIN.content, Kind.HTML),
        (LATIN, ANY, "<meta charset=iso-8859-1><p>é".encode(), Kind.HTML),
        (GREEK, STR, wrap("Μία γραμμή\n• δύο").encode(), Kind.HTML),
        (GREEK, BYTES, wrap("Μία γραμμή\n• δύο").encode(), Kind.HTML),
        (GREEK, TEXT, "Μία γραμμή\n• δύο".encode(), Kind.TEXT),
        (GREEK, ANY, "Μία γραμμή\n• δύο".encode(), Kind.TEXT),
    ],
)
def test_what_each_adapter_is_sent(page, adapter, body, kind):
    assert is_accepted(page, adapter)
    assert payload(page, adapter) == body
    assert sent_kind(page, adapter) is kind


def test_html_is_never_sent_to_an_adapter_of_text():
    assert not is_accepted(LATIN, TEXT)
    with pytest.raises(ValueError, match="does not take html"):
        payload(LATIN, TEXT)


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=str)
def test_every_adapter_gets_bytes_for_every_page_it_accepts(adapter):
    for page in (LATIN, GREEK):
        if is_accepted(page, adapter):
            assert isinstance(payload(page, adapter), bytes)
