"""Corpora and rows for tests of speed."""

from __future__ import annotations

from pathlib import Path

from bench.model import Adapter, Corpus, Kind, Page

HERE = str(Path(__file__).parent)


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(f"p{at:02}", "toy", text.encode(), Kind.TEXT) for at, text in enumerate(texts))


def corpus(*texts: str) -> Corpus:
    return Corpus("toy", "digest-of-toy", pages(*texts), {})


def toy(name: str = "work", **changes: object) -> Adapter:
    return Adapter(**{"name": name, "target": f"toys:{name}", "kinds": (Kind.TEXT, Kind.HTML), **changes})
