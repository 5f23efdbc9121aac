"""A real Chromium for the report's tests: Debian's, driven by playwright; missing it is a named skip, but never in CI."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "report")]

from requirements import missing  # noqa: E402 - beside this file

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser."""
    path = (
        os.environ.get("BOILERBENCH_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not path:
        missing("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """Two runs, the report of the first, their comparison, a history and a crawl."""
    import synthetic

    from bench.report.build import build
    from bench.report.comparison import write
    from bench.report.overviews import crawl_page, history_page
    from tests.report.overviews import past

    root = tmp_path_factory.mktemp("reports")
    plan = {"corpora": (("made", "html", 40), ("notes", "text", 9)), "adapters": 6, "protocols": ("aligned", "shingles")}
    first = synthetic.make(root / "first", synthetic.Plan(**plan))
    second = synthetic.make(root / "second", synthetic.Plan(**plan, fail=0.06))
    index = build(first, corpora=synthetic.corpora(first))
    write(first, second, index.parent)
    history_page.write(past.trends_of(28, runs=5), index.parent)
    crawl_page.write(past.crawl_of(6), index.parent)
    return index.parent


@pytest.fixture
def opened(chromium):
    """Return a function that opens a file in a fresh context and watches it; what it complains about fails the test at its end."""
    contexts, troubles = [], []

    def open_(path, hash_="", **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"console: {message.text}") if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: troubles.append(f"request: {request.url[:80]}") if not request.url.startswith(("file:", "data:")) else None,
        )
        page.goto(path.as_uri() + hash_)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []
