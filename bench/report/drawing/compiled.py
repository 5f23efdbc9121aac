"""Compiled templates in the user's cache folder, so that no run compiles what an earlier one did."""

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from bench import escaping
from bench.corpus.source import cache as caches
from bench.files import whole

_DIGEST = hashlib.sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """One file for each template: the SHA-256 of what follows, then Jinja's own format.

    What is damaged, or of another template, Python, Jinja or release of ours, is compiled anew; so is all where nothing can be written.
    """

    def __init__(self, *ours: Path) -> None:
        """Keep what Jinja compiles by these files of ours too: constants are filtered as they are compiled."""
        self._ours = (*ours, Path(escaping.__file__))

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return what a template's file is called: another installation's takes its place."""
        del filename
        return super().get_cache_key(name)

    def get_source_checksum(self, source: str) -> str:
        """Return a digest of all that a template's compilation depends on."""
        return super().get_source_checksum(f"{jinja2.__version__} {_digest(self._ours)} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole."""
        with suppress(OSError):
            held = _place(bucket).read_bytes()
            if hashlib.sha256(held[_DIGEST:]).digest() == held[:_DIGEST]:
                bucket.bytecode_from_string(held[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        made = bucket.bytecode_to_string()
        with suppress(OSError), whole(_place(bucket)) as temporary:
            temporary.write_bytes(hashlib.sha256(made).digest() + made)


@cache
def _digest(files: tuple[Path, ...]) -> str:
    """Return a digest of some files."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _place(bucket: Bucket) -> Path:
    """Return a template's file, beside the corpora and environments."""
    return caches.root().parent / "templates" / bucket.key
