"""The HTTP API of conversations: listed, opened, renamed, deleted and restored, taken away as a zip."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from studio.conversation_tree import version_numbers
from ui.api.event_stream import in_threads
from ui.api.pictures import ClosingStreamingResponse, content_disposition
from ui.api.run_request import read_fields
from ui.api.runs import json_response, viewer_of
from ui.context import AppContext
from ui.exports.conversation_zip import ConversationExport
from ui.exports.zip_stream import stream_zip
from ui.schemas.errors import ApiError, ErrorResponse, lang_of
from ui.schemas.runs import ConversationDetail, ConversationPage, ConversationView
from ui.schemas.serialize import conversation_view, run_view
from ui.security.visitor_cookie import visitor_of

NO: Final[dict[int | str, dict[str, Any]]] = {404: {"model": ErrorResponse}}
CHANGING: Final = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "head": {"type": "string", "description": "the run to stand at"}},
}
CHANGE_BODY: Final = {"requestBody": {"required": True, "content": {"application/json": {"schema": CHANGING}}}}


def routes(context: AppContext) -> APIRouter:
    """Every call under /api/conversations."""
    router = APIRouter(prefix="/api", tags=["conversations"], default_response_class=Response)
    router.include_router(_reading(context))
    router.include_router(_changing(context))
    return router


def _reading(context: AppContext) -> APIRouter:
    router, kept = APIRouter(), context.studio.conversations

    @router.get(
        "/conversations",
        responses={200: {"model": ConversationPage}},
        summary="Your conversations, the last changed first",
    )
    async def page(
        request: Request,
        search: Annotated[str, Query(max_length=200, description="words of titles and of what was said")] = "",
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> Response:
        found, following = await kept.page(visitor_of(request), search=search, before=cursor, limit=limit)
        return json_response(ConversationPage(conversations=tuple(map(conversation_view, found)), next=following))

    @router.get(
        "/conversations/{conversation_id}",
        responses={200: {"model": ConversationDetail}, **NO},
        summary="One, with its turns",
    )
    async def one(request: Request, conversation_id: str) -> Response:
        visitor, who = visitor_of(request), viewer_of(request, context)
        found = await kept.get(visitor, conversation_id)
        turns = await kept.turns(visitor, conversation_id)
        runs = tuple(run_view(each, who) for each in turns)
        return json_response(
            ConversationDetail(conversation=conversation_view(found), runs=runs, versions=version_numbers(turns))
        )

    @router.get(
        "/conversations/{conversation_id}/export",
        responses={200: {"content": {"application/zip": {}}}, **NO},
        summary="To take away: a zip of its pictures, a page to read, and its turns as JSON",
    )
    async def export(request: Request, conversation_id: str) -> Response:
        visitor = visitor_of(request)
        found = await kept.get(visitor, conversation_id)
        turns = await kept.turns(visitor, conversation_id)
        lang = lang_of(request.scope)
        taken = ConversationExport(conversation=found, runs=turns, lang=lang, versions=version_numbers(turns))
        headers = {
            "content-type": "application/zip",
            "content-disposition": content_disposition(found.title or "conversation", "zip"),
            "cache-control": "no-store",
        }
        return ClosingStreamingResponse(in_threads(stream_zip(taken.entries())), headers=headers)

    return router


def _changing(context: AppContext) -> APIRouter:
    router, kept = APIRouter(), context.studio.conversations

    @router.patch(
        "/conversations/{conversation_id}",
        openapi_extra=CHANGE_BODY,
        responses={200: {"model": ConversationView}, **NO},
        summary="Rename it, or have it stand at another turn",
    )
    async def change(request: Request, conversation_id: str) -> Response:
        fields = await read_fields(request)
        title, head = fields.get("title"), fields.get("head")
        if (
            not isinstance(title, str | None)
            or not isinstance(head, str | None)
            or fields.keys() - {"title", "head"}
        ):
            raise ApiError("bad_input", status=422, said="title", field="title")
        visitor = visitor_of(request)
        changed = await kept.get(visitor, conversation_id)
        if title is not None:
            changed = await kept.rename(visitor, conversation_id, title)
        if head is not None:
            changed = await kept.set_head(visitor, conversation_id, head)
        return json_response(conversation_view(changed))

    @router.delete(
        "/conversations/{conversation_id}",
        responses={200: {"model": ConversationView}, **NO},
        summary="Delete it; its pictures stay, and it can be restored",
    )
    async def delete(request: Request, conversation_id: str) -> Response:
        return json_response(conversation_view(await kept.delete(visitor_of(request), conversation_id)))

    @router.post(
        "/conversations/{conversation_id}/restore",
        responses={200: {"model": ConversationView}, **NO},
        summary="Take its deletion back",
    )
    async def restore(request: Request, conversation_id: str) -> Response:
        return json_response(conversation_view(await kept.restore(visitor_of(request), conversation_id)))

    return router
