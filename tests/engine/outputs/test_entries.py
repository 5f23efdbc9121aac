"""Entries of stored outputs: each shape the field writes, and what is refused because a text would be guessed or lost."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.engine.outputs import entries
from bench.errors import CorpusError

TWO = {"p1": "one", "p2": "two"}


def read(value: object) -> dict[str, str]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {entry.ids[0]: entry.text for entry in entries.parse(content, "f.json")[1]}


def lines(*values: object) -> bytes:
    return "\n".join(map(json.dumps, values)).encode()


@pytest.mark.parametrize(
    "value",
    [
        TWO,
        {page: {"articleBody": text, "url": "https://x.example"} for page, text in TWO.items()},
        {page: {"url": "https://x.example", "body": [text]} for page, text in TWO.items()},
        {"version": "1", "output": {page: {"articleBody": text} for page, text in TWO.items()}},
        {"metadata": {"model": "m"}, "results": [{"file_id": page, "extracted_text": text} for page, text in TWO.items()]},
        [{"id": page, "text": text} for page, text in TWO.items()],
        [{"url": page, "main_content": text} for page, text in TWO.items()],
        lines(*({"page_id": page, "content": text} for page, text in TWO.items())),
        lines(*({"track_id": page, "markdown": text} for page, text in TWO.items())) + b"\n\n",
        lines(*({page: text} for page, text in TWO.items())),
        lines(*({page: {"plain_text": text}} for page, text in TWO.items())),
        b"\xef\xbb\xbf" + json.dumps(TWO).encode(),
        json.dumps(TWO).encode("utf-16"),
    ],
)
def test_every_shape_gives_the_same_texts(value: object) -> None:
    assert read(value) == TWO


@pytest.mark.parametrize("key", entries.TEXT_KEYS)
def test_a_text_stands_under_any_key_that_is_known(key: str) -> None:
    assert read({"p1": {key: "one", "title": "t"}}) == {"p1": "one"}
    assert read([{"id": "p1", key: "one"}]) == {"p1": "one"}


@pytest.mark.parametrize("wrapper", ["output", "predictions", "results", "data"])
def test_a_page_may_be_called_like_what_wraps_others(wrapper: str) -> None:
    assert read({wrapper: {"text": "one"}}) == {wrapper: "one"}
    assert read({wrapper: {"text": "one"}, "p2": {"text": "two"}}) == {wrapper: "one", "p2": "two"}
    assert read({wrapper: {"error": "late"}, "p2": {"text": "two"}}) == {wrapper: "", "p2": "two"}
    assert read({wrapper: "one", "p2": "two"}) == {wrapper: "one", "p2": "two"}
    assert read({"version": 2, wrapper: {"text": {"text": "one"}}}) == {"text": "one"}


def test_plain_text_counts_before_what_may_be_markup() -> None:
    assert read({"p": {"content": "<p>one</p>", "textContent": "one"}}) == {"p": "one"}
    assert read({"p": {"text": None, "content": "one"}}) == {"p": "one"}
    assert read({"p": {"html": "<p>", "text": "one"}}) == {"p": "one"}


def test_null_is_an_empty_answer_and_a_list_holds_paragraphs() -> None:
    assert read({"a": None, "b": {"text": None}, "c": [], "d": ["x", "y"]}) == {"a": "", "b": "", "c": "", "d": "x\n\ny"}


def test_line_ends_of_unicode_end_no_line_of_json() -> None:
    content = "\n".join(json.dumps({"id": name, "text": "a\u2028b\u0085c"}, ensure_ascii=False) for name in "pq").encode()
    assert read(content) == {"p": "a\u2028b\u0085c", "q": "a\u2028b\u0085c"}


def test_lone_surrogates_become_question_marks() -> None:
    assert read(b'{"p": "a \\ud800 b"}') == {"p": "a ? b"}


def test_a_record_keeps_all_its_page_may_be_called_and_a_number_is_an_id() -> None:
    _, (entry,) = entries.parse(b'[{"url": "https://x.example", "id": 7, "file": null, "name": true, "text": "one"}]', "f")
    assert entry.ids == ("7", "https://x.example")


def test_a_stated_failure_is_kept_as_one() -> None:
    _, made = entries.parse(b'{"a": {"error": "429"}, "b": {"text": null, "error": "timeout"}, "c": {"text": "x", "error": "warned"}}', "f")
    assert [(entry.text, entry.error) for entry in made] == [("", "429"), ("", "timeout"), ("x", "")]


@pytest.mark.parametrize(("value", "version"), [("1.2", "1.2"), (3, "3"), (None, ""), ({"a": 1}, "")])
def test_the_version_is_what_the_file_states(value: object, version: str) -> None:
    assert entries.parse(json.dumps({"version": value, "output": TWO}).encode(), "f")[0] == version


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "holds no outputs"),
        (b"[]", "holds no outputs"),
        (b'{"output": {}}', "holds no outputs"),
        (b"", "is no JSON"),
        (b"  \n ", "is no JSON"),
        (b"{", "is no JSON"),
        (b"plain words\nof text", "is no JSON"),
        (b'"text"', "holds \"text\", which is no text"),
        (b"17", "holds 17"),
        (b"null", "holds null"),
        (b"\xff\xfe\xfa", "is no text"),
        (b'{"p": "\xe9"}', "is no text"),
        (b"[1]", "entry 1 is 1"),
        (b'[["p", "text"]]', "entry 1 is a list"),
        (b'{"p": 5}', "'p' is 5"),
        (b'{"p": true}', "'p' is true"),
        (b'{"p": NaN}', "'p' is NaN"),
        (b'{"p": {"text": Infinity}}', "'p' is Infinity"),
        (b'{"p": {"text": {"a": 1}}}', "'p' is an object"),
        (b'{"p": ["a", 1]}', "'p' is a list of other things"),
        (b'{"p": {"words": "one", "lang": "en"}}', "'p' has a text under no known key; its keys are 'words', 'lang'"),
        (b'{"p": {}}', "its keys are none"),
        (b'{"p": {"text": "one"}, "q": {"txt": "two"}}', "'q' has a text under no known key; its keys are 'txt'"),
        (b'{"p": {"' + b'": 1, "'.join(b"k%d" % at for at in range(20)) + b'": 1}}', "'k7' and 12 more"),
        (b'[{"text": "one", "title": "t"}]', "entry 1 names no page; its keys are 'text', 'title'"),
        (b'[{"id": null, "text": "one"}]', "names no page"),
        (b'{"p": "one", "p": "two"}', "has 'p' twice"),
        (b'{"p": {"text": "one", "text": "two"}}', "has 'text' twice"),
        (b'[{"id": "p", "text": "one"}, {"id": "p", "text": "one"}]', "two outputs for 'p'"),
        (b'{"id": "p", "text": "one"}\n{"id": "p", "text": "two"}', "two outputs for 'p'"),
        (b'{"id": "p", "text": "one"}\n{"id": "q", "te', "f.json:2 is no JSON"),
        (b'{"id": "p", "text": "one"}\n\n5', "f.json:3 holds 5"),
        (b'{"id": "p", "text": "one"}\n{"q": 5}', "f.json:2: 'q' is 5"),
        (b'{"id": "p", "text": "one"}\n{"a": 1, "a": 2}', "f.json:2 has 'a' twice"),
        (b'{"p": ' + b"[" * 200_000, "is no JSON"),
        (b'{"p": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "is no JSON"),
        (b'{"p": ' + b"9" * 10_000 + b"}", "is no JSON"),
        (b'{"' + b"x" * 500 + b'": 5}', "x…' is 5"),
    ],
)  # fmt: skip
def test_what_would_be_guessed_or_lost_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(CorpusError) as caught:
        entries.parse(content, "f.json")
    assert said in caught.value.what
    assert caught.value.what.startswith("f.json")
    assert caught.value.expected


def test_a_text_longer_than_a_worker_may_return_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_LARGEST", 10)
    assert read({"p": "x" * 10}) == {"p": "x" * 10}
    with pytest.raises(CorpusError, match="a text of 11 characters"):
        read({"p": "x" * 11})


IDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(lambda name: name not in entries.TEXT_KEYS)


@given(st.dictionaries(IDS, st.text(max_size=20), min_size=1, max_size=5))
def test_texts_by_id_come_back_as_written(texts: dict[str, str]) -> None:
    written = {page: text.encode("utf-8", "replace").decode() for page, text in texts.items()}
    assert read({page: {"text": text} for page, text in texts.items()}) == written
    assert read([{"page_id": page, "text": text} for page, text in texts.items()]) == written


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(max_size=6) | st.sampled_from([*entries.TEXT_KEYS[:3], "id", "output"]), inner)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        _, made = entries.parse(json.dumps(value).encode(), "f")
    except CorpusError:
        return
    assert made
    assert all(isinstance(entry.text, str) and entry.ids for entry in made)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(CorpusError):
        assert entries.parse(content, "f")[1]
