"""The exact requests, as literal JSON.

What leaves for each model, by each route, for several intents.

Each row: gateway, model, route, what was asked, the whole body.
"""

from typing import Any

PROMPT = "画一只可爱的橘猫"
MESSAGES = [{"role": "user", "content": PROMPT}]
WIDE = {"aspect_ratio": "16:9", "resolution": "4K"}

Row = tuple[str, str, str, dict[str, Any], dict[str, Any]]


def _tuzi() -> list[Row]:
    pro, hd = "gemini-3-pro-image-preview", "gemini-3-pro-image-preview-hd"
    every = {
        "aspect_ratio": "21:9",
        "resolution": "4K",
        "count": 3,
        "options": {"response_format": "b64_json", "user": "u-1"},
    }
    rows: list[Row] = []
    for model in (pro, hd):
        rows += [
            ("tuzi", model, "images", {}, {"model": model, "prompt": PROMPT}),
            (
                "tuzi",
                model,
                "images",
                WIDE,
                {"model": model, "prompt": PROMPT, "size": "16x9", "quality": "4k"},
            ),
            (
                "tuzi",
                model,
                "images",
                every,
                {
                    "model": model,
                    "prompt": PROMPT,
                    "size": "21x9",
                    "quality": "4k",
                    "n": 3,
                    "response_format": "b64_json",
                    "user": "u-1",
                },
            ),
            ("tuzi", model, "chat", {}, {"model": model, "messages": MESSAGES, "stream": True}),
            (
                "tuzi",
                model,
                "chat",
                {"options": {"stream": "true", "route": "chat"}},
                {"model": model, "messages": MESSAGES, "stream": True},
            ),
        ]
    free = {"size": "2048x1152", "resolution": "2K"}
    rows.append(
        (
            "tuzi",
            pro,
            "images",
            free,
            {"model": pro, "prompt": PROMPT, "size": "2048x1152", "quality": "2k"},
        )
    )
    return rows


def _dmxapi() -> list[Row]:
    model = "nano-banana-2"
    body = {"model": model, "prompt": PROMPT, "n": 1}
    every = {"aspect_ratio": "5:4", "resolution": "2K", "options": {"response_format": "b64_json"}}
    return [
        ("dmxapi", model, "images", {}, {**body, "response_format": "url"}),
        (
            "dmxapi",
            model,
            "images",
            WIDE,
            {**body, "aspect_ratio": "16:9", "size": "4K", "response_format": "url"},
        ),
        (
            "dmxapi",
            model,
            "images",
            every,
            {**body, "aspect_ratio": "5:4", "size": "2K", "response_format": "b64_json"},
        ),
    ]


def _turing_images() -> list[Row]:
    gpt, seedream = "turing/gpt-image-2", "doubao-seedream-4-5-251128"
    every = {
        "size": "1536x1024",
        "count": 10,
        "options": {
            "quality": "low",
            "output_format": "jpeg",
            "output_compression": "80",
            "background": "opaque",
            "moderation": "low",
            "user": "u-1",
        },
    }
    clear = {"size": "auto", "options": {"background": "transparent", "output_format": "png"}}
    body, drawn = {"model": gpt, "prompt": PROMPT}, {"model": seedream, "prompt": PROMPT}
    return [
        ("turing", gpt, "images", {}, body),
        ("turing", gpt, "images", WIDE, {**body, "size": "3840x2160"}),
        ("turing", gpt, "images", {"resolution": "2K"}, {**body, "size": "2048x2048"}),
        ("turing", gpt, "images", {"aspect_ratio": "9:16"}, {**body, "size": "768x1360"}),
        (
            "turing",
            gpt,
            "images",
            every,
            {
                **body,
                "size": "1536x1024",
                "n": 10,
                "quality": "low",
                "output_format": "jpeg",
                "output_compression": 80,
                "background": "opaque",
                "moderation": "low",
                "user": "u-1",
            },
        ),
        (
            "turing",
            gpt,
            "images",
            clear,
            {**body, "size": "auto", "background": "transparent", "output_format": "png"},
        ),
        ("turing", seedream, "images", {}, {**drawn, "size": "2K", "response_format": "b64_json"}),
        ("turing", seedream, "images", WIDE, {**drawn, "size": "5504x3040", "response_format": "b64_json"}),
        (
            "turing",
            seedream,
            "images",
            {"resolution": "4K"},
            {**drawn, "size": "4K", "response_format": "b64_json"},
        ),
        (
            "turing",
            seedream,
            "images",
            {"size": "1024x1024", "count": 3, "options": {"response_format": "url"}},
            {**drawn, "size": "1024x1024", "n": 3, "response_format": "url"},
        ),
    ]


def _turing_chat() -> list[Row]:
    rows: list[Row] = []
    both = ["text", "image"]
    for model, tier in (
        ("turing/gemini-3-pro-image", "4K"),
        ("turing/gemini-3.1-flash-image", "4K"),
        ("turing/gemini-3.1-flash-lite-image", "4K"),
        ("turing/gemini-2.5-flash-image", "1K"),
    ):
        body = {"model": model, "messages": MESSAGES, "modalities": both}
        every = {
            "aspect_ratio": "1:1",
            "resolution": "1K",
            "options": {"output_format": "jpeg", "output_compression": 95, "stream": "false"},
        }
        rows += [
            ("turing", model, "chat", {}, {**body, "stream": True}),
            (
                "turing",
                model,
                "chat",
                {"aspect_ratio": "16:9", "resolution": tier},
                {**body, "stream": True, "imageConfig": {"aspectRatio": "16:9", "imageSize": tier}},
            ),
            (
                "turing",
                model,
                "chat",
                every,
                {
                    **body,
                    "stream": False,
                    "imageConfig": {
                        "aspectRatio": "1:1",
                        "imageSize": "1K",
                        "imageOutputOptions": {"mimeType": "image/jpeg", "compressionQuality": 95},
                    },
                },
            ),
            (
                "turing",
                model,
                "chat",
                {"options": {"output_format": "png"}},
                {**body, "stream": True, "imageConfig": {"imageOutputOptions": {"mimeType": "image/png"}}},
            ),
        ]
    return rows


def _qiniu() -> list[Row]:
    model = "gemini-3.0-pro-image-preview"
    body = {"model": model, "messages": MESSAGES}
    return [
        ("qiniu", model, "chat", {}, {**body, "stream": False}),
        (
            "qiniu",
            model,
            "chat",
            WIDE,
            {**body, "stream": False, "image_config": {"aspect_ratio": "16:9", "image_size": "4K"}},
        ),
        (
            "qiniu",
            model,
            "chat",
            {"resolution": "2K", "options": {"stream": "true"}},
            {**body, "stream": True, "image_config": {"image_size": "2K"}},
        ),
    ]


def _openai() -> list[Row]:
    rows: list[Row] = []
    for model, ratio, tier, size in (
        ("gpt-image-1", "3:2", "1K", "1536x1024"),
        ("gpt-image-1.5", "3:2", "1K", "1536x1024"),
        ("gpt-image-2", "16:9", "4K", "3840x2160"),
        ("gpt-image-2.5-flare", "16:9", "4K", "3840x2160"),
        ("gpt-image-2.5-sunburst", "16:9", "4K", "3840x2160"),
        ("gpt-image-2.6-flare", "16:9", "4K", "3840x2160"),
        ("gpt-image-2.6-sunburst", "16:9", "4K", "3840x2160"),
    ):
        body = {"model": model, "prompt": PROMPT}
        background = "opaque" if model == "gpt-image-2" else "transparent"
        every = {
            "size": "1024x1024",
            "count": 4,
            "options": {
                "quality": "medium",
                "output_format": "webp",
                "output_compression": 60,
                "background": background,
                "moderation": "low",
                "user": "u-1",
                "stream": "false",
            },
        }
        rows += [
            ("openai", model, "images", {}, {**body, "stream": True, "partial_images": 2}),
            (
                "openai",
                model,
                "images",
                {"aspect_ratio": ratio, "resolution": tier},
                {**body, "size": size, "stream": True, "partial_images": 2},
            ),
            (
                "openai",
                model,
                "images",
                {"size": "auto", "options": {"partial_images": "0", "stream": "true"}},
                {**body, "size": "auto", "stream": True, "partial_images": 0},
            ),
            (
                "openai",
                model,
                "images",
                every,
                {
                    **body,
                    "size": "1024x1024",
                    "n": 4,
                    "quality": "medium",
                    "output_format": "webp",
                    "output_compression": 60,
                    "background": background,
                    "moderation": "low",
                    "user": "u-1",
                },
            ),
        ]
    return rows


def _openai_new() -> list[Row]:
    """Requests of 2.5 and 2.6. Neither a GIF nor an SVG is streamed; a frame's time is rounded to ten."""
    rows: list[Row] = []
    streamed = {"stream": True, "partial_images": 2}
    gif = {"output_format": "gif", "frame_count": 6, "frame_duration_ms": 155}
    for name in ("flare", "sunburst"):
        model = f"gpt-image-2.6-{name}"
        body = {"model": model, "prompt": PROMPT}
        rows += [
            (
                "openai",
                f"gpt-image-2.5-{name}",
                "images",
                {"options": {"quality": "xhigh"}},
                {"model": f"gpt-image-2.5-{name}", "prompt": PROMPT, "quality": "xhigh", **streamed},
            ),
            (
                "openai",
                model,
                "images",
                {"options": {"quality": "max", "complexity": "low"}},
                {**body, "quality": "max", "complexity": "low", **streamed},
            ),
            ("openai", model, "images", {"options": {"output_format": "svg"}}, {**body, "output_format": "svg"}),
            (
                "openai",
                model,
                "images",
                {"size": "320x320", "options": {**gif, "background": "transparent"}},
                {**body, **gif, "size": "320x320", "frame_duration_ms": 160, "background": "transparent"},
            ),
        ]
    return rows


def _custom() -> list[Row]:
    drawn, body = {"model": "gpt-image-1", "prompt": PROMPT}, {"model": "gemini-3-pro-image", "messages": MESSAGES}
    both = ["text", "image"]
    return [
        ("custom", "gpt-image-1", "images", {}, drawn),
        ("custom", "gpt-image-1", "images", WIDE, {**drawn, "size": "3840x2160"}),
        (
            "custom",
            "gpt-image-1",
            "images",
            {
                "size": "landscape",
                "options": {
                    "quality": "hd",
                    "response_format": "url",
                    "output_format": "webp",
                    "output_compression": 1,
                    "background": "auto",
                    "style": "vivid",
                    "seed": 7,
                    "user": "u-1",
                    "stream": "true",
                    "partial_images": 3,
                },
            },
            {
                **drawn,
                "size": "landscape",
                "quality": "hd",
                "response_format": "url",
                "output_format": "webp",
                "output_compression": 1,
                "background": "auto",
                "style": "vivid",
                "seed": 7,
                "user": "u-1",
                "stream": True,
                "partial_images": 3,
            },
        ),
        ("custom", "gemini-3-pro-image", "chat", {}, {**body, "stream": True, "modalities": both}),
        (
            "custom",
            "gemini-3-pro-image",
            "chat",
            {**WIDE, "options": {"stream": "false"}},
            {
                **body,
                "stream": False,
                "modalities": both,
                "image_config": {"aspect_ratio": "16:9", "image_size": "4K"},
            },
        ),
    ]


ROWS: list[Row] = [
    *_tuzi(),
    *_dmxapi(),
    *_turing_images(),
    *_turing_chat(),
    *_qiniu(),
    *_openai(),
    *_openai_new(),
    *_custom(),
]
