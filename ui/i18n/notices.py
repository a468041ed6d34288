"""Strings of refusals before sending (`unsupported.`) and of notices (`notice.`)."""

UNSUPPORTED: dict[str, tuple[str, str]] = {
    "unsupported.prompt_empty": ("Enter a prompt first.", "请先输入提示词。"),
    "unsupported.prompt_unreadable": (
        "The prompt contains broken characters. Paste it again as plain text.",
        "提示词中有损坏的字符，请以纯文本重新粘贴。",
    ),
    "unsupported.prompt_too_long": (
        "The prompt has {value} characters; this model accepts up to {limit}. Shorten it.",
        "提示词有 {value} 个字符，这个模型最多支持 {limit} 个，请缩短。",
    ),
    "unsupported.no_such_setting": (
        "This model doesn't support “{field}” ({value}). Set it to Auto.",
        "这个模型不支持“{field}”（{value}），请设为自动。",
    ),
    "unsupported.not_offered": (
        "This model doesn't support “{value}”. Choose one of: {offered}.",
        "这个模型不支持“{value}”，可选：{offered}。",
    ),
    "unsupported.size_or_shape": (
        "Use either an exact size or an aspect ratio and resolution.",
        "精确尺寸与比例、分辨率只能二选一。",
    ),
    "unsupported.size_unreadable": (
        "“{value}” isn't a size. Use a format like 1536x1024.",
        "“{value}”不是有效尺寸，请写成 1536x1024 这样的格式。",
    ),
    "unsupported.size_too_long": ("A size can have up to {limit} characters.", "尺寸最多 {limit} 个字符。"),
    "unsupported.size_multiple": (
        "Both sides of {value} must be multiples of {multiple}.",
        "{value} 的宽和高都必须是 {multiple} 的倍数。",
    ),
    "unsupported.size_longest": (
        "{value} is too large: each side can be up to {longest} pixels.",
        "{value} 过大：每边最多 {longest} 像素。",
    ),
    "unsupported.size_ratio": (
        "{value} is too narrow: the long side can be up to {ratio} times the short side.",
        "{value} 过于狭长：长边最多是短边的 {ratio} 倍。",
    ),
    "unsupported.size_least": (
        "{value} is too small: use at least {least} pixels in total.",
        "{value} 过小：总像素数至少为 {least}。",
    ),
    "unsupported.size_most": (
        "{value} is too large: use at most {most} pixels in total.",
        "{value} 过大：总像素数最多为 {most}。",
    ),
    "unsupported.frames_too_large": (
        "{frames} frames of {value} don't fit: together they form one sheet of up to {longest} pixels per side"
        " and {most} pixels in total.",
        "{frames} 帧 {value} 放不下：所有帧共用一张画布，每边最多 {longest} 像素，总像素数最多为 {most}。",
    ),
    "unsupported.count_range": ("Choose {low} to {high} images.", "数量请设为 {low} 到 {high}。"),
    "unsupported.number_range": (
        "{field} must be between {low} and {high}.",
        "{field} 须在 {low} 到 {high} 之间。",
    ),
    "unsupported.words_too_long": ("{field} can have up to {limit} characters.", "{field} 最多 {limit} 个字符。"),
    "unsupported.words_unreadable": (
        "{field} contains characters that can't be sent.",
        "{field} 包含无法发送的字符。",
    ),
    "unsupported.stream_fixed": ("Streaming can't be changed for this model.", "这个模型的流式输出设置不能更改。"),
    "unsupported.withdrawn": (
        "“{field}: {value}” is off for this model. Use {elsewhere} for it.",
        "这个模型已关闭“{field}: {value}”，请改用 {elsewhere}。",
    ),
    "unsupported.mask_needs": (
        "A mask requires {needs}: {values}. Remove the mask or change the setting.",
        "使用蒙版时 {needs} 须为 {values}，请移除蒙版或更改设置。",
    ),
    "unsupported.needs": (
        "“{field}: {value}” requires {needs}: {values}.",
        "“{field}: {value}”需要同时设置 {needs}: {values}。",
    ),
}

NOTICES: dict[str, tuple[str, str]] = {
    "notice.size_differs": ("Requested {asked}, received {got}.", "请求 {asked}，实际返回 {got}。"),
    "notice.ratio_differs": (
        "Requested aspect ratio {asked}, received {got}.",
        "请求比例 {asked}，实际返回 {got}。",
    ),
    "notice.format_differs": ("Requested {asked}, received {got}.", "请求 {asked}，实际返回 {got}。"),
    "notice.frames_charged": (
        "{frames} frames are billed as {step}. Steps: {steps}.",
        "{frames} 帧按 {step} 帧计费，档位：{steps}。",
    ),
    "notice.svg_tokens": (
        "A text model writes the SVG, so text tokens are billed, too.",
        "SVG 由文本模型编写，因此另计文本 token。",
    ),
    "notice.rounded": (
        "{option}: {value} was rounded to {sent}.",
        "{option}：{value} 已取整为 {sent}。",
    ),
    "notice.opaque": (
        "You asked for a transparent background, but this image is opaque.",
        "请求了透明背景，但返回的图片不透明。",
    ),
    "notice.fewer_pictures": ("Requested {asked} images, received {got}.", "请求 {asked} 张，实际返回 {got} 张。"),
    "notice.model_differs": ("Requested {asked}; the response says {got}.", "请求 {asked}，返回标注为 {got}。"),
    "notice.answered_in_words": (
        "The model replied with text only. Ask for an image explicitly.",
        "模型只回复了文字。请明确要求生成图片。",
    ),
    "notice.error_after_picture": (
        "The provider reported an error after the image: {said}",
        "图片返回后，服务商又报告错误：{said}",
    ),
    "notice.unfinished_stream": (
        "The stream ended without its end marker; the image is complete.",
        "流式输出没有正常结束，但图片完整。",
    ),
    "notice.prompt_long": (
        "This provider documents a limit of {limit} characters. Your prompt is longer and is sent in full.",
        "服务商文档限制提示词为 {limit} 个字符。你的提示词更长，将完整发送。",
    ),
    "notice.size_small": (
        "Below {advised} pixels, this model may reject or enlarge the image.",
        "低于 {advised} 像素时，这个模型可能拒绝或放大图片。",
    ),
    "notice.parameter_left_out": (
        "Sent without “{parameter}”: the provider doesn't accept it for this model.",
        "已去掉“{parameter}”后发送：服务商不支持在这个模型上使用该参数。",
    ),
    "notice.parameter_replaced": (
        "Sent with “{parameter}: {value}” only: the provider accepts no other value for this model.",
        "“{parameter}”仅发送了“{value}”：服务商对这个模型只接受此值。",
    ),
    "notice.link_kept": ("Image link kept: {url}", "已保留图片链接：{url}"),
    "notice.part_failed": ("One image failed: {why} {said}", "有一张图失败：{why} {said}"),
    "notice.journal_failed": (
        "Couldn't save this to the database. Download the image to keep it.",
        "无法写入数据库。请下载图片以免丢失。",
    ),
    "notice.unchecked": (
        "Saved as received. {format} files can't be checked or previewed here.",
        "已按原样保存。{format} 文件无法在这里检查或预览。",
    ),
    "notice.svg_entities": (
        "This SVG declares XML entities, so it isn't displayed. The file is saved as received: you can download it.",
        "这个 SVG 声明了 XML 实体，因此不予显示。文件已按原样保存，可以下载。",
    ),
    "notice.svg_complex": (
        "This SVG is too complex to display safely. The file is saved as received: you can download it.",
        "这个 SVG 过于复杂，无法安全显示。文件已按原样保存，可以下载。",
    ),
    "notice.svg_slow": (
        "This SVG takes too long to draw, so it isn't displayed. The file is saved as received: you can download it.",
        "绘制这个 SVG 耗时过长，因此不予显示。文件已按原样保存，可以下载。",
    ),
    "notice.svg_failed": (
        "Your browser displays this SVG, but it couldn't be converted to pixels here, so it can't be edited.",
        "浏览器可以显示这个 SVG，但这里无法将它转换为像素，因此不能用于编辑。",
    ),
    "notice.svg_missing": (
        "This server can't convert SVG to pixels (resvg-py isn't installed). Your browser displays it, but it can't be "
        "edited.",
        "服务器无法将 SVG 转换为像素（未安装 resvg-py）。浏览器可以显示，但不能用于编辑。",
    ),
    "notice.svg_fontless": (
        "This server has no fonts: the text of this SVG is missing from its thumbnail and when you edit it.",
        "服务器没有安装字体：这个 SVG 的缩略图以及编辑时使用的图片中会缺少文字。",
    ),
    "notice.svg_active": (
        "This SVG contains scripts or links to other sites. They don't run here; take care when you open the download "
        "elsewhere.",
        "这个 SVG 含有脚本或外部链接。在这里不会运行；下载后在其他程序中打开时请留意。",
    ),
    "notice.animated": ("Animated: {frames} frames, {seconds} s.", "动图：{frames} 帧，{seconds} 秒。"),
    "notice.frames_differ": ("Requested {asked} frames, received {got}.", "请求 {asked} 帧，实际返回 {got} 帧。"),
    "notice.recovered": ("Recovered after a server restart.", "服务器重启后恢复。"),
}
