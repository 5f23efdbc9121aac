import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus.text.prescan import prescan
from tests.corpus.text import stepwise

PIECES = (
    *(b"<", b"<meta ", b"<META\t", b"<metaX", b"<a", b"</a", b"</", b"<!", b"<!--", b"-->", b"--", b"<?xml encoding='a'", b"/", b">", b"="),
    *(b" ", b"\n", b"\x0b", b'"', b"'", b"charset", b"http-equiv", b"content", b"content-type", b"text/html; charset=x", b"utf-8", b"\xff"),
)


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<!-- <meta charset=koi8-r> --><meta charset=utf-8>", "utf-8"),
        (b"<!--><meta charset=utf-8>", "utf-8"),  # an abruptly closed comment
        (b"<meta name=charset content=koi8-r><meta charset = 'utf-8' >", "utf-8"),
        (b"<metadata charset=koi8-r>", ""),
        (b"<p title='<meta charset=koi8-r>'>", ""),
        (b"<meta http-equiv=refresh content='0; charset=koi8-r'>", ""),
        (b"<meta http-equiv=content-type content='text/html;charset = \"koi8-r\"'>", "koi8-r"),
        (b"<meta http-equiv=content-type content='text/html'>", ""),
        (b"<meta/charset=koi8-r>", "koi8-r"),
        (b"<meta charset>", ""),
        (b"<a b=c><meta charset=koi8-r", "koi8-r"),
        (b"</p <meta charset=koi8-r>>", ""),
        (b"<!doctype html><meta charset=koi8-r>", "koi8-r"),
        (b"< meta charset=koi8-r>", ""),
        (b"<", ""),
        (b"<!--", ""),
    ],
)
def test_prescan(head, label):
    assert prescan(head) == label


@given(st.lists(st.sampled_from(PIECES), max_size=24).map(b"".join) | st.binary(max_size=60))
def test_the_prescan_is_that_of_the_standard_step_by_step(head):
    assert prescan(head) == stepwise.prescan(head)
