"""Who is let in: a token, then a cookie; loopback names alone; actions from the page itself alone."""

from __future__ import annotations

import http.client
import json
import threading

import pytest

from bench import corpus
from bench.annotate.project import Project
from bench.annotate.serving import AnnotationServer
from bench.corpus.gold.readings import Reading, store
from bench.errors import CorpusError
from bench.model import Block


def made(tmp_path, **options):
    (tmp_path / "gold").mkdir(exist_ok=True)
    (tmp_path / "one.html").write_text("<body><nav>Menu here</nav><p>Some words of the page itself.</p></body>", encoding="utf-8")
    (tmp_path / "gold" / "one.txt").write_text("Secret of the first\n", encoding="utf-8")
    (tmp_path / "pages.toml").write_text('schema = 1\n[pages.one]\nfile = "one.html"\n', encoding="utf-8")
    return Project(folder=tmp_path, corpus=corpus.load(tmp_path), by="Ann", **options)


@pytest.fixture
def ask(tmp_path):
    with AnnotationServer(made(tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        port = server.server_address[1]
        known = {"Cookie": f"boilerbench-annotate={server.token}"}

        def ask_(path, headers=known, body=None):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("POST" if body is not None else "GET", path.replace("TOKEN", server.token), body, dict(headers))
            answer = line.getresponse()
            held = answer.status, answer.read(), answer.headers
            line.close()
            return held

        ask_.own = known | {"Origin": f"http://127.0.0.1:{port}", "X-Boilerbench": "1", "Content-Type": "application/json"}
        yield ask_
        server.shutdown()
        thread.join()


ACTION = json.dumps({"id": "one", "action": {"do": "cycle", "from": 0}, "version": 0})


def test_the_token_gives_a_cookie_and_leaves_the_address(ask):
    status, _, headers = ask("/?token=TOKEN", {})
    assert (status, headers["Location"]) == (303, "/")
    assert all(word in headers["Set-Cookie"] for word in ("HttpOnly", "SameSite=Strict"))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?token=x",
        "/?token=%ff",
        "/app.js",
        "/page?id=one",
        "/api/queue",
        "/api/disagreements?id=one",
        "/api/guidelines",
        "/api/page?id=one",
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Cookie": "boilerbench-annotate=x"}, {"Cookie": "\xff=;;"}])
def test_nothing_is_given_without_it(ask, path, headers):
    assert ask(path, headers)[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80"])
def test_other_host_names_are_refused(ask, host):
    assert ask("/?token=TOKEN", {"Host": host})[0] == 421
    assert ask("/api/act", {**ask.own, "Host": host}, ACTION)[0] == 421


@pytest.mark.parametrize("name", ["Origin", "X-Boilerbench", "Content-Type", "Cookie"])
def test_actions_come_from_the_page_itself_alone(ask, name):
    assert ask("/api/act", {key: value for key, value in ask.own.items() if key != name}, ACTION)[0] == 403
    assert ask("/api/act", {**ask.own, name: "text/plain"}, ACTION)[0] == 403
    assert ask("/api/act", ask.own, ACTION)[0] == 200


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 5000, '{"id":1,"action":{},"version":0}', '{"id":"../x","action":{},"version":0}'])
def test_bad_requests_get_one_clear_error(ask, body):
    status, answer, _ = ask("/api/act", ask.own, body)
    assert status == 400
    assert json.loads(answer)["error"]


def test_each_answer_has_a_strict_policy(ask):
    for path in ("/", "/app.js", "/page?id=one", "/api/queue", "/nothing"):
        _, _, headers = ask(path)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    policy = ask("/page?id=one")[2]["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy
    assert "script" not in policy


def test_a_stale_version_is_a_conflict(ask):
    assert ask("/api/act", ask.own, ACTION)[0] == 200
    assert ask("/api/act", ask.own, ACTION)[0] == 409


def test_how_far_outputs_differ_is_worked_out_for_the_pages_asked_for_alone(tmp_path):
    asked = []

    class Texts(dict):
        def get(self, page_id, default=None):
            asked.append(page_id)
            return super().get(page_id, default)

    project = made(tmp_path, texts=Texts(one={"a": "two words", "b": "two others"}))
    assert [page["id"] for page in project.queue()] == ["one"]
    assert asked == []
    assert project.disagreements(["one", "one"]) == {"one": 0.5}
    assert asked == ["one"]


@pytest.mark.parametrize(("query", "wanted"), [("id=one", {"one": None}), ("id=one&id=one", {"one": None}), ("", {})])
def test_disagreements_are_of_the_pages_asked_for(ask, query, wanted):
    status, answer, _ = ask("/api/disagreements?" + query)
    assert (status, json.loads(answer)) == (200, wanted)


def test_disagreement_of_an_unknown_page_is_one_clear_error(ask):
    status, answer, _ = ask("/api/disagreements?id=one&id=other")
    assert status == 400
    assert "no page 'other'" in json.loads(answer)["error"]


def test_a_second_reader_sees_nothing_of_the_first(tmp_path):
    project = made(tmp_path, reader="Bo")
    project.sign("one", project.shown("one")["version"], blank=not project.shown("one")["gold"])
    assert "Secret" not in json.dumps([project.queue(), project.shown("one")])
    assert (tmp_path / "gold" / "one.txt").read_text(encoding="utf-8") == "Secret of the first\n"
    assert (tmp_path / "readings" / "Bo" / "one.txt").is_file()
    assert project.queue()[0]["status"].startswith("second reading by Bo")


def test_one_server_at_a_time_for_each_reader(tmp_path):
    project, other = made(tmp_path), made(tmp_path)
    project.hold()
    with pytest.raises(CorpusError):
        other.hold()
    made(tmp_path, reader="Bo").hold()
    project.release()
    other.hold()


def test_differences_with_a_second_reading_are_settled_and_signed(tmp_path):
    project = made(tmp_path)
    store(tmp_path, Reading("Bo", "one", (Block("Some words of the page itself."),)))
    assert project.queue()[0]["readers"] == ["Bo"]
    (difference,) = project.differences("one", "Bo")["differences"]
    assert (difference["first"][0]["text"], difference["second"][0]["text"]) == ("Secret of the first", "Some words of the page itself.")
    with pytest.raises(CorpusError):
        project.settle("one", "Bo", {})
    project.settle("one", "Bo", {"0": "second"})
    assert (tmp_path / "gold" / "one.txt").read_text(encoding="utf-8") == "Some words of the page itself.\n"
    assert "adjudicated by Ann" in project.queue()[0]["status"]
    assert project.differences("one", "Bo")["differences"] == []
    with pytest.raises(CorpusError):
        made(tmp_path, reader="Bo").differences("one", "Bo")
