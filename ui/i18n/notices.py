"""Strings of refusals before sending (`unsupported.`) and of notices (`notice.`)."""

UNSUPPORTED: dict[str, tuple[str, str]] = {
    "unsupported.prompt_empty": (
        "Describe the picture first: the prompt is empty.",
        "请先写下想画的内容：提示词是空的。",
    ),
    "unsupported.prompt_unreadable": (
        "The prompt holds broken characters; paste it again as plain text.",
        "提示词里有损坏的字符，请以纯文本重新粘贴。",
    ),
    "unsupported.prompt_too_long": (
        "The prompt has {value} characters; this model takes {limit} at most. Shorten it.",
        "提示词有 {value} 字，这个模型最多 {limit} 字，请缩短。",
    ),
    "unsupported.no_such_setting": (
        "This model knows no “{field}” (asked: {value}). Leave it on auto.",
        "这个模型没有“{field}”这项（要的是 {value}），请设为自动。",
    ),
    "unsupported.not_offered": (
        "“{value}” is not among what this model offers: {offered}.",
        "这个模型没有“{value}”，可选：{offered}。",
    ),
    "unsupported.size_or_shape": (
        "An exact size and a shape or resolution exclude each other. Clear one of them.",
        "精确尺寸与画幅或分辨率只能选一样，请清掉其中之一。",
    ),
    "unsupported.size_unreadable": (
        "“{value}” is no size. Write it like 1536x1024.",
        "“{value}”不是尺寸，请写成 1536x1024 这样。",
    ),
    "unsupported.size_too_long": ("A size has {limit} characters at most.", "尺寸最多 {limit} 个字符。"),
    "unsupported.size_multiple": (
        "Both sides of {value} must be multiples of {multiple}.",
        "{value} 的两边都必须是 {multiple} 的倍数。",
    ),
    "unsupported.size_longest": (
        "No side of {value} may be over {longest} pixels.",
        "{value} 的任何一边不能超过 {longest} 像素。",
    ),
    "unsupported.size_ratio": (
        "{value} is too narrow: the long side may be {ratio} times the short one at most.",
        "{value} 太细长：长边最多是短边的 {ratio} 倍。",
    ),
    "unsupported.size_least": (
        "{value} is too small: {least} pixels in all at least.",
        "{value} 太小：总像素至少 {least}。",
    ),
    "unsupported.size_most": (
        "{value} is too large: {most} pixels in all at most.",
        "{value} 太大：总像素最多 {most}。",
    ),
    "unsupported.count_range": ("Ask for {low} to {high} pictures.", "张数请在 {low} 到 {high} 之间。"),
    "unsupported.number_range": ("{field} goes from {low} to {high}.", "{field} 的范围是 {low} 到 {high}。"),
    "unsupported.words_too_long": ("{field} may have {limit} characters at most.", "{field} 最多 {limit} 个字符。"),
    "unsupported.words_unreadable": (
        "{field} holds characters that cannot be sent.",
        "{field} 里有无法发送的字符。",
    ),
    "unsupported.stream_fixed": (
        "This model is only reached the other way: streaming cannot be switched here.",
        "这个模型的流式方式是固定的，不能切换。",
    ),
    "unsupported.needs": (
        "“{field}: {value}” works only together with {needs}: {values}.",
        "“{field}: {value}”只能与 {needs}: {values} 一起用。",
    ),
}

NOTICES: dict[str, tuple[str, str]] = {
    "notice.size_differs": ("Asked {asked}, got {got}.", "要的是 {asked}，给的是 {got}。"),
    "notice.ratio_differs": ("Asked the shape {asked}, got {got}.", "要的画幅是 {asked}，给的是 {got}。"),
    "notice.format_differs": ("Asked {asked}, got {got}.", "要的是 {asked}，给的是 {got}。"),
    "notice.opaque": (
        "A transparent background was asked for; the picture has none.",
        "要了透明背景，但图片没有透明部分。",
    ),
    "notice.fewer_pictures": ("Asked for {asked} pictures, got {got}.", "要了 {asked} 张，给了 {got} 张。"),
    "notice.model_differs": ("Asked for {asked}; the answer names {got}.", "要的是 {asked}，回答里写的是 {got}。"),
    "notice.answered_in_words": (
        "The model answered in words, not with a picture. Say more plainly that you want a picture drawn.",
        "模型只回了文字，没有画图。请更明确地说要画一张图。",
    ),
    "notice.error_after_picture": ("After the picture the gateway reported: {said}", "图片之后网关报告：{said}"),
    "notice.unfinished_stream": (
        "The stream ended without its closing mark; the picture is whole.",
        "流没有正常收尾，但图片是完整的。",
    ),
    "notice.prompt_long": (
        "The gateway documents {limit} characters for a prompt; yours is longer and is sent whole.",
        "网关文档写明提示词 {limit} 字以内；你的更长，仍会完整发送。",
    ),
    "notice.size_small": (
        "Below {advised} pixels this model may refuse or enlarge.",
        "小于 {advised} 像素时，这个模型可能拒绝或放大。",
    ),
    "notice.parameter_left_out": (
        "Sent without “{parameter}”: the gateway does not accept it for this model.",
        "已去掉参数“{parameter}”后发送：网关表示这个模型不支持它。",
    ),
    "notice.parameter_replaced": (
        "Sent with “{parameter}” set to “{value}” only: the gateway refuses other values for this model.",
        "“{parameter}”只发送了“{value}”：网关表示这个模型不支持其他取值。",
    ),
    "notice.link_kept": ("The picture's link is kept: {url}", "图片链接已保留：{url}"),
    "notice.part_failed": ("One of the pictures failed: {why} {said}", "其中一张失败：{why} {said}"),
    "notice.journal_failed": (
        "The journal could not be written; the picture is shown all the same.",
        "日志没能写入；图片照常显示。",
    ),
    "notice.unchecked": (
        "Saved exactly as delivered; a file of the type {format} cannot be checked or previewed here.",
        "已按原样保存；{format} 类型的文件无法在这里检查或预览。",
    ),
    "notice.recovered": ("Recovered after a restart of the server.", "服务器重启后找回来的。"),
}
