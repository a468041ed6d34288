"""Connection trace: how far a request was sent, and why it never left. No httpx."""

import asyncio
import socket
import ssl
from collections.abc import Mapping

from providers.events import Sent


class SendTrace:
    """Listener of httpcore's `trace` extension.

    The fact itself, not a guess from the class of an exception. `begun`: the first byte may have left.
    `fully_sent`: the last one was given to the kernel. A proxy's CONNECT goes by the same names, so the method is
    looked at.
    """

    def __init__(self, *, method: str, size: int) -> None:
        self.begun = False
        self.is_reported = False
        self.fully_sent = asyncio.Event()
        self._method = method.encode()
        self._size = size
        self._is_own_request = False

    def sent_event(self) -> Sent:
        self.is_reported = True
        return Sent(body_bytes=self._size)

    async def __call__(self, event: str, info: Mapping[str, object]) -> None:
        if event == "http11.send_request_headers.started":
            self._is_own_request = getattr(info["request"], "method", b"") == self._method
            self.begun = self.begun or self._is_own_request
        elif event == "http11.send_request_body.complete" and self._is_own_request:
            self.fully_sent.set()


def unreachable_reason(error: BaseException) -> str:
    """Why nothing could be sent: "dns", "refused", "tls", "timeout" or "network"."""
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case socket.gaierror():
                return "dns"
            case ssl.SSLError():
                return "tls"
            case ConnectionRefusedError():
                return "refused"
            case TimeoutError():
                return "timeout"
        cause = cause.__cause__ or cause.__context__
    return "network"
