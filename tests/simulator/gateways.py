"""The gateways as data: models, the fields that each endpoint takes, and how each answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.simulator import gateway_deliveries, gpt_rules, strict
from tests.simulator.chat_shapes import chat_blocks, chat_choice, chat_message, chat_text
from tests.simulator.delivery import Delivery
from tests.simulator.errors import Envelope, bare_detail, new_api, openai_like
from tests.simulator.shapes import Shape, images_plain, images_usage
from tests.simulator.strict import Check, flag, integer, integer_text, one_of, string
from tests.simulator.uploads import MB, FileRules

Rule = Callable[[strict.Fields], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Fields and answers of one model at one endpoint. `file_rules`: the body is a form with files."""

    checks: Mapping[str, Check]
    required: tuple[str, ...]
    delivery: Callable[[strict.Fields], Delivery]
    shape: Shape
    rules: tuple[Rule, ...] = ()
    file_rules: FileRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedGateway:
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
PROMPT_32000 = {"model": string(), "prompt": string(32_000)}
LINK_KIND = one_of("url", "b64_json")
USER = string(256)


def tuzi() -> SimulatedGateway:
    """tu-zi's two pages."""
    common = {
        "model": string(),
        "prompt": string(),
        "response_format": LINK_KIND,
        "user": USER,
        "quality": one_of("1k", "2k", "4k"),
        "size": strict.ratio_token,
    }
    required = ("model", "prompt")
    generations = partial(Endpoint, checks={**common, "n": integer(1, 10)}, required=required, shape=images_plain)
    edits = partial(
        Endpoint,
        checks={**common, "n": integer_text(1, 10)},
        required=required,
        shape=images_plain,
        file_rules=FileRules(mask=True, max_mask_bytes=4 * MB),
    )
    chat = partial(
        Endpoint,
        checks={"model": string(), "messages": strict.chat_messages, "stream": flag},
        required=("model", "messages", "stream"),
        rules=(gateway_deliveries.must_stream, gateway_deliveries.no_assistant_pictures),
        shape=chat_text,
    )

    def model(tier: str) -> dict[str, Endpoint]:
        return {
            GENERATIONS: generations(delivery=gateway_deliveries.tuzi_images(tier)),
            EDITS: edits(delivery=gateway_deliveries.tuzi_images(tier, edit=True)),
            CHAT: chat(delivery=gateway_deliveries.tuzi_chat(tier)),
        }

    models = {"gemini-3-pro-image-preview": model("1K"), "gemini-3-pro-image-preview-hd": model("4K")}
    return _new_api_gate("tuzi", prefix="/tuzi/v1", env="TUZI", models=models)


def dmxapi() -> SimulatedGateway:
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
            checks={**common, "n": one_of(1)},
            required=required,
            delivery=gateway_deliveries.dmxapi(),
            shape=images_plain,
        ),
        EDITS: Endpoint(
            checks={**common, "n": one_of("1")},
            required=required,
            delivery=gateway_deliveries.dmxapi(edit=True),
            shape=images_plain,
            file_rules=FileRules(),
        ),
    }
    return _new_api_gate("dmxapi", prefix="/dmxapi/v1", env="DMXAPI", models={"nano-banana-2": model})


def turing() -> SimulatedGateway:
    """Turing; Seedream's `image` by docs/gateways.md, Q24, which its own page neither names nor rules out."""
    seedream = Endpoint(
        checks={
            **PROMPT_32000,
            "image": strict.pictures(14),
            "n": integer(1, 15),
            "size": strict.matching(r"2K|4K|[1-9][0-9]{2,4}x[1-9][0-9]{2,4}", "2K"),
            "response_format": LINK_KIND,
            "sequential_image_generation": one_of("auto", "disabled"),
            "sequential_image_generation_options": strict.record(max_images=integer(1, 15)),
        },
        required=("model", "prompt"),
        delivery=gateway_deliveries.seedream,
        shape=images_plain,
    )
    gpt = _gpt_checks(formats=("png", "jpeg"), qualities=("low", "medium", "high"), size=strict.gpt_image_2_size)
    backgrounds = one_of("auto", "transparent")
    fidelity = {"input_fidelity": one_of("low", "high")}
    file_rules = FileRules(repeated_field="image[]", kinds=("PNG", "JPEG"), mask=True)
    gpt_image_2 = {
        GENERATIONS: _gpt(gpt),
        EDITS: _gpt(
            {**_form(gpt), "background": backgrounds, "moderation": gpt["moderation"], **fidelity},
            file_rules=file_rules,
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
    return SimulatedGateway(
        id="turing",
        prefix="/turing/api/v1",
        env="TURING",
        models=models,
        envelope=openai_like,
        request_id_header="x-request-id",
        missing_model=(404, "The model '{model}' does not exist.", "model_not_found"),
    )


def qiniu() -> SimulatedGateway:
    """Qiniu's guide."""
    config = strict.record(aspect_ratio=one_of(*strict.RATIOS), image_size=one_of("1K", "2K", "4K"))
    chat = Endpoint(
        checks={"model": string(), "messages": strict.chat_messages, "stream": flag, "image_config": config},
        required=("model", "messages"),
        rules=(gateway_deliveries.no_assistant_pictures,),
        delivery=gateway_deliveries.qiniu,
        shape=chat_message,
    )
    return SimulatedGateway(
        id="qiniu",
        prefix="/qiniu/v1",
        env="QINIU",
        models={"gemini-3.0-pro-image-preview": {CHAT: chat}},
        envelope=openai_like,
        request_id_header="x-reqid",
        missing_model=(400, "model {model} not found", "invalid_model"),
    )


def openai() -> SimulatedGateway:
    """OpenAI by its Python SDK (docs/gateways.md, Q25, Q26), of 2.5 and 2.6 the pages of "Families"."""
    kinds, qualities = ("png", "jpeg", "webp"), ("low", "medium", "high", "auto")
    three = one_of("auto", "1024x1024", "1536x1024", "1024x1536")
    stream = {"stream": flag, "partial_images": integer(0, 3)}
    older = {**_gpt_checks(formats=kinds, qualities=qualities, size=three), **stream}
    newer = {**older, "size": strict.gpt_image_2_size}
    fidelity = {"input_fidelity": one_of("low", "high")}

    def model(
        checks: Mapping[str, Check], more: Mapping[str, Check] = {}, rules: tuple[Rule, ...] = (), **files: Any
    ) -> dict[str, Endpoint]:
        form = FileRules(repeated_field="image[]", mask=True, **files)
        edits = _gpt({**_form(checks), **more}, rules, file_rules=form)
        return {GENERATIONS: _gpt(checks, rules), EDITS: edits}

    finer = {**newer, "quality": one_of(*qualities, "xhigh", "max")}
    latest = {
        **finer,
        "size": strict.matching(r"auto|[1-9][0-9]*x[1-9][0-9]*", "1024x1024"),
        "output_format": one_of(*kinds, "svg", "gif"),
        "complexity": one_of("low", "medium", "high"),
        "frame_count": integer(2, 16),
        "frame_duration_ms": integer(20, 655_350),
    }
    moving = (gpt_rules.frames_are_for_gif, gpt_rules.size_fits)
    models = {
        "gpt-image-1": model(older, fidelity),
        "gpt-image-1-mini": model(older, fidelity),
        "gpt-image-1.5": model(older, fidelity),
        "chatgpt-image-latest": model(older, fidelity),
        "gpt-image-2": model(newer, rules=(gpt_rules.transparent_is_off,)),
    }
    for name in ("flare", "sunburst"):
        models[f"gpt-image-2.5-{name}"] = models[f"gpt-image-2.5-{name}-2026-09-08"] = model(finer)
        models[f"gpt-image-2.6-{name}"] = model(latest, rules=moving, markup=True, without_mask=("gif",))
    return SimulatedGateway(
        id="openai",
        prefix="/openai/v1",
        env="OPENAI",
        models=models,
        envelope=openai_like,
        request_id_header="x-request-id",
        missing_model=(404, "The model '{model}' does not exist or you do not have access.", "model_not_found"),
    )


def custom() -> SimulatedGateway:
    """Any other OpenAI-compatible server: takes every model and every field, checks only the basics."""
    anything = strict.anything
    images = ("model", "prompt", "n", "size", "quality", "response_format", "user", "style", "background", "stream")
    more = ("output_format", "output_compression", "moderation", "partial_images", "seed", "negative_prompt")
    new = ("complexity", "frame_count", "frame_duration_ms")
    lenient = dict.fromkeys((*images, *more, *new), anything) | {"model": string(), "prompt": string()}
    names = ("model", "messages", "stream", "modalities", "image_config", "imageConfig", "extra_body", "user", "n")
    chat = dict.fromkeys(names, anything) | {"model": string(), "messages": strict.chat_messages}
    any_model = {
        GENERATIONS: Endpoint(
            checks=lenient,
            required=("model", "prompt"),
            delivery=gateway_deliveries.free_images(),
            shape=images_usage,
        ),
        EDITS: Endpoint(
            checks=lenient,
            required=("model", "prompt"),
            delivery=gateway_deliveries.free_images(edit=True),
            shape=images_usage,
            file_rules=FileRules(repeated_field="image[]", mask=True),
        ),
        CHAT: Endpoint(
            checks=chat, required=("model", "messages"), delivery=gateway_deliveries.free_chat, shape=chat_message
        ),
    }
    return SimulatedGateway(
        id="custom",
        prefix="/custom/v1",
        env="CUSTOM",
        models={"gpt-image-1": any_model, "gemini-3-pro-image": any_model},
        any_model=any_model,
        envelope=bare_detail,
        request_id_header="x-request-id",
        missing_model=(404, "model {model} not found", "not_found"),
    )


def all_gateways() -> tuple[SimulatedGateway, ...]:
    return (tuzi(), dmxapi(), turing(), qiniu(), openai(), custom())


def _new_api_gate(
    id: str, *, prefix: str, env: str, models: Mapping[str, Mapping[str, Endpoint]]
) -> SimulatedGateway:
    message = "当前分组 default 下对于模型 {model} 无可用渠道 / No available channel for model {model}"
    return SimulatedGateway(
        id=id,
        prefix=prefix,
        env=env,
        models=models,
        envelope=new_api,
        request_id_header="x-oneapi-request-id",
        missing_model=(503, message, "model_not_found"),
    )


def _gpt_checks(*, formats: tuple[str, ...], qualities: tuple[str, ...], size: Check) -> dict[str, Check]:
    return {
        **PROMPT_32000,
        "n": integer(1, 10),
        "size": size,
        "quality": one_of(*qualities),
        "output_format": one_of(*formats),
        "output_compression": integer(0, 100),
        "background": one_of("transparent", "opaque", "auto"),
        "moderation": one_of("auto", "low"),
        "user": USER,
    }


def _form(checks: Mapping[str, Check]) -> dict[str, Check]:
    """The same in a form, where every value is text; an edit at OpenAI has no `moderation` (openai-python)."""
    numbers = {
        "n": integer_text(1, 10),
        "output_compression": integer_text(0, 100),
        "partial_images": integer_text(0, 3),
        "frame_count": integer_text(2, 16),
        "frame_duration_ms": integer_text(20, 655_350),
    }
    texts = {**numbers, "stream": one_of("true", "false")}
    return {name: texts.get(name, check) for name, check in checks.items() if name != "moderation"}


def _gpt(
    checks: Mapping[str, Check], rules: tuple[Rule, ...] = (), *, file_rules: FileRules | None = None
) -> Endpoint:
    return Endpoint(
        checks=checks,
        required=("model", "prompt"),
        rules=(
            gateway_deliveries.transparent_needs_alpha,
            gateway_deliveries.compression_needs_loss,
            gateway_deliveries.one_when_streamed,
            *rules,
        ),
        delivery=gateway_deliveries.gpt_image(edit=file_rules is not None),
        shape=images_usage,
        file_rules=file_rules,
    )


def _turing_gemini(tiers: tuple[str, ...], shape: Shape) -> Endpoint:
    output = strict.record(mimeType=one_of("image/png", "image/jpeg"), compressionQuality=integer(0, 100))
    sizes: dict[str, Any] = {"aspectRatio": one_of(*strict.RATIOS), "imageSize": one_of(*tiers)}
    checks = {
        "model": string(),
        "messages": strict.chat_messages,
        "stream": flag,
        "modalities": strict.modalities,
        "imageConfig": strict.record(**sizes, imageOutputOptions=output),
    }
    signed = () if tiers == ("1K",) else (gateway_deliveries.no_assistant_pictures,)  # 2.5 Flash has no signatures
    return Endpoint(
        checks=checks,
        required=("model", "messages"),
        rules=signed,
        delivery=gateway_deliveries.turing_gemini(tiers),
        shape=shape,
    )
