"""/healthz: whether the server can serve, as plain text, or as JSON with its version."""

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, PlainTextResponse

from studio.errors import Closing, JournalFailed
from studio.studio import Studio
from ui.operations.version import VERSION, read_commit


def routes(studio: Studio) -> APIRouter:
    """GET /healthz."""
    router = APIRouter(tags=["server"])
    commit = read_commit()

    @router.get("/healthz", response_class=PlainTextResponse, summary="200 when it can serve")
    async def healthz(request: Request) -> Response:
        as_json = "application/json" in request.headers.get("accept", "")
        try:
            await studio.check()
        except Closing:
            text, status = "closing", 503
        except JournalFailed:
            text, status = "the journal cannot be read", 503
        else:
            text, status = "ok", 200
        if as_json:
            return JSONResponse({"status": text, "version": VERSION, "commit": commit}, status_code=status)
        return PlainTextResponse(f"{text}\n", status_code=status)

    return router
