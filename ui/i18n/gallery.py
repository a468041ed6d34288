"""Strings of the gallery, of a run's record and of the support bundle's readme."""

GALLERY: dict[str, tuple[str, str]] = {
    "page.tab.gallery": ("Gallery", "图库"),
    "card.gallery.search": ("Search in prompts", "搜索提示词"),
    "card.gallery.filters": ("Filters", "筛选"),
    "card.gallery.model": ("Model", "模型"),
    "card.gallery.gateway.all": ("{gateway} · all its models", "{gateway} · 全部模型"),
    "card.gallery.model.all": ("All models", "全部模型"),
    "card.gallery.task": ("Made by", "来源"),
    "card.gallery.task.all": ("Every tab", "所有类型"),
    "card.gallery.task.generate": ("Text to image", "文生图"),
    "card.gallery.task.edit": ("Edit", "编辑"),
    "card.gallery.task.chat": ("Chat", "对话"),
    "card.gallery.size": ("Size", "尺寸"),
    "card.gallery.size.all": ("Any size", "不限尺寸"),
    "card.gallery.size.from": ("{pixels} px and more", "{pixels} 像素以上"),
    "card.gallery.date": ("When", "时间"),
    "card.gallery.date.all": ("Any time", "不限时间"),
    "card.gallery.date.day": ("Last 24 hours", "24 小时内"),
    "card.gallery.date.week": ("Last 7 days", "7 天内"),
    "card.gallery.date.month": ("Last 30 days", "30 天内"),
    "card.gallery.favourites": ("Favourites", "收藏"),
    "card.gallery.troubled": ("Without a picture", "没有出图的"),
    "card.gallery.select": ("Select", "选择"),
    "card.gallery.select.end": ("Done selecting", "结束选择"),
    "card.gallery.selected": ("{count} selected", "已选 {count} 张"),
    "card.gallery.zip": ("Download as zip", "打包下载"),
    "card.gallery.delete": ("Delete", "删除"),
    "card.gallery.deleted": ("{count} deleted", "已删除 {count} 张"),
    "card.gallery.undo": ("Undo", "撤销"),
    "card.gallery.clear": ("Select none", "取消选择"),
    "card.gallery.favourite": ("Favourite", "收藏"),
    "card.gallery.unfavourite": ("No favourite any more", "取消收藏"),
    "card.gallery.open": ("Open: {prompt}", "打开：{prompt}"),
    "card.gallery.pick": ("Select: {prompt}", "选择：{prompt}"),
    "card.gallery.empty": ("No pictures yet", "还没有图片"),
    "card.gallery.empty.words": (
        "Whatever you make in the other tabs hangs here, newest first.",
        "在其他标签页里生成的图片都会挂在这里，最新的在最前。",
    ),
    "card.gallery.none": ("Nothing matches", "没有匹配的图片"),
    "card.gallery.none.words": ("Search for other words, or take a filter away.", "换个词搜索，或去掉一个筛选。"),
    "card.gallery.none.troubled": ("No run without a picture. Good.", "没有失败的，很好。"),
    "card.gallery.trouble": ("That did not work: {said}", "没有成功：{said}"),
    "card.gallery.again": ("Try again", "再试一次"),
    "card.viewer.title": ("The picture large", "大图"),
    "card.viewer.close": ("Close", "关闭"),
    "card.viewer.before": ("The newer one", "上一张"),
    "card.viewer.after": ("The older one", "下一张"),
    "card.viewer.zoom": ("Zoom to its pixels", "放大到原始像素"),
    "card.viewer.keys": (
        "← → other pictures · Z its pixels · F favourite · Delete · Esc",
        "← → 换图 · Z 原始像素 · F 收藏 · Delete 删除 · Esc 关闭",
    ),
    "card.viewer.recipe": ("Download with its recipe", "下载（含配方）"),
    "card.viewer.vary": ("Vary", "改一改再画"),
    "card.viewer.record": ("What was asked, sent and delivered", "要求、发送与交付记录"),
    "card.viewer.helpdesk": ("Bundle for the gateway's help desk", "给网关客服的资料包"),
    "card.viewer.asked": ("Asked", "要求"),
    "card.viewer.delivered": ("Delivered", "交付"),
    "card.viewer.credentials": (
        "Content credentials (C2PA), as the file says, not verified: {said}",
        "内容凭据（C2PA，文件自述，未经验证）：{said}",
    ),
    "card.viewer.credentials.generator": ("made with {generator}", "由 {generator} 生成"),
    "card.viewer.credentials.signer": ("signed by {signer}", "由 {signer} 签名"),
    "card.viewer.credentials.unreadable": ("present but unreadable", "存在，但无法读取"),
    "card.viewer.credentials.dropped": (
        "This picture was made from one with content credentials (C2PA), which no longer apply.",
        "这张图由带内容凭据（C2PA）的图片制成，该凭据对这张图已不再适用。",
    ),
    "card.viewer.curl": ("As curl", "curl 命令"),
    "card.viewer.sdk": ("As OpenAI SDK code", "OpenAI SDK 代码"),
    "card.viewer.nothing_sent": ("Nothing was sent: it was painted here.", "没有发送任何东西：在本机绘制。"),
    "card.viewer.time.sent": ("sent", "发出"),
    "card.viewer.time.first_byte": ("first byte", "首字节"),
    "card.viewer.time.first_pixel": ("first pixel", "首像素"),
    "card.viewer.time.last_byte": ("last byte", "末字节"),
    "card.viewer.time.ended": ("done", "完成"),
    "card.viewer.seconds": ("+{seconds} s", "+{seconds} 秒"),
    "card.viewer.copied": ("Copied", "已复制"),
    "card.viewer.copy": ("Copy", "复制"),
    "card.gallery.kept": (
        "Finished pictures are kept until you delete them; {deleted} days later they go from the server's disk, "
        "unless another picture was made of them. Parts of pictures and stored answers of calls that went wrong are "
        "kept for {partials} days, uploads that no picture was made of for {uploads} days.",
        "完成的图片会一直保留，直到你删除；删除 {deleted} 天后从服务器磁盘上清除（用来做过别的图的除外）。不完整的图片和出错请求的原始返回保留 {partials} 天，没有用来作图的上传文件保留 {uploads} 天。",
    ),
    "error.nothing_to_read.message": (
        "Nothing of an answer is stored here that could be read again.",
        "这里没有存下可以重新读取的返回内容。",
    ),
    "error.nothing_to_read.advice": (
        "Send it again if you want the picture; the text above says whether that may be charged twice.",
        "想要这张图可以重新发送；上面写明了是否可能重复计费。",
    ),
    "error.no_recipe.message": ("This file carries no recipe that can be read.", "这个文件里没有能读出的配方。"),
    "error.no_recipe.message.format": (
        "This picture's format has no place for a recipe.",
        "这种图片格式放不下配方。",
    ),
    "error.no_recipe.message.unwritable": (
        "Notes that this picture has already leave no place for a recipe.",
        "这张图里已有的附注让配方写不进去。",
    ),
    "error.no_recipe.message.too_long": ("The recipe is too long for this format.", "配方太长，这种格式放不下。"),
    "error.no_recipe.message.unfinished": ("The picture is not whole yet.", "这张图还不完整。"),
    "error.no_recipe.advice": (
        "Download with its recipe gives a file that carries one (PNG, JPEG and WebP can), or a zip with it as .json. The picture itself can be "
        "downloaded as it is.",
        "用“下载（含配方）”得到的文件里才有配方（PNG、JPEG、WebP 都可以），或得到附带 .json 配方的 zip。图片本身随时可以原样下载。",
    ),
    "card.revive.found": ("This picture knows how it was made.", "这张图里带着它的配方。"),
    "card.revive.bring": ("Bring its form back", "恢复当时的表单"),
    "card.revive.done": ("The form is as it was.", "表单已恢复。"),
    "card.revive.missing": (
        "The form is as it was, but these pictures are not here any more: {names}.",
        "表单已恢复，但这些图片已经不在了：{names}。",
    ),
    "card.revive.no_mask": ("Its mask is not here any more: paint it anew.", "它的蒙版已不在这里，请重新涂抹。"),
    "card.revive.gone": ("Its model is not offered here any more: {model}.", "这里已经没有它的模型了：{model}。"),
    "card.revive.drop": ("Leave it", "不用"),
}

RECORD: dict[str, tuple[str, str]] = {
    "record.readme.title": (
        "For the help desk of {gateway}: one request, and what came of it",
        "给 {gateway} 客服：一次请求及其结果",
    ),
    "record.readme.run": (
        "Model {model}, asked for at {when} (UTC). It ended as: {state}.",
        "模型 {model}，提交于 {when}（UTC）。结果状态：{state}。",
    ),
    "record.readme.call": (
        "Request {number}: sent {when} (UTC), HTTP status {status}, request id {id}.",
        "第 {number} 次请求：发出于 {when}（UTC），HTTP 状态 {status}，请求 ID {id}。",
    ),
    "record.readme.record": (
        "record.json – what was asked, sent and delivered, with times (seconds since 1970), tokens and errors.",
        "record.json：要求、发送与交付的内容，含时间（1970 年起的秒数）、token 与错误。",
    ),
    "record.readme.request": (
        "request.txt – the first request as a curl command; the key is not in it.",
        "request.txt：第一次请求的 curl 命令，里面没有密钥。",
    ),
    "record.readme.answer": (
        "answer-{number}.raw – the raw answer to request {number} as it arrived; answer-{number}.json – how it was "
        "announced.",
        "answer-{number}.raw：第 {number} 次请求收到的原始回答；answer-{number}.json：回答的状态与类型。",
    ),
    "record.readme.cut": (
        "It is {size} bytes long; only its first {first} and its last {last} are here.",
        "原始回答共 {size} 字节，这里只有开头 {first} 字节和结尾 {last} 字节。",
    ),
    "record.readme.no_answer": (
        "There is no raw answer here: it is kept only when a call did not go well after its answer had begun to "
        "come. Of a refusal, record.json has the words.",
        "这里没有原始回答：只有回答开始到达之后出错的请求才会保留。被拒绝时，原话在 record.json 里。",
    ),
    "record.readme.secrets": (
        "Every key that Easel knows was struck out and reads “…”. The prompt is in here: look through it before you "
        "send it.",
        "Easel 知道的密钥都已抹去，显示为“…”。提示词在里面：发送前请自己看一遍。",
    ),
}
