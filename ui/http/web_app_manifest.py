"""/manifest.json and /favicon.ico: Easel as an app that a browser installs, and its icon.

It needs no service worker: browsers install without one, and what is shared is posted to the server
(ui/incoming/share_target.py).
"""

from typing import Any, Final

from fastapi import APIRouter, Response
from starlette.responses import FileResponse, JSONResponse

from ui.static_files import FOLDER, page_url

BACKGROUND: Final = "#f3f1ec"  # --background of css/base.css
SHARE_PATH: Final = "/share-target"
SHARED_FIELD: Final = "image"


def routes() -> APIRouter:
    """GET /manifest.json and /favicon.ico, before Gradio's."""
    router = APIRouter(default_response_class=Response)

    @router.get("/manifest.json", include_in_schema=False)
    async def manifest() -> Response:
        return JSONResponse(web_app_manifest(), media_type="application/manifest+json")

    @router.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> Response:
        return FileResponse(FOLDER / "app" / "icon-192.png", headers={"cache-control": "public, max-age=86400"})

    return router


def web_app_manifest() -> dict[str, Any]:
    """The manifest, with addresses relative to its own."""
    icons = [
        {
            "src": page_url(f"app/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return {
        "id": "./",
        "name": "Easel",
        "short_name": "Easel",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": icons,
        "share_target": {
            "action": f".{SHARE_PATH}",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": SHARED_FIELD, "accept": ["image/*"]}]},
        },
    }
