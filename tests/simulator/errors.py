"""Error envelopes of each gateway (docs/gateways.md, Q1)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.simulator.answer import Answer

Envelope = Callable[..., dict[str, Any]]
"""message, code, param, request_id → the body of an error."""


def new_api(
    message: str, *, code: str, param: str = "", request_id: str, kind: str = "new_api_error"
) -> dict[str, Any]:
    """tu-zi, DMXAPI: the request id stands in the message."""
    text = f"{message} (request id: {request_id})"
    return {"error": {"message": text, "type": kind, "param": param, "code": code}}


def openai_like(
    message: str, *, code: str, param: str = "", request_id: str, kind: str = "invalid_request_error"
) -> dict[str, Any]:
    """OpenAI, Turing, Qiniu."""
    return {"error": {"message": message, "type": kind, "param": param or None, "code": code}}


def bare_detail(message: str, *, code: str, param: str = "", request_id: str, kind: str = "") -> dict[str, Any]:
    """FastAPI servers: no `error` at all."""
    return {"detail": f"{param}: {message}" if param else message}


def json_answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    data = json.dumps(body, ensure_ascii=False).encode()
    return Answer(status=status, headers=headers or {}, pieces=(data,))
