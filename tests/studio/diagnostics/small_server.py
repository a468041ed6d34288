"""A server of a few lines, with TLS where wanted.

It notes each request and answers by its path and key.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext, SSLError

KEY = "sk-right-0123456789abcdef"
TLS_HELLO = b"\x16"
MODELS = ("gpt-image-2", "gemini-3-pro-image", "seedream-5-pro")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; `after` seconds pass before it."""

    status: int = 200
    body: bytes = b""
    type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    key: str


Handler = Callable[[Request], Answer]


@dataclass(slots=True)
class SmallServer:
    """The server that listens, and the requests that came."""

    port: int
    scheme: str
    requests: list[Request] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def posts(self) -> int:
        return sum(request.method != "GET" for request in self.requests)


def says(value: object, status: int = 200, **more: object) -> Answer:
    """A JSON answer."""
    return Answer(status=status, body=json.dumps(value).encode(), **more)  # type: ignore[arg-type]


def listing(*models: str) -> Answer:
    return says({"object": "list", "data": [{"id": model, "object": "model"} for model in models]})


def page(status: int = 200, title: str = "Example", **headers: str) -> Answer:
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>".encode()
    return Answer(status=status, body=body, type="text/html; charset=utf-8", headers=headers)


def error(status: int, message: str, code: str) -> Answer:
    return says({"error": {"message": message, "type": "error", "code": code}}, status)


def api(*, at: str = "/v1", models: tuple[str, ...] = MODELS, elsewhere: Answer | None = None) -> Handler:
    """An API under a path, with one key; elsewhere another answer, a 404 by default."""

    def handle(request: Request) -> Answer:
        if request.path != f"{at}/models":
            return elsewhere or error(404, f"Invalid URL (GET {request.path})", "not_found")
        if request.key != f"Bearer {KEY}":
            return error(401, "Incorrect API key provided.", "invalid_api_key")
        return listing(*models)

    return handle


@asynccontextmanager
async def serving(
    handle: Handler, *, tls: SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[SmallServer]:
    """The server, on a port of this machine, by default a free one."""
    server = SmallServer(port=0, scheme="https" if tls else "http")

    tasks = set[asyncio.Task[None]]()

    async def answer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first == TLS_HELLO:
                writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return
            request = _parse((first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            server.requests.append(request)
            answer = handle(request)
            await asyncio.sleep(answer.after)
            writer.write(_head(answer) + answer.body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError, SSLError):
                await writer.wait_closed()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(answer_one(reader, writer)))

    async with await asyncio.start_server(connected, host, port, ssl=tls) as listener:
        server.port = listener.sockets[0].getsockname()[1]
        yield server
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _parse(head: str) -> Request:
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    return Request(method, path, fields.get("Authorization", ""))


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} X", f"Content-Type: {answer.type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in answer.headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(answer.body)}", "Connection: close", "\r\n"]).encode()
