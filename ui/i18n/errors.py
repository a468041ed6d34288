"""Strings of errors (`error.<kind>.`), filled by parameters; `{gateway}` is always given.

An error has a message (what happened) and an advice (what to do next). Where there is `message.<reason>`,
`message.status` or `advice.<hint>`, and the error has that reason, a status of 400 or more, or that hint, it is said.
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
    "error.unreachable.message.dns": (
        "{gateway} could not be reached: the name {host} cannot be found.",
        "连不上 {gateway}：查不到域名 {host}。",
    ),
    "error.unreachable.message.refused": (
        "{gateway} could not be reached: nothing answers at {host}.",
        "连不上 {gateway}：{host} 拒绝连接。",
    ),
    "error.unreachable.message.tls": (
        "{gateway} could not be reached: {host} offers no secure connection that can be trusted.",
        "连不上 {gateway}：{host} 的安全连接（TLS）无法建立或不可信。",
    ),
    "error.unreachable.message.timeout": (
        "{gateway} could not be reached: {host} did not answer in time.",
        "连不上 {gateway}：{host} 迟迟没有应答。",
    ),
    "error.unreachable.message.network": (
        "{gateway} could not be reached: the network fails on the way to {host}.",
        "连不上 {gateway}：到 {host} 的网络不通。",
    ),
    "error.unreachable.message.proxy": (
        "{gateway} could not be reached: the proxy in {setting} or ALL_PROXY cannot be used.",
        "连不上 {gateway}：{setting} 或 ALL_PROXY 里的代理无法使用。",
    ),
    "error.unreachable.advice.proxy": (
        "Nothing was sent, so nothing was charged. Set the proxy to an address with http:// or https://, or install "
        "httpx[socks] for one with socks5://, then restart Easel.",
        "什么都没有发出，不会计费。请把代理改成 http:// 或 https:// 开头的地址；如果要用 socks5://，请先安装 httpx[socks]。然后重启 Easel。",
    ),
    "error.unreachable.advice": (
        "It was tried three times; nothing was sent, so nothing was charged. Check the address and this server's network.",
        "试了三次都没有连上；什么都没有发出，不会计费。请检查地址和服务器的网络。",
    ),
    "error.bad_key.message": ("{gateway} refused the key.", "{gateway} 不接受这个密钥。"),
    "error.bad_key.advice": (
        "Check that the key is complete, still valid and allowed to use this model.",
        "请检查密钥是否完整、有效，并有权使用这个模型。",
    ),
    "error.forbidden.message": (
        "{gateway} refused this request, and not because of the key.",
        "{gateway} 拒绝了这次请求，但与密钥无关。",
    ),
    "error.forbidden.advice": (
        "Its own words say why. Nothing was started.",
        "原因见网关的原话。这一次没有开始。",
    ),
    "error.forbidden.message.region": (
        "{gateway} does not serve the region that this server's requests come from.",
        "{gateway} 不向本服务器或其网络出口所在的国家或地区提供服务。",
    ),
    "error.forbidden.advice.region": (
        "This is not about the key. Use a gateway that serves this region, or run Easel in one that {gateway} serves. "
        "Nothing was started.",
        "与密钥无关。请换一个支持本地区的网关，或把 Easel 部署到 {gateway} 支持的地区。这一次没有开始。",
    ),
    "error.forbidden.message.unverified": (
        "{gateway} offers this model to verified organizations and accounts only.",
        "{gateway} 只向完成组织验证或实名认证的账户开放这个模型。",
    ),
    "error.forbidden.advice.unverified": (
        "Verify the organization or account in the gateway's console (it may take a few minutes to take effect), "
        "or choose another model. Nothing was started.",
        "请在网关后台完成组织验证或实名认证（可能要过几分钟才生效），或换一个模型。这一次没有开始。",
    ),
    "error.forbidden.message.address": (
        "{gateway} does not accept requests from this server's IP address.",
        "{gateway} 不接受来自本服务器 IP 的请求。",
    ),
    "error.forbidden.advice.address": (
        "Add this server's IP address to the key's allowlist in the gateway's console. Nothing was started.",
        "请在网关后台把本服务器的 IP 加入该密钥的白名单。这一次没有开始。",
    ),
    "error.forbidden.message.firewall": (
        "A firewall in front of {gateway} blocked this request.",
        "{gateway} 前面的防火墙拦截了这次请求。",
    ),
    "error.forbidden.advice.firewall": (
        "It never reached the check of the key. Ask the gateway for an API address without a browser check, or try from "
        "another network. Nothing was started.",
        "请求没有走到密钥校验。请向网关索取不带浏览器校验的 API 地址，或换个网络再试。这一次没有开始。",
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
    "error.rate_limited.advice.wait": (
        "Send again {wait}, counted from this answer; this one was not started.",
        "请{wait}再发（从这次应答算起）；这一次没有开始。",
    ),
    "error.busy.advice.wait": (
        "Send again {wait}, counted from this answer; this one was not started.",
        "请{wait}再发（从这次应答算起）；这一次没有开始。",
    ),
    "wait.seconds": ("in {seconds} s", "{seconds} 秒后"),
    "wait.minutes": ("in about {minutes} minutes", "约 {minutes} 分钟后"),
    "wait.hour": ("in about an hour", "约 1 小时后"),
    "wait.hours": ("in about {hours} hours", "约 {hours} 小时后"),
    "wait.hour_minutes": ("in about an hour and {minutes} minutes", "约 1 小时 {minutes} 分钟后"),
    "wait.hours_minutes": ("in about {hours} hours {minutes} minutes", "约 {hours} 小时 {minutes} 分钟后"),
    "wait.days": ("in about {days} days", "约 {days} 天后"),
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
    "error.server_fault.message": ("{gateway} reported a failure of its own.", "{gateway} 报告自身出错。"),
    "error.server_fault.message.status": (
        "{gateway} reported a failure of its own (status {status}).",
        "{gateway} 报告自身出错（状态 {status}）。",
    ),
    "error.server_fault.advice": (
        "It may have been charged, so it was not sent again by itself. Look at the gateway's own log before sending again.",
        "可能已计费，所以没有自动重发。重发前请先看网关自己的日志。",
    ),
    "error.gateway_timeout.message": (
        "{gateway} cut the line while the model was working.",
        "模型还在工作时 {gateway} 断开了。",
    ),
    "error.gateway_timeout.message.status": (
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
        "Probably blocked without saying so. Put it in other words.",
        "很可能是被悄悄拦截了。请换个说法。",
    ),
    "error.empty.advice.tokens": (
        "Probably blocked without saying so; tokens used: {tokens}. Put it in other words.",
        "很可能是被悄悄拦截了；已用 token：{tokens}。请换个说法。",
    ),
    "error.empty.message.no_picture": (
        "The model returned no picture ({finish}).",
        "模型没有返回图片（{finish}）。",
    ),
    "error.empty.advice.no_picture": (
        "No other reason was given, and it may have been charged. The same prompt may work another time.",
        "没有给出其他原因，可能已计费。同样的提示词稍后也许能成功。",
    ),
    "error.token_limit.message": (
        "The model reached its token limit before the picture was done.",
        "还没画完，模型的 token 上限就到了。",
    ),
    "error.token_limit.advice": ("Use a shorter prompt or a lower resolution.", "请缩短提示词或降低分辨率。"),
    "error.asynchronous.message": (
        "{gateway} queued this as task {task}, and Easel cannot collect the result.",
        "{gateway} 已受理为任务 {task}，但 Easel 无法取回结果。",
    ),
    "error.asynchronous.advice.polling": (
        "It may be charged, so do not send it again. Find the picture at the gateway under this task id, or here: {url}",
        "可能会计费，请勿重复提交。可在网关凭任务编号查找图片，或打开：{url}",
    ),
    "error.asynchronous.advice": (
        "It may be charged, so do not send it again. Find the picture at the gateway under this task id.",
        "可能会计费，请勿重复提交。可在网关凭任务编号查找图片。",
    ),
    "error.unreadable.message": ("The answer of {gateway} cannot be understood.", "看不懂 {gateway} 的回答。"),
    "error.unreadable.message.compression": (
        "The compressed answer of {gateway} is damaged.",
        "{gateway} 返回内容的压缩数据已损坏。",
    ),
    "error.unreadable.message.too_long": (
        "The answer of {gateway} is longer than {limit_mb} MB.",
        "{gateway} 的返回内容超过 {limit_mb} MB。",
    ),
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
    "error.link_dead.message.scheme": (
        "{gateway} made the picture, but gave an address that is no web link.",
        "{gateway} 画好了，但给出的地址不是网页链接。",
    ),
    "error.link_dead.advice.scheme": (
        "Fetch it with the gateway's own tools: {url}",
        "请用网关自己的工具获取：{url}",
    ),
    "error.link_dead.message.private": (
        "{gateway} made the picture, but its link leads to {address}, a private address that Easel does not open.",
        "{gateway} 画好了，但图片链接指向内网地址 {address}，Easel 不会访问。",
    ),
    "error.link_dead.message.fake_ip": (
        "{gateway} made the picture, but its link resolves to {address}, a made-up address from a local proxy "
        "(Clash, Surge), which Easel does not open by default.",
        "{gateway} 画好了，但图片链接解析到了 {address}：这是本地代理（Clash、Surge 等）分配的虚拟 IP，Easel 默认不访问。",
    ),
    "error.link_dead.advice.private": (
        "In the gateway's settings, set its public URL so that links can be reached, then read the answer again; that is "
        "free: {url}",
        "请在网关里设置它的对外地址，让链接可以访问，再免费“重新读取返回内容”：{url}",
    ),
    "error.link_dead.advice.fake_ip": (
        "If Easel runs behind such a proxy, set EASEL_ALLOW_FAKE_IP=1 and restart it, then read the answer again; that is "
        "free: {url}",
        "如果 Easel 就运行在这样的代理之后，请设置 EASEL_ALLOW_FAKE_IP=1 并重启，再免费“重新读取返回内容”：{url}",
    ),
    "error.link_dead.message.proxy": (
        "{gateway} made the picture, but its link cannot be read: the proxy in {setting} or ALL_PROXY cannot be used.",
        "{gateway} 画好了，但图片链接打不开：{setting} 或 ALL_PROXY 里的代理无法使用。",
    ),
    "error.link_dead.advice.proxy": (
        "Set the proxy to an address with http:// or https://, or install httpx[socks] for one with socks5://. Restart "
        "Easel, then read the answer again; that is free: {url}",
        "请把代理改成 http:// 或 https:// 开头的地址；如果要用 socks5://，请先安装 httpx[socks]。重启 Easel 后，再免费“重新读取返回内容”：{url}",
    ),
    "error.link_dead.advice": (
        "The link is kept; to read the answer again fetches it once more, free: {url}",
        "链接已保留；“重新读取返回内容”会免费再取一次：{url}",
    ),
    "error.ambiguous.message": ("It is not known what became of this call.", "不知道这次请求的结果。"),
    "error.ambiguous.advice": (
        "It may have been charged. Look at the gateway's log.",
        "可能已计费，请看网关的日志。",
    ),
    "error.rejected.message": ("{gateway} said no.", "{gateway} 拒绝了。"),
    "error.rejected.message.status": (
        "{gateway} said no (status {status}).",
        "{gateway} 拒绝了（状态 {status}）。",
    ),
    "error.rejected.advice": ("Its own words may say why.", "它的原话也许说明了原因。"),
    "error.too_many_runs.message": ("You have {limit} runs going already.", "你已经有 {limit} 个任务在进行。"),
    "error.too_many_runs.advice": (
        "Wait for one to end, or stop one. Nothing was sent.",
        "等一个结束，或停掉一个。什么都没有发送。",
    ),
    "error.key_reused.message": (
        "This Idempotency-Key was already used for another request of yours.",
        "这个 Idempotency-Key 已经用于你的另一个请求。",
    ),
    "error.key_reused.advice": (
        "Use a new key for a new request. Nothing was sent.",
        "新的请求请换一个新的 Idempotency-Key。什么都没有发送。",
    ),
    "error.run_deleted.message": (
        "The run that this Idempotency-Key stands for has been deleted.",
        "这个 Idempotency-Key 对应的任务已被删除。",
    ),
    "error.run_deleted.advice": (
        "To make it again, use a new key. Nothing was sent.",
        "要重新生成，请换一个新的 Idempotency-Key。什么都没有发送。",
    ),
    "error.bad_idempotency_key.message": (
        "This Idempotency-Key is not valid: send the header once, with 1 to {limit} printable ASCII characters.",
        "Idempotency-Key 无效：请求头只能出现一次，内容为 1 到 {limit} 个可打印的 ASCII 字符。",
    ),
    "error.bad_idempotency_key.advice": (
        "A new UUID for each request will do. Nothing was sent.",
        "每次请求使用一个新的 UUID 即可。什么都没有发送。",
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
    "error.journal_failed.message.reading": (
        "The server cannot read its database at the moment.",
        "服务器暂时读不了数据库。",
    ),
    "error.journal_failed.advice.reading": (
        "Nothing is lost: runs go on, and what is kept is shown again once the database answers. Check it and the "
        "data folder.",
        "什么都没有丢：任务照常进行，数据库恢复后一切都会显示出来。请检查数据库和数据目录。",
    ),
    "error.journal_failed.advice": (
        "Check the database and the space in the data folder, then send again. Nothing was charged.",
        "请检查数据库和数据目录的空间后再发。没有计费。",
    ),
    "error.bad_input.message": ("This request cannot be read: {said}", "看不懂这个请求：{said}"),
    "error.bad_input.advice": ("See /docs for what is expected.", "格式见 /docs。"),
}
