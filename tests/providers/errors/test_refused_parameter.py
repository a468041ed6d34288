"""The parameter that a refusal names.

Every spelling that gateways have for it, and what only looks like one.
"""

import json
from typing import Any

import pytest

from providers.errors.refused_parameter import refused_parameter
from providers.request.parameters import ParameterChange, changes_of, revise_fields
from tests.processor_cost import bounded_cost

IMAGES: dict[str, Any] = {
    "model": "m",
    "prompt": "p",
    "n": 2,
    "stream": True,
    "image": "data:",
    "size": "1024x1024",
    "quality": "high",
    "background": "transparent",
    "moderation": "low",
    "input_fidelity": "high",
    "output_format": "png",
}
CHAT: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "user", "content": "p"}],
    "stream": True,
    "modalities": ["text", "image"],
    "image_config": {"image_size": "4K", "aspect_ratio": "1:1"},
}
EXTRA = "Extra inputs are not permitted"


def error_body(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


def refused(body: Any, fields: dict[str, Any] = IMAGES, *, status: int = 400) -> str:
    change = refused_parameter(status=status, body=json.dumps(body).encode(), fields=fields)
    return "" if change is None else " ".join((change.name, *change.values))


NAMED = [
    ("quality", "Unknown parameter: 'quality'."),
    ("quality", "Unknown parameter 'quality': not allowed"),
    ("output_format", "Unrecognized request argument supplied: output_format"),
    ("moderation", "This model does not support parameter `moderation`"),
    ("quality", "gpt-image does not support the 'quality' parameter"),
    ("input_fidelity", "Unsupported parameter: 'input_fidelity' is not supported with this model."),
    ("quality", 'json: unknown field "quality"'),
    ("quality", "unknown field `quality`, expected one of `model`, `prompt`, `size`"),
    ("quality", "unknown parameter `quality`, supported parameters are `model`, `size`"),
    ("quality", "litellm.UnsupportedParamsError: openai does not support parameters: ['quality'], for model=x."),
    ("quality", "openai does not support parameters: {'quality': 'high'}, for model=x. To drop these, set `drop`"),
    ("quality", "Additional properties are not allowed ('quality' was unexpected)"),
    ("quality", "AsyncImages.generate() got an unexpected keyword argument 'quality'"),
    ("quality", "Unrecognized key(s) in object: 'quality'"),
    ("quality", "The parameter 'quality' is not supported by this model."),
    ("quality", "The `quality` parameter isn't supported for this model"),
    ("quality", "'quality' is not supported."),
    ("quality", "quality is not a valid parameter"),
    ("quality", "Argument not supported on this model: quality"),
    ("quality", "Unrecognized parameter: quality (request id: 20251121abc)"),
    ("size", 'upstream error: {"error":{"message":"Unknown parameter: \'size\'","code":"unknown_parameter"}}'),
    ("quality", "property 'quality' is unsupported"),
    ("quality", f"{EXTRA}, field: 'quality', value: 'high'"),
    (
        "quality",
        "openai does not support parameters: ['quality'], for model=x. To drop these, set `drop_params=True`. "
        "If you want to use these params dynamically send allowed_openai_params=['quality'] in your request.",
    ),
    ("input_fidelity", "The model 'gpt-image-1-mini' does not support the 'input_fidelity' parameter."),
    ("background", f"background: {EXTRA}"),
    (
        "background",
        f"1 validation error for Request\nbackground\n  {EXTRA} [type=extra_forbidden, input_value='a']",
    ),
    ("quality", "Error code: 400 - {'error': {'message': \"Unknown parameter: 'quality'.\", 'param': 'quality'}}"),
    ("quality", "Setting `quality` is not supported by openai, x. To drop it, set `litellm.drop_params = True`."),
    ("quality", f"[{{'type': 'extra_forbidden', 'loc': ('body', 'quality'), 'msg': '{EXTRA}', 'input': 'high'}}]"),
    ("quality", "Model does not support request argument supplied: quality"),
    ("quality", "property quality should not exist"),
    ("quality", "Invalid JSON payload received. Unknown name \"quality\" at 'request.config': Cannot find field."),
    ("quality", "quality参数不支持"),
    ("quality", "模型不支持该参数: quality"),
    ("quality", "当前模型不支持设置 quality"),
    ("quality", "不支持的参数: quality"),
    ("quality", "参数quality不支持"),
    ("quality", "该模型不支持 quality 参数"),
    ("moderation", "该模型不支持参数 `moderation`"),
    ("size", "未知参数：size（request id: 20251121abc）"),
]


@pytest.mark.parametrize(("name", "message"), NAMED)
@pytest.mark.parametrize("status", [400, 422])
def test_one_parameter_by_name_in_words(name: str, message: str, status: int) -> None:
    assert refused(error_body(message), status=status) == name
    assert refused({"detail": message}, status=status) == name


NESTED = json.dumps(error_body("Unknown parameter: 'size'.", param="size", code="unknown_parameter"))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("size", {"error": {"code": "unknown_parameter", "param": "size"}}),
        ("size", {"error": {"type": "UnsupportedParameter", "param": "size", "message": "no"}}),
        ("background", {"detail": [{"loc": ["body", "background"], "msg": EXTRA, "type": "extra_forbidden"}]}),
        ("background", {"detail": [{"loc": ["body", "background"], "msg": "extra fields not permitted"}]}),
        ("quality", {"errors": [{"code": "unrecognized_keys", "keys": ["quality"], "path": [], "message": "no"}]}),
        ("size", {"error": {"message": "Provider returned error", "metadata": {"raw": NESTED}}}),
        ("size", {"code": "x", "message": NESTED, "data": None}),
        (
            "quality",
            {"message": "must NOT have more properties", "params": {"additionalProperty": "quality"}},
        ),
        ("quality", {"message": ["property quality should not exist"], "error": "Bad Request", "statusCode": 400}),
        ("quality", {"message": json.dumps([{"code": "unrecognized_keys", "keys": ["quality"], "message": "no"}])}),
    ],
)
def test_one_parameter_by_a_field_of_its_own(name: str, body: Any) -> None:
    assert refused(body) == name


OTHERS = [
    error_body("Unknown parameter: 'style'."),
    error_body("The size is not supported by this model."),
    error_body("The parameter `size` specified in the request is not valid: it must be at least 3686400 pixels"),
    error_body("Invalid parameter: size"),
    error_body("该尺寸不支持: size"),
    error_body("Unknown parameter.", code="unknown_parameter", param="style"),
    error_body("Unknown parameters: 'size', 'quality'"),
    error_body("Unrecognized request arguments supplied: size, quality"),
    error_body("Unknown parameters: 'size', 'style'"),
    error_body("openai does not support parameters: {'quality': 'high', 'size': '1x1'}"),
    error_body("field 'size' is not allowed together with 'quality'"),
    error_body("不支持的参数: size, quality"),
    error_body(
        json.dumps([{"code": "unrecognized_keys", "keys": ["size"]}, {"code": "too_small", "path": ["quality"]}])
    ),
    error_body(json.dumps([{"code": "unrecognized_keys", "keys": [name]} for name in ("size", "quality")])),
    error_body("Unsupported parameter: 'quality' is not supported when streaming"),
    error_body("parameter 'size' is not supported together with background"),
    *(error_body(f"Unknown parameter: '{name}'.") for name in ("n", "model", "prompt", "image", "mask", "stream")),
    error_body("Invalid size, supported values are 1024x1024, 1536x1024"),
    error_body("Invalid value: '4K' for 'size'. Supported values are: '1024x1024'."),
    error_body("Invalid value.", code="invalid_value", param="size"),
    error_body("Unsupported value: 'quality' does not support 'high' with this model.", param="quality"),
    error_body("'1024x1024' is not supported for 'size'"),
    error_body("size 4K is not supported"),
    error_body("The parameter size 4K is not supported"),
    error_body("output_format 'webp' is not supported"),
    error_body("Unsupported option 'transparent' for 'background'"),
    error_body("Parameter 'background' is not supported with value 'transparent'"),
    error_body(
        "The parameter `size` specified in the request is not valid: image size must be at least 3686400 pixels."
    ),
    error_body("Transparent background is not supported for this model."),
    error_body("Missing required parameter: 'size'."),
    error_body("参数 size 的值不支持"),
    {"detail": [{"loc": ["body", "size"], "msg": "Input should be '1024x1024'", "type": "literal_error"}]},
    {
        "detail": [
            {"loc": ["body", "size"], "msg": EXTRA, "type": "extra_forbidden"},
            {"loc": ["body", "quality"], "msg": EXTRA, "type": "extra_forbidden"},
        ]
    },
    {
        "detail": [
            {"loc": ["body", "size"], "msg": EXTRA, "type": "extra_forbidden"},
            {"loc": ["body", "user"], "msg": "Field required", "type": "missing"},
        ]
    },
    {"detail": [{"loc": ["body", "user"], "msg": "no", "input": "Unknown parameter: 'quality'."}]},
    {"error": {"message": "no", "prompt": "Unknown parameter: 'quality'."}},
    {"detail": [{"loc": ["body", "size"], "msg": EXTRA, "type": "extra_forbidden"}] * 20},
    error_body(""),
    [],
    "Unknown parameter: 'quality'.",
]


@pytest.mark.parametrize("body", OTHERS)
def test_what_names_no_one_parameter_that_was_sent_and_may_go(body: Any) -> None:
    assert refused(body) == ""


@pytest.mark.parametrize("status", [200, 401, 402, 403, 404, 405, 409, 413, 429, 500, 502, 503])
def test_only_a_400_or_422_is_read_for_names(status: int) -> None:
    assert refused(error_body("Unknown parameter: 'quality'."), status=status) == ""


@pytest.mark.parametrize(
    "body", [b"", b"Unknown parameter: 'quality'.", b"<html>Unknown parameter: 'quality'</html>"]
)
def test_only_the_gateways_own_json_counts(body: bytes) -> None:
    assert refused_parameter(status=400, body=body, fields=IMAGES) is None


MODALITIES = "No endpoints found that support the requested output modalities: image, text"


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ("modalities image", 404, MODALITIES),
        ("modalities image", 400, MODALITIES),
        ("modalities image", 400, "Model does not support the requested response modalities: image,text"),
        ("modalities image", 400, "Invalid value for modalities. Supported values are: ['image']."),
        ("modalities", 400, "Unknown parameter: 'modalities'."),
        ("image_config", 400, "Unknown parameter: 'image_config'."),
        ("image_config.image_size", 400, "Unknown parameter: 'image_config.image_size'."),
        (
            "image_config.image_size",
            400,
            "Unknown name \"image_size\" at 'generation_config.image_config': no field.",
        ),
        ("image_config", 422, "unknown field `image_config`, expected one of `modalities`, `model`"),
        ("", 404, "No endpoints found that support image input"),
        ("", 404, "Unknown parameter: 'image_config'."),
        ("", 400, "does not support input modalities: image"),
        ("", 400, "Unknown parameter: 'messages'."),
        ("", 400, "Unsupported parameters: 'modalities', 'image_config'"),
        ("", 400, "Unsupported parameters: modalities and image_config"),
        ("", 500, MODALITIES),
    ],
)
def test_a_chat_request(change: str, status: int, message: str) -> None:
    assert refused(error_body(message), CHAT, status=status) == change


def test_modalities_are_narrowed_once_and_only_where_they_were_sent() -> None:
    assert refused(error_body(MODALITIES), {**CHAT, "modalities": ["image"]}, status=404) == ""
    assert refused(error_body(MODALITIES), {"model": "m", "messages": []}, status=404) == ""


def test_the_fields_are_revised_to_the_letter() -> None:
    size, ratio = (ParameterChange(name=f"image_config.{name}") for name in ("image_size", "aspect_ratio"))
    assert revise_fields(CHAT, [size])["image_config"] == {"aspect_ratio": "1:1"}
    assert "image_config" not in revise_fields(CHAT, [size, ratio])
    assert revise_fields(CHAT, [ParameterChange(name="modalities", values=("image",))])["modalities"] == ["image"]
    assert revise_fields(IMAGES, [size, ParameterChange(name="style")]) == IMAGES
    assert CHAT["image_config"] == {"image_size": "4K", "aspect_ratio": "1:1"}


@pytest.mark.parametrize("change", [ParameterChange(name="a.b"), ParameterChange(name="m", values=("image", "x"))])
def test_a_notice_says_the_whole_change(change: ParameterChange) -> None:
    assert changes_of([change.notice]) == (change,)


@pytest.mark.parametrize(
    "evil",
    ["a" * 9000, "a," * 9000, "a.b" * 9000, "'a'," * 9000, "unknown parameter a," * 999, "{" * 9000, " " * 9000],
)
def test_no_refusal_holds_up_the_others(evil: str) -> None:
    body = json.dumps({"error": {"message": evil, "details": [f"{number}{evil}" for number in range(9)]}}).encode()
    with bounded_cost(loops=50):
        refused_parameter(status=400, body=body, fields=IMAGES)
