"""Answer pages (JSON on standard input, by id) in Markdown or HTML, run by the Python of an environment: ``elsewhere.py EXTRACTOR``."""

from __future__ import annotations

import json
import os
import sys


def go_readability(page: str) -> str:
    """Return the readable part as HTML."""
    import pygoreadability

    return pygoreadability.from_string(page, "https://page.invalid/").content_html or ""


def magic_html(page: str) -> str:
    """Return the main part as HTML."""
    from magic_html import GeneralExtractor

    return GeneralExtractor().extract(page)["html"] or ""


def rs_trafilatura(page: str) -> str:
    """Return the main content as Markdown, as the adapter does."""
    from bench.adapters.libraries.rs_trafilatura import markdown

    return markdown(page)


def answer(name: str, page: str) -> str:
    """Return an extractor's answer, "" where it raises."""
    try:
        return globals()[name](page)
    except Exception:  # noqa: BLE001 - whatever a library raises on a page is an empty answer
        return ""


if __name__ == "__main__":
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    json.dump({key: answer(sys.argv[1], page) for key, page in json.load(sys.stdin).items()}, results)
