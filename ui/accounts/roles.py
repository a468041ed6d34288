"""Roles of a request: who asks, and what is theirs to do."""

from typing import Literal

import gradio as gr
from starlette.requests import HTTPConnection

from studio.users.user_store import Role
from ui.schemas.errors import ApiError

RequestRole = Role | Literal["anonymous"]


def role_of(request: HTTPConnection | gr.Request) -> RequestRole:
    """The role of who asks: that of their account, or anonymous where there is no login."""
    user = getattr(request.state, "user", None)
    return user.role if user else "anonymous"


def is_guest(request: HTTPConnection | gr.Request) -> bool:
    """Whether who asks may use no key of the server's."""
    return role_of(request) == "guest"


def require_admin(request: HTTPConnection) -> None:
    """Raises ApiError for everybody but an admin; where nobody logs in there is none."""
    if role_of(request) == "anonymous":
        raise ApiError("not_found", status=404, reason="admin")
    if role_of(request) != "admin":
        raise ApiError("admin_only", status=403)
