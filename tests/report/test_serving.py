"""The server answers on loopback, with files of the report alone."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager

import pytest

from bench.report.serving import address, server


@contextmanager
def running(folder):
    with server(folder) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/index.html", "", 200),
        ("/../secret.txt", "", 404),
        ("/%2e%2e/secret.txt", "", 404),
        ("/pages/", "", 404),
        ("/index.html", "evil.test:80", 421),
        ("/index.html", "localhost:1", 200),
    ],
)
def test_what_is_served(tmp_path, path, host, status):
    folder = tmp_path / "report"
    (folder / "pages").mkdir(parents=True)
    (folder / "index.html").write_text("hello", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    with running(folder) as made:
        assert made.server_address[0] == "127.0.0.1"
        assert address(made) == f"http://127.0.0.1:{made.server_address[1]}/index.html"
        connection = http.client.HTTPConnection(*made.server_address)
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        assert answer.status == status
        answer.read()
        connection.close()
