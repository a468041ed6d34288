"""The gateways as data: which models each has, what each takes at which endpoint, and how each answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.simulator import orders, strict
from tests.simulator.chat_shapes import chat_blocks, chat_choice, chat_message, chat_text
from tests.simulator.errors import Envelope, bare_detail, new_api, openai_like
from tests.simulator.order import Order
from tests.simulator.parts import MB, Parts
from tests.simulator.shapes import Shape, images_plain, images_usage
from tests.simulator.strict import Check, digits, flag, one_of, whole, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What one model takes at one endpoint, and how it answers. `parts`: the body is a form with files."""

    checks: Mapping[str, Check]
    required: tuple[str, ...]
    order: Callable[[strict.Fields], Order]
    shape: Shape
    rules: tuple[Callable[[strict.Fields], None], ...] = ()
    parts: Parts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gateway. `models` maps a model's id to its endpoints by path; `any_model` answers for the rest."""

    id: str
    prefix: str
    env: str
    models: Mapping[str, Mapping[str, Endpoint]]
    envelope: Envelope
    request_id_header: str
    missing_model: tuple[int, str, str]
    any_model: Mapping[str, Endpoint] = field(default_factory=dict)


GENERATIONS, EDITS, CHAT = "/images/generations", "/images/edits", "/chat/completions"
PROMPT_32000 = {"model": words(), "prompt": words(32_000)}
LINK_KIND = one_of("url", "b64_json")
USER = words(256)


def tuzi() -> Gate:
    """tu-zi's two pages."""
    common = {
        "model": words(),
        "prompt": words(),
        "response_format": LINK_KIND,
        "user": USER,
        "quality": one_of("1k", "2k", "4k"),
        "size": strict.ratio_token,
    }
    required = ("model", "prompt")
    generations = partial(Endpoint, checks={**common, "n": whole(1, 10)}, required=required, shape=images_plain)
    edits = partial(
        Endpoint,
        checks={**common, "n": digits(1, 10)},
        required=required,
        shape=images_plain,
        parts=Parts(mask=True, mask_heaviest=4 * MB),
    )
    chat = partial(
        Endpoint,
        checks={"model": words(), "messages": strict.chat_messages, "stream": flag},
        required=("model", "messages", "stream"),
        rules=(orders.must_stream, orders.no_assistant_pictures),
        shape=chat_text,
    )

    def model(tier: str) -> dict[str, Endpoint]:
        return {
            GENERATIONS: generations(order=orders.tuzi_images(tier)),
            EDITS: edits(order=orders.tuzi_images(tier, edit=True)),
            CHAT: chat(order=orders.tuzi_chat(tier)),
        }

    models = {"gemini-3-pro-image-preview": model("1K"), "gemini-3-pro-image-preview-hd": model("4K")}
    return _new_api_gate("tuzi", prefix="/tuzi/v1", env="TUZI", models=models)


def dmxapi() -> Gate:
    """DMXAPI. `4k` stands in its own sample beside the documented `4K` (docs/gateways.md, C9)."""
    common = {
        **PROMPT_32000,
        "aspect_ratio": one_of(*strict.RATIOS),
        "size": one_of("1K", "2K", "4K", "1k", "2k", "4k"),
        "response_format": LINK_KIND,
    }
    required = ("model", "prompt", "n")
    model = {
        GENERATIONS: Endpoint(
            checks={**common, "n": one_of(1)}, required=required, order=orders.dmxapi(), shape=images_plain
        ),
        EDITS: Endpoint(
            checks={**common, "n": one_of("1")},
            required=required,
            order=orders.dmxapi(edit=True),
            shape=images_plain,
            parts=Parts(),
        ),
    }
    return _new_api_gate("dmxapi", prefix="/dmxapi/v1", env="DMXAPI", models={"nano-banana-2": model})


def turing() -> Gate:
    """Turing; Seedream's `image` by docs/gateways.md, Q24, which its own page neither names nor rules out."""
    seedream = Endpoint(
        checks={
            **PROMPT_32000,
            "image": strict.pictures(14),
            "n": whole(1, 15),
            "size": strict.matching(r"2K|4K|[1-9][0-9]{2,4}x[1-9][0-9]{2,4}", "2K"),
            "response_format": LINK_KIND,
            "sequential_image_generation": one_of("auto", "disabled"),
            "sequential_image_generation_options": strict.record(max_images=whole(1, 15)),
        },
        required=("model", "prompt"),
        order=orders.seedream,
        shape=images_plain,
    )
    gpt = _gpt_checks(formats=("png", "jpeg"), qualities=("low", "medium", "high"), size=strict.gpt_image_2_size)
    backgrounds = one_of("auto", "transparent")
    fidelity = {"input_fidelity": one_of("low", "high")}
    parts = Parts(several="image[]", kinds=("PNG", "JPEG"), mask=True)
    gpt_image_2 = {
        GENERATIONS: _gpt(gpt),
        EDITS: _gpt(
            {**_form(gpt), "background": backgrounds, "moderation": gpt["moderation"], **fidelity}, parts=parts
        ),
    }
    models = {
        "doubao-seedream-4-5-251128": {GENERATIONS: seedream},
        "turing/gpt-image-2": gpt_image_2,
        "turing/gemini-3-pro-image": {CHAT: _turing_gemini(("1K", "2K", "4K"), chat_choice)},
        "turing/gemini-3.1-flash-image": {CHAT: _turing_gemini(("1K", "2K", "4K"), chat_choice)},
        "turing/gemini-3.1-flash-lite-image": {CHAT: _turing_gemini(("1K", "2K", "4K"), chat_choice)},
        "turing/gemini-2.5-flash-image": {CHAT: _turing_gemini(("1K",), chat_blocks)},
    }
    return Gate(
        id="turing",
        prefix="/turing/api/v1",
        env="TURING",
        models=models,
        envelope=openai_like,
        request_id_header="x-request-id",
        missing_model=(404, "The model '{model}' does not exist.", "model_not_found"),
    )


def qiniu() -> Gate:
    """Qiniu's guide."""
    config = strict.record(aspect_ratio=one_of(*strict.RATIOS), image_size=one_of("1K", "2K", "4K"))
    chat = Endpoint(
        checks={"model": words(), "messages": strict.chat_messages, "stream": flag, "image_config": config},
        required=("model", "messages"),
        rules=(orders.no_assistant_pictures,),
        order=orders.qiniu,
        shape=chat_message,
    )
    return Gate(
        id="qiniu",
        prefix="/qiniu/v1",
        env="QINIU",
        models={"gemini-3.0-pro-image-preview": {CHAT: chat}},
        envelope=openai_like,
        request_id_header="x-reqid",
        missing_model=(400, "model {model} not found", "invalid_model"),
    )


def openai() -> Gate:
    """What the OpenAI Python SDK documents (docs/gateways.md, Q25, Q26)."""
    kinds, qualities = ("png", "jpeg", "webp"), ("low", "medium", "high", "auto")
    three = one_of("auto", "1024x1024", "1536x1024", "1024x1536")
    stream = {"stream": flag, "partial_images": whole(0, 3)}
    older = {**_gpt_checks(formats=kinds, qualities=qualities, size=three), **stream}
    newer = {**older, "size": strict.gpt_image_2_size}
    fidelity = {"input_fidelity": one_of("low", "high")}
    parts = Parts(several="image[]", mask=True)

    def model(checks: Mapping[str, Check], more: Mapping[str, Check]) -> dict[str, Endpoint]:
        return {GENERATIONS: _gpt(checks), EDITS: _gpt({**_form(checks), **more}, parts=parts)}

    models = {"gpt-image-1": model(older, fidelity), "gpt-image-1.5": model(older, fidelity)}
    return Gate(
        id="openai",
        prefix="/openai/v1",
        env="OPENAI",
        models={**models, "gpt-image-2": model(newer, {})},
        envelope=openai_like,
        request_id_header="x-request-id",
        missing_model=(404, "The model '{model}' does not exist or you do not have access.", "model_not_found"),
    )


def custom() -> Gate:
    """Any other OpenAI-compatible server: takes every model and every field, checks only the basics."""
    anything = strict.anything
    images = ("model", "prompt", "n", "size", "quality", "response_format", "user", "style", "background", "stream")
    more = ("output_format", "output_compression", "moderation", "partial_images", "seed", "negative_prompt")
    lenient = dict.fromkeys((*images, *more), anything) | {"model": words(), "prompt": words()}
    said = ("model", "messages", "stream", "modalities", "image_config", "imageConfig", "extra_body", "user", "n")
    chat = dict.fromkeys(said, anything) | {"model": words(), "messages": strict.chat_messages}
    any_model = {
        GENERATIONS: Endpoint(
            checks=lenient, required=("model", "prompt"), order=orders.free_images(), shape=images_usage
        ),
        EDITS: Endpoint(
            checks=lenient,
            required=("model", "prompt"),
            order=orders.free_images(edit=True),
            shape=images_usage,
            parts=Parts(several="image[]", mask=True),
        ),
        CHAT: Endpoint(checks=chat, required=("model", "messages"), order=orders.free_chat, shape=chat_message),
    }
    return Gate(
        id="custom",
        prefix="/custom/v1",
        env="CUSTOM",
        models={"gpt-image-1": any_model, "gemini-3-pro-image": any_model},
        any_model=any_model,
        envelope=bare_detail,
        request_id_header="x-request-id",
        missing_model=(404, "model {model} not found", "not_found"),
    )


def all_gates() -> tuple[Gate, ...]:
    return (tuzi(), dmxapi(), turing(), qiniu(), openai(), custom())


def _new_api_gate(id: str, *, prefix: str, env: str, models: Mapping[str, Mapping[str, Endpoint]]) -> Gate:
    said = "当前分组 default 下对于模型 {model} 无可用渠道 / No available channel for model {model}"
    return Gate(
        id=id,
        prefix=prefix,
        env=env,
        models=models,
        envelope=new_api,
        request_id_header="x-oneapi-request-id",
        missing_model=(503, said, "model_not_found"),
    )


def _gpt_checks(*, formats: tuple[str, ...], qualities: tuple[str, ...], size: Check) -> dict[str, Check]:
    return {
        **PROMPT_32000,
        "n": whole(1, 10),
        "size": size,
        "quality": one_of(*qualities),
        "output_format": one_of(*formats),
        "output_compression": whole(0, 100),
        "background": one_of("transparent", "opaque", "auto"),
        "moderation": one_of("auto", "low"),
        "user": USER,
    }


def _form(checks: Mapping[str, Check]) -> dict[str, Check]:
    """The same in a form, where every value is text; an edit at OpenAI has no `moderation` (openai-python)."""
    numbers = {"n": digits(1, 10), "output_compression": digits(0, 100), "partial_images": digits(0, 3)}
    texts = {**numbers, "stream": one_of("true", "false")}
    return {name: texts.get(name, check) for name, check in checks.items() if name != "moderation"}


def _gpt(checks: Mapping[str, Check], parts: Parts | None = None) -> Endpoint:
    return Endpoint(
        checks=checks,
        required=("model", "prompt"),
        rules=(orders.transparent_needs_alpha, orders.compression_needs_loss, orders.one_when_streamed),
        order=orders.gpt_image(edit=parts is not None),
        shape=images_usage,
        parts=parts,
    )


def _turing_gemini(tiers: tuple[str, ...], shape: Shape) -> Endpoint:
    output = strict.record(mimeType=one_of("image/png", "image/jpeg"), compressionQuality=whole(0, 100))
    sizes: dict[str, Any] = {"aspectRatio": one_of(*strict.RATIOS), "imageSize": one_of(*tiers)}
    checks = {
        "model": words(),
        "messages": strict.chat_messages,
        "stream": flag,
        "modalities": strict.modalities,
        "imageConfig": strict.record(**sizes, imageOutputOptions=output),
    }
    signed = () if tiers == ("1K",) else (orders.no_assistant_pictures,)  # 2.5 Flash has no signatures
    return Endpoint(
        checks=checks, required=("model", "messages"), rules=signed, order=orders.turing_gemini(tiers), shape=shape
    )
