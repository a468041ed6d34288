"""Strings of what requests showed: `behaviour.<honoured or missed>.<trait>`, advice."""

BEHAVIOUR: dict[str, tuple[str, str]] = {
    "card.behaviour.title": ("Seen in past requests", "实际请求的表现"),
    "card.behaviour.works": ("As requested", "符合请求"),
    "card.behaviour.fails": ("Not as requested", "不符合请求"),
    "behaviour.honoured.size": ("{scope} is delivered as requested.", "{scope} 按请求交付。"),
    "behaviour.missed.size": (
        "The last {count} requests for {scope} came back in another size ({detail}).",
        "最近 {count} 次请求 {scope}，实际尺寸都不同（{detail}）。",
    ),
    "behaviour.honoured.size.exact": ("Exact sizes are delivered as requested.", "指定尺寸按请求交付。"),
    "behaviour.missed.size.exact": (
        "The last {count} requests for an exact size came back in another size ({detail}).",
        "最近 {count} 次指定尺寸的请求，实际尺寸都不同（{detail}）。",
    ),
    "behaviour.honoured.ratio": ("{scope} is delivered as requested.", "{scope} 按请求交付。"),
    "behaviour.missed.ratio": (
        "The last {count} requests for {scope} came back in another aspect ratio ({detail}).",
        "最近 {count} 次请求 {scope}，实际比例都不同（{detail}）。",
    ),
    "behaviour.honoured.count": ("Several images per request are delivered.", "一次请求可返回多张图片。"),
    "behaviour.missed.count": (
        "The last {count} requests for several images came back with fewer ({detail}).",
        "最近 {count} 次请求多张图片，返回的都更少（{detail} 张）。",
    ),
    "behaviour.honoured.mask_used": ("The masked area is edited.", "蒙版区域会被修改。"),
    "behaviour.missed.mask_used": (
        "The last {count} requests left the masked area unchanged here.",
        "最近 {count} 次请求都没有修改蒙版区域。",
    ),
    "behaviour.honoured.mask_kept": ("The area outside the mask stays.", "蒙版以外的区域保持不变。"),
    "behaviour.missed.mask_kept": (
        "The last {count} requests also changed the area outside the mask ({detail}% of it). Easel restores it.",
        "最近 {count} 次请求也改动了蒙版以外的区域（{detail}%），Easel 会将其还原。",
    ),
    "behaviour.honoured.stream": ("Results stream in.", "结果会流式返回。"),
    "behaviour.missed.stream": (
        "The last {count} requests with Streaming on came back in one piece.",
        "最近 {count} 次开启流式输出的请求都是一次性返回。",
    ),
    "behaviour.honoured.format": ("{scope} is delivered as requested.", "{scope} 按请求交付。"),
    "behaviour.missed.format": (
        "The last {count} requests for {scope} came back as {detail}.",
        "最近 {count} 次请求 {scope}，返回的都是 {detail}。",
    ),
    "behaviour.honoured.transparent": ("Transparent backgrounds are delivered.", "可返回透明背景。"),
    "behaviour.missed.transparent": (
        "The last {count} requests for a transparent background came back opaque.",
        "最近 {count} 次请求透明背景，返回的都不透明。",
    ),
    "behaviour.honoured.link": ("Result links can be downloaded.", "结果链接可以下载。"),
    "behaviour.missed.link": (
        "The result links of the last {count} requests couldn't be downloaded here.",
        "最近 {count} 次请求的结果链接都无法下载。",
    ),
    "behaviour.advice.link": ("Choose Base64.", "请选择内嵌（Base64）。"),
    "behaviour.honoured.wait": ("Long requests aren't cut off.", "长时间请求不会被中断。"),
    "behaviour.missed.wait": (
        "The last {count} requests over {seconds} s were cut off here.",
        "最近 {count} 次超过 {seconds} 秒的请求都被中断。",
    ),
    "behaviour.advice.stream": ("Turn on Streaming.", "请开启流式输出。"),
    "behaviour.advice.resolution": ("Choose {resolution}.", "请选择 {resolution}。"),
    "behaviour.advice.stream_or_resolution": (
        "Turn on Streaming, or choose {resolution}.",
        "请开启流式输出，或选择 {resolution}。",
    ),
}
