"""Graceful shutdown: running calls end while the server still answers, then open requests.

A front that asks `/healthz` hears *closing* while the calls have their grace, and sends no more people here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from socket import socket
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.errors import Closing
from ui.security.request_guard import error_response

REQUEST_GRACE: Final = 3.0  # seconds that open requests have to end, counted from the signal
CUT_GRACE: Final = 2  # seconds that a request has to answer that it was cut off


class OpenRequests:
    """Requests under way; one that does not end is cut off, such as an upload that stands still."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut_off = False

    def cut_off(self) -> None:
        """Ends them all. Those that have not answered yet say why."""
        self._cut_off = True
        for task in self._tasks:
            task.cancel()

    def track(self, app: ASGIApp) -> ASGIApp:
        """Middleware that knows which requests are under way."""

        async def tracked_app(scope: Scope, receive: Receive, send: Send) -> None:
            task = asyncio.current_task()
            if scope["type"] != "http" or task is None:
                await app(scope, receive, send)
                return
            has_answered = False

            async def send_noted(message: Message) -> None:
                nonlocal has_answered
                has_answered = True
                await send(message)

            self._tasks.add(task)
            try:
                await app(scope, receive, send_noted)
            except asyncio.CancelledError:
                if not self._cut_off:
                    raise
                if not has_answered:
                    await error_response(Closing(), scope)(scope, receive, send)
            finally:
                self._tasks.discard(task)

        return tracked_app


class GracefulServer(uvicorn.Server):
    """uvicorn that prints its address and stops in order.

    It says where it is when it can be reached there, with the `notices`. `finish` returns when every running call
    has ended; `closing` ends the streams that have no end.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        address: str,
        notices: tuple[str, ...],
        finish: Callable[[], Awaitable[None]],
        closing: asyncio.Event,
        requests: OpenRequests,
    ) -> None:
        super().__init__(config)
        self._address = address
        self._notices = notices
        self._finish = finish
        self._closing = closing
        self._requests = requests

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Easel is at {self._address}", *self._notices, sep="\n", flush=True)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        cut_off_at = loop.time() + REQUEST_GRACE
        finishing = asyncio.ensure_future(self._finish())
        while not finishing.done() and not self.force_exit:
            await asyncio.wait({finishing}, timeout=0.1)
        finishing.cancel()
        self._closing.set()
        self.config.timeout_graceful_shutdown = CUT_GRACE + max(0, round(cut_off_at - loop.time()))
        cutting = loop.call_at(cut_off_at, self._requests.cut_off)
        await super().shutdown(sockets)
        cutting.cancel()
