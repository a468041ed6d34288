"""Code samples of a request: curl, OpenAI's Python SDK, JSON. No key.

Pure. What is sent is said by the wires themselves; here it is only formatted. Pictures are named as files, never
held."""

import json
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never
from urllib.parse import urlsplit, urlunsplit

from providers.request.body import DataUrl, JsonBodyValue, filename
from providers.request.parameters import ParameterChange, revise_fields
from providers.request.prompt import attachments_of
from providers.request.validation import capabilities_for, split_into_calls
from providers.types import ChatWire, Gateway, ImageRequest, ImagesWire, Model, PaintWire, Route
from providers.wires import chat as chat_wire
from providers.wires import images as images_wire

CHAT: Final = "/chat/completions"
IMAGES: Final = frozenset(
    {"background", "model", "n", "output_compression", "output_format", "partial_images", "prompt", "quality"}
    | {"response_format", "size", "stream", "user"}
)
METHODS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    images_wire.GENERATIONS: ("images.generate", IMAGES | {"moderation", "style"}),
    images_wire.EDITS: ("images.edit", IMAGES | {"input_fidelity"}),
    CHAT: ("chat.completions.create", frozenset({"messages", "modalities", "model", "stream"})),
}
"""The SDK's method for a path, and which of our fields it has a parameter for (openai 1.100 to 3)."""
SDK_NAMES: Final = {False: "image", True: "image[]"}
"""What the SDK calls one picture in a form, and each of several; other names it cannot give."""
DATA_URL: Final = """

def data_url(name, mime):
    return f"data:{mime};base64,{base64.b64encode(Path(name).read_bytes()).decode()}"

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSamples:
    """One call as code; every field is "" where nothing is sent."""

    curl: str = ""
    sdk: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file of a form."""

    field: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _SampleCall:
    """A call to be written in every spelling. `name_of` gives the file name of a picture that stands in JSON."""

    base_url: str
    key_env: str
    path: str
    fields: Mapping[str, JsonBodyValue]
    name_of: Callable[[DataUrl], str]
    files: tuple[_File, ...] = ()

    @property
    def url(self) -> str:
        return self.base_url + self.path


@dataclass(frozen=True, slots=True)
class _Code:
    """Stands in a literal where code is to be."""

    text: str


def code_samples(
    gateway: Gateway,
    model: Model,
    *,
    route: Route,
    request: ImageRequest,
    changes: Iterable[ParameterChange] = (),
) -> CodeSamples:
    """Code samples of the first call of a press, as it went out after `changes`.

    The request must have passed `validate`. Raises Unsupported when pictures go along and the route takes none.
    """
    if isinstance(route.wire, PaintWire):
        return CodeSamples()
    first = split_into_calls(request, capabilities_for(route, request))[0]
    asked = _call_of(gateway, model, route, first)
    call = replace(asked, fields=revise_fields(asked.fields, changes))
    return CodeSamples(curl=_curl_command(call), sdk=_sdk_code(call), body=_body_text(call))


def plain_address(url: str) -> str:
    """An address without what may be a secret in it: user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _call_of(gateway: Gateway, model: Model, route: Route, request: ImageRequest) -> _SampleCall:
    pictures = attachments_of(request)

    def name_of(url: DataUrl) -> str:
        return filename(f"image-{pictures.index(url.picture) + 1}", url.picture)

    path, fields, files = _path_fields_files(model, route, request)
    return _SampleCall(
        base_url=plain_address(gateway.base_url),
        key_env=gateway.key_env,
        path=path,
        fields=fields,
        name_of=name_of,
        files=files,
    )


def _path_fields_files(
    model: Model, route: Route, request: ImageRequest
) -> tuple[str, Mapping[str, JsonBodyValue], tuple[_File, ...]]:
    """The path, the fields and the files, as the wires send them."""
    match route.wire:
        case ChatWire():
            return CHAT, chat_wire.build_body(model, route, request), ()
        case ImagesWire(json_images=at_generations, json_edits=in_json):
            if at_generations or not request.images:
                return images_wire.GENERATIONS, images_wire.build_body(model, route, request), ()
            if in_json:
                return images_wire.EDITS, images_wire.build_body(model, route, request), ()
            form = images_wire.build_form(model, route, request)
            files = tuple(
                _File(field=part.name, name=part.filename, mime=part.picture.mime, size=part.picture.size)
                for part in form.files
            )
            return images_wire.EDITS, form.fields, files
        case PaintWire():
            raise TypeError(f"{route.name} sends nothing")
        case _:
            assert_never(route.wire)


def _utf8(text: str) -> str:
    """Half a surrogate pair, which UTF-8 cannot say, leaves as "?" (providers/request/body.py)."""
    return text.encode("utf-8", "replace").decode()


def _json_text(call: _SampleCall) -> str:
    def placeholder(value: object) -> str:
        if not isinstance(value, DataUrl):
            raise TypeError(f"{type(value).__name__} is no JSON")
        return f"data:{value.picture.mime};base64,<{call.name_of(value)}, {value.picture.size} bytes>"

    return _utf8(json.dumps(call.fields, ensure_ascii=False, indent=2, default=placeholder))


def _body_text(call: _SampleCall) -> str:
    if not call.files:
        return _json_text(call)
    files = [
        {"name": file.field, "filename": file.name, "type": file.mime, "bytes": file.size} for file in call.files
    ]
    return _utf8(json.dumps({"fields": call.fields, "files": files}, ensure_ascii=False, indent=2))


def _curl_command(call: _SampleCall) -> str:
    lines = [f"curl {shlex.quote(call.url)}"]
    if call.key_env:
        # In double quotes, so that the shell puts the key in; its name is a setting's.
        lines.append(f'-H "Authorization: Bearer ${call.key_env}"')
    if not call.files:
        # Inline, -d leaves line breaks alone; it takes "@" at the beginning for a file, JSON begins with "{".
        lines += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(_json_text(call))}"]
    else:
        # -F takes "@", "<" and ";type=" in a value for its own signs, --form-string takes nothing for one.
        lines += [f"--form-string {shlex.quote(_utf8(f'{name}={value}'))}" for name, value in call.fields.items()]
        for file in call.files:
            lines.append(f"-F {shlex.quote(f'{file.field}=@{file.name};type={file.mime}')}")
    return " \\\n  ".join(lines) + "\n"


def _sdk_code(call: _SampleCall) -> str:
    urls = _has_data_url(call.fields)
    head = ["import base64"] * urls + ["import os"] * bool(call.key_env)
    head += ["from pathlib import Path"] * bool(urls or call.files)
    head += [""] * bool(head) + ["from openai import OpenAI"]
    key = f'os.environ["{call.key_env}"]' if call.key_env else '"unused"'
    client = f"client = OpenAI(base_url={call.base_url!r}, api_key={key}, max_retries=0)"
    method, arguments = _sdk_call(call)
    argument_lines = "".join(f"    {name}={_literal(value, 4, call)},\n" for name, value in arguments.items())
    request = f"result = client.{method}(\n{argument_lines})\n"
    return "\n".join(head) + (DATA_URL if urls else "") + f"\n{client}\n{request}{_print_code(call, method)}"


def _has_data_url(value: JsonBodyValue) -> bool:
    match value:
        case DataUrl():
            return True
        case Mapping():
            return any(map(_has_data_url, value.values()))
        case str():
            return False
        case Sequence():
            return any(map(_has_data_url, value))
        case _:
            return False


def _print_code(call: _SampleCall, method: str) -> str:
    if call.fields.get("stream") in (True, "true") and method != "post":
        return "for event in result:\n    print(str(event)[:2000])\n"
    return "print(str(result)[:2000])\n"


def _sdk_call(call: _SampleCall) -> tuple[str, dict[str, JsonBodyValue | _Code | list[_Code]]]:
    """The SDK's method and what it is called with; a body that it has no names for goes by its plain `post`."""
    method, parameters = METHODS[call.path]
    if call.path == images_wire.EDITS and not call.files:
        return "post", {"path": call.path, "cast_to": _Code("object"), "body": call.fields}
    pictures = [file for file in call.files if file.field not in ("mask", "markup")]
    has_markup = any(file.field == "markup" for file in call.files)  # which the SDK has no name for
    if has_markup or any(file.field != SDK_NAMES[len(pictures) > 1] for file in pictures):
        files = [_Code(f"({file.field!r}, {_file_tuple(file)})") for file in call.files]
        head = _Code('{"headers": {"Content-Type": "multipart/form-data"}}')
        return "post", {
            "path": call.path,
            "cast_to": _Code("object"),
            "options": head,
            "body": call.fields,
            "files": files,
        }
    arguments: dict[str, JsonBodyValue | _Code | list[_Code]] = {}
    extra: dict[str, JsonBodyValue] = {}
    for name, value in call.fields.items():
        if name in parameters:
            arguments[name] = value is True or value == "true" if name == "stream" else value
        else:
            extra[name] = value
    if pictures:
        contents = [_Code(_file_tuple(file)) for file in pictures]
        arguments["image"] = contents if len(contents) > 1 else contents[0]
    for file in call.files[len(pictures) :]:
        arguments[file.field] = _Code(_file_tuple(file))
    if extra:
        arguments["extra_body"] = extra
    return method, arguments


def _file_tuple(file: _File) -> str:
    return f"({file.name!r}, Path({file.name!r}).read_bytes(), {file.mime!r})"


def _literal(value: object, indent: int, call: _SampleCall) -> str:
    """A value as Python, each item of a list or a mapping on a line of its own."""
    inner, outer = "\n" + " " * (indent + 4), "\n" + " " * indent
    match value:
        case _Code(text=text):
            return text
        case DataUrl(picture=picture):
            return f"data_url({call.name_of(value)!r}, {picture.mime!r})"
        case str():
            return repr(_utf8(value))
        case Mapping() if value:
            items = (f"{inner}{name!r}: {_literal(item, indent + 4, call)}," for name, item in value.items())
            return "{" + "".join(items) + outer + "}"
        case Sequence() if value:
            return "[" + "".join(f"{inner}{_literal(item, indent + 4, call)}," for item in value) + outer + "]"
        case _:
            return repr(value)
