"""Plays an answer on a connection: paced, cut, held, or in raw bytes where HTTP forbids it."""

import asyncio
import contextlib
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, assert_never

from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.simulator.answer import Answer, Clock, Close, Forever, Hang, Hold, Inform, Pause, Piece, Reset
from tests.simulator.log import Log, LoggedRequest

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Speed of the answers.

    `rate`: bytes of body per second, 0 for as fast as it goes. `wait`: seconds before the head of a POST's
    answer, `gap` between two events of a stream. `chunk`: bytes in one write. `noise`: pictures of ~30 MB at
    4096×4096, the same one for every prompt."""

    rate: float = 0.0
    wait: float = 0.0
    gap: float = 0.0
    chunk: int = 65536
    noise: bool = False


class ControllableProtocol(H11Protocol):
    """uvicorn's connection, known to the app, which closes and resets it where a fault says so."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Nothing waits in Python's buffer: the time of the last byte is when the system took it.
        transport.set_write_buffer_limits(high=0)
        self.app_state = {**self.app_state, "port": self}


class ConnectionEnded(Exception):
    """The connection is over."""


class AnswerConnection:
    """One answer while it is sent; `_gone` is set when the client has left."""

    def __init__(
        self,
        *,
        port: ControllableProtocol,
        receive: Receive,
        send: Send,
        log: Log,
        entry: LoggedRequest,
        pace: Pace,
        released: asyncio.Event,
    ) -> None:
        self._port = port
        self._receive = receive
        self._send = send
        self._log = log
        self._entry = entry
        self._pace = pace
        self._released = released
        self._gone = asyncio.Event()
        self._read = asyncio.Event()
        self._begun = False
        self._raw = False
        self._ours = False
        self._sent = 0
        self._since = 0.0
        self._last = 0.0, 0.0

    async def play(self, answer: Answer) -> None:
        """Sends the whole answer. Returns at its end, or when the connection is over."""
        watch = asyncio.create_task(self._watch())
        try:
            for piece in answer.pieces:
                await self._piece(piece, answer)
            await self._finish(answer)
        except ConnectionEnded:
            await self._over()
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        """Reads what the request still sends, and notices when the client leaves."""
        while (message := await self._receive())["type"] != "http.disconnect":
            if not message.get("more_body"):
                self._read.set()
        self._gone.set()
        if not self._entry.done and not self._ours:
            self._log.note(self._entry, gone=True)

    async def _piece(self, piece: Piece, answer: Answer) -> None:
        match piece:
            case bytes():
                await self._write(piece, answer)
            case Pause(seconds):
                await self._silence(seconds)
            case Hang():
                await self._gone.wait()
                raise ConnectionEnded
            case Hold():
                await self._head(answer)
                await self._first(asyncio.create_task(self._released.wait()), None)
            case Close():
                self._ours = True
                self._port.transport.close()
                raise ConnectionEnded
            case Reset():
                self._ours = True
                # Lingering for 0 seconds is what makes the system send RST.
                sock = self._port.transport.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._port.transport.abort()
                raise ConnectionEnded
            case Inform(status):
                self._port.transport.write(f"HTTP/1.1 {status} {phrase(status)}\r\n\r\n".encode())
            case Forever(data, every):
                while True:
                    await self._write(data, answer)
                    await self._silence(every)
            case Clock(times, every):
                for _ in range(times):
                    delta = {"choices": [{"index": 0, "delta": {"content": f"t={time.time():.6f} "}}]}
                    await self._write(b"data: " + json.dumps(delta).encode() + b"\n\n", answer)
                    await self._silence(every)
            case _:
                assert_never(piece)

    async def _write(self, data: bytes, answer: Answer) -> None:
        await self._head(answer)
        for start in range(0, len(data), self._pace.chunk):
            part = data[start : start + self._pace.chunk]
            if self._pace.rate:
                ahead = (self._sent + len(part)) / self._pace.rate - (time.monotonic() - self._since)
                await self._silence(ahead)
            await self._out(part)
            self._sent += len(part)
            self._last = time.time(), time.monotonic()

    async def _out(self, part: bytes) -> None:
        if self._gone.is_set():
            raise ConnectionEnded
        if self._raw:
            self._port.transport.write(part)
            await self._port.flow.drain()
        else:
            await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def _head(self, answer: Answer) -> None:
        if self._begun:
            return
        self._begun = True
        self._raw = answer.framing == "close"
        headers = {"content-type": answer.content_type, **answer.headers}
        if answer.framing == "length":
            headers["content-length"] = str(answer.length)
        self._since = time.monotonic()
        self._last = time.time(), self._since
        self._log.note(self._entry, status=answer.status, first_at=time.time())
        if self._raw:
            lines = [f"HTTP/1.1 {answer.status} {phrase(answer.status)}", "connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            await self._out("\r\n".join([*lines, "", ""]).encode())
            return
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": answer.status, "headers": pairs})

    async def _finish(self, answer: Answer) -> None:
        await self._head(answer)
        if self._port.transport.get_write_buffer_size():
            await self._port.flow.drain()
            self._last = time.time(), time.monotonic()
        now, mono = self._last
        self._log.note(self._entry, done=True, last_at=now, last_mono=mono, sent_bytes=self._sent)
        if self._raw:
            self._port.transport.close()
            raise ConnectionEnded
        if answer.linger and not self._entry.body_bytes:
            await self._first(asyncio.create_task(self._read.wait()), 10)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _silence(self, seconds: float) -> None:
        if seconds > 0:
            await self._first(asyncio.create_task(asyncio.sleep(seconds)), seconds)

    async def _first(self, task: asyncio.Task[Any], timeout: float | None) -> None:
        """Waits for a task. Raises ConnectionEnded when the client leaves before."""
        gone = asyncio.create_task(self._gone.wait())
        try:
            await asyncio.wait({task, gone}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
            gone.cancel()
        if self._gone.is_set():
            raise ConnectionEnded

    async def _over(self) -> None:
        """uvicorn would answer 500 for a connection that is only just closing: wait until it is closed."""
        await self._gone.wait()
        if not self._entry.last_at:
            now, mono = self._last
            self._log.note(self._entry, last_at=now, last_mono=mono, sent_bytes=self._sent)


def phrase(status: int) -> str:
    """The reason phrase; "" for a status that no standard knows (524)."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
