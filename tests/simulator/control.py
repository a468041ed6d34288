"""/control/…: controls over HTTP, for a benchmark or a browser test in another process."""

import json
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulator.app import App
from tests.simulator.connection import Pace
from tests.simulator.faults import ALL, PlannedFault


class Control:
    """`App` with its controls.

    GET  /control/requests  posts counted, in all and by gateway, and every request with its body shortened
    GET  /control/log       the same requests' times: at, first_at, last_at (time.time()), last_mono
    GET  /control/faults    the names of all faults
    POST /control/play      {"fault", "gateway"?, "on"?, "times"?, "params"?}
    POST /control/pace      {"gateway"?, "rate"?, "wait"?, "gap"?, "chunk"?, "noise"?}
    POST /control/warm      {"width"?, "height"?}: makes the noisy picture of that size ahead of time
    POST /control/release   lets every held answer go on, and those held later until /control/reset
    POST /control/reset     forgets faults, paces and requests
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith("/control/"):
            request = Request(scope, receive)
            body = json.loads(await request.body() or b"{}")
            answer = self._answer(scope["method"], scope["path"].removeprefix("/control/"), body)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _answer(self, method: str, path: str, body: dict[str, Any]) -> Response:
        match method, path:
            case "GET", "requests":
                return JSONResponse(self.counts())
            case "GET", "log":
                return JSONResponse([entry.to_json() for entry in self.app.log.entries])
            case "GET", "faults":
                return JSONResponse(sorted(ALL))
            case "POST", "play":
                self.app.fault_queue.add(PlannedFault(**body))
            case "POST", "pace":
                gateway = body.pop("gateway", "")
                self.app.paces[gateway] = replace(self.app.paces.get(gateway, Pace()), **body)
            case "POST", "warm":
                return JSONResponse({"bytes": self.app.warm(**body)})
            case "POST", "release":
                self.app.released.set()
            case "POST", "reset":
                self.reset()
            case _:
                return JSONResponse({"detail": "no such control"}, status_code=404)
        return JSONResponse({"ok": True})

    def counts(self) -> dict[str, Any]:
        entries = list(self.app.log.entries)
        posts = [entry.gateway for entry in entries if entry.method == "POST"]
        by_gateway = {name: posts.count(name) for name in sorted(set(posts))}
        return {"posts": len(posts), "by_gateway": by_gateway, "requests": [entry.to_json() for entry in entries]}

    def reset(self) -> None:
        self.app.fault_queue.clear()
        self.app.paces.clear()
        self.app.further_models.clear()
        self.app.log.clear()
        self.app.released.clear()
