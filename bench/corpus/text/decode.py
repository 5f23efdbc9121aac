"""Bytes of a page to text, once, by the HTML standard: BOM, declaration from outside, declaration inside, sniffing.

Source: WHATWG HTML, "determining the character encoding" (parsing, 13.2.3) and WHATWG Encoding (labels). Where a declaration stands
after the first 1,024 bytes the standard's parser changes the encoding midway; so it is honoured here too.
"""

import re
from contextlib import suppress

from bench.corpus.text.prescan import prescan
from bench.model import Kind

PRESCAN = 1024  # bytes, by the standard
_LATE = 1 << 17  # bytes in which a later <meta> is looked for; heads beyond this are not met
_SNIFF = 1 << 15  # bytes given to the statistical guess
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
# The standard's decoder of a label is often a superset of Python's codec of that name.
_CODECS = {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs", "x-user-defined": "cp1252"}
_REPLACEMENT = "replacement"  # the standard's decoder for encodings that smuggle markup (hz-gb-2312, iso-2022-kr): one U+FFFD
_UTF16 = ("utf-16le", "utf-16be", "utf-16-le", "utf-16-be")

# What no page may hold once decoded: XML-incompatible characters make C libraries cut a text short without an error.
_DROPPED = {code: None for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}} | {0x0C: " ", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_CONTROLS = tuple(bytes([code]) for code in range(0x20) if code not in {0x09, 0x0A, 0x0D})
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(content: bytes, encoding: str = "", kind: Kind = Kind.HTML) -> str:
    """Return a page's text, scrubbed; never raises: undecodable bytes become U+FFFD.

    ``encoding`` is a declaration from outside; ``kind`` text looks for none inside.
    """
    codec = declared(content, encoding, kind) or sniff(content)
    if codec == _REPLACEMENT:
        return "\ufffd" if content else ""
    return scrub(content.decode(codec, errors="replace"))


def as_utf8(content: bytes, encoding: str = "", kind: Kind = Kind.HTML) -> bytes:
    """Return what :func:`decode` returns, as UTF-8; a page that is that stays as it is."""
    if (declared(content, encoding, kind) or sniff(content)) == "utf-8":
        plain = content.removeprefix(_BOMS[0][0])
        with suppress(UnicodeDecodeError):
            if _is_clean(plain, plain.decode()):
                return plain
    return decode(content, encoding, kind).encode()


def declared(content: bytes, encoding: str = "", kind: Kind = Kind.HTML) -> str:
    """Return the Python codec that the page's BOM, the outside or the page itself declares, or ""."""
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return codec
    outside = codec_of(encoding)
    if outside or kind is Kind.TEXT:
        return outside
    return _inside(prescan(content[:PRESCAN])) or _inside(prescan(content[:_LATE]) if len(content) > PRESCAN else "")


def codec_of(label: str) -> str:
    """Return the Python codec for an encoding label of the standard, or "" for an unknown label."""
    import webencodings

    known = webencodings.lookup(label) if label else None
    return _CODECS.get(known.name, str(known.codec_info.name)) if known else ""


def _inside(label: str) -> str:
    """Return the codec of a label in markup, which, read as ASCII, cannot be UTF-16 (by the standard)."""
    codec = codec_of(label)
    return "utf-8" if codec in _UTF16 else codec


def sniff(content: bytes) -> str:
    """Guess a codec: UTF-8 where valid, else a guess by the first 32 KiB, else windows-1252."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        if problem.start >= len(content) - 4 and problem.reason == "unexpected end of data":
            return "utf-8"  # cut off in the middle of a character
    else:
        return "iso2022_jp" if _is_iso_2022_jp(content) else "utf-8"
    return _guess(content[:_SNIFF])


def _is_iso_2022_jp(content: bytes) -> bool:
    """Whether ASCII is Japanese: escape sequences switch to kanji and back, and it decodes."""
    if not (b"\x1b$B" in content or b"\x1b$@" in content) or b"\x1b(" not in content:
        return False
    try:
        content.decode("iso2022_jp")
    except UnicodeDecodeError:
        return False
    return content.isascii()


def _guess(head: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(head, steps=5, chunk_size=512).best()
    guessed = best.encoding if best is not None else ""
    codec = guessed if guessed in _CODECS.values() else codec_of(guessed.replace("_", "-"))
    return codec if codec not in {"", _REPLACEMENT, "utf-8", *_UTF16} else "cp1252"


def scrub(text: str) -> str:
    """Return ``text`` without BOM, NUL and C0 controls (but tab, line ends); surrogates become U+FFFD."""
    text = text.removeprefix("\ufeff")
    with suppress(UnicodeEncodeError):  # a surrogate
        if _is_clean(text.encode(), text):
            return text
    return _SURROGATE.sub("\ufffd", text).translate(_DROPPED)


def _is_clean(raw: bytes, text: str) -> bool:
    """Whether nothing is to be scrubbed from a text, ``raw`` in UTF-8.

    Single bytes are searched, for that is several times as fast.
    """
    return "\ufffe" not in text and "\uffff" not in text and not any(control in raw for control in _CONTROLS)
