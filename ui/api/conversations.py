"""/api/conversations: listed, opened, renamed, deleted and restored, exported as a zip."""

import time
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from studio.conversations.conversation_tree import version_numbers
from ui.accounts.audit_record import record_event
from ui.context import AppContext
from ui.exports.conversation_zip import ConversationExport
from ui.http.root_path import root_path_of
from ui.responses import NOT_FOUND, json_response, view_context_of_runs, zip_response
from ui.schemas.errors import lang_of
from ui.schemas.request_body import JSON_TYPE, RequestBody, document_body, read_body
from ui.schemas.runs import ConversationDetail, ConversationPage, ConversationView
from ui.schemas.serialize import conversation_view, run_view
from ui.security.visitor_cookie import visitor_of


class ConversationChange(RequestBody):
    """The body of a change to a conversation: its title, its head.

    What is left out or null stays.
    """

    blamed_field: ClassVar[str] = "title"

    title: str | None = None
    head: Annotated[str | None, Field(description="the run to stand at")] = None


CHANGE_BODY: Final[dict[str, Any]] = document_body({JSON_TYPE: ConversationChange})


def routes(context: AppContext) -> APIRouter:
    """Every call under /api/conversations."""
    router = APIRouter(prefix="/api", tags=["conversations"], default_response_class=Response)
    router.include_router(_reading(context))
    router.include_router(_changing(context))
    return router


def _reading(context: AppContext) -> APIRouter:
    router, conversations = APIRouter(), context.studio.conversations

    @router.get(
        "/conversations",
        responses={200: {"model": ConversationPage}},
        summary="Your conversations, the last changed first",
    )
    async def list_conversations(
        request: Request,
        search: Annotated[str, Query(max_length=200, description="words of titles and of what was said")] = "",
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> Response:
        page, cursor = await conversations.page(visitor_of(request), search=search, before=cursor, limit=limit)
        views = tuple(conversation_view(conversation, root_path=root_path_of(request)) for conversation in page)
        return json_response(ConversationPage(conversations=views, next=cursor))

    @router.get(
        "/conversations/{conversation_id}",
        responses={200: {"model": ConversationDetail}, **NOT_FOUND},
        summary="One, with its turns",
    )
    async def get_conversation(request: Request, conversation_id: str) -> Response:
        visitor, read_at = visitor_of(request), time.time()
        conversation = await conversations.get(visitor, conversation_id)
        turns = await conversations.turns(visitor, conversation_id)
        view_context = await view_context_of_runs(request, context, turns, read_at=read_at)
        return json_response(
            ConversationDetail(
                conversation=conversation_view(conversation, root_path=view_context.root_path),
                runs=tuple(run_view(run, view_context) for run in turns),
                versions=dict(version_numbers(turns)),
            )
        )

    @router.get(
        "/conversations/{conversation_id}/export",
        responses={200: {"content": {"application/zip": {}}}, **NOT_FOUND},
        summary="To take away: a zip of its pictures, a page to read, and its turns as JSON",
    )
    async def export(request: Request, conversation_id: str) -> Response:
        visitor = visitor_of(request)
        conversation = await conversations.get(visitor, conversation_id)
        turns = await conversations.turns(visitor, conversation_id)
        content = ConversationExport(
            conversation=conversation, runs=turns, lang=lang_of(request.scope), versions=version_numbers(turns)
        )
        return zip_response(content.entries(), name=conversation.title or "conversation")

    return router


def _changing(context: AppContext) -> APIRouter:
    router, conversations = APIRouter(), context.studio.conversations

    @router.patch(
        "/conversations/{conversation_id}",
        openapi_extra=CHANGE_BODY,
        responses={200: {"model": ConversationView}, **NOT_FOUND},
        summary="Rename it, or have it stand at another turn",
    )
    async def change(request: Request, conversation_id: str) -> Response:
        body = await read_body(request, ConversationChange)
        visitor = visitor_of(request)
        conversation = await conversations.get(visitor, conversation_id)
        if body.title is not None:
            conversation = await conversations.rename(visitor, conversation_id, body.title)
        if body.head is not None:
            conversation = await conversations.set_head(visitor, conversation_id, body.head)
        return json_response(conversation_view(conversation, root_path=root_path_of(request)))

    @router.delete(
        "/conversations/{conversation_id}",
        responses={200: {"model": ConversationView}, **NOT_FOUND},
        summary="Delete it; its pictures stay, and it can be restored",
    )
    async def delete(request: Request, conversation_id: str) -> Response:
        conversation = await conversations.delete(visitor_of(request), conversation_id)
        await record_event(context.studio, request.scope, "conversation_deleted")
        return json_response(conversation_view(conversation, root_path=root_path_of(request)))

    @router.post(
        "/conversations/{conversation_id}/restore",
        responses={200: {"model": ConversationView}, **NOT_FOUND},
        summary="Take its deletion back",
    )
    async def restore(request: Request, conversation_id: str) -> Response:
        conversation = await conversations.restore(visitor_of(request), conversation_id)
        await record_event(context.studio, request.scope, "conversation_restored")
        return json_response(conversation_view(conversation, root_path=root_path_of(request)))

    return router
