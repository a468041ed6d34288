"""The ASGI app: finds the gateway, checks the request, plays the faults, delivers the pictures."""

import asyncio
import json
import re
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from tests.simulator import faults, files
from tests.simulator.answer import Answer, Pause
from tests.simulator.delivery_faults import ODD_ORDERS, SHAPES
from tests.simulator.errors import json_answer
from tests.simulator.fault_selection import Cues, cues_in, numbered
from tests.simulator.gateways import Endpoint, Gate, all_gates
from tests.simulator.lazy_json import Made
from tests.simulator.log import Entry, Log
from tests.simulator.order import Order
from tests.simulator.parts import Upload, checked_files
from tests.simulator.pictures import Ask, Pictures
from tests.simulator.refusals import Scene
from tests.simulator.strict import Wrong, checked
from tests.simulator.wire import Message, Pace, Receive, Send, Wire

ORIGINAL_PRICE = "sk-sim-yuanjia"
"""A key of tu-zi's 原价 group, which answers in base64; every other key is of the default group."""


class App:
    """All gateways on one port. What is asked for is in `log`, what goes wrong in `cues`."""

    def __init__(self) -> None:
        self.log = Log()
        self.cues = Cues()
        self.pictures = Pictures()
        self.files = files.Files()
        self.paces: dict[str, Pace] = {}
        self.released = asyncio.Event()
        self.gates = {gate.prefix: gate for gate in all_gates()}

    def pace(self, gateway: str) -> Pace:
        return self.paces.get(gateway) or self.paces.get("") or Pace()

    def warm(self, *, width: int = 4096, height: int = 4096) -> int:
        """Makes the noisy picture of that size ahead of time, so that serving it costs little. → its bytes"""
        return len(self.pictures.make(Ask(prompt="", width=width, height=height, quality=0, noise=True)).data)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = request.url.path
        gate = next((gate for prefix, gate in self.gates.items() if path.startswith(f"{prefix}/")), None)
        if gate:
            place = gate.id
        else:
            place = path.split("/")[2] if path.startswith("/files/") and path.count("/") == 3 else ""
        entry = self.log.begin(
            gateway=place,
            method=request.method,
            path=path,
            query=request.url.query,
            headers=dict(request.headers),
        )
        pace = self.pace(place)
        wire = Wire(
            port=scope["state"]["port"],
            receive=receive,
            send=send,
            log=self.log,
            entry=entry,
            pace=pace if request.method == "POST" or path.startswith("/files/") else Pace(),
            released=self.released,
        )
        await wire.play(await (self._gateway(gate, request, entry) if gate else self._file(request, entry)))

    async def _file(self, request: Request, entry: Entry) -> Answer:
        answer = self.files.answer(entry.path, wanted=entry.headers.get("range", ""))
        params = numbered(dict(parse_qsl(entry.query)))
        seen = sum(each.path == entry.path and each.query == entry.query for each in self.log.entries)
        found = list(self.cues.take(entry.gateway, on="files"))
        if "fault" in params and seen <= params.get("times", seen):
            found.append(faults.Cue(fault=str(params["fault"]), params=params))
        scene = Scene(envelope=_plain_error, request_id=entry.request_id, model="", prefix="")
        for cue in found:
            answer = faults.refused(cue, scene) or faults.altered(cue, answer)
        self.log.note(entry, faults=tuple(cue.fault for cue in found))
        return answer

    async def _gateway(self, gate: Gate, request: Request, entry: Entry) -> Answer:
        early = self.cues.take(gate.id, on="post", early=True) if request.method == "POST" else ()
        answer = faults.NOTHING
        if early:
            for cue in early:
                answer = faults.refused(cue, self._scene(gate, entry)) or faults.altered(cue, answer)
            self.log.note(entry, faults=tuple(cue.fault for cue in early))
            return _identified(answer, gate, entry)
        try:
            answer = await self._answer(gate, request, entry)
        except Wrong as wrong:
            body = gate.envelope(wrong.message, code=wrong.code, param=wrong.param, request_id=entry.request_id)
            answer = json_answer(body, status=wrong.status)
        return _identified(answer, gate, entry)

    async def _answer(self, gate: Gate, request: Request, entry: Entry) -> Answer:
        key = _checked_key(entry)
        path = entry.path.removeprefix(gate.prefix)
        if path == "/models":
            return self._models(gate, entry)
        endpoints = [*gate.models.values(), gate.any_model]
        if not any(path in each for each in endpoints):
            raise Wrong(f"Invalid URL ({request.method} {entry.path})", status=404, code="not_found")
        if request.method != "POST":
            raise Wrong("Method not allowed.", status=405, code="method_not_allowed")
        form = "multipart" in entry.headers.get("content-type", "")
        fields, uploads = await self._fields(request, entry)
        endpoint = _endpoint(gate, path=path, model=fields.get("model"))
        if form != (endpoint.parts is not None):
            wanted = "multipart/form-data" if endpoint.parts else "application/json"
            raise Wrong(f"Expected {wanted}.", status=415, code="unsupported_content_type")
        checked(fields, checks=endpoint.checks, required=endpoint.required)
        for rule in endpoint.rules:
            rule(fields)
        if endpoint.parts:
            await asyncio.to_thread(checked_files, uploads, endpoint.parts)
        order = endpoint.order(fields)
        if key == ORIGINAL_PRICE and gate.id == "tuzi":
            order = replace(order, by="b64")
        return await self._delivered(gate, entry, endpoint=endpoint, order=order)

    async def _delivered(self, gate: Gate, entry: Entry, *, endpoint: Endpoint, order: Order) -> Answer:
        pace = self.pace(gate.id)
        cues = (*self.cues.take(gate.id, on="post"), *cues_in(order.prompt))
        self.log.note(entry, faults=tuple(cue.fault for cue in cues))
        order = replace(order, noise=pace.noise, gap=pace.gap)
        for cue in cues:
            if refusal := faults.refused(cue, self._scene(gate, entry, model=order.model)):
                return refusal
            order = ODD_ORDERS[cue.fault](order, cue.params) if cue.fault in ODD_ORDERS else order
        made = await self._made(gate, entry, order=order)
        answer = (SHAPES[order.shape] if order.shape else endpoint.shape)(made)
        for cue in cues:
            answer = faults.altered(cue, answer)
        return replace(answer, pieces=(Pause(pace.wait), *answer.pieces))

    async def _made(self, gate: Gate, entry: Entry, *, order: Order) -> Made:
        def make() -> Made:
            finals = tuple(self.pictures.make(ask) for ask in order.asks())
            interim = tuple(self.pictures.make(ask) for ask in order.interim())
            host = f"http://{entry.headers['host']}"
            links = tuple(host + self.files.keep(gate.id, picture=each, order=order) for each in finals)
            now = int(time.time())
            return Made(order=order, finals=finals, interim=interim, links=links, id=entry.request_id, created=now)

        return await asyncio.to_thread(make)

    def _models(self, gate: Gate, entry: Entry) -> Answer:
        data = [
            {"id": model, "object": "model", "created": 1_700_000_000, "owned_by": gate.id} for model in gate.models
        ]
        answer = json_answer({"object": "list", "data": data})
        for cue in self.cues.take(gate.id, on="models"):
            answer = faults.refused(cue, self._scene(gate, entry)) or faults.altered(cue, answer)
        return answer

    def _scene(self, gate: Gate, entry: Entry, model: str = "") -> Scene:
        return Scene(envelope=gate.envelope, request_id=entry.request_id, model=model, prefix=gate.prefix)

    async def _fields(self, request: Request, entry: Entry) -> tuple[dict[str, Any], tuple[Upload, ...]]:
        raw = await request.body()
        self.log.note(entry, body_bytes=len(raw))
        fields, uploads = await _form(request) if "multipart" in _kind(entry) else (_json(raw, _kind(entry)), ())
        self.log.note(entry, body=fields, files=uploads)
        return fields, uploads


async def _form(request: Request) -> tuple[dict[str, Any], tuple[Upload, ...]]:
    fields: dict[str, Any] = {}
    uploads: list[Upload] = []
    try:
        form = await request.form()
    except MultiPartException as broken:
        raise Wrong(f"Broken form: {broken.message}", code="invalid_form") from broken
    async with request.form():
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                head = {"filename": value.filename or "", "content_type": value.content_type or ""}
                uploads.append(Upload(name=name, data=await value.read(), **head))
            elif name in fields:
                raise Wrong(f"Duplicate parameter: '{name}'.", param=name)
            else:
                fields[name] = value
    return fields, tuple(uploads)


def _json(raw: bytes, kind: str) -> dict[str, Any]:
    if not kind.startswith("application/json"):
        raise Wrong("Expected application/json.", status=415, code="unsupported_content_type")
    try:
        fields = json.loads(raw)
    except ValueError as broken:
        raise Wrong(f"We could not parse the JSON body of your request: {broken}", code="invalid_json") from broken
    if not isinstance(fields, dict):
        raise Wrong("Expected a JSON object.", code="invalid_json")
    return fields


def _kind(entry: Entry) -> str:
    return entry.headers.get("content-type", "")


def _checked_key(entry: Entry) -> str:
    found = re.fullmatch(r"Bearer (sk-sim\S*)", entry.key)
    if not found:
        raise Wrong("无效的令牌 Invalid API key", status=401, code="invalid_api_key")
    return found[1]


def _endpoint(gate: Gate, *, path: str, model: Any) -> Endpoint:
    if not isinstance(model, str) or not model:
        raise Wrong("Missing required parameter: 'model'.", param="model", code="missing_required_parameter")
    endpoints = gate.models.get(model, gate.any_model)
    if not endpoints:
        status, said, code = gate.missing_model
        raise Wrong(said.format(model=model), status=status, code=code)
    if path not in endpoints:
        said = f"The model '{model}' is not supported on {path}."
        raise Wrong(said, param="model", code="unsupported_model")
    return endpoints[path]


def _identified(answer: Answer, gate: Gate, entry: Entry) -> Answer:
    return replace(answer, headers={gate.request_id_header: entry.request_id, **answer.headers})


def _plain_error(message: str, *, code: str, request_id: str, param: str = "", kind: str = "") -> dict[str, str]:
    return {"error": message}
