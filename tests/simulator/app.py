"""ASGI app: finds the gateway, checks the request, plays the faults, delivers the pictures."""

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
from tests.simulator.connection import AnswerConnection, Message, Pace, Receive, Send
from tests.simulator.delivery import Delivery
from tests.simulator.delivery_faults import DELIVERY_FAULTS, SHAPES
from tests.simulator.errors import json_answer
from tests.simulator.fault_selection import FaultQueue, faults_in_prompt, parse_numbers
from tests.simulator.gateways import Endpoint, SimulatedGateway, all_gateways
from tests.simulator.lazy_json import RenderedDelivery
from tests.simulator.log import Log, LoggedRequest
from tests.simulator.pictures import Pictures, PictureSpec
from tests.simulator.refusals import RefusalContext
from tests.simulator.strict import RequestRejected, check_fields
from tests.simulator.uploads import Upload, check_files

ORIGINAL_PRICE = "sk-sim-yuanjia"
"""A key of tu-zi's 原价 group, which answers in base64; every other key is of the default group."""


class App:
    """All gateways on one port. What is asked for is in `log`, what goes wrong in `fault_queue`."""

    def __init__(self) -> None:
        self.log = Log()
        self.fault_queue = FaultQueue()
        self.pictures = Pictures()
        self.files = files.Files()
        self.paces: dict[str, Pace] = {}
        self.further_models: dict[str, tuple[str, ...]] = {}
        self.released = asyncio.Event()
        self.gateways = {gateway.prefix: gateway for gateway in all_gateways()}

    def pace(self, gateway: str) -> Pace:
        return self.paces.get(gateway) or self.paces.get("") or Pace()

    def warm(self, *, width: int = 4096, height: int = 4096) -> int:
        """Makes the noisy picture of that size ahead of time, so that serving it costs little.

        Returns its bytes.
        """
        return len(
            self.pictures.make(PictureSpec(prompt="", width=width, height=height, quality=0, noise=True)).data
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = request.url.path
        gateway = next(
            (gateway for prefix, gateway in self.gateways.items() if path.startswith(f"{prefix}/")), None
        )
        if gateway:
            gateway_id = gateway.id
        else:
            gateway_id = path.split("/")[2] if path.startswith("/files/") and path.count("/") == 3 else ""
        entry = self.log.begin(
            gateway=gateway_id,
            method=request.method,
            path=path,
            query=request.url.query,
            headers=dict(request.headers),
        )
        pace = self.pace(gateway_id)
        wire = AnswerConnection(
            port=scope["state"]["port"],
            receive=receive,
            send=send,
            log=self.log,
            entry=entry,
            pace=pace if request.method == "POST" or path.startswith("/files/") else Pace(),
            released=self.released,
        )
        await wire.play(await (self._gateway(gateway, request, entry) if gateway else self._file(request, entry)))

    async def _file(self, request: Request, entry: LoggedRequest) -> Answer:
        answer = self.files.answer(entry.path, range_header=entry.headers.get("range", ""))
        params = parse_numbers(dict(parse_qsl(entry.query)))
        seen = sum(known.path == entry.path and known.query == entry.query for known in self.log.entries)
        planned = list(self.fault_queue.take(entry.gateway, on="files"))
        if "fault" in params and seen <= params.get("times", seen):
            planned.append(faults.PlannedFault(fault=str(params["fault"]), params=params))
        scene = RefusalContext(envelope=_plain_error, request_id=entry.request_id, model="", prefix="")
        for fault in planned:
            answer = faults.refusal_for(fault, scene) or faults.apply_fault(fault, answer)
        self.log.note(entry, faults=tuple(fault.fault for fault in planned))
        return answer

    async def _gateway(self, gateway: SimulatedGateway, request: Request, entry: LoggedRequest) -> Answer:
        early = self.fault_queue.take(gateway.id, on="post", early=True) if request.method == "POST" else ()
        answer = faults.NOTHING
        if early:
            for fault in early:
                answer = faults.refusal_for(fault, self._scene(gateway, entry)) or faults.apply_fault(fault, answer)
            self.log.note(entry, faults=tuple(fault.fault for fault in early))
            return _with_request_id(answer, gateway, entry)
        try:
            answer = await self._answer(gateway, request, entry)
        except RequestRejected as wrong:
            body = gateway.envelope(wrong.message, code=wrong.code, param=wrong.param, request_id=entry.request_id)
            answer = json_answer(body, status=wrong.status)
        return _with_request_id(answer, gateway, entry)

    async def _answer(self, gateway: SimulatedGateway, request: Request, entry: LoggedRequest) -> Answer:
        key = _check_key(entry)
        path = entry.path.removeprefix(gateway.prefix)
        if path == "/models":
            return self._models(gateway, entry)
        endpoints = [*gateway.models.values(), gateway.any_model]
        if not any(path in known for known in endpoints):
            raise RequestRejected(f"Invalid URL ({request.method} {entry.path})", status=404, code="not_found")
        if request.method != "POST":
            raise RequestRejected("Method not allowed.", status=405, code="method_not_allowed")
        form = "multipart" in entry.headers.get("content-type", "")
        fields, uploads = await self._fields(request, entry)
        endpoint = _endpoint(gateway, path=path, model=fields.get("model"))
        if form != (endpoint.file_rules is not None):
            content_type = "multipart/form-data" if endpoint.file_rules else "application/json"
            raise RequestRejected(f"Expected {content_type}.", status=415, code="unsupported_content_type")
        check_fields(fields, checks=endpoint.checks, required=endpoint.required)
        for rule in endpoint.rules:
            rule(fields)
        if endpoint.file_rules:
            await asyncio.to_thread(check_files, uploads, endpoint.file_rules, fields)
        delivery = endpoint.delivery(fields)
        if key == ORIGINAL_PRICE and gateway.id == "tuzi":
            delivery = replace(delivery, by="b64")
        return await self._deliver(gateway, entry, endpoint=endpoint, delivery=delivery)

    async def _deliver(
        self, gateway: SimulatedGateway, entry: LoggedRequest, *, endpoint: Endpoint, delivery: Delivery
    ) -> Answer:
        pace = self.pace(gateway.id)
        planned = (*self.fault_queue.take(gateway.id, on="post"), *faults_in_prompt(delivery.prompt))
        self.log.note(entry, faults=tuple(fault.fault for fault in planned))
        delivery = replace(delivery, noise=pace.noise, gap=pace.gap)
        for fault in planned:
            if refusal := faults.refusal_for(fault, self._scene(gateway, entry, model=delivery.model)):
                return refusal
            delivery = (
                DELIVERY_FAULTS[fault.fault](delivery, fault.params) if fault.fault in DELIVERY_FAULTS else delivery
            )
        rendered = await self._render(gateway, entry, delivery=delivery)
        answer = (SHAPES[delivery.shape] if delivery.shape else endpoint.shape)(rendered)
        for fault in planned:
            answer = faults.apply_fault(fault, answer)
        return replace(answer, pieces=(Pause(pace.wait), *answer.pieces))

    async def _render(
        self, gateway: SimulatedGateway, entry: LoggedRequest, *, delivery: Delivery
    ) -> RenderedDelivery:
        def make() -> RenderedDelivery:
            finals = tuple(self.pictures.make(spec) for spec in delivery.final_pictures())
            interim = tuple(self.pictures.make(spec) for spec in delivery.interim_pictures())
            host = f"http://{entry.headers['host']}"
            links = tuple(
                host + self.files.publish(gateway.id, picture=picture, delivery=delivery) for picture in finals
            )
            now = int(time.time())
            return RenderedDelivery(
                delivery=delivery, finals=finals, interim=interim, links=links, id=entry.request_id, created=now
            )

        return await asyncio.to_thread(make)

    def _models(self, gateway: SimulatedGateway, entry: LoggedRequest) -> Answer:
        data = [
            {"id": model, "object": "model", "created": 1_700_000_000, "owned_by": gateway.id}
            for model in (*gateway.models, *self.further_models.get(gateway.id, ()))
        ]
        answer = json_answer({"object": "list", "data": data})
        for fault in self.fault_queue.take(gateway.id, on="models"):
            answer = faults.refusal_for(fault, self._scene(gateway, entry)) or faults.apply_fault(fault, answer)
        return answer

    def _scene(self, gateway: SimulatedGateway, entry: LoggedRequest, model: str = "") -> RefusalContext:
        return RefusalContext(
            envelope=gateway.envelope, request_id=entry.request_id, model=model, prefix=gateway.prefix
        )

    async def _fields(self, request: Request, entry: LoggedRequest) -> tuple[dict[str, Any], tuple[Upload, ...]]:
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
        raise RequestRejected(f"Broken form: {broken.message}", code="invalid_form") from broken
    async with request.form():
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                head = {"filename": value.filename or "", "content_type": value.content_type or ""}
                uploads.append(Upload(name=name, data=await value.read(), **head))
            elif name in fields:
                raise RequestRejected(f"Duplicate parameter: '{name}'.", param=name)
            else:
                fields[name] = value
    return fields, tuple(uploads)


def _json(raw: bytes, kind: str) -> dict[str, Any]:
    if not kind.startswith("application/json"):
        raise RequestRejected("Expected application/json.", status=415, code="unsupported_content_type")
    try:
        fields = json.loads(raw)
    except ValueError as broken:
        raise RequestRejected(
            f"We could not parse the JSON body of your request: {broken}", code="invalid_json"
        ) from broken
    if not isinstance(fields, dict):
        raise RequestRejected("Expected a JSON object.", code="invalid_json")
    return fields


def _kind(entry: LoggedRequest) -> str:
    return entry.headers.get("content-type", "")


def _check_key(entry: LoggedRequest) -> str:
    match = re.fullmatch(r"Bearer (sk-sim\S*)", entry.key)
    if not match:
        raise RequestRejected("无效的令牌 Invalid API key", status=401, code="invalid_api_key")
    return match[1]


def _endpoint(gateway: SimulatedGateway, *, path: str, model: Any) -> Endpoint:
    if not isinstance(model, str) or not model:
        raise RequestRejected(
            "Missing required parameter: 'model'.", param="model", code="missing_required_parameter"
        )
    endpoints = gateway.models.get(model, gateway.any_model)
    if not endpoints:
        status, message, code = gateway.missing_model
        raise RequestRejected(message.format(model=model), status=status, code=code)
    if path not in endpoints:
        message = f"The model '{model}' is not supported on {path}."
        raise RequestRejected(message, param="model", code="unsupported_model")
    return endpoints[path]


def _with_request_id(answer: Answer, gateway: SimulatedGateway, entry: LoggedRequest) -> Answer:
    return replace(answer, headers={gateway.request_id_header: entry.request_id, **answer.headers})


def _plain_error(message: str, *, code: str, request_id: str, param: str = "", kind: str = "") -> dict[str, str]:
    return {"error": message}
