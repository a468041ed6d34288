"""What is said when something goes wrong or differs: `error.`, `unsupported.` and `notice.`, filled by parameters.

`{gateway}` is always given; an error has a message (what happened) and an advice (what to do next).
"""

ERRORS: dict[str, tuple[str, str]] = {
    "error.unsupported.message": ("This model cannot do that.", "这个模型做不到。"),
    "error.unsupported.advice": ("Change it in the form; nothing was sent.", "请在表单里修改；什么都没有发送。"),
    "error.refused.message": ("This was not sent.", "没有发送。"),
    "error.refused.advice": ("Look at the form and try again.", "请检查表单后再试。"),
    "error.no_key.message": ("There is no key for {gateway}.", "没有 {gateway} 的密钥。"),
    "error.no_key.advice": (
        "Set {setting} in .env and restart, or give your own key below the model. Nothing was sent.",
        "在 .env 里设置 {setting} 并重启，或在模型下方填写你自己的密钥。什么都没有发送。",
    ),
    "error.unknown_model.message": ("There is no model “{model}” at {gateway}.", "{gateway} 没有模型“{model}”。"),
    "error.unknown_model.advice": (
        "Choose one from the list; new ones are added in .env. Nothing was sent.",
        "请从列表里选；新模型可以写进 .env。什么都没有发送。",
    ),
    "error.unreachable.message": ("{gateway} could not be reached.", "连不上 {gateway}。"),
    "error.unreachable.advice": (
        "It was tried three times; nothing was sent, so nothing was charged. Check the address and this server's network.",
        "试了三次都没有连上；什么都没有发出，不会计费。请检查地址和服务器的网络。",
    ),
    "error.bad_key.message": ("{gateway} refused the key.", "{gateway} 不接受这个密钥。"),
    "error.bad_key.advice": (
        "Check that the key is complete, still valid and allowed to use this model.",
        "请检查密钥是否完整、有效，并有权使用这个模型。",
    ),
    "error.out_of_credit.message": (
        "The account at {gateway} has no credit left for this.",
        "{gateway} 账户余额或额度不足。",
    ),
    "error.out_of_credit.advice": (
        "Top up there, or use another key or gateway.",
        "请去充值，或换一个密钥或网关。",
    ),
    "error.rate_limited.message": (
        "{gateway} takes no more requests for the moment.",
        "{gateway} 暂时不接受更多请求。",
    ),
    "error.rate_limited.advice": (
        "Wait a little and send again; this one was not started.",
        "稍等再发；这一次没有开始。",
    ),
    "error.busy.message": ("{gateway} is overloaded.", "{gateway} 负载已满。"),
    "error.busy.advice": ("Send again in a minute; this one was not started.", "过一分钟再发；这一次没有开始。"),
    "error.no_channel.message": (
        "{gateway} has no line to this model for this key.",
        "{gateway} 没有为这个密钥开通该模型的通道。",
    ),
    "error.no_channel.advice": (
        "Choose another model, or give the key the right group in the gateway's console.",
        "换一个模型，或在网关后台给密钥选对分组。",
    ),
    "error.wrong_address.message": ("There is no image API at this address: {url}", "这个地址没有图片接口：{url}"),
    "error.wrong_address.advice": (
        "Check the base URL in .env; it usually ends in /v1.",
        "请检查 .env 里的地址，通常以 /v1 结尾。",
    ),
    "error.bad_request.message": ("{gateway} did not accept the request.", "{gateway} 不接受这个请求。"),
    "error.bad_request.advice": (
        "Its own words say what it minds; change that option or take another model.",
        "它的原话说明了原因；请改动对应选项，或换个模型。",
    ),
    "error.bad_request.advice.transparent": (
        "Set the background to auto, or use gpt-image-1.5, which can draw transparent pictures.",
        "请把背景设为 auto，或改用能画透明图的 gpt-image-1.5。",
    ),
    "error.bad_request.advice.thought_signature": (
        "This model wants earlier pictures as new input: continue as a new edit of the picture.",
        "这个模型要求把之前的图作为新输入：请以新的编辑继续。",
    ),
    "error.too_large.message": ("The request is too large for {gateway}.", "请求对 {gateway} 来说太大了。"),
    "error.too_large.advice": ("Send fewer or smaller pictures.", "请减少图片数量或缩小图片。"),
    "error.blocked.message": (
        "Blocked by the safety rules of {gateway} or its model.",
        "被 {gateway} 或模型的安全审核拦下了。",
    ),
    "error.blocked.advice": (
        "Put it in other words. The same words will be blocked again.",
        "请换个说法；同样的话会再次被拦。",
    ),
    "error.server_fault.message": (
        "{gateway} reported a failure of its own (status {status}).",
        "{gateway} 报告自身出错（状态 {status}）。",
    ),
    "error.server_fault.advice": (
        "It may have been charged, so it was not sent again by itself. Look at the gateway's own log before sending again.",
        "可能已计费，所以没有自动重发。重发前请先看网关自己的日志。",
    ),
    "error.gateway_timeout.message": (
        "{gateway} cut the line while the model was working (status {status}).",
        "模型还在工作时 {gateway} 断开了（状态 {status}）。",
    ),
    "error.gateway_timeout.advice": (
        "It may have been charged. Streaming, answers by url or a lower resolution keep the line shorter.",
        "可能已计费。流式、url 返回或降低分辨率会好些。",
    ),
    "error.timed_out.message": (
        "{gateway} gave no whole answer within {seconds} s.",
        "{gateway} 在 {seconds} 秒内没有给出完整结果。",
    ),
    "error.timed_out.advice": (
        "It may have been charged, so it was not sent again by itself. Look at the gateway's log first.",
        "可能已计费，所以没有自动重发。请先看网关的日志。",
    ),
    "error.connection_lost.message": (
        "The connection to {gateway} broke after the request had left.",
        "请求发出后与 {gateway} 的连接断了。",
    ),
    "error.connection_lost.advice": (
        "Whether it was charged is not known, so it was not sent again by itself.",
        "不知道是否计费，所以没有自动重发。",
    ),
    "error.cut_off.message": ("The answer of {gateway} ends in the middle.", "{gateway} 的回答在中途断了。"),
    "error.cut_off.advice": (
        "It was probably charged. What arrived is kept. A lower resolution, answers by url or no streaming help with cut answers.",
        "很可能已计费。已收到的部分都留着。降低分辨率、url 返回或关闭流式会好些。",
    ),
    "error.empty.message": (
        "{gateway} answered without a picture and without words.",
        "{gateway} 的回答里既没有图也没有文字。",
    ),
    "error.empty.advice": (
        "Probably blocked without saying so; tokens used: {tokens}. Put it in other words.",
        "很可能是被悄悄拦截了；已用 token：{tokens}。请换个说法。",
    ),
    "error.token_limit.message": (
        "The model reached its token limit before the picture was done.",
        "还没画完，模型的 token 上限就到了。",
    ),
    "error.token_limit.advice": ("Use a shorter prompt or a lower resolution.", "请缩短提示词或降低分辨率。"),
    "error.asynchronous.message": (
        "This gateway only takes orders and delivers later (task {task}).",
        "这个网关只接单、稍后交付（任务 {task}）。",
    ),
    "error.asynchronous.advice": (
        "Easel cannot collect such tasks. The picture may be found at the gateway under this task id.",
        "Easel 不能领取这类任务。可以凭任务编号在网关查找图片。",
    ),
    "error.unreadable.message": ("The answer of {gateway} cannot be understood.", "看不懂 {gateway} 的回答。"),
    "error.unreadable.advice": (
        "It may have been charged. The raw answer is kept on the server.",
        "可能已计费。原始回答保存在服务器上。",
    ),
    "error.damaged.message": ("The picture was damaged on its way.", "图片在传输中损坏了。"),
    "error.damaged.advice": (
        "It was probably charged. What arrived is kept.",
        "很可能已计费。已收到的部分都留着。",
    ),
    "error.link_dead.message": (
        "{gateway} made the picture, but its link cannot be read.",
        "{gateway} 画好了，但图片链接打不开。",
    ),
    "error.link_dead.advice": ("The link is kept: {url}", "链接已保留：{url}"),
    "error.ambiguous.message": ("It is not known what became of this call.", "不知道这次请求的结果。"),
    "error.ambiguous.advice": (
        "It may have been charged. Look at the gateway's log.",
        "可能已计费，请看网关的日志。",
    ),
    "error.rejected.message": ("{gateway} said no (status {status}).", "{gateway} 拒绝了（状态 {status}）。"),
    "error.rejected.advice": ("Its own words may say why.", "它的原话也许说明了原因。"),
    "error.too_many_runs.message": ("You have {limit} runs going already.", "你已经有 {limit} 个任务在进行。"),
    "error.too_many_runs.advice": (
        "Wait for one to end, or stop one. Nothing was sent.",
        "等一个结束，或停掉一个。什么都没有发送。",
    ),
    "error.not_found.message": ("There is nothing here.", "这里什么也没有。"),
    "error.not_found.advice": ("It was never here, or it is not yours.", "它从来不在这里，或者不属于你。"),
    "error.interrupted.message": ("The server stopped while this was going on.", "进行到一半时服务器停了。"),
    "error.interrupted.advice": ("What had arrived is shown here.", "已收到的都显示在这里。"),
    "error.cancelled.message": ("You stopped waiting for it.", "你停止了等待。"),
    "error.cancelled.advice": ("The gateway may still have charged for it.", "网关仍可能已计费。"),
    "error.internal.message": ("Easel itself made a mistake.", "Easel 自己出错了。"),
    "error.internal.advice": (
        "What arrived is kept; the server's log says more.",
        "已收到的都留着；服务器日志里有详情。",
    ),
    "error.disk.message": ("This server could not write to its disk.", "服务器写不了磁盘。"),
    "error.disk.advice": (
        "Free some space in its data folder. What had arrived is kept.",
        "请清理数据目录的空间。已收到的都留着。",
    ),
    "error.closing.message": (
        "This server is going down and starts nothing new.",
        "服务器正在关闭，不再开始新任务。",
    ),
    "error.closing.advice": ("Try again in a minute; nothing was sent.", "过一分钟再试；什么都没有发送。"),
    "error.journal_failed.message": (
        "The server could not write this down, so it was not sent.",
        "服务器无法记录这次请求，所以没有发送。",
    ),
    "error.journal_failed.advice": (
        "Check the database and the space in the data folder, then send again. Nothing was charged.",
        "请检查数据库和数据目录的空间后再发。没有计费。",
    ),
    "error.bad_input.message": ("This request cannot be read: {said}", "看不懂这个请求：{said}"),
    "error.bad_input.advice": ("See /docs for what is expected.", "格式见 /docs。"),
    "error.not_yet.message": ("Easel cannot do this yet.", "Easel 还做不到这个。"),
    "error.not_yet.advice": (
        "For now it makes pictures from text: task “generate”.",
        "目前只能文生图：task 为 “generate”。",
    ),
}

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
