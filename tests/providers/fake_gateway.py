"""A gateway of a few lines, exact to the byte.

It counts what arrives and plays a script per connection.
"""

import asyncio
import json
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext


@dataclass
class RecordedRequest:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


Script = Callable[["Wire"], Awaitable[None]]


@dataclass
class Wire:
    """One connection, seen from the gateway; the request has been read whole unless the script reads it itself."""

    request: RecordedRequest
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int

    async def read_body(self) -> None:
        self.request.body = await self.reader.readexactly(int(self.request.headers.get("content-length", 0)))

    async def write_bytes(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, status: int, body: bytes = b"", *, type: str = "application/json", **headers: str
    ) -> None:
        """A whole answer with its length; `_` in a header's name stands for `-`."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {type}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.write_bytes(("\r\n".join(lines) + "\r\n\r\n").encode() + body)

    async def begin(
        self, *, type: str = "application/json", length: int | None = None, chunked: bool = False
    ) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n"
        head += f"Content-Length: {length}\r\n" if length is not None else ""
        head += "Transfer-Encoding: chunked\r\n" if chunked else ""
        await self.write_bytes(f"{head}\r\n".encode())

    async def chunk(self, data: bytes) -> None:
        await self.write_bytes(b"%x\r\n%s\r\n" % (len(data), data))

    async def wait_closed(self) -> None:
        """Waits until the client has closed."""
        while await self.reader.read(65536):
            pass

    def reset(self) -> None:
        """Ends the connection with a reset, as a crashing gateway does."""
        self.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.writer.transport.abort()


@dataclass
class FakeGateway:
    """The gateway. Unless `whole`, a script runs as soon as the head is read, and reads the body itself."""

    script: Script
    whole: bool = True
    url: str = ""
    requests: list[RecordedRequest] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def posts(self) -> int:
        return sum(request.method == "POST" for request in self.requests)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            pairs = (line.partition(":") for line in head[1:] if line)
            request = RecordedRequest(method, path, {name.lower(): value.strip() for name, _, value in pairs})
            self.requests.append(request)
            wire = Wire(request, reader, writer, len(self.requests))
            if self.whole:
                await wire.read_body()
            await self.script(wire)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.closed.set()


@asynccontextmanager
async def gateway(
    script: Script, *, whole: bool = True, port: int = 0, tls: SSLContext | None = None
) -> AsyncIterator[FakeGateway]:
    """A server, by default on a free port, that plays `script` for each request."""
    fake = FakeGateway(script, whole)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await fake.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=tls)
    fake.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class SpoolFile:
    """A picture file on a real disk."""

    path: Path
    size: int = 0
    closed: bool = False

    def write(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            self.size += file.write(data)

    def close(self) -> None:
        self.closed = True


@dataclass
class MemorySpool:
    """A call's folder on a real disk, as the wires ask for it."""

    root: Path
    files: list[SpoolFile] = field(default_factory=list)
    raw_bytes: bytearray = field(default_factory=bytearray)

    def raw(self, data: bytes) -> None:
        self.raw_bytes += data

    def picture(self) -> SpoolFile:
        return self._new("picture")

    def scratch(self) -> SpoolFile:
        return self._new("scratch")

    def _new(self, kind: str) -> SpoolFile:
        file = SpoolFile(self.root / f"{kind}-{len(self.files)}")
        file.path.touch()
        self.files.append(file)
        return file


def png(width: int = 64, height: int = 48, *, weight: int = 0) -> bytes:
    """A valid PNG; `weight` bytes of a private chunk make it heavy."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = b"".join(b"\0" + bytes([x % 256 for x in range(width * 3)]) for _ in range(height))
    heavy = chunk(b"heAv", bytes(index % 251 for index in range(weight))) if weight else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + heavy
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
