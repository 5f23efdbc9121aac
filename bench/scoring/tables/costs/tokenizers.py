"""What tokens are counted by: tiktoken's cl100k_base where its file is installed, else words by UAX 29."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bench.scoring.text import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

BYTE_PAIRS = "cl100k_base"
_FILE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # the name under which tiktoken keeps it: the SHA-1 of where it comes from
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"  # of the file, as tiktoken itself checks


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A way to cut texts: its name, what one piece is called, and the cut."""

    name: str
    unit: str  # ``tokens`` or ``words``
    cut: Callable[[str], Sequence[Hashable]]


WORDS = Tokenizer(tokens.VARIANT, "words", tokens.words)


@lru_cache(maxsize=1)
def chosen() -> Tokenizer:
    """Return tiktoken's cl100k_base where it loads without a network, else words as protocols count."""
    if importlib.util.find_spec("tiktoken") is None or not _is_kept():
        return WORDS
    import tiktoken

    return Tokenizer(BYTE_PAIRS, "tokens", tiktoken.get_encoding(BYTE_PAIRS).encode_ordinary)


def _is_kept() -> bool:
    """Whether tiktoken would find its file whole; it would fetch a missing or damaged one."""
    named = [os.environ[name] for name in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR") if name in os.environ]
    folder = named[0] if named else str(Path(tempfile.gettempdir()) / "data-gym-cache")
    try:
        return bool(folder) and hashlib.sha256((Path(folder) / _FILE).read_bytes()).hexdigest() == _SHA256
    except OSError:
        return False
