"""HTTP/1.1 with timeouts for headers and bodies, and a bound on connections.

A proxy in front does the same; without one, a few hundred half requests held every file handle for good.
"""

import re
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

import h11
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.schemas.errors import ApiError
from ui.security.request_guard import error_response
from ui.settings import Settings

if TYPE_CHECKING:
    import asyncio

if sys.platform != "win32":
    import resource

SPARE_FILES: Final = 256
"""File handles that are not for connections: the database, pictures, calls to gateways."""
MIN_CONNECTIONS: Final = 64
LANGUAGE: Final = re.compile(rb"^accept-language:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class PatientProtocol(H11Protocol):
    """A connection that closes, with 408, when a request does not come whole in time.

    `header_seconds` are for all headers of a request, `body_seconds` for the next byte of a body, and do not run
    while the server itself is not reading yet. Beyond `most` connections the one that has been without a request
    for the longest time goes, or else the new one.
    """

    header_seconds: ClassVar[float]
    body_seconds: ClassVar[float]
    connection_limit: ClassVar[int]

    _timer: "asyncio.TimerHandle | None" = None
    _is_waiting_for_headers = False
    _last_byte = 0.0

    def connection_made(self, transport: "asyncio.Transport") -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._last_byte = self.loop.time()
        if len(self.connections) > self.connection_limit:
            idle = (other for other in self.connections if isinstance(other, PatientProtocol) and other.is_idle)
            min(idle, key=lambda other: other._last_byte, default=self).transport.abort()
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._last_byte = self.loop.time()
        super().data_received(data)
        if self.transport.is_closing():
            return
        match self.conn.their_state:
            case h11.IDLE if not self._is_waiting_for_headers:
                self._await_headers()
            case h11.SEND_BODY if self._is_waiting_for_headers or self._timer is None:
                self._start_timer(self.body_seconds, waits_for_headers=False)
            case h11.IDLE | h11.SEND_BODY:
                pass  # the timer runs; that of a body looks for the last byte when its time comes
            case _:
                self._stop_timer()

    @property
    def is_idle(self) -> bool:
        """Whether no request of it is worked on: none came, or its answer is complete."""
        return self.cycle is None or self.cycle.response_complete

    def _await_headers(self) -> None:
        self._start_timer(self.header_seconds, waits_for_headers=True)

    def _start_timer(self, seconds: float, *, waits_for_headers: bool) -> None:
        self._stop_timer()
        self._is_waiting_for_headers = waits_for_headers
        self._timer = self.loop.call_later(seconds, self._check_deadline)

    def _stop_timer(self) -> None:
        self._is_waiting_for_headers = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _check_deadline(self) -> None:
        """Ends the connection where the headers, or the body's next byte, are late."""
        waits_for_headers = self._is_waiting_for_headers
        self._stop_timer()
        if self.transport.is_closing():
            return
        if waits_for_headers:
            self._time_out()
            return
        if self.conn.their_state is not h11.SEND_BODY:
            return
        now = self.loop.time()
        if not self.cycle.response_complete and (self.flow.read_paused or self.cycle.waiting_for_100_continue):
            self._last_byte = now
        left = self._last_byte + self.body_seconds - now
        if left <= 0 or self.cycle.response_complete:
            self._time_out()
        else:
            self._start_timer(left, waits_for_headers=False)

    def _time_out(self) -> None:
        """Says 408 where no answer has begun and a request has, and closes."""
        began = self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])
        if began and self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            refusal = error_response(
                ApiError("request_timeout", status=HTTPStatus.REQUEST_TIMEOUT), self._partial_scope()
            )
            headers = [*refusal.raw_headers, (b"connection", b"close")]
            reason = HTTPStatus.REQUEST_TIMEOUT.phrase.encode()
            answer = h11.Response(status_code=refusal.status_code, headers=headers, reason=reason)
            for event in (answer, h11.Data(data=bytes(refusal.body)), h11.EndOfMessage()):
                self.transport.write(cast(Any, self.conn).send(event))
        if not self.is_idle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _partial_scope(self) -> Scope:
        """The request as far as it is known: of half a header, the language that it may name already."""
        if self.conn.their_state is h11.SEND_BODY:
            return cast(Scope, self.scope)
        named = LANGUAGE.search(self.conn.trailing_data[0])
        return {"method": "", "path": "", "headers": [(b"accept-language", named[1])] if named else []}


def patient_protocol(settings: Settings) -> type[PatientProtocol]:
    """The protocol with the limits of the settings."""

    class Configured(PatientProtocol):
        header_seconds = settings.header_seconds
        body_seconds = settings.body_seconds
        connection_limit = max_connections(settings.connections)

    return Configured


def max_connections(asked: int) -> int:
    """The connections that the system's file handles allow, after it was asked for more."""
    if sys.platform == "win32":
        return asked
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = asked + SPARE_FILES
    if soft < needed and soft != resource.RLIM_INFINITY:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return asked if soft == resource.RLIM_INFINITY else max(MIN_CONNECTIONS, min(asked, soft - SPARE_FILES))
