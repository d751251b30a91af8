"""A real web server on the loopback network, with pages that behave badly."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.media.files import encoded, picture

PAGE = """<!doctype html><html><head><title>Titre de la page</title>
<meta property="og:title" content="Le marché d’Èze &amp; ses étals">
<meta property="og:description" content="Tous les mardis.">
<meta property="og:site_name" content="Ville d’Èze"><meta property="og:image" content="/photo.jpg">
</head><body>Bonjour</body></html>"""


class Pages(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        name = "page_" + self.path.strip("/").split("?")[0].split(".")[0]
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, name, self.missing)()

    def say(self, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def missing(self) -> None:
        self.send_error(404)

    def page_page(self) -> None:
        self.say(PAGE.encode())

    def page_photo(self) -> None:
        self.say(encoded(picture(800, 420)), "image/jpeg")

    def page_bomb(self) -> None:
        import gzip

        self.say(gzip.compress(b"<title>Bombe</title>" + b" " * 50_000_000), Content_Encoding="gzip")

    def page_file(self) -> None:
        self.say(b"\x7fELF", "application/octet-stream")

    def page_moved(self) -> None:
        self.go("/page")

    def page_accents(self) -> None:
        """As many servers do: the bytes of the address as they are."""
        self.send_response(302)
        self._headers_buffer.append("Location: /marché/été?q=à\r\n".encode())  # type: ignore[attr-defined]
        self.end_headers()

    def page_oldaccents(self) -> None:
        self.send_response(302)
        self._headers_buffer.append("Location: /marché\r\n".encode("latin-1"))  # type: ignore[attr-defined]
        self.end_headers()

    def page_loop(self) -> None:
        self.go("/loop")

    def page_inside(self) -> None:
        self.go("http://127.0.0.1:9/")

    def page_nowhere(self) -> None:
        self.go("http://[nulle-part")

    def page_metadata(self) -> None:
        self.go("http://169.254.169.254/latest/")

    def page_disk(self) -> None:
        self.go("file:///etc/passwd")

    def page_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Sans fin</title>")
        while True:
            self.wfile.write(b"<p>encore</p>" * 1000)

    def page_drip(self) -> None:
        """One byte at a time, headers first: no single wait is long."""
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: " + b"a" * 1000:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)

    def page_silent(self) -> None:
        time.sleep(5)


@contextmanager
def pages() -> Iterator[str]:
    """Yields "127.0.0.1:port"."""
    Pages.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
