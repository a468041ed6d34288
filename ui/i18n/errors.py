"""Strings of errors (`error.<kind>.`), filled by parameters; `{gateway}` is always given.

An error has a message (what happened) and an advice (what to do next). Where there is `message.<reason>`,
`message.status` or `advice.<hint>`, and the error has that reason, a status of 400 or more, or that hint, it is said.
"""

ERRORS: dict[str, tuple[str, str]] = {
    "error.unsupported.message": ("This model doesn't support that.", "这个模型不支持该操作。"),
    "error.unsupported.advice": ("Nothing was sent.", "请求未发送。"),
    "error.refused.message": ("The request wasn't sent.", "请求未发送。"),
    "error.refused.advice": ("Check the form and try again.", "请检查表单后再试。"),
    "error.no_key.message": ("{gateway} needs an API key.", "{gateway} 需要 API 密钥。"),
    "error.no_key.advice": (
        "Add your own, or set {setting} on the server and restart it. Nothing was sent.",
        "请添加你自己的密钥，或在服务器上设置 {setting} 后重启。请求未发送。",
    ),
    "error.unknown_model.message": ("{gateway} has no model “{model}”.", "{gateway} 没有模型“{model}”。"),
    "error.unknown_model.message.gateway": ("Easel doesn't have this provider.", "没有找到这个服务商。"),
    "error.unknown_model.advice.gateway": (
        "Choose a model from the list. One of your own can be added again under Providers. Nothing was sent.",
        "请从列表中选择模型。你自己的服务商可以在“服务商”页面重新添加。请求未发送。",
    ),
    "error.unknown_model.advice": (
        "Choose a model from the list. The administrator can add models in .env. Nothing was sent.",
        "请从列表中选择模型。管理员可以在 .env 中添加新模型。请求未发送。",
    ),
    "error.unreachable.message": ("Couldn't reach {gateway}.", "无法连接 {gateway}。"),
    "error.unreachable.message.dns": (
        "Couldn't reach {gateway}: the host name {host} wasn't found.",
        "无法连接 {gateway}：找不到域名 {host}。",
    ),
    "error.unreachable.message.refused": (
        "Couldn't reach {gateway}: {host} refused the connection.",
        "无法连接 {gateway}：{host} 拒绝连接。",
    ),
    "error.unreachable.message.tls": (
        "Couldn't reach {gateway}: no trusted secure connection (TLS) to {host}.",
        "无法连接 {gateway}：与 {host} 的安全连接（TLS）无法建立或不受信任。",
    ),
    "error.unreachable.message.timeout": (
        "Couldn't reach {gateway}: {host} didn't respond in time.",
        "无法连接 {gateway}：{host} 响应超时。",
    ),
    "error.unreachable.message.network": (
        "Couldn't reach {gateway}: no network route to {host}.",
        "无法连接 {gateway}：到 {host} 的网络不通。",
    ),
    "error.unreachable.message.proxy": (
        "Couldn't reach {gateway}: the proxy set in {setting} or ALL_PROXY can't be used.",
        "无法连接 {gateway}：{setting} 或 ALL_PROXY 中设置的代理无法使用。",
    ),
    "error.unreachable.advice.proxy": (
        "Set the proxy to an http:// or https:// address, or install httpx[socks] for socks5://, then restart "
        "Easel. Nothing was sent or charged.",
        "请把代理设为 http:// 或 https:// 地址；如需 socks5://，请先安装 httpx[socks]，然后重启 "
        "Easel。请求未发送，未计费。",
    ),
    "error.unreachable.advice": (
        "Easel tried three times. Check the address and the server's network. Nothing was sent or charged.",
        "已尝试三次。请检查地址和服务器的网络。请求未发送，未计费。",
    ),
    "error.bad_key.message": ("{gateway} rejected the API key.", "{gateway} 拒绝了 API 密钥。"),
    "error.bad_key.advice": (
        "Check that the key is complete, valid, and allowed to use this model.",
        "请检查密钥是否完整、有效，并有权使用这个模型。",
    ),
    "error.forbidden.message": (
        "{gateway} refused this request, but not because of the key.",
        "{gateway} 拒绝了这次请求，但与密钥无关。",
    ),
    "error.forbidden.advice": (
        "See its message for the reason. Nothing was generated.",
        "原因见服务商返回的原文。未开始生成。",
    ),
    "error.forbidden.message.region": (
        "{gateway} isn't available in this server's region.",
        "{gateway} 不向本服务器所在的国家或地区提供服务。",
    ),
    "error.forbidden.advice.region": (
        "The key isn't the problem. Use a provider that serves this region, or run Easel in one that {gateway} "
        "serves. Nothing was generated.",
        "与密钥无关。请换用支持该地区的服务商，或把 Easel 部署到 {gateway} 支持的地区。未开始生成。",
    ),
    "error.forbidden.message.unverified": (
        "{gateway} offers this model only to verified organizations or accounts.",
        "{gateway} 仅向完成组织验证或实名认证的账户开放这个模型。",
    ),
    "error.forbidden.advice.unverified": (
        "Verify your organization or account in the provider's console (this can take a few minutes to take "
        "effect), or choose another model. Nothing was generated.",
        "请在服务商后台完成组织验证或实名认证（可能需要几分钟生效），或换一个模型。未开始生成。",
    ),
    "error.forbidden.message.address": (
        "{gateway} doesn't accept requests from this server's IP address.",
        "{gateway} 不接受来自本服务器 IP 的请求。",
    ),
    "error.forbidden.advice.address": (
        "Add this server's IP address to the key's allowlist in the provider's console. Nothing was generated.",
        "请在服务商后台把本服务器的 IP 加入该密钥的白名单。未开始生成。",
    ),
    "error.forbidden.message.firewall": (
        "A firewall in front of {gateway} blocked this request.",
        "{gateway} 的防火墙拦截了这次请求。",
    ),
    "error.forbidden.advice.firewall": (
        "The key wasn't checked. Ask the provider for an API address without a browser check, or try another "
        "network. Nothing was generated.",
        "请求未到达密钥校验。请向服务商索取没有浏览器验证的 API 地址，或换个网络再试。未开始生成。",
    ),
    "error.out_of_credit.message": ("Your {gateway} account is out of credit.", "{gateway} 账户余额或额度不足。"),
    "error.out_of_credit.advice": (
        "Top up your account, or use another key or provider.",
        "请充值，或换一个密钥或服务商。",
    ),
    "error.rate_limited.message": ("{gateway} is limiting requests right now.", "{gateway} 正在限流。"),
    "error.rate_limited.advice": ("Wait a moment and retry. Nothing was generated.", "请稍后重试。未开始生成。"),
    "error.rate_limited.advice.wait": (
        "Retry {wait}, counted from when this failed. Nothing was generated.",
        "请{wait}重试（从失败时算起）。未开始生成。",
    ),
    "error.busy.advice.wait": (
        "Retry {wait}, counted from when this failed. Nothing was generated.",
        "请{wait}重试（从失败时算起）。未开始生成。",
    ),
    "wait.seconds": ("in {seconds} s", "{seconds} 秒后"),
    "wait.minutes": ("in about {minutes} minutes", "约 {minutes} 分钟后"),
    "wait.hour": ("in about an hour", "约 1 小时后"),
    "wait.hours": ("in about {hours} hours", "约 {hours} 小时后"),
    "wait.hour_minutes": ("in about an hour and {minutes} minutes", "约 1 小时 {minutes} 分钟后"),
    "wait.hours_minutes": ("in about {hours} hours {minutes} minutes", "约 {hours} 小时 {minutes} 分钟后"),
    "wait.days": ("in about {days} days", "约 {days} 天后"),
    "error.busy.message": ("{gateway} is overloaded.", "{gateway} 当前过载。"),
    "error.busy.advice": ("Retry in a minute. Nothing was generated.", "请一分钟后重试。未开始生成。"),
    "error.no_channel.message": (
        "Your {gateway} key has no access to this model.",
        "你的 {gateway} 密钥无权使用该模型（无可用渠道）。",
    ),
    "error.no_channel.advice": (
        "Choose another model, or assign the key to the right group in the provider's console.",
        "请换一个模型，或在服务商后台为密钥选择正确的分组。",
    ),
    "error.wrong_address.message": ("No image API found at this address: {url}", "这个地址没有图像接口：{url}"),
    "error.wrong_address.advice": (
        "Check the base URL in .env. It usually ends in /v1.",
        "请检查 .env 中的接口地址，通常以 /v1 结尾。",
    ),
    "error.bad_request.message": ("{gateway} didn't accept the request.", "{gateway} 未接受这个请求。"),
    "error.bad_request.advice": (
        "See its message, then change that option or choose another model.",
        "请查看服务商返回的原文，修改对应选项或换一个模型。",
    ),
    "error.bad_request.advice.transparent": (
        "Set Background to Auto, or use gpt-image-1.5, which supports transparency.",
        "请把“背景”设为“自动”，或改用支持透明背景的 gpt-image-1.5。",
    ),
    "error.bad_request.advice.thought_signature": (
        "This model can't continue from earlier images here. Start a new edit with the image instead.",
        "这个模型无法在此延续之前的图片，请用这张图新建一次编辑。",
    ),
    "error.too_large.message": ("The request is too large for {gateway}.", "请求过大，{gateway} 无法处理。"),
    "error.too_large.advice": ("Send fewer or smaller images.", "请减少图片数量或缩小图片。"),
    "error.blocked.message": (
        "Blocked by the safety system of {gateway} or the model.",
        "被 {gateway} 或模型的安全审核拦截。",
    ),
    "error.blocked.advice": (
        "Reword the prompt; the same text will be blocked again.",
        "请修改提示词，原样重试仍会被拦截。",
    ),
    "error.server_fault.message": ("{gateway} had an internal error.", "{gateway} 内部出错。"),
    "error.server_fault.message.status": (
        "{gateway} had an internal error (status {status}).",
        "{gateway} 内部出错（状态码 {status}）。",
    ),
    "error.server_fault.advice": (
        "It may have been charged, so Easel didn't retry automatically. Check the provider's usage log before "
        "you retry.",
        "可能已计费，因此没有自动重试。重试前请先查看服务商的用量记录。",
    ),
    "error.gateway_timeout.message": (
        "{gateway} timed out before the image was ready.",
        "{gateway} 超时断开，图片尚未完成。",
    ),
    "error.gateway_timeout.message.status": (
        "{gateway} timed out before the image was ready (status {status}).",
        "{gateway} 超时断开，图片尚未完成（状态码 {status}）。",
    ),
    "error.gateway_timeout.advice": (
        "It may have been charged. Try streaming, URL responses or a lower resolution.",
        "可能已计费。可试试流式输出、URL 返回或更低分辨率。",
    ),
    "error.timed_out.message": (
        "{gateway} sent no complete response within {seconds} s.",
        "{gateway} 在 {seconds} 秒内没有返回完整结果。",
    ),
    "error.timed_out.advice": (
        "It may have been charged, so Easel didn't retry automatically. Check the provider's usage log first.",
        "可能已计费，因此没有自动重试。请先查看服务商的用量记录。",
    ),
    "error.connection_lost.message": (
        "The connection to {gateway} was lost after the request was sent.",
        "请求发出后，与 {gateway} 的连接中断。",
    ),
    "error.connection_lost.advice": (
        "It may have been charged, so Easel didn't retry automatically.",
        "可能已计费，因此没有自动重试。",
    ),
    "error.cut_off.message": ("The response from {gateway} was cut off.", "{gateway} 的返回中途中断。"),
    "error.cut_off.advice": (
        "It was probably charged. Everything received so far is kept. A lower resolution, URL responses or turning streaming "
        "off can help.",
        "很可能已计费。已收到的部分已保留。降低分辨率、改用 URL 返回或关闭流式输出可能有帮助。",
    ),
    "error.empty.message": (
        "{gateway} returned neither an image nor text.",
        "{gateway} 既没有返回图片，也没有返回文字。",
    ),
    "error.empty.advice": (
        "It was probably blocked without notice, and it may have been charged. Reword the prompt.",
        "很可能被静默拦截，可能已计费。请修改提示词。",
    ),
    "error.empty.advice.tokens": (
        "It was probably blocked without notice; tokens used: {tokens}. Reword the prompt.",
        "很可能被静默拦截；已用 token：{tokens}。请修改提示词。",
    ),
    "error.empty.message.no_picture": ("The model returned no image ({finish}).", "模型没有返回图片（{finish}）。"),
    "error.empty.advice.no_picture": (
        "No other reason was given, and it may have been charged. The same prompt may work if you retry.",
        "没有给出其他原因，可能已计费。同样的提示词重试也许能成功。",
    ),
    "error.token_limit.message": (
        "The model reached its token limit before the image was done.",
        "图片尚未完成，模型的 token 已达上限。",
    ),
    "error.token_limit.advice": (
        "It may have been charged. Use a shorter prompt or a lower resolution.",
        "可能已计费。请缩短提示词或降低分辨率。",
    ),
    "error.asynchronous.message": (
        "{gateway} queued this as task {task}, but Easel can't fetch the result.",
        "{gateway} 已将其排为任务 {task}，但 Easel 无法取回结果。",
    ),
    "error.asynchronous.advice.polling": (
        "It may be charged, so don't send it again. Find the image in the provider's console under this task ID, "
        "or here: {url}",
        "可能会计费，请勿重复提交。可在服务商后台凭任务 ID 查找图片，或打开：{url}",
    ),
    "error.asynchronous.advice": (
        "It may be charged, so don't send it again. Find the image in the provider's console under this task ID.",
        "可能会计费，请勿重复提交。可在服务商后台凭任务 ID 查找图片。",
    ),
    "error.unreadable.message": ("Couldn't read {gateway}'s response.", "无法解析 {gateway} 的返回。"),
    "error.unreadable.message.compression": (
        "Couldn't read {gateway}'s response: the compressed data is damaged.",
        "无法解析 {gateway} 的返回：压缩数据已损坏。",
    ),
    "error.unreadable.message.too_long": (
        "{gateway}'s response is larger than {limit_mb} MB.",
        "{gateway} 的返回超过 {limit_mb} MB。",
    ),
    "error.unreadable.advice": (
        "It may have been charged. The raw response is kept on the server.",
        "可能已计费。原始返回已保存在服务器上。",
    ),
    "error.damaged.message": ("The image was damaged in transfer.", "图片在传输中损坏。"),
    "error.damaged.advice": (
        "It was probably charged. Everything received so far is kept.",
        "很可能已计费。已收到的部分已保留。",
    ),
    "error.damaged.advice.not_charged": (
        "Nothing was charged. Everything received so far is kept.",
        "未计费。已收到的部分已保留。",
    ),
    "error.link_dead.message": (
        "{gateway} generated the image, but its link can't be opened.",
        "{gateway} 已生成图片，但图片链接无法打开。",
    ),
    "error.link_dead.message.scheme": (
        "{gateway} generated the image, but returned an address that isn't a web link.",
        "{gateway} 已生成图片，但返回的地址不是网页链接。",
    ),
    "error.link_dead.advice.scheme": (
        "Download it with the provider's own tools: {url}",
        "请用服务商自己的工具下载：{url}",
    ),
    "error.link_dead.message.private": (
        "{gateway} generated the image, but its link points to the private address {address}, which Easel "
        "doesn't open.",
        "{gateway} 已生成图片，但图片链接指向内网地址 {address}，Easel 不会访问。",
    ),
    "error.link_dead.message.fake_ip": (
        "{gateway} generated the image, but its link resolves to {address}, a fake IP from a local proxy (Clash, "
        "Surge), which Easel doesn't open by default.",
        "{gateway} 已生成图片，但图片链接解析到了 {address}：这是本地代理（Clash、Surge 等）分配的虚拟 IP，Easel "
        "默认不访问。",
    ),
    "error.link_dead.advice.private": (
        "Set a public URL in the provider's settings so that its links can be opened, then re-read the response "
        "(free): {url}",
        "请在服务商设置中配置可公开访问的地址，再重新解析返回结果（免费）：{url}",
    ),
    "error.link_dead.advice.fake_ip": (
        "If Easel runs behind such a proxy, set EASEL_ALLOW_FAKE_IP=1 and restart it, then re-read the response "
        "(free): {url}",
        "如果 Easel 运行在这样的代理之后，请设置 EASEL_ALLOW_FAKE_IP=1 并重启，再重新解析返回结果（免费）：{url}",
    ),
    "error.link_dead.message.proxy": (
        "{gateway} generated the image, but its link can't be opened: the proxy set in {setting} or ALL_PROXY "
        "can't be used.",
        "{gateway} 已生成图片，但图片链接无法打开：{setting} 或 ALL_PROXY 中设置的代理无法使用。",
    ),
    "error.link_dead.advice.proxy": (
        "Set the proxy to an http:// or https:// address, or install httpx[socks] for socks5://. Restart Easel, "
        "then re-read the response (free): {url}",
        "请把代理设为 http:// 或 https:// 地址；如需 socks5://，请先安装 httpx[socks]。重启 Easel "
        "后，再重新解析返回结果（免费）：{url}",
    ),
    "error.link_dead.advice": (
        "The link is kept. Re-read the response to try it again (free): {url}",
        "链接已保留，可重新解析返回结果再取一次（免费）：{url}",
    ),
    "error.ambiguous.message": ("We don't know how this request ended.", "无法确认这次请求的结果。"),
    "error.ambiguous.advice": (
        "It may have been charged. Check the provider's usage log.",
        "可能已计费，请查看服务商的用量记录。",
    ),
    "error.rejected.message": ("{gateway} rejected the request.", "{gateway} 拒绝了请求。"),
    "error.rejected.message.status": (
        "{gateway} rejected the request (status {status}).",
        "{gateway} 拒绝了请求（状态码 {status}）。",
    ),
    "error.rejected.advice": ("Its message may explain why.", "原因可能见服务商返回的原文。"),
    "error.too_many_runs.message": (
        "You already have {limit} images in progress.",
        "你已有 {limit} 个任务在生成。",
    ),
    "error.too_many_runs.advice": (
        "Wait for one to finish, or stop one. Nothing was sent.",
        "请等其中一个完成，或停止一个。请求未发送。",
    ),
    "error.key_reused.message": (
        "You already used this Idempotency-Key for a different request.",
        "这个 Idempotency-Key 已用于你的另一个请求。",
    ),
    "error.key_reused.advice": (
        "Use a new key for a new request. Nothing was sent.",
        "新请求请使用新的 Idempotency-Key。请求未发送。",
    ),
    "error.run_deleted.message": (
        "The run created with this Idempotency-Key has been deleted.",
        "用这个 Idempotency-Key 创建的任务已被删除。",
    ),
    "error.run_deleted.advice": (
        "To generate it again, use a new key. Nothing was sent.",
        "要重新生成，请使用新的 Idempotency-Key。请求未发送。",
    ),
    "error.bad_idempotency_key.message": (
        "Invalid Idempotency-Key: send the header once, with 1 to {limit} printable ASCII characters.",
        "Idempotency-Key 无效：请求头只能出现一次，内容为 1 到 {limit} 个可打印的 ASCII 字符。",
    ),
    "error.bad_idempotency_key.advice": (
        "Use a new UUID for each request. Nothing was sent.",
        "每次请求使用一个新的 UUID 即可。请求未发送。",
    ),
    "error.not_found.message": ("Not found.", "找不到。"),
    "error.not_found.advice": ("It may have been deleted or belong to someone else.", "可能已删除，或不属于你。"),
    "error.interrupted.message": ("The server stopped before this was finished.", "服务器中途停止，未能完成。"),
    "error.interrupted.advice": ("Everything received so far is shown here.", "已收到的内容显示在这里。"),
    "error.cancelled.message": ("Stopped.", "已停止。"),
    "error.cancelled.advice": ("The provider may still charge you.", "服务商仍可能计费。"),
    "error.cancelled.advice.not_charged": ("Nothing was charged.", "未计费。"),
    "error.internal.message": ("Something went wrong in Easel.", "Easel 内部出错。"),
    "error.internal.advice": (
        "Everything received so far is kept. See the server log for details.",
        "已收到的部分已保留，详情见服务器日志。",
    ),
    "error.disk.message": ("This server couldn't write to its disk.", "服务器无法写入磁盘。"),
    "error.disk.advice": (
        "Free up space in the data folder. Everything received so far is kept.",
        "请清理数据目录的空间。已收到的部分已保留。",
    ),
    "error.closing.message": (
        "The server is restarting and can't start new images.",
        "服务器正在重启，暂时无法开始新任务。",
    ),
    "error.closing.advice": ("Try again in a minute. Nothing was sent.", "请一分钟后再试。请求未发送。"),
    "error.journal_failed.message": (
        "The server couldn't record this request, so it wasn't sent.",
        "服务器无法记录这次请求，因此没有发送。",
    ),
    "error.journal_failed.message.reading": (
        "The server can't read its database right now.",
        "服务器暂时无法读取数据库。",
    ),
    "error.journal_failed.advice.reading": (
        "Nothing is lost: images keep generating, and everything reappears once the database responds. The "
        "administrator should check the database and the data folder.",
        "不会丢失任何内容：生成会继续进行，数据库恢复后都会重新显示。请管理员检查数据库和数据目录。",
    ),
    "error.journal_failed.advice": (
        "Check the database and the space in the data folder, then retry. Nothing was charged.",
        "请检查数据库和数据目录的空间后重试。未计费。",
    ),
    "error.bad_input.message": ("Invalid request: {said}", "请求无效：{said}"),
    "error.bad_input.advice": ("See /docs for the expected format.", "格式见 /docs。"),
}
