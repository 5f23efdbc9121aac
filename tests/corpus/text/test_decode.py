import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus.text.decode import as_utf8, declared, decode, scrub
from bench.model import Kind

WORD = "žluťoučký"


@pytest.mark.parametrize(
    ("content", "outside", "expected"),
    [
        (codecs.BOM_UTF8 + b"<meta charset=iso-8859-1>\xc3\xa9", "windows-1251", "<meta charset=iso-8859-1>é"),  # the BOM beats all
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "", "é"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "utf-8", "é"),
        (b"<meta charset=utf-8>\xe9", "iso-8859-1", "<meta charset=utf-8>é"),  # outside beats inside
        (b"<meta charset=utf-8>\xe9", "no-such-label", "<meta charset=utf-8>\ufffd"),  # unknown outside is none
        (b"<meta charset=iso-8859-1>\x93q\x94", "", "<meta charset=iso-8859-1>“q”"),  # latin-1 means windows-1252
        (b"<meta charset=utf-16>\xc3\xa9", "", "<meta charset=utf-16>é"),  # UTF-16 in readable ASCII is UTF-8
        (b"<meta charset=x-user-defined>\xe9", "", "<meta charset=x-user-defined>é"),
        (
            b"<META content='text/html; charset=windows-1251' http-equiv=Content-Type>\xef",
            "",
            "<META content='text/html; charset=windows-1251' http-equiv=Content-Type>п",
        ),
        (b"<?xml version='1.0' encoding='iso-8859-2'?><p>\xb3", "", "<?xml version='1.0' encoding='iso-8859-2'?><p>ł"),
        (b"<meta charset=shift_jis>\x87\x40", "", "<meta charset=shift_jis>①"),  # an NEC extension: the standard's shift_jis has it
        (b"<meta charset=gb2312>\x81\x30\x81\x30", "", "<meta charset=gb2312>\x80"),  # and its gb2312 is gb18030
        (b"<meta charset=euc-kr>\x8c\x63", "", "<meta charset=euc-kr>똠"),
        (WORD.encode(), "", WORD),
        (b"plain", "", "plain"),
        (b"", "", ""),
    ],
)
def test_the_order_of_declarations(content, outside, expected):
    assert decode(content, outside) == expected
    assert as_utf8(content, outside) == expected.encode()


@given(st.text(st.characters() | st.sampled_from("\0\x0b\x0c\x1f\ufffe\uffff\ud800")))
def test_a_clean_text_is_one_that_scrubbing_leaves(text):
    dirty = {*map(chr, range(0x20)), *"\ufffe\uffff"} - {*"\t\n\r"}
    assert (scrub(text) == text) == (not (dirty | {*map(chr, range(0xD800, 0xE000))}) & {*text} and not text.startswith("\ufeff"))


def test_a_late_declaration_changes_the_encoding_as_a_parser_would():
    page = b"<head><script>" + b"x" * 3000 + b"</script><meta charset=windows-1251></head>\xef\xf0"
    assert decode(page).endswith("пр")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Несколько слов о том, как река вышла из берегов этой весной и что потом было в городе.", "windows-1251"),
        ("Μερικές λέξεις για το πώς το ποτάμι ξεχείλισε αυτή την άνοιξη στην πόλη μας.", "iso-8859-7"),
        ("今年の春、川があふれて町の半分が水につかりました。みんなで片づけをしました。", "shift_jis"),
    ],
)
def test_sniffing_is_the_last_resort(text, codec):
    assert decode((text * 4).encode(codec)) == text * 4


def test_text_dumps_declare_nothing_inside():
    assert declared(b"<meta charset=koi8-r>", kind=Kind.TEXT) == ""
    assert declared(b"<meta charset=koi8-r>", "utf-8", Kind.TEXT) == "utf-8"
    assert decode("<meta charset=koi8-r> é".encode(), kind=Kind.TEXT) == "<meta charset=koi8-r> é"


def test_scrubbing():
    assert scrub("\ufeffa\x00b\x07c\td\ne\x0cf\ud800g\ufffeh\x1bi") == "abc\td\ne f\ufffdg\ufffdhi"
    assert scrub("clean é \U0001f600\r\n") == "clean é \U0001f600\r\n"


def test_a_page_cut_in_the_middle_of_a_character_is_still_utf_8():
    assert decode("žluť".encode()[:-1]) == "žlu\ufffd"


def test_every_label_of_the_standard_has_a_decoder():
    from webencodings.labels import LABELS

    for label in LABELS:
        assert isinstance(decode(b"\x00abc\xff", label), str), label
    assert decode(b"x", "hz-gb-2312") == "\ufffd"


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "utf-16", "gbk", "shift_jis", "iso-2022-jp", "x-mac-cyrillic", "hz-gb-2312", "nonsense"]),
)
def test_any_bytes_give_clean_text(content, outside):
    text = decode(content, outside)
    assert text == scrub(text)
    assert as_utf8(content, outside) == text.encode()
    text.encode("utf-8")
    assert not set(text) & {"\x00", "\x08", "\x1b"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=200))
def test_what_is_declared_and_clean_comes_back(text):
    assert decode(b"<meta charset=utf-8>" + text.encode()) == "<meta charset=utf-8>" + text


def test_japanese_that_switches_sets_by_escapes_needs_no_declaration():
    text = "<p>新聞 ferry 日本"
    assert decode(text.encode("iso2022_jp")) == text
    assert decode(b"<p>plain \x1b$B") == "<p>plain $B"
    assert decode("é \x1b$B".encode()) == "é $B"
    assert decode(b"<meta charset=utf-8>" + text.encode("iso2022_jp")) != "<meta charset=utf-8>" + text


@pytest.mark.parametrize(
    "content",
    [
        b"a\x00b",
        b"a\x0cb",
        b"\xef\xbf\xbe",
        b"\xef\xbf\xbf",
        codecs.BOM_UTF8 * 2 + b"a",
        b"\xed\xa0\x80",
        b"\xc3",
        "é".encode(),
        b"\ta\r\n",
    ],
)
def test_what_goes_to_workers_as_it_is_is_what_it_would_be_decoded(content):
    assert as_utf8(content, "utf-8") == decode(content, "utf-8").encode()
