"""Call report: a call that ended, for the log and the counters.

No prompt, key or visitor is in it.

The log id is the server's name for one request over HTTP; what a request starts inherits it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Final

from studio.types import Call, Run

LOG_ID: Final[ContextVar[str]] = ContextVar("log_id", default="")
"""The id of the request in whose course this runs; "" outside of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """A call that ended.

    `error` is its error's kind; `ms` counts from its sending, 0 where it never left.
    """

    request: str
    run: str
    call: str
    gateway: str
    model: str
    state: str
    error: str
    ms: int
    status: int | None
    gateway_request: str
    received: int
    reread: bool


Observe = Callable[[CallReport], None]


def ignore(_: CallReport) -> None:
    """Observes nothing."""


def with_reference(call: Call) -> Call:
    """A call whose error names its request, by which the log has it (`reference`)."""
    request = LOG_ID.get()
    if call.error is None or not request or "reference" in call.error.params:
        return call
    return replace(call, error=replace(call.error, params={**call.error.params, "reference": request}))


def report_of(run: Run, call: Call, *, reread: bool) -> CallReport:
    """The report of one call of a run. `reread`: its stored answer was read, nothing was sent."""
    error = call.error
    return CallReport(
        request=LOG_ID.get(),
        run=run.id,
        call=call.id,
        gateway=run.gateway,
        model=run.model,
        state=call.state,
        error=error.kind if error else "",
        ms=round(1000 * (call.ended - call.sent)) if call.sent and call.ended else 0,
        status=call.status or (error.status if error else None),
        gateway_request=call.request_id or (error.request_id if error else ""),
        received=call.received,
        reread=reread,
    )
