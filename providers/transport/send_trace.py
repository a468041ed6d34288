"""Connection trace: how far a request was sent, and why it never left. No httpx."""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from providers.events import Sent

CERTIFICATE_FAULTS: Final = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    62: "other_name",
    64: "other_name",
}
"""OpenSSL's verification codes (X509_V_ERR_…)."""
NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNEXPECTED_MESSAGE"})
"""Reasons by which OpenSSL says that what came is no TLS."""


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
    """The reason why nothing could be sent: "dns", "refused", "tls", "timeout" or "network"."""
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return "dns"
            case ssl.SSLError():
                return "tls"
            case ConnectionRefusedError():
                return "refused"
            case TimeoutError():
                return "timeout"
    return "network"


def tls_fault(error: BaseException) -> str:
    """Fault of TLS: the certificate's, "plain" where what came is none, "" for any other."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return CERTIFICATE_FAULTS.get(cause.verify_code, "untrusted")
            case ssl.SSLError():
                return "plain" if cause.reason in NO_TLS else ""
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
