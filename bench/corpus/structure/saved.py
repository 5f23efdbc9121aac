"""One saved file: what a browser, a crawler or ``curl`` left on disk becomes the bytes of a page, or the reason why it is none."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from bench.corpus.source.members import gunzip
from bench.corpus.warc.http import undone
from bench.errors import ArchiveError, CorpusError
from bench.model import Kind

PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".mhtml", ".mht")
PACKED_ENDINGS = {".gz": "gzip", ".br": "br", ".zst": "zstd"}
_PACKED_WORDS = {"gzip": "gzip", "br": "Brotli", "zstd": "Zstandard"}
_MARKS = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_OTHERS = (
    (rb"%PDF-", "PDF files"),
    (rb"\x89PNG\r\n\x1a\n", "PNG images"),
    (rb"GIF8[79]a", "GIF images"),
    (rb"\xff\xd8\xff", "JPEG images"),
    (rb"RIFF.{4}WEBP", "WebP images"),
    (rb".{4}ftypavif", "AVIF images"),
    (rb"(?:II\*\0|MM\0\*)", "TIFF images"),
    (rb"\0\0\x01\0", "icons"),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "ZIP archives (also DOCX, EPUB, WACZ)"),
    (rb"Rar!\x1a\x07", "RAR archives"),
    (rb"7z\xbc\xaf\x27\x1c", "7-Zip archives"),
    (rb"BZh[1-9]1AY&SY", "bzip2 files"),
    (rb"\xfd7zXZ\0", "xz files"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office files"),
    (rb"\{\\rtf", "RTF files"),
    (rb"bplist0", "Safari web archives or property lists: save the page as HTML"),
    (rb"wOF[F2]", "fonts"),
    (rb"\0\x01\0\0\0", "fonts"),
    (rb"\x7fELF|MZ.\0", "programs"),
    (rb"SQLite format 3\0", "databases"),
    (rb".{4}ftyp|OggS|ID3|\x1a\x45\xdf\xa3|RIFF.{4}(?:WAVE|AVI )", "sound or video"),
    (rb"WARC/\d\.\d", "WARC files: boilerbench extract --warc FILE reads them"),
    (rb"filedesc://", "ARC files: convert them to WARC"),
)
_BINARY = tuple((re.compile(mark, re.DOTALL), what) for mark, what in _OTHERS)
_MARKUP = re.compile(
    rb"\s*+(?:<!--.*?-->\s*+)*+(?:<\?xml[^>]*>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_HEAD = 1 << 16  # bytes in which the first tag, or the headers of MHTML, are looked for
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SYSTEM = ("__MACOSX", "Thumbs.db", "desktop.ini")
# What browsers call the folder beside a page, by language.
BESIDE = (
    "_files", ".files", "_file", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_ficheiros", "_bestanden", "_filer", "-filer",
    "_tiedostot", "_pliki", "_soubory", "_elemei", "_dosyalar", "_datoteke", "_fails", "_failid",
)  # fmt: skip
_LAYERS = 3  # compressions undone, one inside another
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s*\burl:\s*(https?://\S+)", re.IGNORECASE)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as its site served it: bytes, kind, and what the wrapping of the file says of URL and encoding, "" where nothing."""

    content: bytes
    kind: Kind = Kind.HTML
    url: str = ""
    encoding: str = ""


def read_saved(name: str, stored: bytes) -> SavedPage | str:
    """Return the page in a file of this name, or in words the kind of file it is where it holds none.

    It is that of :func:`unwrapped`; a file whose ending is of no page, or that has none, is one only where it begins as HTML does.
    """
    page = unwrapped(name, stored)
    if isinstance(page, SavedPage) and _ending(name) not in {*PAGE_ENDINGS, ".txt"} and not _begins_as_page(page.content):
        return "files whose ending and first tag are of no page"
    return page


def unwrapped(name: str, stored: bytes) -> SavedPage | str:
    """Return the page in a file that somebody says is one, or in words the kind of file it is instead.

    Compression is undone by first bytes and ending, at most to the size of a page; the first HTML part of MHTML is the page; other files
    are named by their first bytes.
    """
    content = _unpacked(name, stored)
    if isinstance(content, str):
        return content
    ending = _ending(name)
    page: SavedPage | str
    if ending in {".mhtml", ".mht"} or _is_mhtml(content):
        page = _main_part(content)
    elif ending == ".txt":
        page = SavedPage(content, Kind.TEXT)
    else:
        page = SavedPage(content)
    if isinstance(page, str):
        return page
    if other := _other(page.content):
        return other
    return page if page.url or page.kind is Kind.TEXT else replace(page, url=_noted_url(page.content))


def files_below(folder: Path, left_out: Counter[str]) -> Iterator[str]:
    """Yield the files in a folder of saved pages and below, relative with ``/``, that may be pages.

    Passed over, and counted by reason in ``left_out``, are hidden files and folders, what a browser saves beside a page, and folders that
    are corpora by themselves; gold at the top is. Raises CorpusError for a name that is no UTF-8.
    """
    for root, folders, files in os.walk(folder):
        here = Path(root)
        inside = "" if here == folder else here.relative_to(folder).as_posix() + "/"
        for name in sorted(folders):
            if reason := _passed_over(here / name, at_top=not inside):
                folders.remove(name)
                left_out.update({reason: 1} if reason.strip() else {})
        for name in sorted(files):
            if name.startswith(".") or name in SYSTEM:
                left_out["hidden files or folders"] += 1
            elif not (here / name).is_file():
                left_out["links that lead nowhere, pipes and the like"] += 1
            elif name.isascii() or _is_text(name):
                yield inside + name
            else:
                shown = (inside + name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                raise CorpusError(f"{folder}: the name {shown} is no UTF-8 text", "names in UTF-8", "rename the file")


def _passed_over(path: Path, *, at_top: bool) -> str:
    """Return why a folder is no folder of pages: a reason, blank for gold, "" where it is one."""
    name = path.name
    if at_top and name in {"gold", "readings"}:
        return " "
    if name.startswith(".") or name in SYSTEM:
        return "hidden files or folders"
    if name.endswith(BESIDE):
        return "folders that a browser saved beside a page"
    return "folders that are corpora by themselves" if (path / "pages.toml").is_file() else ""


def _is_text(name: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in name)


def bare(name: str) -> str:
    """Return a file's name without the ending of a compression: ``a.html.gz`` is ``a.html``."""
    path = PurePosixPath(name)
    return name[: -len(path.suffix)] if path.suffix.lower() in PACKED_ENDINGS and path.stem else name


def _ending(name: str) -> str:
    return PurePosixPath(bare(name)).suffix.lower()


def _unpacked(name: str, stored: bytes) -> bytes | str:
    """Return a file's bytes without compression, or what is wrong with that."""
    by_ending = PACKED_ENDINGS.get(PurePosixPath(name).suffix.lower(), "")
    content = stored
    for layer in range(_LAYERS):
        packing = next((packing for mark, packing in _MARKS.items() if content.startswith(mark)), "")
        if not packing and layer == 0 and content and (by_ending == "br" or (not by_ending and _may_be_brotli(content))):
            packing = "br"
        if not packing:
            return content
        plain = _undo(packing, name, content)
        if isinstance(plain, str):
            return content if layer == 0 and packing == "br" != by_ending else plain  # a wrong guess
        content = plain
    return content


def _may_be_brotli(content: bytes) -> bool:
    """Whether bytes look like no text and no other file: Brotli has no mark of its own."""
    head = content[:512]
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return controls > len(head) // 32 and not head.startswith(_BOMS) and not _begins_as_page(head) and not _named(head)


def _undo(packing: str, name: str, content: bytes) -> bytes | str:
    """Return bytes without one compression, or why they cannot be unpacked."""
    try:
        if packing == "gzip":
            return gunzip(content, name)
        plain = undone(packing, content)
    except ModuleNotFoundError:
        return f"files packed by {_PACKED_WORDS[packing]}, which need: pip install 'boilerbench[warc]'"
    except (ArchiveError, ValueError) as problem:
        return (
            "files that unpack to more than a page may be" if "more than" in str(problem) else f"files of damaged {_PACKED_WORDS[packing]}"
        )
    return f"files of damaged {_PACKED_WORDS[packing]}" if plain == content else plain


def _other(content: bytes) -> str:
    """Return what a file is by its first bytes where these are of no page, "" where they may be."""
    head = content[:4096]
    is_unknown = b"\0" in head and b"<" not in head and not head.startswith(_BOMS)
    return _named(head) or ("binary files of an unknown kind" if is_unknown else "")


def _named(head: bytes) -> str:
    return next((what for mark, what in _BINARY if mark.match(head)), "")


def _begins_as_page(content: bytes) -> bool:
    head = content[:_HEAD]
    for mark in _BOMS:
        head = head.removeprefix(mark)
    return bool(_MARKUP.match(head.replace(b"\0", b"")))


def _is_mhtml(content: bytes) -> bool:
    """Whether bytes begin as a message does that holds a page: headers of MIME with a multipart body."""
    headers = _HEADERS.match(content[:_HEAD])
    return bool(headers and re.search(rb"(?im)^mime-version:", headers[0]) and re.search(rb"(?im)^content-type:\s*multipart/", headers[0]))


def _main_part(content: bytes) -> SavedPage | str:
    """Return the page that MHTML holds: the part its head names as the first, else the first of HTML."""
    from email import message_from_bytes

    try:
        whole = message_from_bytes(content.lstrip(b"\r\n\t "))
        parts = [part for part in whole.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
        start = str(whole.get_param("start", "")).strip("<> ")
        chosen = next(
            (part for part in parts if start and str(part.get("Content-ID", "")).strip("<> ") == start), parts[0] if parts else None
        )
        body = chosen.get_payload(decode=True) if chosen is not None else None
        if chosen is None or not isinstance(body, bytes):
            return "MHTML files without a page"
        url = str(chosen.get("Content-Location") or whole.get("Snapshot-Content-Location") or "").strip()
        return SavedPage(body, url=url if url.startswith(("http://", "https://")) else "", encoding=str(chosen.get_content_charset() or ""))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # a parser for letters, given bytes from anywhere
        return "damaged MHTML files"


def _noted_url(content: bytes) -> str:
    """Return the URL that a browser or SingleFile notes in a comment at the top of what it saves, or ""."""
    head = content[:_HEAD]
    found = _SAVED_FROM.search(head) or _SINGLE_FILE.search(head)
    return found[1].decode("utf-8", "replace") if found else ""
