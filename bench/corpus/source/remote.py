"""Files that lie elsewhere: on S3, HTTPS, HDFS and whatever else fsspec reads, named by their URLs."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Self

from bench.errors import ConfigError, CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_INSTALL = "pip install 'boilerbench[remote]'"


@dataclass(frozen=True, slots=True, order=True)
class RemoteFile:
    """A file by its URL."""

    url: str

    def __str__(self) -> str:
        """Return the URL."""
        return self.url

    @property
    def name(self) -> str:
        """What it is called, without the folders it lies in."""
        return self.url.partition("?")[0].rpartition("/")[2]

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Return its bytes as a stream, in which what goes wrong is an OSError.

        Raises CorpusError where there is none, ConfigError where a library is missing.
        """
        with _faults(self.url):
            return _Stream(_fsspec().open(self.url, mode).open())  # type: ignore[return-value]


class _Stream:
    """A stream whose faults are OSErrors, whatever library reads it."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Read on where the stream stands."""
        self._stream = stream

    def __enter__(self) -> Self:
        """Read it."""
        return self

    def __exit__(self, *problem: object) -> None:
        """Close it."""
        self._stream.close()

    def read(self, count: int = -1) -> bytes:
        """Return at most ``count`` bytes."""
        try:
            return self._stream.read(count)
        except OSError:
            raise
        except Exception as problem:  # of the libraries behind fsspec, each of which has a tree of its own
            raise OSError(f"{type(problem).__name__}: {problem}") from problem

    def tell(self) -> int:
        """Return how many bytes are read."""
        return self._stream.tell()


def is_url(spec: str) -> bool:
    """Whether something is named by a URL."""
    return bool(_URL.match(spec))


def matching(url: str) -> list[RemoteFile]:
    """Return the files that a URL with ``*`` matches, sorted, or the one that it names."""
    if "*" not in url:
        return [RemoteFile(url)]
    with _faults(url):
        system, path = _fsspec().core.url_to_fs(url)
        return sorted(RemoteFile(str(system.unstrip_protocol(one))) for one in system.glob(path))


@contextmanager
def _faults(url: str) -> Iterator[None]:
    """Turn what a library raises into one error of ours."""
    try:
        yield
    except (ConfigError, CorpusError):
        raise
    except ImportError as problem:
        raise ConfigError(f"{url} cannot be read: {problem}", "the library of its protocol", _INSTALL) from problem
    except Exception as problem:  # of the libraries behind fsspec
        why = " ".join(str(problem).split()) or type(problem).__name__
        raise CorpusError(f"{url} cannot be opened: {why}", "the URL of a file that you may read") from problem


def _fsspec() -> Any:
    """Return fsspec; raises ConfigError where it is not installed."""
    try:
        return import_module("fsspec")
    except ImportError as problem:
        raise ConfigError("files named by URLs need fsspec, which is not installed", "the extra remote", _INSTALL) from problem
