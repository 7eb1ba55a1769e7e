"""An object store as tests need it: what boto asks of a bucket, answered from memory on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

MODIFIED = "Mon, 16 Mar 2026 11:00:00 GMT"


class ObjectStore(ThreadingHTTPServer):
    """A server with one bucket, whose objects are `objects`, and which refuses everything when it `is_down`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.is_down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def running() -> Iterator[ObjectStore]:
    with ObjectStore() as store:
        thread = Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield store
        store.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def log_message(self, *_arguments: object) -> None:
        pass

    @property
    def name(self) -> str:
        """The object's name, after that of the bucket."""
        return unquote(urlsplit(self.path).path).removeprefix("/").partition("/")[2]

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.is_down:
            self.server.objects[self.name] = content
        self.answer(200)

    def do_DELETE(self) -> None:
        if not self.server.is_down:
            self.server.objects.pop(self.name, None)
        self.answer(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not self.name:
            self.answer(200, self.listed(parse_qs(urlsplit(self.path).query)["prefix"][0]))
        elif self.name in self.server.objects:
            self.answer(200, self.server.objects[self.name])
        else:
            self.answer(404)

    def listed(self, prefix: str) -> bytes:
        after = {name.removeprefix(prefix) for name in self.server.objects if name.startswith(prefix)}
        files = [f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in after if "/" not in name]
        folders = {f"{escape(prefix + name.partition('/')[0])}/" for name in after if "/" in name}
        inner = [f"<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>" for folder in folders]
        return f"<ListBucketResult>{''.join(files + inner)}</ListBucketResult>".encode()

    def answer(self, status: int, content: bytes = b"") -> None:
        status = 403 if self.server.is_down else status
        content = b"" if self.server.is_down else content
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", MODIFIED)
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
