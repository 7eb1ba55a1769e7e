"""What surrounds the program in a bench: a proxy that notes when requests arrive, and a slow mail server.

Each runs in a process of its own, so that what is measured doesn't delay its clock. The proxy is Caddy where it is
installed.
"""

import asyncio
import multiprocessing
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from socket import socket
from tempfile import NamedTemporaryFile

from bench import scratch

Connection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
END_OF_HEADERS = b"\r\n\r\n"


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(handle: Connection, port: int) -> Iterator[None]:
    """Serve connections on the port, in another process, within this context."""
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(handle, port), daemon=True)
    process.start()
    wait_for(port)
    try:
        yield
    finally:
        process.kill()
        process.join()


def wait_for(port: int) -> None:
    """Wait until something answers on the port."""
    for _attempt in range(600):
        with socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


@contextmanager
def proxied(upstream: int, port: int) -> Iterator[str]:
    """Run a proxy on the port within this context, and yield its name."""
    if shutil.which("caddy"):
        with _caddy(upstream, port):
            yield "Caddy"
    else:
        with running(proxy(upstream), port):
            yield "a small proxy"


@contextmanager
def _caddy(upstream: int, port: int) -> Iterator[None]:
    """Run Caddy as it is deployed, but on a port without https."""
    settings = (scratch.ROOT / "deploy" / "Caddyfile").read_text()
    to = "reverse_proxy 127.0.0.1"
    for old, new in {
        "balansekunst.example": f"http://127.0.0.1:{port}",
        f"{to}:8000 {{": f"{to}:{upstream} {{\n\t\theader_up X-Forwarded-Proto https",
    }.items():
        settings = settings.replace(old, new)
    with NamedTemporaryFile("w") as file:
        file.write(f"{{\n\tadmin off\n\tauto_https off\n}}\n{settings}")
        file.flush()
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", file.name]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            wait_for(port)
            yield
        finally:
            process.kill()
            process.wait()


def proxy(upstream: int) -> Connection:
    """Return a proxy that writes X-Request-Start as soon as it has a request's headers, and buffers the rest."""
    return partial(_forward, upstream)


def mail_server(received: Path, seconds: float) -> Connection:
    """Return a mail server that takes so long to accept each message, and appends its recipient to `received`."""
    return partial(_receive, received, seconds)


def _serve(handle: Connection, port: int) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", port, backlog=2048)
        await server.serve_forever()

    asyncio.run(serve())


async def _forward(upstream: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(END_OF_HEADERS)
    except asyncio.IncompleteReadError:  # `wait_for` sends nothing
        writer.close()
        return
    arrived = f"X-Request-Start: t={time.time():.3f}\r\nX-Forwarded-Proto: https".encode()
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    body = await reader.readexactly(length)
    answer, request = await asyncio.open_connection("127.0.0.1", upstream)
    request.write(head.removesuffix(END_OF_HEADERS) + b"\r\n" + arrived + END_OF_HEADERS + body)
    with suppress(ConnectionError):  # a worker that is killed
        while chunk := await answer.read(65536):
            writer.write(chunk)
        await writer.drain()
    request.close()
    writer.close()


async def _receive(received: Path, seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):  # a client that is killed
        await _converse(received, seconds, reader, writer)
    writer.close()


async def _converse(received: Path, seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    recipient = ""
    writer.write(b"220 bench\r\n")
    while line := (await reader.readline()).decode().strip():
        command = line[:4].upper()
        if command == "RCPT":
            recipient = line[line.index("<") + 1 : line.index(">")]
        elif command == "DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(seconds)
            with received.open("a") as file:
                file.write(f"{recipient}\n")
        writer.write(b"221 bye\r\n" if command == "QUIT" else b"250 ok\r\n")
