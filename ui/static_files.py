"""The page's own files under /static/, named by their content: a browser asks for each version of one only once."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER: Final = Path(__file__).parent / "static"
FOREVER: Final = "public, max-age=31536000, immutable"


def url(name: str) -> str:
    """The address of `static/{name}`, which changes with its content. Raises OSError when there is none."""
    return f"/static/{name}?v={_version(FOLDER / name)}"


def when_loaded(script: str) -> str:
    """What a component does as soon as the page's own scripts are there (`page.head` says when that is)."""
    return f"whenEasel.then(() => {{ {script} }});"


def routes() -> list[Route]:
    """One route for each file that is there; what else is asked of /static/ goes on to Gradio's own files."""
    names = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
    return [Route(f"/static/{name}", _serve, methods=["GET"]) for name in names]


def _version(path: Path) -> str:
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)[1]


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> tuple[bytes, str]:
    body = path.read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:12]


def _serve(request: Request) -> Response:
    path = FOLDER / request.url.path.removeprefix("/static/")
    stat = path.stat()
    body, version = _read(path, stat.st_mtime_ns, stat.st_size)
    headers = {
        "etag": f'"{version}"',
        "cache-control": FOREVER if request.query_params.get("v") == version else "no-cache",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(body, headers=headers, media_type="text/javascript" if path.suffix == ".js" else kind)
