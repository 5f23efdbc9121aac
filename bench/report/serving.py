"""Serve a report on loopback alone, for a browser that is kept from opening files."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, nothing kept by the browser, no line in the log a request."""

    def end_headers(self) -> None:
        """Add headers that keep a page to itself."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def parse_request(self) -> bool:
        """Refuse a request to another name: a foreign page may point its own at loopback (DNS rebinding)."""
        if not super().parse_request():
            return False
        if (self.headers.get("Host") or "").rpartition(":")[0] not in {HOST, "localhost"}:
            self.send_error(421)
            return False
        return True

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the report has no listings
        """Show no listing of a folder."""
        self.send_error(404)

    def log_message(self, *details: object) -> None:
        """Keep quiet."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of ``folder`` on a free port unless one is given; the caller serves and closes it."""
    return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))


def address(running: ThreadingHTTPServer) -> str:
    """Where a server answers."""
    return f"http://{HOST}:{running.server_address[1]}/index.html"
