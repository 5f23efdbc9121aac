"""Gold made in a real Chromium: by mouse, by keyboard alone, over a crash, on hostile pages, in light and dark, on a phone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hostile_page import hostile
from requirements import missing

from bench.annotate.project import Project
from bench.annotate.serving import AnnotationServer
from bench.corpus import load

ARTICLE = """<!doctype html><html lang="en"><head><title>Ferry</title><style>body{font:16px serif;margin:20px}nav{color:gray}</style></head>
<body>
<nav><a href="/a">Home page</a> <a href="/b">All the news</a></nav>
<main><h1>The ferry is late again</h1><p>By Ann Lee, 3 May</p>
<p>The council met on Tuesday to hear why the ferry to the island has been late for most of the month.</p>
<p>Nobody at the harbour could say when the second engine will be mended or who is going to pay for it.</p>
<ul><li>First boat at seven</li><li>Last boat at nine</li></ul></main>
<footer>All rights reserved by the harbour company</footer></body></html>"""
RIGHT_TO_LEFT = """<html dir="rtl" lang="ar"><body>
<h1>العبارة تتأخر مرة أخرى</h1><p>اجتمع المجلس يوم الثلاثاء لسماع سبب تأخر العبارة.</p></body></html>"""


def corpus(folder, **pages):
    (folder / "gold").mkdir(parents=True)
    index = ["schema = 1", 'name = "mine"']
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        (folder / "gold" / f"{name}.txt").write_text("[draft] clean this\n\nThe council met on Tuesday\n", encoding="utf-8")
        index += [f"[pages.{name}]", f'file = "{name}.html"', 'type = "article"', 'must_not = ["All rights reserved"]']
    (folder / "pages.toml").write_text("\n".join(index), encoding="utf-8")
    return folder


def started(folder, *options):
    """Start the command and return its process and the address it prints."""
    command = [sys.executable, "-m", "bench", "annotate", str(folder), "--no-open", "--by", "Ann", "--out", str(folder / "none"), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, process.stdout.readline().strip()


@pytest.fixture
def serve(tmp_path):
    """Return a function that starts the command on pages; all are ended."""
    running = []

    def serve_(*options, **pages):
        folder = tmp_path / "corpus"
        if not folder.exists():
            corpus(folder, **pages)
        process, address = started(folder, *options)
        running.append(process)
        return folder, process, address

    yield serve_
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def tab(chromium):
    """Return a function that opens an address; what the page complains about fails the test."""
    contexts, troubles = [], []

    def open_(address, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(address)
        page.locator("#rows a").first.wait_for()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def opened(page, name):
    page.locator("#rows a", has_text=name).click()
    page.locator("#list .item").first.wait_for()
    page.locator("#outlines div").first.wait_for()


def saved(page, word="saved"):
    page.wait_for_function("word => document.querySelector('#saved').textContent === word", arg=word)


def colours(page):
    return page.locator("#list .item").evaluate_all("rows => rows.map(row => row.className.split(' ')[1])")


def test_from_draft_to_signed_gold_by_mouse(serve, tab):
    folder, _, address = serve(ferry=ARTICLE)
    page = tab(address)
    assert "token" not in page.evaluate("location.href")
    opened(page, "ferry")
    kept = ("The ferry is late", "The council", "Nobody at", "First boat", "Last boat")
    for text, wanted in (("By Ann Lee", "optional"), ("Home page", "drop"), ("All rights", "drop"), *((text, "keep") for text in kept)):
        row = page.locator("#list .item", has_text=text)
        for _ in range(3):
            if wanted in row.get_attribute("class").split():
                break
            leaf = page.locator(f'#outlines div[data-at="{row.get_attribute("data-at")}"]').first
            page.evaluate("document.querySelector('#saved').textContent = ''")
            leaf.click()
            saved(page)
    page.get_by_role("button", name="Sign off").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    saved(page, "signed")
    gold = (folder / "gold" / "ferry.txt").read_text(encoding="utf-8")
    assert gold.startswith("[heading] The ferry is late again\n\n[optional] By Ann Lee, 3 May\n\nThe council met")
    assert gold.endswith("[list] First boat at seven\nLast boat at nine\n")
    page.locator(".brand").click()
    page.locator("#rows td", has_text="cleaned by Ann on").wait_for()


def test_how_far_extractors_disagree_is_asked_for_the_pages_on_screen_alone(tmp_path, tab):
    names = [f"page-{at:03d}" for at in range(200)]
    folder = corpus(tmp_path / "corpus", **dict.fromkeys(names, ARTICLE))
    texts = {name: {"a": "two words", "b": "two others"} for name in names}
    project = Project(folder=folder, corpus=load(folder), by="Ann", texts=texts)
    with AnnotationServer(project) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        page = tab(server.address)
        rows = page.locator("#rows tr")
        rows.first.get_by_text("0.50").wait_for()
        assert rows.last.locator("td").last.text_content() == ""
        rows.last.scroll_into_view_if_needed()
        rows.last.get_by_text("0.50").wait_for()
        assert rows.nth(100).locator("td").last.text_content() == ""
        page.close()
        server.shutdown()
        thread.join()


def test_from_draft_to_signed_gold_by_keyboard_alone(serve, tab):
    folder, _, address = serve(ferry=ARTICLE)
    page = tab(address)
    while page.evaluate("document.activeElement.textContent") != "ferry":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#list .item").first.wait_for()
    page.wait_for_function("() => document.activeElement.id === 'list'")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("3")
    saved(page)
    assert set(colours(page)) == {"drop"}
    assert page.locator("#finding-list").text_content() == "No block is kept, so there is nothing to check."
    heading = int(page.locator("#list .item", has_text="The ferry is late").get_attribute("data-at"))
    for key in ("End", "k", "x"):  # both boats are alike
        page.keyboard.press(key)
    page.wait_for_function("() => document.querySelectorAll('#list .keep').length === 2")
    page.keyboard.press("Shift+Digit3")
    page.wait_for_function("() => document.querySelectorAll('#list .keep').length === 0")
    page.keyboard.press("Home")
    for _ in range(heading):
        page.keyboard.press("j")
    page.keyboard.press("5")  # all that the container around holds
    page.wait_for_function("() => document.querySelectorAll('#list .optional').length === 6")
    for key in ("c", "1"):
        page.keyboard.press(key)
    page.wait_for_function("() => document.querySelectorAll('#list .keep').length === 6")
    for key in ("ArrowDown", "Home"):
        page.keyboard.press(key)
    for _ in range(heading + 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("2")
    page.wait_for_function("() => document.querySelectorAll('#list .optional').length === 1")
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type("\n\n4 May")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.querySelector('#gold-text').textContent.includes('[optional] 4 May')")
    page.keyboard.press("u")
    page.wait_for_function("() => !document.querySelector('#gold-text').textContent.includes('4 May')")
    page.keyboard.press("q")
    page.wait_for_function("() => document.querySelector('#gold-text').textContent.includes('[quote optional]')")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => !document.querySelector('#gold-text').textContent.includes('[quote')")
    page.keyboard.press("?")
    page.locator("#help[open]").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.locator("#signing[open]").wait_for()
    page.keyboard.press("Enter")
    saved(page, "signed")
    gold = (folder / "gold" / "ferry.txt").read_text(encoding="utf-8")
    assert gold.startswith("[heading] The ferry is late again\n\n[optional] By Ann Lee, 3 May\n\nThe council")
    page.keyboard.press("Escape")
    page.locator("#rows td", has_text="cleaned by Ann").wait_for()


def test_a_crash_and_a_reload_lose_nothing(serve, tab):
    _, process, address = serve(ferry=ARTICLE)
    page = tab(address)
    opened(page, "ferry")
    page.keyboard.press("Home")
    page.keyboard.press("2")
    saved(page)
    before = colours(page)
    assert before[0] == "optional"
    page.reload()
    page.locator("#list .item").first.wait_for()
    assert colours(page) == before
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    page.keyboard.press("Home")
    page.keyboard.press("1")
    page.locator("#message", has_text="does not answer").wait_for()
    _, _, again = serve()
    page = tab(again)
    opened(page, "ferry")
    assert colours(page) == before
    page.keyboard.press("u")
    saved(page)
    assert colours(page) != before


def test_two_tabs_on_one_page_are_told(serve, tab):
    _, _, address = serve(ferry=ARTICLE)
    page = tab(address)
    opened(page, "ferry")
    other = page.context.new_page()
    other.goto(page.evaluate("location.href"))
    other.locator("#list .item").first.wait_for()
    other.keyboard.press("Home")
    other.keyboard.press("2")
    saved(other)
    page.bring_to_front()
    page.keyboard.press("End")
    page.keyboard.press("1")
    page.locator("#message", has_text="another tab").wait_for()
    assert colours(page) == colours(other)


def test_what_differs_from_a_second_reading_is_settled(serve, tab):
    folder, _, address = serve(ferry=ARTICLE)
    (folder / "gold" / "ferry.txt").write_text("The ferry is late again\n\nBy Ann Lee, 3 May\n", encoding="utf-8")
    (folder / "readings" / "Bo").mkdir(parents=True)
    (folder / "readings" / "Bo" / "ferry.txt").write_text("The ferry is late again\n\n[optional] By Ann Lee, 3 May\n", encoding="utf-8")
    page = tab(address)
    page.locator("#rows a", has_text="settle with Bo").click()
    page.get_by_role("button", name="Sign as settled").click()
    page.locator("#message", has_text="Choose one").wait_for()
    assert page.locator("#differences fieldset").count() == 1
    page.get_by_label("[optional] By Ann Lee").check()
    page.get_by_role("button", name="Sign as settled").click()
    page.locator("#rows td", has_text="adjudicated by Ann").wait_for()
    assert (folder / "gold" / "ferry.txt").read_text(encoding="utf-8").endswith("[optional] By Ann Lee, 3 May\n")


@contextmanager
def counting():
    """Yield the address of a server and the list of what was asked of it."""
    hits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # of the base class
            hits.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - of the base class

        def log_message(self, *details):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", hits
        server.shutdown()


def test_hostile_pages_neither_run_nor_reach_out(serve, tab):
    with counting() as (at, hits):
        _, _, address = serve(bad=hostile(at), ferry=ARTICLE)
        page = tab(address)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        opened(page, "bad")
        page.wait_for_timeout(300)
        row = page.locator("#list .item", has_text="The words of the hostile page")
        number = row.get_attribute("data-at")
        before = colours(page)
        page.locator(f'#outlines div[data-at="{number}"]').first.click()
        saved(page)
        assert colours(page) != before  # nothing of the page covers the outlines
        page.locator("#outlines div", has_text="").first.wait_for()
        assert page.evaluate("[window.owned, document.querySelector('#frame').contentWindow.owned]") == [None, None]
        alone = page.context.new_page()  # the page's own address, outside the frame
        alone.goto(page.evaluate("document.querySelector('#frame').src"))
        alone.wait_for_timeout(200)
        assert alone.evaluate("location.href").endswith("/page?id=bad")
        assert hits == []
        assert {re.match(r"\w+://[^/]+", url)[0] for url in asked if not url.startswith("data:")} == {re.match(r"\w+://[^/]+", address)[0]}


@pytest.mark.parametrize("width", [390, 320])
def test_a_phones_header_is_one_line(serve, tab, width):
    _, _, address = serve(ferry=ARTICLE)
    page = tab(address, viewport={"width": width, "height": 844}, has_touch=True)
    page.locator("#rows a", has_text="ferry").click()
    page.locator("#list .item").first.click()
    page.keyboard.press("1")
    saved(page)
    middles = page.locator("header > *").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect()).map(box => (box.top + box.bottom) / 2)"
    )
    assert len(middles) == 4
    assert max(middles) - min(middles) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(serve, tab, scheme, width):
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe-playwright-python")
    folder, _, address = serve(ferry=ARTICLE, abbara=RIGHT_TO_LEFT)
    (folder / "gold" / "abbara.txt").write_text("العبارة تتأخر مرة أخرى\n", encoding="utf-8")
    (folder / "readings" / "Bo").mkdir(parents=True)
    (folder / "readings" / "Bo" / "abbara.txt").write_text("[heading] العبارة تتأخر مرة أخرى\n", encoding="utf-8")
    page = tab(address, color_scheme=scheme, viewport={"width": width, "height": 844})
    steps = [lambda: None, lambda: page.locator("#rows a", has_text="ferry").click(), *(
        lambda name=name: page.locator(f"#tab-{name}").click() for name in ("gold", "findings", "guide")
    ), lambda: page.evaluate("location.hash = 'abbara&Bo'"), lambda: page.evaluate("location.hash = 'ferry'"),
        lambda: page.locator("#help-open").click()]  # fmt: skip
    for step in steps:
        step()
        page.wait_for_timeout(150)
        found = Axe().run(page, options={"iframes": False}).response["violations"]
        assert [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if where := os.environ.get("BOILERBENCH_SHOTS"):
        page.keyboard.press("Escape")
        page.evaluate("location.hash = 'abbara&Bo'")
        page.locator("#differences fieldset").wait_for()
        page.screenshot(path=f"{where}/settle-{width}-{scheme}.png")
        page.evaluate("location.hash = 'ferry'")
        page.locator("#list .item").first.wait_for()
        for name in ("page", "blocks", "gold", "findings", "guide"):
            if page.locator(f"#tab-{name}").is_visible():
                page.locator(f"#tab-{name}").click()
                page.wait_for_timeout(200)
                page.screenshot(path=f"{where}/{name}-{width}-{scheme}.png")
        page.locator(".brand").click()
        page.locator("#rows a", has_text="abbara").wait_for()
        page.screenshot(path=f"{where}/queue-{width}-{scheme}.png")
        opened(page, "abbara") if width > 800 else page.locator("#rows a", has_text="abbara").click()
        page.wait_for_timeout(200)
        page.screenshot(path=f"{where}/rtl-{width}-{scheme}.png")
