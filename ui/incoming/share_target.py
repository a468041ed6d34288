"""/share-target: images that another app shares with the installed one, for the Edit tab.

A browser navigates here with them (https://w3c.github.io/web-share-target/). The guard lets pass what a person does
(`Sec-Fetch-Site: none`) and refuses another site's form.
"""

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse

from studio.studio import Studio
from ui.http.root_path import root_path_of
from ui.http.web_app_manifest import SHARE_PATH, SHARED_FIELD
from ui.incoming.uploads import receive_form, save_upload
from ui.schemas.request_body import unreadable
from ui.security.visitor_cookie import visitor_of

MAX_IMAGES: Final = 16


def routes(studio: Studio) -> APIRouter:
    """POST /share-target, and GET for who comes back to that address."""
    router = APIRouter(default_response_class=Response)

    @router.post(SHARE_PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        async with receive_form(request, studio, files=MAX_IMAGES) as form:
            files = [file for file in form.getlist(SHARED_FIELD) if isinstance(file, UploadFile)]
            if not files:
                raise unreadable(SHARED_FIELD)
            images = [await save_upload(studio, visitor_of(request), file) for file in files]
        query = "&".join(f"shared={image.id}" for image in images)
        return RedirectResponse(f"{root_path_of(request)}/?{query}", status_code=303)

    @router.get(SHARE_PATH, include_in_schema=False)
    async def open_page(request: Request) -> Response:
        return RedirectResponse(f"{root_path_of(request)}/", status_code=303)

    return router
