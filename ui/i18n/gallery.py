"""Strings of the gallery, of a run's record and of the support bundle's readme."""

GALLERY: dict[str, tuple[str, str]] = {
    "page.tab.gallery": ("Gallery", "图库"),
    "card.gallery.search": ("Search prompts", "搜索提示词"),
    "card.gallery.filters": ("Filters", "筛选"),
    "card.gallery.filters.active": ("Filters · {count}", "筛选 · {count}"),
    "card.gallery.model": ("Model", "模型"),
    "card.gallery.gateway.all": ("{gateway} · all models", "{gateway} · 全部模型"),
    "card.gallery.model.all": ("All models", "全部模型"),
    "card.gallery.task": ("Source", "来源"),
    "card.gallery.task.all": ("All sources", "全部来源"),
    "card.gallery.task.generate": ("Text to image", "文生图"),
    "card.gallery.task.edit": ("Edit", "编辑"),
    "card.gallery.task.chat": ("Chat", "对话"),
    "card.gallery.size": ("Size", "尺寸"),
    "card.gallery.size.all": ("Any size", "不限尺寸"),
    "card.gallery.size.from": ("{pixels} px or larger", "{pixels} 像素以上"),
    "card.gallery.date": ("Date", "时间"),
    "card.gallery.date.all": ("Any time", "不限时间"),
    "card.gallery.date.day": ("Last 24 hours", "最近 24 小时"),
    "card.gallery.date.week": ("Last 7 days", "最近 7 天"),
    "card.gallery.date.month": ("Last 30 days", "最近 30 天"),
    "card.gallery.day.today": ("Today", "今天"),
    "card.gallery.day.yesterday": ("Yesterday", "昨天"),
    "card.gallery.favourites": ("Favourites", "收藏"),
    "card.gallery.troubled": ("Failed", "失败记录"),
    "card.gallery.select": ("Select", "选择"),
    "card.gallery.select.end": ("Done", "完成"),
    "card.gallery.selected": ("{count} selected", "已选 {count} 张"),
    "card.gallery.selected.loaded": ("All {count} loaded so far selected", "已全选目前加载的 {count} 张"),
    "card.gallery.zip": ("Download as ZIP", "打包下载"),
    "card.gallery.delete": ("Delete", "删除"),
    "card.gallery.clear": ("Clear selection", "清除选择"),
    "card.gallery.open": ("Open: {prompt}", "打开：{prompt}"),
    "card.gallery.pick": ("Select: {prompt}", "选择：{prompt}"),
    "card.gallery.empty": ("No images yet", "还没有图片"),
    "card.gallery.empty.words": (
        "Everything you create shows up here, newest first.",
        "你生成的图片都会出现在这里，最新的在前。",
    ),
    "card.gallery.none": ("No matches", "没有匹配的图片"),
    "card.gallery.none.words": ("Try other search terms, or remove a filter.", "换个关键词，或减少筛选条件。"),
    "card.gallery.none.troubled": ("Nothing has failed", "没有失败记录"),
    "card.gallery.trouble": ("Something went wrong: {said}", "操作失败：{said}"),
    "card.gallery.again": ("Retry", "重试"),
    "card.viewer.title": ("Image viewer", "查看大图"),
    "card.viewer.close": ("Close", "关闭"),
    "card.viewer.before": ("Newer", "上一张"),
    "card.viewer.after": ("Older", "下一张"),
    "card.viewer.details": ("Details", "详情"),
    "card.viewer.zoom": ("Actual size", "原始大小"),
    "card.viewer.keys": (
        "← → browse · Z actual size · F favourite · Delete · Esc close",
        "← → 切换 · Z 原始大小 · F 收藏 · Delete 删除 · Esc 关闭",
    ),
    "card.viewer.helpdesk": ("Export support bundle", "导出客服排障包"),
    "card.viewer.asked": ("Requested", "请求"),
    "card.viewer.delivered": ("Received", "实际返回"),
    "card.viewer.motion": ("{frames} frames, {seconds} s", "{frames} 帧，{seconds} 秒"),
    "card.motion.play": ("Play", "播放"),
    "card.motion.pause": ("Pause", "暂停"),
    "card.viewer.credentials": (
        "Content credentials (C2PA), as stated in the file, not verified: {said}",
        "内容凭据（C2PA，文件自述，未经验证）：{said}",
    ),
    "card.viewer.credentials.generator": ("made with {generator}", "由 {generator} 生成"),
    "card.viewer.credentials.signer": ("signed by {signer}", "由 {signer} 签名"),
    "card.viewer.credentials.unreadable": ("present but unreadable", "存在，但无法读取"),
    "card.viewer.credentials.dropped": (
        "This image was made from one with content credentials (C2PA), which no longer apply.",
        "这张图由带内容凭据（C2PA）的图片制成，原凭据已不再适用。",
    ),
    "card.viewer.curl": ("cURL", "cURL"),
    "card.viewer.sdk": ("Python (OpenAI SDK)", "Python（OpenAI SDK）"),
    "card.viewer.nothing_sent": (
        "Painted on this server. Nothing was sent to a provider.",
        "在本服务器上绘制，未向服务商发送任何内容。",
    ),
    "card.viewer.time.sent": ("sent", "发出"),
    "card.viewer.time.first_byte": ("first byte", "首字节"),
    "card.viewer.time.first_pixel": ("first pixel", "首像素"),
    "card.viewer.time.last_byte": ("last byte", "末字节"),
    "card.viewer.time.ended": ("done", "完成"),
    "card.viewer.seconds": ("+{seconds} s", "+{seconds} 秒"),
    "card.viewer.copied": ("Copied", "已复制"),
    "card.viewer.copy": ("Copy", "复制"),
    "card.gallery.kept": (
        "Images stay until you delete them. Deleted ones are erased after {deleted} days.",
        "图片会一直保留，直到你删除；删除 {deleted} 天后彻底清除。",
    ),
    "card.gallery.kept.details": (
        "A deleted image that another one was made from isn't erased. Incomplete images and raw responses of failed "
        "requests are kept for {partials} days, unused uploads for {uploads} days.",
        "已删除的图片如曾用于生成其他图片，则不会清除。"
        "不完整的图片和失败请求的原始返回保留 {partials} 天，未使用的上传文件保留 {uploads} 天。",
    ),
    "error.nothing_to_read.message": ("No stored response to re-read.", "没有已保存的返回结果可供解析。"),
    "error.nothing_to_read.advice": (
        "Use Retry to request the image again; its label says whether you may be charged twice.",
        "可用“重试”再次请求，按钮上会注明是否可能重复计费。",
    ),
    "error.no_recipe.message": ("No Easel settings found in this image.", "这张图里没有 Easel 参数。"),
    "error.no_recipe.message.format": (
        "This image format can't store settings: only PNG, JPEG and WebP can.",
        "这种图片格式无法保存参数，仅 PNG、JPEG 和 WebP 可以。",
    ),
    "error.no_recipe.message.unwritable": (
        "Existing metadata in this image leaves no room for settings.",
        "图片已有的元数据导致无法写入参数。",
    ),
    "error.no_recipe.message.too_long": (
        "The settings are too long for this image format.",
        "参数过长，这种图片格式无法保存。",
    ),
    "error.no_recipe.message.unfinished": ("This image isn't complete yet.", "这张图尚未完成。"),
    "error.no_recipe.advice": (
        "“Download with settings” stores them in the file (PNG, JPEG and WebP) or adds a .json in a ZIP. The "
        "image itself can always be downloaded as it is.",
        "使用“下载（含参数）”可将参数存入文件（PNG、JPEG、WebP），或打包为附带 .json 的 ZIP。"
        "图片本身随时可以直接下载。",
    ),
    "card.restore.found": ("This image contains its settings.", "图片内含生成参数。"),
    "card.restore.start": ("Restore settings", "恢复参数"),
    "card.restore.done": ("Settings restored.", "参数已恢复。"),
    "card.restore.missing": (
        "Settings restored, but these images are no longer available: {names}.",
        "参数已恢复，但以下图片已不存在：{names}。",
    ),
    "card.restore.no_mask": ("The mask is no longer available. Paint a new one.", "蒙版已不存在，请重新涂抹。"),
    "card.restore.no_markup": ("The marks are no longer available. Draw new ones.", "标注已不存在，请重新标注。"),
    "card.restore.gone": (
        "Prompt restored. {model} is no longer available, so the form has the default model and settings.",
        "提示词已恢复。{model} 已不可用，表单改用默认的模型和参数。",
    ),
    "card.dropped.ask": ("Use this image?", "要用这张图吗？"),
    "card.dropped.ask.many": ("Use these {count} images?", "要用这 {count} 张图吗？"),
    "card.dropped.not_image": ("This file isn't an image.", "这个文件不是图片。"),
    "card.dropped.edit": ("Edit it", "编辑"),
    "card.dropped.reference": ("As reference", "用作参考图"),
    "card.toast.close": ("Dismiss", "关闭"),
}

RECORD: dict[str, tuple[str, str]] = {
    "record.readme.title": (
        "Support bundle for {gateway}: one request and its result",
        "给 {gateway} 客服的排障包：一次请求及其结果",
    ),
    "record.readme.run": (
        "Model {model}, requested at {when} (UTC). Final state: {state}.",
        "模型 {model}，提交于 {when}（UTC）。最终状态：{state}。",
    ),
    "record.readme.call": (
        "Request {number}: sent {when} (UTC), HTTP status {status}, request ID {id}.",
        "第 {number} 次请求：发送于 {when}（UTC），HTTP 状态 {status}，请求 ID {id}。",
    ),
    "record.readme.record": (
        "record.json – what was requested, sent and received, with times (seconds since 1970), tokens and errors.",
        "record.json：请求、发送与返回的内容，含时间（1970 年起的秒数）、token 与错误。",
    ),
    "record.readme.request": (
        "request.txt – the first request as a cURL command, without the API key.",
        "request.txt：第一次请求的 cURL 命令，不含 API 密钥。",
    ),
    "record.readme.answer": (
        "answer-{number}.raw – the raw response to request {number}; answer-{number}.json – its status and "
        "headers.",
        "answer-{number}.raw：第 {number} 次请求的原始返回；answer-{number}.json：其状态与响应头。",
    ),
    "record.readme.cut": (
        "It is {size} bytes long; only the first {first} and the last {last} bytes are included.",
        "原始返回共 {size} 字节，此处仅包含开头 {first} 字节和结尾 {last} 字节。",
    ),
    "record.readme.no_answer": (
        "No raw response is included: it is kept only when a request failed after its response had started. For "
        "rejected requests, the provider's message is in record.json.",
        "不含原始返回：只有在开始返回之后出错的请求才会保留。被拒绝的请求，服务商的原文在 record.json 中。",
    ),
    "record.readme.secrets": (
        "Every API key that Easel knows was replaced with “…”. The prompt is included, so review the files "
        "before you send them.",
        "Easel 已知的 API 密钥均已替换为“…”。文件中包含提示词，发送前请自行检查。",
    ),
}
