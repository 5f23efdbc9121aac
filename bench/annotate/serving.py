"""The server of the annotation page: on loopback alone, behind a random token, with a strict policy on every answer."""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.annotate.project import ConflictError, Project
from bench.corpus.gold.guidelines import guidelines
from bench.corpus.structure.safe_page import POLICY
from bench.errors import BoilerbenchError

HOST = "127.0.0.1"
_COOKIE = "boilerbench-annotate"
_LARGEST = 1 << 20  # bytes of a request: a block's text is far smaller
_APP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_STATIC = {"/": ("app.html", "text/html"), "/app.css": ("app.css", "text/css"), "/app.js": ("app.js", "text/javascript")}


class _AnnotationHandler(BaseHTTPRequestHandler):
    """One request: the token or its cookie, the Host and the Origin are checked before anything is read."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def __init__(self, *details: Any, project: Project, token: str) -> None:
        """Keep the project and the token."""
        self.project, self.token = project, token
        super().__init__(*details)

    def do_GET(self) -> None:
        """Answer the page, its parts, and what it asks for."""
        asked = urlsplit(self.path)
        if not self._is_local():
            return
        asked_for = parse_qs(asked.query)
        query = {name: values[0] for name, values in asked_for.items()}
        if asked.path == "/" and hmac.compare_digest(query.get("token", "").encode(), self.token.encode()):
            self._send(
                303, b"", "text/plain", {"Location": "/", "Set-Cookie": f"{_COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/"}
            )
        elif not self._is_known():
            self._refuse(403, "open the address that boilerbench annotate printed")
        elif asked.path in _STATIC:
            name, kind = _STATIC[asked.path]
            self._send(200, (files("bench.annotate") / "static" / name).read_bytes(), kind)
        elif asked.path == "/page":
            self._try(lambda: self._send(200, self.project.markup(query.get("id", "")), "text/html", policy=POLICY))
        elif (answer := self._answers(query, asked_for.get("id", ())).get(asked.path)) is not None:
            self._try(lambda: self._json(answer()))
        else:
            self._refuse(404, "there is no such address")

    def _answers(self, query: Mapping[str, str], page_ids: Sequence[str]) -> Mapping[str, Callable[[], object]]:
        """Return what is answered in JSON at each address."""
        held, page_id = self.project, query.get("id", "")
        return {
            "/api/queue": lambda: {"pages": held.queue(), "reader": held.reader, "by": held.by},
            "/api/disagreements": lambda: held.disagreements(page_ids),
            "/api/guidelines": guidelines,
            "/api/page": lambda: held.shown(page_id),
            "/api/differences": lambda: held.differences(page_id, query.get("reader", "")),
        }

    def do_POST(self) -> None:
        """Do an action or sign a page."""
        path = urlsplit(self.path).path
        body = self._body()
        if body is None or not self._is_local():
            return
        is_own = self.headers.get("Origin") == f"http://{self.headers.get('Host')}" and self.headers.get("X-Boilerbench") == "1"
        if not self._is_known() or not is_own or self.headers.get_content_type() != "application/json":
            self._refuse(403, "only the annotation page itself may change gold")
        elif path == "/api/act":
            self._try(lambda: self._json(self.project.act(*self._asked(body))))
        elif path == "/api/settle":
            self._try(lambda: self._settle(body))
        elif path == "/api/sign":
            self._try(lambda: self._sign(body))
        else:
            self._refuse(404, "there is no such address")

    def log_message(self, *details: object) -> None:
        """Keep quiet."""

    def _sign(self, body: bytes) -> None:
        page_id, about, version = self._asked(body)
        self._json(self.project.sign(page_id, version, blank=about.get("blank") is True))

    def _settle(self, body: bytes) -> None:
        page_id, about, _ = self._asked(body)
        decisions = about.get("decisions")
        self.project.settle(page_id, str(about.get("reader", "")), decisions if isinstance(decisions, dict) else {})
        self._json({"id": page_id})

    def _asked(self, body: bytes) -> tuple[str, dict[str, Any], int]:
        """Return page, action and version; raises BoilerbenchError for anything else."""
        try:
            held = json.loads(body)
            page_id, action, version = held["id"], held["action"], held["version"]
        except (ValueError, TypeError, KeyError, RecursionError):
            page_id = action = version = None
        if not (isinstance(page_id, str) and isinstance(action, dict) and isinstance(version, int)):
            raise BoilerbenchError("the request is no action", "JSON with id, action and version")
        return page_id, action, version

    def _body(self) -> bytes | None:
        size = self.headers.get("Content-Length", "")
        if not size.isascii() or not size.isdigit() or int(size) > _LARGEST:
            self.close_connection = True
            self._refuse(413, "the request is too large")
            return None
        return self.rfile.read(int(size))

    def _is_local(self) -> bool:
        """Whether the request is to loopback by name: others may point here (DNS rebinding)."""
        name, _, port = (self.headers.get("Host") or "").rpartition(":")
        fits = name in {HOST, "localhost"} and port == str(self.connection.getsockname()[1])
        if not fits:
            self._refuse(421, "this server answers on loopback alone")
        return fits

    def _is_known(self) -> bool:
        try:
            held = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        except CookieError:
            held = None
        return held is not None and hmac.compare_digest(held.value.encode(), self.token.encode())

    def _try(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except ConflictError as problem:
            self._refuse(409, str(problem))
        except BoilerbenchError as problem:
            self._refuse(400, str(problem))
        except OSError as problem:
            self._refuse(500, f"{problem.filename or 'a file'}: {problem.strerror}")

    def _refuse(self, status: int, message: str) -> None:
        self._json({"error": message}, status)

    def _json(self, value: object, status: int = 200) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), "application/json")

    def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None, policy: str = _APP_POLICY) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body)), "Content-Security-Policy": policy,
            "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "X-DNS-Prefetch-Control": "off",
        } | (more or {})  # fmt: skip
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class AnnotationServer(ThreadingHTTPServer):
    """Serves one project; ``token`` opens it."""

    daemon_threads = True

    def __init__(self, project: Project, port: int = 0) -> None:
        """Listen on a free port of loopback, unless one is given; the caller serves and closes."""
        self.token = secrets.token_urlsafe(24)
        super().__init__((HOST, port), partial(_AnnotationHandler, project=project, token=self.token))

    @property
    def address(self) -> str:
        """The address to open, with the token."""
        return f"http://{HOST}:{self.server_address[1]}/?token={self.token}"
