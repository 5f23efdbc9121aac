"""A hostile run through every output format: files where they belong, no live markup, documents that parse, no request."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import hostile_run as hostile
import pytest

from bench.report import comparison, formats
from bench.report.build import build
from bench.report.figures import export
from bench.report.scopes import scopes, with_combinations
from bench.store import frames


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    with hostile.counting() as (server, hits):
        run = hostile.make(root / "run", server)
        yield run, root, hostile.corpora(run, server)
        assert hits == []


class Live(HTMLParser):
    """Collects every element and attribute name, and what scripts hold."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


def test_every_file_is_where_it_belongs_under_our_own_names(attacked):
    run, root, corpora = attacked
    before = set(root.rglob("*"))
    out = root / "deep" / "out"
    build(run, out, all_pages=True, corpora=corpora)
    made = {path.relative_to(out).as_posix() for path in root.rglob("*") if path not in before and path.is_file()}
    count = len(frames.read_all(run).pages)
    ours = {"index.html", "words.html", "pages.json"}
    assert made >= ours
    assert all(re.fullmatch(r"pages/[0-9a-f]{12}(-saved)?\.html", name) for name in made - ours)
    assert len([name for name in made if "-saved" not in name]) == count + len(ours)


def test_no_page_text_becomes_markup(attacked):
    run, root, corpora = attacked
    index = build(run, root / "out", all_pages=True, corpora=corpora)
    comparison.write(run, run, index.parent)
    for path in sorted(index.parent.rglob("*.html")):
        text = path.read_text("utf-8")
        seen = Live()
        seen.feed(text)
        if path.stem.endswith("-saved"):
            assert not seen.tags & {"script", "iframe", "link", "object", "embed", "base", "video", "form", "b<b"}
            assert not {name for name in seen.attributes if name.startswith("on") or name in {"href", "src", "srcset"}}
            assert not re.search(r"@import|url\(", text)
            assert text.startswith(
                '<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
            )
            continue
        assert not seen.tags & {"img", "object", "embed", "base", "video", "form", "b<b"}
        assert [
            frame
            for frame in re.findall(r"<iframe.*?>", text)
            if not re.match(
                r'<iframe sandbox loading=lazy referrerpolicy=no-referrer src="[0-9a-f]{12}-saved\.html#k\d+" title="[^"]*">', frame
            )
        ] == []
        assert not {name for name in seen.attributes if name.startswith("on") or name == "style"}
        assert text.count("<script") == len(re.findall(r"<script>|<script type=\"application/(?:json|octet-stream)\" id=", text))
        assert not [char for char in text if unicodedata.category(char) == "Cc" and char not in "\n\t"]
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
        assert len(text) < 400_000


def test_every_format_is_clean_by_its_own_rules(attacked):
    run, _, _ = attacked
    read = frames.read_all(run)
    found = with_combinations(read, scopes(read))
    made = {name: formats.export(name, found) for name in formats.FORMATS}
    for name, text in made.items():
        kept = "\n" if name not in {"csv", "complements", "across"} else "\n\r"
        assert not [char for char in text if unicodedata.category(char) in {"Cc", "Cf"} and char not in kept + "\u200b\u200c\u200d"], name
    for name in ("csv", "complements"):
        rows = list(csv.reader(io.StringIO(made[name])))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@]|\s*-(?![\d.])", cell)]
    assert json.loads(made["json"])["boards"]
    table = [line for line in made["md"].splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert "<img" not in re.sub("`[^`\n]*`", "", made["md"])
    assert not re.search(r"\\(input|write)", made["latex"])


def test_figures_are_xml_without_references(attacked, tmp_path):
    run, _, _ = attacked
    for path in export.write(scopes(frames.read_all(run)), tmp_path, png=False):
        tree = ET.parse(path)
        references = [value for node in tree.iter() for name, value in node.attrib.items() if name.endswith("href")]
        assert all(value.startswith("data:image/png;base64,") for value in references)
        assert not [node for node in tree.iter() if node.tag.rpartition("}")[2] in {"script", "foreignObject", "a"}]
