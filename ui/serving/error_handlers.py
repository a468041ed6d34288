"""Error handlers of the app: whatever goes wrong is answered in one shape."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from providers.errors import ProviderError
from studio.errors import DiskFailed, StudioError
from ui.schemas.errors import ApiError
from ui.security.request_guard import error_response

LOG = logging.getLogger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Has each kind of error answered by the handler of its own."""
    for kind in (ProviderError, StudioError, ApiError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle_refusal)
    app.add_exception_handler(ClientDisconnect, _handle_disconnect)
    app.add_exception_handler(OSError, _handle_disk_error)
    app.add_exception_handler(Exception, _handle_unexpected)


async def _handle_refusal(request: Request, error: Exception) -> Response:
    """Everything that a request can be refused for, in one shape."""
    match error:
        case ProviderError() | StudioError() | ApiError():
            return error_response(error, request.scope)
        case RequestValidationError():
            names = ", ".join(str(problem["loc"][-1]) for problem in error.errors())
            return error_response(
                ApiError("bad_input", status=422, said=names[:200], field=names[:200]), request.scope
            )
        case HTTPException():
            kind = "not_found" if error.status_code == 404 else "bad_input"
            return error_response(ApiError(kind, status=error.status_code), request.scope)
        case _:
            raise error


async def _handle_disconnect(_: Request, __: Exception) -> Response:
    """An answer to half a request, which nobody gets: its connection is gone."""
    return Response(status_code=400)


async def _handle_disk_error(request: Request, error: Exception) -> Response:
    """A failure of the disk; a connection that broke is an OSError as well, and no fault of the disk."""
    if isinstance(error, ConnectionError | TimeoutError):
        raise error
    LOG.error("%s %s: %s", request.method, request.url.path, error)
    return error_response(DiskFailed(str(error)), request.scope)


async def _handle_unexpected(request: Request, _: Exception) -> Response:
    """A mistake of ours: the log has it (starlette raises it again), the person is told no more than that."""
    return error_response(ApiError("internal", status=500), request.scope)
